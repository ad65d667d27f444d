#include "kernel.h"

double peek(const float *data, long n)
{
    if (n <= 0)
        return 0.0;
    return (double)data[0] + (double)data[n / 2] + (double)data[n - 1];
}
