/* Work that several threads can share: on its own memory, without a lock. */
#ifndef THREADS_KERNEL_H
#define THREADS_KERNEL_H

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Adds `1 / (1 + x * x)` over an array; its bindings keep the GIL meanwhile.
 *
 * @param x the numbers
 * @param n how many there are
 * @return the sum
 */
double work_held(const double *x, long n);

/**
 * The same; its bindings let the GIL go meanwhile.
 *
 * @param x the numbers
 * @param n how many there are
 * @return the sum
 */
double work_released(const double *x, long n);

#ifdef __cplusplus
}
#endif

#endif
