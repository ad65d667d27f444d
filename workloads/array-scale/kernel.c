#include "kernel.h"

void scale(double *a, long n, double k)
{
    for (long i = 0; i < n; i++)
        a[i] *= k;
}
