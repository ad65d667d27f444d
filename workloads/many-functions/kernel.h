/* Four hundred functions in one library: what a binding costs to build and to load.
 *
 * A hundred of each of four signatures; `add_00` … `add_99` and so on. */
#ifndef MANY_FUNCTIONS_KERNEL_H
#define MANY_FUNCTIONS_KERNEL_H

#ifdef __cplusplus
extern "C" {
#endif

#define FOUR_FUNCTIONS(id)                                  \
    int add_##id(int a, int b);                             \
    double blend_##id(double a, double b, double weight);   \
    double total_##id(const double *values, long n);        \
    void shift_##id(double *values, long n, double offset);

#define TEN_TIMES(each, ten)                                                        \
    each(ten##0) each(ten##1) each(ten##2) each(ten##3) each(ten##4)                \
    each(ten##5) each(ten##6) each(ten##7) each(ten##8) each(ten##9)

#define HUNDRED_TIMES(each)                                                         \
    TEN_TIMES(each, 0) TEN_TIMES(each, 1) TEN_TIMES(each, 2) TEN_TIMES(each, 3)     \
    TEN_TIMES(each, 4) TEN_TIMES(each, 5) TEN_TIMES(each, 6) TEN_TIMES(each, 7)     \
    TEN_TIMES(each, 8) TEN_TIMES(each, 9)

HUNDRED_TIMES(FOUR_FUNCTIONS)

#ifdef __cplusplus
}
#endif

#endif
