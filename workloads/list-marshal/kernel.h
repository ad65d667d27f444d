/* Numbers in, their sum out: what it costs to make C numbers of a list. */
#ifndef LIST_MARSHAL_KERNEL_H
#define LIST_MARSHAL_KERNEL_H

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Adds numbers.
 *
 * @param values the numbers, n of them
 * @param n how many, not negative
 * @return their sum, added from the first to the last
 */
double total(const double *values, long n);

#ifdef __cplusplus
}
#endif

#endif
