/* One array, changed in place: what a binding makes of memory that it lends for writing. */
#ifndef ARRAY_SCALE_KERNEL_H
#define ARRAY_SCALE_KERNEL_H

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Multiplies an array by a factor, in place.
 *
 * @param a the array, of n elements
 * @param n the number of elements, not negative
 * @param k the factor
 */
void scale(double *a, long n, double k);

#ifdef __cplusplus
}
#endif

#endif
