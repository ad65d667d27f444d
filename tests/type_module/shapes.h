/* A header with what real ones have, for `fishplate check --write-types`. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>
#include <stdarg.h>
#include <stdio.h>
#include <wchar.h>

typedef struct point { float x, y; } point;
typedef struct handle handle;
enum colour { RED, GREEN, BLUE };
struct event {
    enum colour colour;
    union { int key; struct { short a, b; } pair; } data;
    struct event *next;
    char name[16];
    float matrix[2][3];
};
struct flags { unsigned ready : 1, kind : 3; char name[16]; };
#pragma pack(push, 1)
struct packet { uint8_t kind; uint32_t length; double value; };
#pragma pack(pop)
struct tail { int n; double values[]; };
struct __attribute__((aligned(32))) wide { float lane[8]; };
typedef int (*compare_fn)(const void *, const void *);
typedef void (*event_fn)(struct event *, void *user);

handle *handle_new(const char *name, size_t size);
void handle_free(handle *h);
double mean(const double *values, size_t n);
point midpoint(point a, point b);
void sort(void *base, size_t n, size_t size, compare_fn compare);
void listen(handle *h, event_fn on_event, void *user);
int log_message(const char *format, ...);
int log_list(const char *format, va_list list);
uint64_t checksum(const struct packet *packet);
bool is_ready(const struct flags *flags);
enum colour mix(enum colour a, enum colour b);
struct event take(struct event event);
long double precise(long double x);
double _Complex turn(double _Complex z);
void class(int x);
wchar_t *label(const wchar_t *text);
int8_t small(int8_t x);
unsigned sum_bytes(const unsigned char *data, size_t n);
void fill(struct wide *w, struct tail *t, float m[2][3]);
void print(FILE *to, struct event **all);
static inline int twice(int x) { return 2 * x; }
char *name_of(handle *h);
size_t size_of(const char *record);
void missing(void);
