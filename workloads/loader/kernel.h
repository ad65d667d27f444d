/* What a loader does for each batch: it makes an array out of next to nothing. */
#ifndef LOADER_KERNEL_H
#define LOADER_KERNEL_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Fills an array with numbers from 0 to 1 that follow from a seed. Bindings let the GIL go
 * meanwhile.
 *
 * @param out the array
 * @param n how many numbers it holds
 * @param seed what they follow from
 */
void fill(double *out, long n, uint32_t seed);

#ifdef __cplusplus
}
#endif

#endif
