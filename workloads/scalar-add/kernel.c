#include "kernel.h"

int add(int a, int b)
{
    return a + b;
}
