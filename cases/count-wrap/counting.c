#include "counting.h"

size_t bytes_of(size_t count)
{
    return count * 8;
}
