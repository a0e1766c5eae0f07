/* test_tap_fence.c - a driver that was taken over tries to get out of gongshu-tap
 * (test/driver/driver.c): everything but the one address is refused. In the same program
 * without its fence it gets out, so the refusals are the fence's. */
#include "sift/jailed.h"
#include "tap/heard.h"
#include "test.h"
#include <arpa/inet.h>
#include <errno.h>
#include <linux/landlock.h>
#include <netinet/in.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int own, other;                  /* ports that somebody listens at */
static char secret[] = "/tmp/gongshu-secret-XXXXXX";

static int listener(int *ret_port)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof at;
	int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	CHECK(s >= 0 && bind(s, (struct sockaddr *)&at, n) == 0 && listen(s, 16) == 0);
	CHECK(getsockname(s, (struct sockaddr *)&at, &n) == 0);
	*ret_port = ntohs(at.sin_port);
	return s;
}

/* The program started with this ask; what it answers goes to `ret`. */
static void run(const char *program, const struct buf *ask, char *ret, size_t room)
{
	static char *words[] = { "tap", NULL };
	static char *names[] = { "ODBCSYSINI=" DRIVER_FOLDER, NULL };
	int in[2], out[2], status;
	size_t got = 0;
	pid_t child;
	posix_spawn_file_actions_t files;
	CHECK(pipe(in) == 0 && pipe(out) == 0);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, in[0], 0);
	posix_spawn_file_actions_adddup2(&files, out[1], 1);
	posix_spawn_file_actions_addclosefrom_np(&files, 3);
	CHECK_INT(posix_spawn(&child, program, &files, NULL, words, names), 0);
	posix_spawn_file_actions_destroy(&files);
	close(in[0]);
	close(out[1]);
	CHECK(write(in[1], ask->p, ask->n) == (ssize_t)ask->n);
	close(in[1]);
	for (ssize_t n; got < room && (n = read(out[0], ret + got, room - got)) > 0;)
		got += (size_t)n;
	close(out[0]);
	CHECK(waitpid(child, &status, 0) == child);
	memset(ret + got, 0, room - got);
}

/* What the driver says it could do; NULL: no such answer. */
static const char *could(const char *program)
{
	static char bytes[4096], words[512];
	static struct frame frame;
	char database[16];
	AUTO_BUF ask = buf_make(1u << 16);
	snprintf(database, sizeof database, "%d", other);
	struct tap_ask a = { .verb = TAP_TABLES, .place = { "Taken Over", "127.0.0.1", own, database,
			     secret, "Kennwort", TAP_TLS_OFF } };
	struct frames f = frames_make();
	tap_ask_write(&ask, &a);
	run(program, &ask, bytes, sizeof bytes);
	frames_feed(&f, bytes, FRAME_HEAD + (size_t)(unsigned char)bytes[3] * 256 +
			       (unsigned char)bytes[4]);
	words[0] = 0;
	if (frames_next(&f, &frame) == FRAME_GOT && frame.kind == 'E' && frame.nfields == 3)
		snprintf(words, sizeof words, "%.*s", (int)frame.fields[2].n, frame.fields[2].p);
	frames_drop(&f);
	return words;
}

static long landlock_version(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

static void test_R12_1_a_driver_that_was_taken_over_reaches_its_one_address_and_nothing_else(void)
{
	static const char *const no[] = { "other=no", "datagram=no", "local=no", "listen=no",
		"memory=no", "write=no", "create=no", "run=no", "become=no", "trace=no", "parent=no",
		"signal=no", "limit=no" };
	const char *said = could(TAP);
	if (SANITIZED)
		return;                 /* only limits and connect() hold there */
	CHECK_MSG(strstr(said, "own=yes") != NULL, "%s", said);
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		CHECK_MSG(strstr(said, no[i]) != NULL, "%s, of: %s", no[i], said);
	/* These two are Landlock's. */
	if (landlock_version() >= 1)
		CHECK_MSG(strstr(said, "read=no") != NULL, "%s", said);
	if (landlock_version() >= 4)
		CHECK_MSG(strstr(said, "raw=no") != NULL, "%s", said);
	CHECK(access("/tmp/gongshu-driver-was-here", F_OK) != 0);
}

static void test_R12_1_without_the_fence_the_same_driver_gets_out(void)
{
	static const char *const yes[] = { "own=yes", "other=yes", "raw=yes", "datagram=yes", "local=yes",
		"listen=yes", "read=yes", "memory=yes", "write=yes", "create=yes", "run=yes",
		"become=yes", "trace=yes", "signal=yes", "limit=yes" };
	const char *said = could(TAP_WITHOUT_FENCE);
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		CHECK_MSG(strstr(said, yes[i]) != NULL, "%s, of: %s", yes[i], said);
	unlink("/tmp/gongshu-driver-was-here");
}

int main(void)
{
	int a = listener(&own), b = listener(&other), f = mkstemp(secret);
	unlink("/tmp/gongshu-driver-was-here");
	RUN(test_R12_1_a_driver_that_was_taken_over_reaches_its_one_address_and_nothing_else);
	RUN(test_R12_1_without_the_fence_the_same_driver_gets_out);
	unlink(secret);
	close(f);
	close(a);
	close(b);
	return TEST_END();
}
