/* fence.h - what gongshu-tap and gongshu-fetch may do once they know whom to ask: load a
 * driver, connect to the one address they were given, write to the pipe they were given,
 * end. */
#ifndef TAP_FENCE_H
#define TAP_FENCE_H
#include <stdbool.h>
#include <stddef.h>

#define FENCE_MEMORY  (1024ull << 20)   /* bytes of address space */
#define FENCE_SECONDS 1800              /* of processor time */
#define FENCE_FILES   32

/* False: it could not be closed; the caller ends. After it:
 *  - address space, processor time and descriptors are limited, no core is written, no
 *    file can grow, no privilege gained, and it dies with the thread that started it;
 *  - by seccomp nothing is opened for writing, no program started, no other process
 *    touched, no socket made but a stream's of the network, nothing bound or listened
 *    to; a thread may be started, for some drivers need them;
 *  - connect() goes to `address` and `port` alone: this program's own connect() stands
 *    before the C library's for every library that is loaded (fence_connect.c);
 *  - where the kernel has Landlock, files can be read beneath the system's libraries,
 *    a handful of /etc and `folders` alone, and (from its fourth version on) no other
 *    port can be connected to. Without it the rest holds.
 * In a build with sanitizers only the limits and connect() hold. */
struct fence {
	const char        *address;
	int                port;
	const char *const *folders;     /* and files */
	size_t             n;
	unsigned           seconds;     /* of processor time; 0: any, for one that stays */
	unsigned           files;       /* open at once */
};
bool fence_enter(const struct fence *f);

/* For fence_connect.c: the one place to go; before fence_enter() there is none. */
bool fence_lets(const void *address, size_t n);
#endif
