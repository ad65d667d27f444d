#include "drawing.h"

float colour_of(int is_rising)
{
    return is_rising ? 0xFF2196F3u : 0xFFFFFFFFu;
}
