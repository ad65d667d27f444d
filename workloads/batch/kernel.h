/* Many items, in few calls or in many: what a call costs each of its items. */
#ifndef BATCH_KERNEL_H
#define BATCH_KERNEL_H

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Adds a run of items.
 *
 * @param x the items, of which there are n
 * @param n the number of items
 * @param first the first item of the run
 * @param count the number of items in the run; `first + count` is at most n
 * @return the sum of the items from the first to the last of the run
 */
double total(const double *x, long n, long first, long count);

/**
 * Adds items in calls of `total` with `count` items each: a thousand calls, or as many as it
 * takes for all items where that is fewer.
 *
 * @param x the items, of which there are n
 * @param n the number of items, a multiple of count
 * @param first the first item of the first call
 * @param count the number of items in each call, at least 1
 * @return the sum of what the calls gave
 */
double total_in_calls(const double *x, long n, long first, long count);

#ifdef __cplusplus
}
#endif

#endif
