/* One function per operation: the text that each writer makes of it is kept beside this file. */
#include <stddef.h>
#include <stdint.h>

/** How to go. */
enum gear { BACK = -1, IDLE = 0, FORWARD = 1 };
/** What may be done. */
enum rights { READ = 1, WRITE = 2 };

/** Adds two numbers.
 *
 * @param a one number
 * @param b another
 */
int add(int a, int b);
uint64_t wide(uint64_t value, signed char small);
float narrow(float value, double exact);
_Bool flip(_Bool value);
enum gear shift(enum gear gear);
enum rights grant(enum rights rights);
size_t measure(const char *text);
/** The sum of products. */
double dot(const double *a, const double *b, long n);
/** y += alpha x, in place. */
void axpy(double alpha, const float *x, float *y, int n);
void quiet(void);
int skipped(const char *format, ...);
