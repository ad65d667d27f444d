#ifndef CONSTANTS_H
#define CONSTANTS_H
#define ANSWER 42
#define NEGATIVE (-1)
#define LETTER 'a'
#define BIG 0xFFFFFFFFFFFFFFFFull
#define LEAST (-9223372036854775807LL - 1)
#define SHIFTED (1u << 31)
#define CAST ((unsigned char)300)
#define TRUTH ((_Bool)7)
#define SIZE sizeof(struct thing)
#define MEMBER THING_B
#define PI 3.14159265358979323846
#define SINGLE 0.1f
#define TEXT "zlib " "1.2"
#define BYTES "a\0b\xff"
#define NOTHING ""
#define RENAMED old_name
#define POINTER ((void *)0)
#define DESTRUCTOR ((void (*)(void *))-1)
#define EMPTY
#define TWICE(x) ((x) * 2)
#define CALLED TWICE(21)
#define UNKNOWN there_is_no_such_thing
#define UNKNOWN_AGAIN (there_is_no_such_thing + 1)
#define STATEMENT do { old_name(); } while (0)
#define UNBALANCED (1 +
#define CLOSING )
#define USES_UNBALANCED UNBALANCED 2 CLOSING
#define KEYWORD static inline
#define ADDRESS (&global_value)
#define COUNTED __COUNTER__
#define LINED __LINE__
#define EVIL 0; } __attribute__((constructor)) void evil(void) { __builtin_trap()
#define EVIL_INDIRECT EVIL
#define ASSEMBLY ({ asm("nop"); 1; })
#define STRUCT_INIT { 1, 2 }
#define CHANGED 1
#undef CHANGED
#define CHANGED 2
#define GONE 1
#undef GONE
#define A_TYPE unsigned long
#define EXACT_NEXT 99
struct thing { int a; char b; };
enum { THING_A, THING_B };
#define THING_A THING_A
extern int global_value;
extern const char banner[];
static const int hidden = 3;
extern _Thread_local int per_thread;
void old_name(void);
#define LIST 1, 2
#define COMMA (1, 2)
#define RENAMED_MACRO TWICE
#define CHOSEN (sizeof(int) > 2 ? 11 : 12)
/* The header is never run: a probe that did would end here. */
__attribute__((constructor)) static void trap(void) { __builtin_trap(); }
#endif
