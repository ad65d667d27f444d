#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdarg.h>

/** Every width.
 *
 *  Second paragraph.
 */
void widths(char c, signed char sc, unsigned char uc, short s, unsigned short us, int i,
            unsigned int ui, long l, unsigned long ul, long long ll, unsigned long long ull);
int8_t fixed(uint8_t a, int16_t b, uint16_t c, int32_t d, uint32_t e, int64_t f, uint64_t g);
bool truth(bool value);
float floats(float a, double b, long double c);
size_t sizes(ptrdiff_t a, intptr_t b, wchar_t c);
double _Complex rotate(double _Complex z, float _Complex w);
__int128 wide(unsigned __int128 x);
int logv(const char *format, va_list arguments);
int vlist(va_list *where);
int logf_(const char *format, ...);
