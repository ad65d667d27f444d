/* The C library's types on targets whose own headers are not at hand.
 *
 * Widths are those of the platforms' public ABI: glibc for Linux, Apple's libc for macOS, the
 * universal C runtime for Windows. What is not here is not known: a declaration that needs it is
 * left out and said so.
 */
#ifndef FISHPLATE_TYPES_H
#define FISHPLATE_TYPES_H
#include <stddef.h>
#include <stdarg.h>
#include <stdint.h>

typedef struct fishplate_file FILE;

#if defined(_WIN32)
typedef __INT64_TYPE__ __time64_t;
typedef __time64_t time_t;
typedef long clock_t;
typedef long _off_t;
typedef _off_t off_t;
typedef unsigned int _dev_t;
typedef unsigned short _ino_t;
typedef int errno_t;
typedef unsigned short wctype_t;
struct timespec { time_t tv_sec; long tv_nsec; };
struct tm {
    int tm_sec, tm_min, tm_hour, tm_mday, tm_mon, tm_year, tm_wday, tm_yday, tm_isdst;
};
typedef __INT64_TYPE__ fpos_t;
typedef struct { int quot, rem; } div_t;
typedef struct { long quot, rem; } ldiv_t;

#else
typedef long ssize_t;
typedef long time_t;
typedef unsigned int uid_t;
typedef unsigned int gid_t;
typedef unsigned int id_t;
typedef int pid_t;
typedef unsigned int socklen_t;
typedef unsigned int useconds_t;
typedef char *caddr_t;
typedef unsigned char u_char;
typedef unsigned short u_short;
typedef unsigned int u_int;
typedef unsigned long u_long;
typedef unsigned short ushort;
typedef unsigned int uint;
typedef __INT64_TYPE__ off_t;
typedef __INT64_TYPE__ off64_t;
typedef __INT64_TYPE__ blkcnt_t;
typedef struct { int quot, rem; } div_t;
typedef struct { long quot, rem; } ldiv_t;
typedef struct { long long quot, rem; } lldiv_t;

#if defined(__APPLE__)
typedef unsigned long clock_t;
typedef int dev_t;
typedef __UINT64_TYPE__ ino_t;
typedef unsigned short mode_t;
typedef unsigned short nlink_t;
typedef int blksize_t;
typedef int suseconds_t;
typedef unsigned int fsblkcnt_t;
typedef unsigned int fsfilcnt_t;
typedef int key_t;
typedef __INT64_TYPE__ fpos_t;
typedef unsigned int clockid_t;
typedef unsigned int wctype_t;
typedef unsigned char sa_family_t;
struct sockaddr { unsigned char sa_len; sa_family_t sa_family; char sa_data[14]; };
#else
typedef long clock_t;
typedef unsigned long dev_t;
typedef unsigned long ino_t;
typedef unsigned int mode_t;
#if defined(__x86_64__)
typedef unsigned long nlink_t;
typedef long blksize_t;
#else
typedef unsigned int nlink_t;
typedef int blksize_t;
#endif
typedef long suseconds_t;
typedef unsigned long fsblkcnt_t;
typedef unsigned long fsfilcnt_t;
typedef int key_t;
typedef int clockid_t;
typedef void *timer_t;
typedef unsigned long wctype_t;
typedef unsigned short sa_family_t;
struct sockaddr { sa_family_t sa_family; char sa_data[14]; };
#endif

struct timeval { time_t tv_sec; suseconds_t tv_usec; };
struct timespec { time_t tv_sec; long tv_nsec; };
struct tm {
    int tm_sec, tm_min, tm_hour, tm_mday, tm_mon, tm_year, tm_wday, tm_yday, tm_isdst;
    long tm_gmtoff;
    const char *tm_zone;
};
struct iovec { void *iov_base; size_t iov_len; };
#endif

#define EOF (-1)
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2
#endif
