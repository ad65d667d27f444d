#include "doubling.h"

void twice(double *values, int count)
{
    for (int i = 0; i < count; i++)
        values[i] *= 2;
}
