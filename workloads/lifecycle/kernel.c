#include "kernel.h"

#include <stdlib.h>

static long alive;

cell *cell_new(double value)
{
    cell *one = malloc(sizeof *one);
    if (one == NULL)
        return NULL;
    for (int i = 0; i < CELL_ITEMS; i++)
        one->items[i] = value;
    alive++;
    return one;
}

void cell_free(cell *one)
{
    if (one == NULL)
        return;
    /* Writes to memory that is about to be freed would else be left out by the compiler. */
    volatile double *items = one->items;
    for (int i = 0; i < CELL_ITEMS; i++)
        items[i] = -1.0;
    alive--;
    free(one);
}

double cell_get(const cell *one)
{
    return one->items[0];
}

double *cell_items(cell *one)
{
    return one->items;
}

/* Each is to be a call: inlined, a pair of `malloc` and `free` may vanish. */
static cell *(*volatile make)(double) = cell_new;
static void (*volatile end)(cell *) = cell_free;

int cell_pass(double value)
{
    cell *one = make(value);
    if (one == NULL)
        return 0;
    end(one);
    return 1;
}

double *cell_view(double value)
{
    cell *one = cell_new(value);
    return one == NULL ? NULL : one->items;
}

long cells_alive(void)
{
    return alive;
}
