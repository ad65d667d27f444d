/* What the functions of `shapes.h` do; `missing` is missing, as in an older version. */
#include "shapes.h"

#include <stdlib.h>
#include <string.h>

struct handle { char name[32]; size_t size; };

handle *handle_new(const char *name, size_t size) {
    handle *made = calloc(1, sizeof *made);
    strncpy(made->name, name, sizeof made->name - 1);
    made->size = size;
    return made;
}
void handle_free(handle *h) { free(h); }
double mean(const double *values, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += values[i];
    return n ? sum / n : 0;
}
point midpoint(point a, point b) { return (point){(a.x + b.x) / 2, (a.y + b.y) / 2}; }
void sort(void *base, size_t n, size_t size, compare_fn compare) { qsort(base, n, size, compare); }
void listen(handle *h, event_fn on_event, void *user) {
    struct event event = {.colour = BLUE, .name = "voilà"};
    (void)h;
    on_event(&event, user);
}
int log_message(const char *format, ...) { return (int)strlen(format); }
int log_list(const char *format, va_list list) { (void)list; return (int)strlen(format); }
uint64_t checksum(const struct packet *packet) {
    return ((uint64_t)packet->length << 32) + packet->kind + (uint64_t)packet->value;
}
bool is_ready(const struct flags *flags) { return flags && flags->ready; }
enum colour mix(enum colour a, enum colour b) { return a > b ? a : b; }
struct event take(struct event event) { return event; }
long double precise(long double x) { return x / 3; }
double _Complex turn(double _Complex z) { return -z; }
void class(int x) { (void)x; }
wchar_t *label(const wchar_t *text) { return (wchar_t *)text; }
int8_t small(int8_t x) { return (int8_t)-x; }
unsigned sum_bytes(const unsigned char *data, size_t n) {
    unsigned sum = 0;
    while (n--) sum += *data++;
    return sum;
}
void fill(struct wide *w, struct tail *t, float m[2][3]) {
    w->lane[7] = m[1][2];
    t->n = 7;
}
void print(FILE *to, struct event **all) { (void)to; (void)all; }
char *name_of(handle *h) { return h->name; }
size_t size_of(const char *record) {
    if (!strcmp(record, "point")) return sizeof(point);
    if (!strcmp(record, "packet")) return sizeof(struct packet);
    if (!strcmp(record, "tail")) return sizeof(struct tail);
    if (!strcmp(record, "wide")) return sizeof(struct wide);
    if (!strcmp(record, "event")) return sizeof(struct event);
    if (!strcmp(record, "event_data")) return sizeof(((struct event *)0)->data);
    return 0;
}
