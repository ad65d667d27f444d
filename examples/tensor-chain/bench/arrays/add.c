#include "add.h"

void add_in_place(float *a, const float *b, size_t n) {
    for (size_t at = 0; at < n; at++) a[at] += b[at];
}
