/* The vector types of ARM. Declarations need the types; the operations are left out. */
#ifndef FISHPLATE_ARM_NEON_H
#define FISHPLATE_ARM_NEON_H
#include <stdint.h>
typedef float float32_t;
typedef double float64_t;
typedef int8_t __attribute__((__vector_size__(8))) int8x8_t;
typedef int8_t __attribute__((__vector_size__(16))) int8x16_t;
typedef int16_t __attribute__((__vector_size__(8))) int16x4_t;
typedef int16_t __attribute__((__vector_size__(16))) int16x8_t;
typedef int32_t __attribute__((__vector_size__(8))) int32x2_t;
typedef int32_t __attribute__((__vector_size__(16))) int32x4_t;
typedef int64_t __attribute__((__vector_size__(8))) int64x1_t;
typedef int64_t __attribute__((__vector_size__(16))) int64x2_t;
typedef uint8_t __attribute__((__vector_size__(8))) uint8x8_t;
typedef uint8_t __attribute__((__vector_size__(16))) uint8x16_t;
typedef uint16_t __attribute__((__vector_size__(8))) uint16x4_t;
typedef uint16_t __attribute__((__vector_size__(16))) uint16x8_t;
typedef uint32_t __attribute__((__vector_size__(8))) uint32x2_t;
typedef uint32_t __attribute__((__vector_size__(16))) uint32x4_t;
typedef uint64_t __attribute__((__vector_size__(8))) uint64x1_t;
typedef uint64_t __attribute__((__vector_size__(16))) uint64x2_t;
typedef float32_t __attribute__((__vector_size__(8))) float32x2_t;
typedef float32_t __attribute__((__vector_size__(16))) float32x4_t;
typedef float64_t __attribute__((__vector_size__(8))) float64x1_t;
typedef float64_t __attribute__((__vector_size__(16))) float64x2_t;
#endif
