/* Tells callgrind what to count; the worker calls these, and everywhere else they do nothing. */
#include <valgrind/callgrind.h>

void fishplate_start(void) { CALLGRIND_START_INSTRUMENTATION; }

void fishplate_zero(void) { CALLGRIND_ZERO_STATS; }

void fishplate_dump(void) { CALLGRIND_DUMP_STATS; }
