/* Functions that differ in nothing but how many arguments they take. */
#ifndef CALL_SHAPES_KERNEL_H
#define CALL_SHAPES_KERNEL_H

#ifdef __cplusplus
extern "C" {
#endif

/** Gives a constant that CPython does not keep among its small integers. */
int zero(void);

/** Gives its argument. */
int one(int a);

/** Adds two integers; the sum must fit an int. */
int two(int a, int b);

/** Adds eight integers; every partial sum must fit an int. */
int eight(int a, int b, int c, int d, int e, int f, int g, int h);

#ifdef __cplusplus
}
#endif

#endif
