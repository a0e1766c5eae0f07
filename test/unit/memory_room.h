/* memory_room.h - looks for a secret in the memory of this process, wherever it was left. */
#ifndef MEMORY_ROOM_H
#define MEMORY_ROOM_H
#include <stdbool.h>
#include <stddef.h>

/* The secret of `seed`, made in memory of its own: the caller wipes and frees it. */
char *secret_made(int seed);
bool  secret_is(const char *p, size_t n, int seed);
/* How often it lies in memory that this process can write; -1: nobody can look here. */
int   secret_copies(int seed);
#endif
