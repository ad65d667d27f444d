/* One array in, next to nothing done: what is left is a copy, or none. */
#ifndef COPY_KERNEL_H
#define COPY_KERNEL_H

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Reads three elements of an array: the first, the one in the middle and the last.
 *
 * @param data the array, of n elements
 * @param n the number of elements, not negative
 * @return the sum of the three; 0 for no elements
 */
double peek(const double *data, long n);

#ifdef __cplusplus
}
#endif

#endif
