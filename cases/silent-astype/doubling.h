/* Doubles each value in place. */
void twice(float *values, int count);
