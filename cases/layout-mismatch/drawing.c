#include "drawing.h"

int candles(struct candle *out, int count)
{
    for (int i = 0; i < count; i++) {
        struct candle one = {(float)i, 100 + i, 101 + i, 0.5f, 0xFF2196F3u};
        out[i] = one;
    }
    return count;
}
