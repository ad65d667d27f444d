/* One function per kind of parameter, for the matrix of what is accepted and refused. */
#include <stddef.h>
#include <stdint.h>

/** Three colours with a gap. */
enum colour { RED = 1, GREEN = 2, BLUE = 7 };
/** Below and above zero. */
typedef enum { COLD = -5, MILD = 0, HOT = 5 } warmth;
/** Bits. */
enum access { READ = 1, WRITE = 2, RUN = 4 };

int nothing(void);
/** Adds.
 *
 * Two numbers, "quoted", with a back\slash.
 */
int add(int a, int b);
int8_t i8(int8_t value);
uint8_t u8(uint8_t value);
int16_t i16(int16_t value);
uint16_t u16(uint16_t value);
int32_t i32(int32_t value);
uint32_t u32(uint32_t value);
int64_t i64(int64_t value);
uint64_t u64(uint64_t value);
char plain_char(char value);
float f32(float value);
double f64(double value);
_Bool flag(_Bool value);
_Bool truthy(_Bool value);
enum colour paint(enum colour colour);
warmth weather(warmth value);
enum access open_as(enum access access);
size_t text(const char *text);
size_t maybe_text(const char *text);
double dot(const double *a, const double *b, long n);
void scale(double *values, double factor, size_t n);
void axpy(double alpha, const double *x, double *y, int n);
long total_i64(const int64_t *values, size_t n);
unsigned total_u8(const uint8_t *values, size_t n);
int total_i8(const signed char *values, size_t n);
float total_f32(const float *values, int n);
int all_of(const _Bool *values, int n);
size_t bytes_of(const void *data, size_t n);
void fill(char *data, size_t n);
int keywords(int lambda, int self, int type, int match);
/* The notes give the last parameters of these a default each. */
int stepped(int value, int step);
int64_t extremes(int8_t least, uint64_t most, int64_t lowest);
double weighted(double value, double weight, float bias);
_Bool toggled(_Bool value, _Bool is_on, _Bool is_loud);
enum colour shaded(enum colour colour, warmth weather, enum access access);
size_t greeted(const char *name, const char *greeting, const char *title);
int mixed(int value, double factor, _Bool is_on, enum colour colour, const char *text, const char *maybe,
          unsigned short limit);
double dot_from(const double *values, size_t n, double start, int stride);
int kept_names(int lambda, int self, int type);
