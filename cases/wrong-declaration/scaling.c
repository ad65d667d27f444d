#include "scaling.h"

float scale(float *values, int count, float factor)
{
    float sum = 0;
    for (int i = 0; i < count; i++) {
        values[i] *= factor;
        sum += values[i];
    }
    return sum;
}
