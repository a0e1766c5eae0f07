/* driver.c - an ODBC driver that does what no driver should: taken over by the database it
 * talks to, it tries to get out. It connects to nothing; its complaint tells what it could
 * do, a word each. Loaded by gongshu-tap in test_tap_fence.c alone.
 *
 * The connection string says where: Port, what it may reach; Database, a port it may not;
 * UID, a file it has no business with. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sql.h>
#include <sqlext.h>
#include <sqlucode.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static char said[400];

static void tell(const char *what, int could)
{
	size_t n = strlen(said);
	snprintf(said + n, sizeof said - n, "%s=%s ", what, could ? "yes" : "no");
}

/* The value of `key` in the connection string. */
static void value(const char *text, const char *key, char *ret, size_t room)
{
	const char *at = strstr(text, key);
	size_t n = 0;
	for (at = at ? at + strlen(key) : ""; *at && *at != ';' && n + 1 < room; at++)
		ret[n++] = *at;
	ret[n] = 0;
}

/* --- the network ------------------------------------------------------------------------ */
static int reaches(int port, int by_library)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int s = socket(AF_INET, SOCK_STREAM, 0);
	int bad = s < 0 ? -1 : by_library ? connect(s, (struct sockaddr *)&to, sizeof to)
		: (int)syscall(SYS_connect, s, &to, sizeof to);
	if (s >= 0)
		close(s);
	return bad == 0;
}

static int has_socket(int family, int type)
{
	int s = socket(family, type, 0);
	if (s >= 0)
		close(s);
	return s >= 0;
}

static int listens(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int s = socket(AF_INET, SOCK_STREAM, 0);
	int bad = s < 0 || bind(s, (struct sockaddr *)&at, sizeof at) != 0 || listen(s, 1) != 0;
	if (s >= 0)
		close(s);
	return !bad;
}

/* --- files -------------------------------------------------------------------------------- */
static int opens(const char *path, int how)
{
	int f = open(path, how, 0600);
	if (f >= 0)
		close(f);
	return f >= 0;
}

/* --- processes ------------------------------------------------------------------------------ */
static int runs(void)
{
	static char *const words[] = { "true", NULL };
	int status = 1;
	pid_t child = fork();
	if (child == 0) {
		execv("/bin/true", words);
		_exit(1);
	}
	return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

/* Where it can, this is the end of it, and no answer comes. */
static int becomes(void)
{
	return syscall(SYS_execveat, -1, "/nowhere", NULL, NULL, 0) == 0 || errno != EPERM;
}

static int looks_into_parent(void)
{
	long word = 0;
	struct iovec here = { &word, sizeof word }, there = { &word, sizeof word };
	return process_vm_readv(getppid(), &here, 1, &there, 1, 0) >= 0 || errno != EPERM;
}

static int raises_limit(void)
{
	struct rlimit now;
	return getrlimit(RLIMIT_CPU, &now) == 0 && setrlimit(RLIMIT_CPU, &now) == 0;
}

static void try_all(const char *text)
{
	char port[16], other[16], file[256];
	value(text, "Port=", port, sizeof port);
	value(text, "Database=", other, sizeof other);
	value(text, "UID=", file, sizeof file);
	said[0] = 0;
	tell("own", reaches(atoi(port), 1));
	tell("other", reaches(atoi(other), 1));
	tell("raw", reaches(atoi(other), 0));
	tell("datagram", has_socket(AF_INET, SOCK_DGRAM));
	tell("local", has_socket(AF_UNIX, SOCK_STREAM));
	tell("listen", listens());
	tell("read", opens(file, O_RDONLY));
	tell("memory", opens("/proc/self/mem", O_RDWR));
	tell("write", opens(file, O_WRONLY));
	tell("create", opens("/tmp/gongshu-driver-was-here", O_WRONLY | O_CREAT));
	tell("run", runs());
	tell("become", becomes());
	tell("trace", ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0);
	tell("parent", looks_into_parent());
	tell("signal", kill(getppid(), 0) == 0);
	tell("limit", raises_limit());
}

/* --- what a driver has ------------------------------------------------------------------------ */
SQLRETURN SQLAllocHandle(SQLSMALLINT kind, SQLHANDLE of, SQLHANDLE *ret)
{
	static char any;
	(void)kind;
	(void)of;
	*ret = &any;
	return SQL_SUCCESS;
}

SQLRETURN SQLFreeHandle(SQLSMALLINT kind, SQLHANDLE h)
{
	(void)kind;
	(void)h;
	return SQL_SUCCESS;
}

SQLRETURN SQLSetEnvAttr(SQLHENV env, SQLINTEGER what, SQLPOINTER value_, SQLINTEGER n)
{
	(void)env;
	(void)what;
	(void)value_;
	(void)n;
	return SQL_SUCCESS;
}

SQLRETURN SQLSetConnectAttrW(SQLHDBC dbc, SQLINTEGER what, SQLPOINTER value_, SQLINTEGER n)
{
	return SQLSetEnvAttr(dbc, what, value_, n);
}

SQLRETURN SQLDriverConnectW(SQLHDBC dbc, SQLHWND window, SQLWCHAR *in, SQLSMALLINT nin, SQLWCHAR *out,
			    SQLSMALLINT room, SQLSMALLINT *nout, SQLUSMALLINT how)
{
	char text[2048];
	size_t n = 0;
	(void)dbc;
	(void)window;
	(void)nin;
	(void)out;
	(void)room;
	(void)nout;
	(void)how;
	for (; in[n] && n + 1 < sizeof text; n++)
		text[n] = (char)in[n];
	text[n] = 0;
	try_all(text);
	return SQL_ERROR;
}

SQLRETURN SQLGetDiagRecW(SQLSMALLINT kind, SQLHANDLE h, SQLSMALLINT nth, SQLWCHAR *state,
			 SQLINTEGER *native, SQLWCHAR *text, SQLSMALLINT room, SQLSMALLINT *ret_n)
{
	(void)kind;
	(void)h;
	if (nth != 1)
		return SQL_NO_DATA;
	for (int i = 0; i < 6; i++)
		state[i] = (SQLWCHAR)"HY000"[i];
	*native = 0;
	*ret_n = (SQLSMALLINT)strlen(said);
	for (int i = 0; i < room; i++)
		text[i] = (SQLWCHAR)said[i < *ret_n ? i : *ret_n];
	return SQL_SUCCESS;
}
