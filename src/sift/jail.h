/* jail.h - what gongshu-sift may do once it has its file: compute, read the file it
 * was given, write to the pipe it was given, end. */
#ifndef SIFT_JAIL_H
#define SIFT_JAIL_H
#include <stdbool.h>

#define JAIL_MEMORY  (768ull << 20)     /* bytes of address space */
#define JAIL_SECONDS 120                /* of processor time */

/* False: it could not be closed; the caller ends. After it:
 *  - the address space and processor time are limited, no core is written, no file
 *    can grow, no descriptor can be opened;
 *  - no privilege can be gained, and it dies with the thread that started it;
 *  - by seccomp all but some 25 system calls answer EPERM: no file can be opened, no
 *    socket made, no program or thread started, no other process touched.
 * In a build with sanitizers the address space, descriptors and system calls stay free:
 * the sanitizers need them. */
bool jail_enter(void);
#endif
