/* One very large array in, three elements read: what is left is the way to it. */
#ifndef TENSOR_1GIB_KERNEL_H
#define TENSOR_1GIB_KERNEL_H

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
double peek(const float *data, long n);

#ifdef __cplusplus
}
#endif

#endif
