/* A text in, a number of its beginning out: what it costs to make a C string of a `str`. */
#ifndef STRINGS_KERNEL_H
#define STRINGS_KERNEL_H

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Makes a number of the first 16 bytes of a text, or of all where there are fewer.
 *
 * A kernel that read all of a long text would take as long as many a way to it.
 *
 * @param text a text in UTF-8 that ends with a zero byte
 * @return the number
 */
unsigned int head(const char *text);

#ifdef __cplusplus
}
#endif

#endif
