#include <stdint.h>

struct point { int x; double y; };
typedef struct { float re, im; } cplx;
typedef union { int i; float f; unsigned char bytes[4]; } word_t;

/* What happened. */
typedef struct event {
    int type;
    union {
        struct { int key; } press;
        struct { short x, y; } *move;
        enum { CALM, WILD = 5 } mood;
    } data;
    union { int code; float weight; };
    struct { int in_array; } many[3];
} event;

struct bits {
    unsigned a : 3;
    int b : 5;
    unsigned : 4;
    _Bool c : 1;
    int : 0;
    unsigned long long d : 40;
    enum { OFF, ON } e : 2;
    int plain;
};

#pragma pack(push, 1)
struct wire { char tag; int32_t value; };
#pragma pack(pop)
struct __attribute__((packed)) dense { char tag; double value; };
struct aligned { char tag; int value; } __attribute__((aligned(32)));

struct node { struct node *next; struct later *other; };
struct message { int length; char text[]; };
struct zero { int length; char text[0]; };
struct empty {};
struct never;
struct forward;
void use(struct forward *f, struct never *n);
struct forward { int late; };

struct foo { int tagged; };
typedef struct { char untagged; } foo;
struct outer { struct inner { int i; } *p; };
void by_value(struct point p, cplx c, word_t w);
