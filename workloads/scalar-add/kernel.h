/* The smallest useful call: nothing but the crossing is left to measure. */
#ifndef SCALAR_ADD_KERNEL_H
#define SCALAR_ADD_KERNEL_H

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Adds two integers.
 *
 * @param a the first term
 * @param b the second term; `a + b` must fit an int
 * @return the sum
 */
int add(int a, int b);

#ifdef __cplusplus
}
#endif

#endif
