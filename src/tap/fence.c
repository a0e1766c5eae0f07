/* fence.c - see fence.h. */
#include "tap/fence.h"
#include "sift/jailed.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* --- the one address -------------------------------------------------------------------- */
static struct sockaddr_in  to4;
static struct sockaddr_in6 to6;

static bool aim(const char *address, int port)
{
	if (inet_pton(AF_INET, address, &to4.sin_addr) == 1) {
		to4.sin_family = AF_INET;
		to4.sin_port = htons((uint16_t)port);
		return true;
	}
	to6.sin6_family = AF_INET6;
	to6.sin6_port = htons((uint16_t)port);
	return inet_pton(AF_INET6, address, &to6.sin6_addr) == 1;
}

bool fence_lets(const void *address, size_t n)
{
	struct sockaddr_in a4;
	struct sockaddr_in6 a6;
	sa_family_t family;
	if (n < sizeof family)
		return false;
	memcpy(&family, address, sizeof family);
	if (family == AF_INET && n >= sizeof a4 && to4.sin_family == AF_INET) {
		memcpy(&a4, address, sizeof a4);
		return a4.sin_port == to4.sin_port && a4.sin_addr.s_addr == to4.sin_addr.s_addr;
	}
	if (family == AF_INET6 && n >= sizeof a6 && to6.sin6_family == AF_INET6) {
		memcpy(&a6, address, sizeof a6);
		return a6.sin6_port == to6.sin6_port &&
		       memcmp(&a6.sin6_addr, &to6.sin6_addr, sizeof a6.sin6_addr) == 0;
	}
	return false;
}

/* --- files, and ports -------------------------------------------------------------------- */
/* As the kernel has them since Landlock's fourth version; older headers lack the ports. */
struct rules { uint64_t files, ports; };
struct port_rule { uint64_t allowed, port; };
#define PORT_BIND    1ull
#define PORT_CONNECT 2ull
#define RULE_PORT    2

static void readable(int ruleset, const char *path)
{
	struct landlock_path_beneath_attr rule = {
		.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR };
	rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return;                         /* what isn't there needn't be read */
	if (syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0) {
		rule.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE;     /* a file, no folder */
		syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	}
	close(rule.parent_fd);
}

static bool close_files(int port, const char *const *folders, size_t n)
{
	static const char *const always[] = { "/lib", "/lib64", "/usr/lib", "/usr/lib64",
		"/usr/local/lib", "/usr/share", "/etc/odbcinst.ini", "/etc/odbc.ini",
		"/etc/ODBCDataSources", "/etc/ld.so.cache", "/etc/ssl/certs",
		"/etc/ssl/openssl.cnf", "/etc/localtime",
		"/etc/nsswitch.conf", "/etc/passwd", "/etc/freetds" };
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
			       LANDLOCK_CREATE_RULESET_VERSION);
	if (version < 1)
		return errno == ENOSYS || errno == EOPNOTSUPP;
	struct rules rules = { .files = (1ull << 13) - 1,       /* all of the first version */
			       .ports = version >= 4 ? PORT_BIND | PORT_CONNECT : 0 };
	int set = (int)syscall(SYS_landlock_create_ruleset, &rules,
			       version >= 4 ? sizeof rules : sizeof rules.files, 0);
	if (set < 0)
		return false;
	for (size_t i = 0; i < sizeof always / sizeof always[0]; i++)
		readable(set, always[i]);
	for (size_t i = 0; i < n; i++)
		readable(set, folders[i]);
	struct port_rule to = { PORT_CONNECT, (uint64_t)port };
	bool fine = (version < 4 || syscall(SYS_landlock_add_rule, set, RULE_PORT, &to, 0) == 0) &&
		    syscall(SYS_landlock_restrict_self, set, 0) == 0;
	close(set);
	return fine;
}

/* --- system calls ------------------------------------------------------------------------- */
#define WORD(n)   offsetof(struct seccomp_data, args[n])        /* its lower half */
#define LOAD(at)  BPF_STMT(BPF_LD | BPF_W | BPF_ABS, at)
#define SAY(what) BPF_STMT(BPF_RET | BPF_K, what)
#define NO        SAY(SECCOMP_RET_ERRNO | EPERM)
#define YES       SAY(SECCOMP_RET_ALLOW)
#define ALLOW(call) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, 1), YES
/* `call` unless one of `bits` is set in its argument `n`. */
#define WITHOUT(call, n, bits) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, 4), \
	LOAD(WORD(n)), BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1), NO, YES
