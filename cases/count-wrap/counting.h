#include <stddef.h>

/* Gives the bytes that so many values of 8 bytes take. */
size_t bytes_of(size_t count);
