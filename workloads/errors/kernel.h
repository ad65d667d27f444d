/* Functions that are only called to see their arguments refused, but for the first. */
#ifndef ERRORS_KERNEL_H
#define ERRORS_KERNEL_H

#ifdef __cplusplus
extern "C" {
#endif

/** Gives its argument: it is called with one that fits. */
int take(int a);

/** Gives its argument: it is called with text. */
int kind(int a);

/** Gives its argument: it is called with a number that no int holds. */
int narrow(int a);

/**
 * Adds an array: it is called with one of another element type.
 *
 * @param x the numbers
 * @param n how many there are
 * @return their sum
 */
double total(const double *x, long n);

#ifdef __cplusplus
}
#endif

#endif
