/* child.h - a program beside the server, started with nothing but what it is handed: no
 * environment, no other open file, a process group of its own, no signal held back. */
#ifndef SYS_CHILD_H
#define SYS_CHILD_H
#include <sys/types.h>

#define CHILD_NOTHING (-1)              /* instead of a file: /dev/null */
#define CHILD_ARGS 4

/* `hands` become the child's files 0, 1, 2 …; `args`, at most CHILD_ARGS, end with NULL
 * and come after the program's name. 0, or what errno would say. */
int child_start(const char *program, const char *const *args, const int *hands, int nhands,
		pid_t *ret_child);
#endif
