/* A small object that lives on C's side, and must end exactly once. */
#ifndef LIFECYCLE_KERNEL_H
#define LIFECYCLE_KERNEL_H

#ifdef __cplusplus
extern "C" {
#endif

#define CELL_ITEMS 8

/** A few numbers. */
typedef struct cell {
    double items[CELL_ITEMS];
} cell;

/**
 * Makes a cell.
 *
 * @param value what each of its items is
 * @return the cell, which the caller gives back to `cell_free`; NULL without memory
 */
cell *cell_new(double value);

/**
 * Ends a cell. Its items are spoiled before its memory is given back, so that whoever still
 * looks at them sees it.
 *
 * @param one the cell; NULL does nothing
 */
void cell_free(cell *one);

/** Gives the first item of a cell. */
double cell_get(const cell *one);

/** Gives the items of a cell, which end with it. */
double *cell_items(cell *one);

/** Gives 1 after it has made and ended a cell, 0 without memory. */
int cell_pass(double value);

/** Gives the items of a new cell, which nobody ends: bindings know how to do better. */
double *cell_view(double value);

/** Says how many cells were made and not ended. */
long cells_alive(void);

#ifdef __cplusplus
}
#endif

#endif
