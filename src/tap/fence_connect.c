/* fence_connect.c - connect() as every library in this process finds it: to the one
 * address of fence.h and to none beside. A driver is told that address in digits and
 * needs no other; a connection string that was understood differently than it was
 * meant ends here. */
#undef _GNU_SOURCE                     /* with it connect() is declared in a form of its own */
#include "tap/fence.h"
#include <errno.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

__attribute__((visibility("default")))
int connect(int fd, const struct sockaddr *address, socklen_t n)
{
	if (!fence_lets(address, n)) {
		errno = EACCES;
		return -1;
	}
	return (int)syscall(SYS_connect, fd, address, n);
}
