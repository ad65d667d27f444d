/* The names of _Bool and of its two values. */
#ifndef FISHPLATE_STDBOOL_H
#define FISHPLATE_STDBOOL_H
#if !defined(__cplusplus) && (!defined(__STDC_VERSION__) || __STDC_VERSION__ < 202000L)
#define bool _Bool
#define true 1
#define false 0
#endif
#define __bool_true_false_are_defined 1
#endif
