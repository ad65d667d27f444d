/* Mathematics for every floating type: a header's declarations need the functions alone. */
#ifndef FISHPLATE_TGMATH_H
#define FISHPLATE_TGMATH_H
#include <complex.h>
#include <math.h>
#endif
