enum colour { RED, GREEN = 5, BLUE };
typedef enum { LOW = -1, HIGH = 1 } level_t;
/* Options of f. */
typedef enum __attribute__((flag_enum)) { OPT_A = 1, OPT_B = 2, /**< The last. */ OPT_C = 4 } options;
enum { NAMELESS = 7 };
enum big { HUGE_ONE = 0xFFFFFFFFFFFFFFFFull };
enum small { LEAST = -9223372036854775807LL - 1 };
enum __attribute__((packed)) tiny { TINY };
enum colour pick(level_t level, options o, enum tiny t);
