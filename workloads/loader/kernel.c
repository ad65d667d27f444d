#include "kernel.h"

/* A linear congruence of 64 bits (Knuth's MMIX); its upper 53 bits make the number. */
void fill(double *out, long n, uint32_t seed)
{
    uint64_t state = seed;
    for (long i = 0; i < n; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        out[i] = (double)(state >> 11) * 0x1p-53;
    }
}
