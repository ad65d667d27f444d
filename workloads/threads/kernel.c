#include "kernel.h"

static double work(const double *x, long n)
{
    double sum = 0.0;
    for (long i = 0; i < n; i++)
        sum += 1.0 / (1.0 + x[i] * x[i]);
    return sum;
}

double work_held(const double *x, long n)
{
    return work(x, n);
}

double work_released(const double *x, long n)
{
    return work(x, n);
}
