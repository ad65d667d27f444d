#include <stdint.h>

/* One candle to be drawn. */
struct candle {
    float x;
    float open;
    float close;
    float width;
    uint32_t colour;
};

/* Gives so many candles of a fixed series; 0 where there are more than fit. */
int candles(struct candle *out, int count);
