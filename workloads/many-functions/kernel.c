#include "kernel.h"

#define FOUR_BODIES(id)                                     \
    int add_##id(int a, int b)                              \
    {                                                       \
        return a + b;                                       \
    }                                                       \
    double blend_##id(double a, double b, double weight)    \
    {                                                       \
        return a + (b - a) * weight;                        \
    }                                                       \
    double total_##id(const double *values, long n)         \
    {                                                       \
        double sum = 0.0;                                   \
        for (long i = 0; i < n; i++)                        \
            sum += values[i];                               \
        return sum;                                         \
    }                                                       \
    void shift_##id(double *values, long n, double offset)  \
    {                                                       \
        for (long i = 0; i < n; i++)                        \
            values[i] += offset;                            \
    }

HUNDRED_TIMES(FOUR_BODIES)
