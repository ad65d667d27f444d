/* Doubles each value in place. */
void twice(double *values, int count);
