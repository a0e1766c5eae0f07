/* random.h - the one door to chance: getrandom(2), never a seed of ours. */
#ifndef SYS_RANDOM_H
#define SYS_RANDOM_H
#include <stddef.h>
#include <stdint.h>
void random_bytes(void *p, size_t n);   /* stops the program if there is none */
#endif
