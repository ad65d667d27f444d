/* The library's functions under names of ours, so that none clashes with what cffi writes. */
#define FP_EXTERN extern
#ifdef __APPLE__
#define FP_SYMBOL(name) __asm__("_" name)
#else
#define FP_SYMBOL(name) __asm__(name)
#endif
typedef _Bool fp_bool;

FP_EXTERN int fp_native_add(int, int) FP_SYMBOL("add");
FP_EXTERN unsigned long fp_native_wide(unsigned long, signed char) FP_SYMBOL("wide");
FP_EXTERN float fp_native_narrow(float, double) FP_SYMBOL("narrow");
FP_EXTERN fp_bool fp_native_flip(fp_bool) FP_SYMBOL("flip");
FP_EXTERN int fp_native_shift(int) FP_SYMBOL("shift");
FP_EXTERN unsigned int fp_native_grant(unsigned int) FP_SYMBOL("grant");
FP_EXTERN unsigned long fp_native_measure(const char *) FP_SYMBOL("measure");
FP_EXTERN double fp_native_dot(const double *, const double *, long) FP_SYMBOL("dot");
FP_EXTERN void fp_native_axpy(double, const float *, float *, int) FP_SYMBOL("axpy");
FP_EXTERN void fp_native_quiet(void) FP_SYMBOL("quiet");
