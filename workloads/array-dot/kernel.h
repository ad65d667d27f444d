/* Two arrays in, one number out: what a binding makes of borrowed memory. */
#ifndef ARRAY_DOT_KERNEL_H
#define ARRAY_DOT_KERNEL_H

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Inner product of two arrays.
 *
 * @param a the first array, of n elements
 * @param b the second array, of n elements
 * @param n the number of elements, not negative
 * @return the sum of the products, added from the first to the last
 */
double dot(const double *a, const double *b, long n);

#ifdef __cplusplus
}
#endif

#endif