/* `call` if one of `bits` is set there. */
#define WITH(call, n, bits) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, 4), \
	LOAD(WORD(n)), BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, 1, 0), NO, YES
/* `call` if its argument `n` is `a` or `b`. */
#define EITHER(call, n, a, b) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, 5), \
	LOAD(WORD(n)), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, a, 1, 0), \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, b, 0, 1), YES, NO

#define WRITING (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND)

static bool close_calls(void)
{
	static struct sock_filter filter[] = {
		LOAD(offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0),
		SAY(SECCOMP_RET_KILL_PROCESS),
		LOAD(offsetof(struct seccomp_data, nr)),
		ALLOW(read), ALLOW(write), ALLOW(readv), ALLOW(writev), ALLOW(pread64),
		ALLOW(recvfrom), ALLOW(recvmsg), ALLOW(ppoll), ALLOW(pselect6),
		ALLOW(connect), ALLOW(getsockopt), ALLOW(setsockopt), ALLOW(getsockname),
		ALLOW(getpeername), ALLOW(shutdown), ALLOW(close), ALLOW(fcntl), ALLOW(lseek),
		ALLOW(fstat), ALLOW(newfstatat), ALLOW(statx), ALLOW(faccessat), ALLOW(faccessat2),
		ALLOW(readlinkat), ALLOW(getdents64), ALLOW(getcwd), ALLOW(mmap), ALLOW(munmap),
		ALLOW(mremap), ALLOW(mprotect), ALLOW(madvise), ALLOW(brk), ALLOW(futex),
		ALLOW(set_robust_list), ALLOW(rseq), ALLOW(sched_yield), ALLOW(sched_getaffinity),
		ALLOW(getrandom), ALLOW(clock_gettime), ALLOW(clock_getres), ALLOW(gettimeofday),
		ALLOW(clock_nanosleep), ALLOW(nanosleep), ALLOW(restart_syscall), ALLOW(getpid),
		ALLOW(gettid), ALLOW(getuid), ALLOW(geteuid), ALLOW(getgid), ALLOW(getegid),
		ALLOW(uname), ALLOW(sysinfo), ALLOW(tgkill), ALLOW(rt_sigaction),
		ALLOW(rt_sigprocmask), ALLOW(rt_sigreturn), ALLOW(sigaltstack), ALLOW(epoll_create1),
		ALLOW(epoll_ctl), ALLOW(epoll_pwait), ALLOW(eventfd2), ALLOW(pipe2),
		ALLOW(exit), ALLOW(exit_group),
#ifdef SYS_open                         /* what newer machines never had */
		ALLOW(poll), ALLOW(select), ALLOW(stat), ALLOW(lstat), ALLOW(access),
		ALLOW(readlink), ALLOW(time), ALLOW(getrlimit), ALLOW(epoll_wait),
		WITHOUT(open, 1, WRITING),
#endif
		WITHOUT(openat, 2, WRITING), WITHOUT(sendto, 3, MSG_FASTOPEN),
		WITHOUT(sendmsg, 2, MSG_FASTOPEN), WITH(clone, 0, CLONE_THREAD),
		EITHER(ioctl, 1, FIONBIO, FIONREAD),
		/* clone3() can't be looked into: libraries do without it when it isn't there. */
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 0, 1),
		SAY(SECCOMP_RET_ERRNO | ENOSYS),
		/* Limits are asked for, not set. */
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_prlimit64, 0, 6), LOAD(WORD(2)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 3), LOAD(WORD(2) + 4),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1), YES, NO,
		/* socket(): the network's, and a stream. */
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 8), LOAD(WORD(0)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_INET, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_INET6, 0, 4), LOAD(WORD(1)),
		BPF_STMT(BPF_ALU | BPF_AND | BPF_K, ~(unsigned)(SOCK_CLOEXEC | SOCK_NONBLOCK)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SOCK_STREAM, 0, 1), YES, NO,
		NO,
	};
	static const struct sock_fprog program = {
		.len = sizeof filter / sizeof filter[0], .filter = filter };
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static bool limit(int what, rlim_t most)
{
	return setrlimit(what, &(struct rlimit){ most, most }) == 0;
}

bool fence_enter(const struct fence *f)
{
	bool fine = aim(f->address, f->port) && (!f->seconds || limit(RLIMIT_CPU, f->seconds)) &&
		    limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0) &&
		    (SANITIZED || limit(RLIMIT_NOFILE, f->files)) &&
		    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
		    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0;
	if (SANITIZED || !fine)
		return fine;
	return limit(RLIMIT_AS, FENCE_MEMORY) && close_files(f->port, f->folders, f->n) && close_calls();
}
