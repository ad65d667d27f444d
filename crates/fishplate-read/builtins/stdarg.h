/* Variable arguments, by the compiler's builtins. */
#undef __need___va_list
#undef __need_va_list
#undef __need_va_arg
#undef __need___va_copy
#undef __need_va_copy

typedef __builtin_va_list __gnuc_va_list;
typedef __builtin_va_list va_list;

#undef va_start
#undef va_end
#undef va_arg
#undef va_copy
#undef __va_copy
#define va_start(list, last) __builtin_va_start(list, last)
#define va_end(list) __builtin_va_end(list)
#define va_arg(list, type) __builtin_va_arg(list, type)
#define va_copy(to, from) __builtin_va_copy(to, from)
#define __va_copy(to, from) __builtin_va_copy(to, from)
