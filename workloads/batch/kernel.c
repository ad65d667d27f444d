#include "kernel.h"

#define MOST_CALLS 1000

/* Each call is to be a call: inlined, the loop around it would be one sum. */
__attribute__((noinline)) double total(const double *x, long n, long first, long count)
{
    double sum = 0.0;
    if (first < 0 || count < 0 || first > n - count)
        return sum;
    for (long i = first; i < first + count; i++)
        sum += x[i];
    return sum;
}

double total_in_calls(const double *x, long n, long first, long count)
{
    double sum = 0.0;
    long calls = count < 1 ? 0 : n / count;
    if (calls > MOST_CALLS)
        calls = MOST_CALLS;
    for (long call = 0; call < calls; call++)
        sum += total(x, n, first + call * count, count);
    return sum;
}
