#include "kernel.h"

double dot(const double *a, const double *b, long n)
{
    double sum = 0.0;
    for (long i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}
