/* Gives the sum of the values. */
double total(const double *values, int count);
