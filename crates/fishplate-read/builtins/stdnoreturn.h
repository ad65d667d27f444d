/* The name of _Noreturn. */
#ifndef FISHPLATE_STDNORETURN_H
#define FISHPLATE_STDNORETURN_H
#define noreturn _Noreturn
#define __noreturn_is_defined 1
#endif
