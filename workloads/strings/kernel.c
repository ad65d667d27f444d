#include "kernel.h"

unsigned int head(const char *text)
{
    unsigned int number = 0;
    for (int i = 0; i < 16 && text[i] != '\0'; i++)
        number = 31 * number + (unsigned char)text[i];
    return number;
}
