#include <stdint.h>

/* The colour of a candle, with its opacity in the upper 8 bits. */
float colour_of(int is_rising);
