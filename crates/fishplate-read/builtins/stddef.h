/* Sizes and offsets, in terms of the compiler's own macros.
 *
 * A C library asks for single names by macros such as __need_size_t before it includes this
 * file. C11 allows a typedef to be repeated, so every name is given every time.
 */
#undef __need_size_t
#undef __need_ptrdiff_t
#undef __need_wchar_t
#undef __need_wint_t
#undef __need_NULL
#undef __need_max_align_t
#undef __need_offsetof
#undef __need_STDDEF_H_misc

typedef __SIZE_TYPE__ size_t;
typedef __PTRDIFF_TYPE__ ptrdiff_t;
#ifndef __cplusplus
typedef __WCHAR_TYPE__ wchar_t;
#endif
typedef __WINT_TYPE__ wint_t;

#undef NULL
#ifdef __cplusplus
#define NULL __null
#else
#define NULL ((void *)0)
#endif

#undef offsetof
#define offsetof(type, member) __builtin_offsetof(type, member)

#ifndef FISHPLATE_MAX_ALIGN_T
#define FISHPLATE_MAX_ALIGN_T
typedef struct {
    long long widest_integer __attribute__((__aligned__(__alignof__(long long))));
    long double widest_float __attribute__((__aligned__(__alignof__(long double))));
} max_align_t;
#endif
