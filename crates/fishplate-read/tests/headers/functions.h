/* First comment. */
int twice(int);
int twice(int value);
int documented_later(void);
/// Second comment.
int documented_later(void);
static inline int inlined(int x) { return x + 1; }
extern int labelled(int) __asm__("labelled_v2");
int unspecified();
#define DECLARE(name) int name(int value)
DECLARE(from_macro);
typedef int unary(int);
unary by_typedef;
int übergröße(int a); int after(int b);
