typedef double vec3[3];
typedef int (*compare_t)(const void *, const void *);
typedef int handler_t(int);
typedef struct opaque opaque_t;

double norm(const vec3 v);
void fill(double out[restrict static 4], int shape[2][3]);
void sort(void *base, unsigned long n, compare_t compare);
void each(int visit(int item), handler_t *again);
const char *const *names(void);
opaque_t *open_it(opaque_t **out);
void (*signal_(int number, void (*handler)(int)))(int);
void need(int *a, int *b, int *c) __attribute__((nonnull(1, 3)));
void need_all(int *a, int *b) __attribute__((nonnull));
void need_one(int *a, int *b __attribute__((nonnull)));
char *give(void) __attribute__((returns_nonnull));
#ifdef __clang__
void maybe(int *_Nullable a, int *_Nonnull b);
#else
void maybe(int *a, int *b);
#endif
void poll_it(volatile int *flag);
