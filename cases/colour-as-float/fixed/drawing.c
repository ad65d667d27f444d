#include "drawing.h"

uint32_t colour_of(int is_rising)
{
    return is_rising ? 0xFF2196F3u : 0xFFFFFFFFu;
}
