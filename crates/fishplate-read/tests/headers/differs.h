/* Two compilers see two layouts; the one that builds the library is right. */
#ifdef __clang__
struct seen { char tag; int value; int last; };
struct packed_bits { unsigned a : 2; unsigned b : 5; };
#else
struct seen { char tag; long long value; int last; };
struct packed_bits { unsigned pad : 1; unsigned a : 2; unsigned b : 5; };
#endif
#define WHICH sizeof(struct seen)
#ifdef __clang__
void clang_only(void);
#else
void gcc_only(void);
#endif
typedef void plain_t(void);
plain_t by_typedef;
