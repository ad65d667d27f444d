#include "letters.h"

void enlarge(char *text)
{
    for (; *text; text++)
        if (*text >= 'a' && *text <= 'z')
            *text += 'A' - 'a';
}
