/* Multiplies each value by a factor and gives the sum of the results. */
float scale(float *values, int count, float factor);
