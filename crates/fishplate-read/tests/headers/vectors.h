#include <immintrin.h>
typedef float float4 __attribute__((vector_size(16)));
float4 add4(float4 a, __m128i b);
struct holder { _Atomic int count; float4 lanes; };
_BitInt(17) odd(_BitInt(17) x);
int fine(int x);
