/* The vector types of x86. Declarations need the types; the operations are left out, since
 * the bodies of inline functions are not read. */
#ifndef FISHPLATE_IMMINTRIN_H
#define FISHPLATE_IMMINTRIN_H
#define FISHPLATE_VECTOR(element, bytes) \
    __attribute__((__vector_size__(bytes), __aligned__(bytes))) element
typedef FISHPLATE_VECTOR(long long, 8) __m64;
typedef FISHPLATE_VECTOR(float, 16) __m128;
typedef FISHPLATE_VECTOR(double, 16) __m128d;
typedef FISHPLATE_VECTOR(long long, 16) __m128i;
typedef FISHPLATE_VECTOR(float, 32) __m256;
typedef FISHPLATE_VECTOR(double, 32) __m256d;
typedef FISHPLATE_VECTOR(long long, 32) __m256i;
typedef FISHPLATE_VECTOR(float, 64) __m512;
typedef FISHPLATE_VECTOR(double, 64) __m512d;
typedef FISHPLATE_VECTOR(long long, 64) __m512i;
typedef unsigned char __mmask8;
typedef unsigned short __mmask16;
typedef unsigned int __mmask32;
typedef unsigned long long __mmask64;
#undef FISHPLATE_VECTOR
#endif
