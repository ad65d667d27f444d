/* The library's functions under names of ours, so that none clashes with what cffi writes. */
#define FP_EXTERN extern
#ifdef __APPLE__
#define FP_SYMBOL(name) __asm__("_" name)
#else
#define FP_SYMBOL(name) __asm__(name)
#endif
typedef _Bool fp_bool;

