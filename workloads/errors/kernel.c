#include "kernel.h"

int take(int a)
{
    return a;
}

int kind(int a)
{
    return a;
}

int narrow(int a)
{
    return a;
}

double total(const double *x, long n)
{
    double sum = 0.0;
    for (long i = 0; i < n; i++)
        sum += x[i];
    return sum;
}
