/* test_sift_process.c - the server's side of the pipe, with programs in the place of
 * gongshu-sift that do what it never should: hang, flood, die, lie. Whatever they do,
 * the caller has a sentence in time and no process is left. */
#include "sift/sift.h"
#include "test.h"
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char dir[] = "/tmp/gongshu-sift-XXXXXX", program[64];

static void write_program(const char *body)
{
	int fd = open(program, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0700);
	dprintf(fd, "#!/bin/sh\n%s\n", body);
	close(fd);
}

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct told { enum err e; char code[64], fault[32]; int rows; int64_t ms; };

static struct told read_with(const char *body, int64_t silence_ms, int64_t in_all_ms,
			     int64_t bytes_most)
{
	struct told t = { 0 };
	AUTO_CTX cx = { 0 };
	ctx_init(&cx, (ms_t){ 0 }, 64u << 20);
	write_program(body);
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	int64_t began = now_ms(), row, column;
	struct sift *s = NULL;
	t.e = sift_open(&cx, (struct sift_setup){ .program = program, .fd = fd,
		.silence_ms = silence_ms, .in_all_ms = in_all_ms, .bytes_most = bytes_most }, &s);
	for (bool more = true; t.e == OK && more;) {
		struct line line;
		t.e = sift_next(&cx, s, &line, &more);
		t.rows += t.e == OK && more && line.kind == LINE_ROW;
	}
	if (t.e != OK)
		snprintf(t.code, sizeof t.code, "%s", said_code(cx.fault.said.id));
	if (s)
		snprintf(t.fault, sizeof t.fault, "%s", sift_fault(s, &row, &column));
	sift_close(&s);
	close(fd);
	t.ms = now_ms() - began;
	CHECK_MSG(waitpid(-1, NULL, WNOHANG) < 0, "a child is left by: %s", body);
	return t;
}

#define HEAD "printf 'n,a\\r\\ns,a\\r\\n1,x\\r\\n';"

static void test_R12_1_what_it_says_is_taken(void)
{
	struct told t = read_with(HEAD "printf 'z\\r\\n'", 5000, 0, 0);
	CHECK_INT(t.e, OK);
	CHECK_INT(t.rows, 1);
}

static void test_R12_1_a_reader_that_hangs_is_ended_in_time(void)
{
	struct told t = read_with("sleep 60", 300, 0, 0);
	CHECK_INT(t.e, ERR_TOO_LARGE);
	CHECK_TEXT(t.code, "sift-too-long");
	CHECK_MSG(t.ms < 3000, "%lld ms", (long long)t.ms);
	t = read_with(HEAD "sleep 60", 300, 0, 0);
	CHECK_TEXT(t.fault, "too-long");
	/* It lets go of the pipe and lives on. */
	t = read_with(HEAD "exec >&-; sleep 60", 300, 0, 0);
	CHECK_TEXT(t.fault, "too-long");
	CHECK_MSG(t.ms < 5000, "%lld ms", (long long)t.ms);
	/* A word now and then is no silence, but a call has an end in all. */
	t = read_with("printf 'n,a\\r\\ns,a\\r\\n';"
		      "while :; do printf 'p,1\\r\\n'; sleep 0.1; done", 1000, 1500, 0);
	CHECK_TEXT(t.fault, "too-long");
	CHECK_MSG(t.ms < 5000, "%lld ms", (long long)t.ms);
}

static void test_R12_1_a_reader_that_floods_or_lies_is_ended(void)
{
	struct told t = read_with(HEAD "i=1; while :; do i=$((i+1)); printf \"$i,yyyyyyyyyyyyyyyy\\r\\n\"; "
				  "done", 5000, 0, 100000);
	CHECK_INT(t.e, ERR_TOO_LARGE);
	CHECK_TEXT(t.fault, "too-big");
	t = read_with("head -c 40000000 /dev/zero | tr '\\0' x; sleep 60", 5000, 0, 0);
	CHECK_INT(t.e, ERR_INVALID);
	CHECK_TEXT(t.fault, "garbled");
	t = read_with("cat /proc/self/exe", 5000, 0, 0);
	CHECK_INT(t.e, ERR_INVALID);
	t = read_with(HEAD "printf 'e,what is this,1,1,p\\r\\n'", 5000, 0, 0);
	CHECK_INT(t.e, ERR_INVALID);
	CHECK_TEXT(t.code, "sift-damaged-at");
}

static void test_R12_1_a_reader_that_dies_is_no_fault_of_the_server(void)
{
	CHECK_TEXT(read_with(HEAD "kill -SEGV $$", 5000, 0, 0).code, "sift-damaged");
	CHECK_TEXT(read_with(HEAD "kill -XCPU $$", 5000, 0, 0).code, "sift-too-long");
	CHECK_TEXT(read_with(HEAD "kill -ABRT $$", 5000, 0, 0).code, "sift-too-big");
	CHECK_TEXT(read_with(HEAD "exit 1", 5000, 0, 0).code, "sift-damaged");
	CHECK_INT(read_with("", 5000, 0, 0).e, ERR_INVALID);
	CHECK_INT(read_with("exit 3", 5000, 0, 0).e, ERR_INTERNAL);     /* no jail */
}

static void test_a_program_that_is_not_there_is_the_servers_fault(void)
{
	AUTO_CTX cx = { 0 };
	ctx_init(&cx, (ms_t){ 0 }, 1u << 20);
	struct sift *s = NULL;
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	CHECK_INT(sift_open(&cx, (struct sift_setup){ .program = "/nonexistent/sift", .fd = fd,
			    .silence_ms = 100 }, &s), ERR_INTERNAL);
	CHECK(s == NULL);
	close(fd);
}

static void test_calls_beyond_a_handful_at_once_wait_their_turn(void)
{
	enum { MOST = 4 };
	AUTO_CTX cx = { 0 };
	ctx_init(&cx, (ms_t){ 0 }, 256u << 20);
	struct sift *all[MOST] = { 0 }, *more = NULL;
	write_program("sleep 60");
	struct sift_setup setup = { .program = program, .silence_ms = 60000, .in_all_ms = 60000,
				    .fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC) };
	for (int i = 0; i < MOST; i++)
		CHECK_INT(sift_open(&cx, setup, &all[i]), OK);
	CHECK_INT(sift_open(&cx, setup, &more), ERR_BUSY);
	setup.in_all_ms = 0;                    /* a load nobody waits for goes on */
	CHECK_INT(sift_open(&cx, setup, &more), OK);
	sift_close(&more);
	for (int i = 0; i < MOST; i++)
		sift_close(&all[i]);
	setup.in_all_ms = 1000;
	CHECK_INT(sift_open(&cx, setup, &more), OK);
	sift_close(&more);
	close(setup.fd);
}

static void test_columns_are_named_as_spreadsheets_name_them(void)
{
	AUTO_CTX cx = { 0 };
	ctx_init(&cx, (ms_t){ 0 }, 1u << 16);
	CHECK_TEXT(sift_letters(&cx, 1), "A");
	CHECK_TEXT(sift_letters(&cx, 26), "Z");
	CHECK_TEXT(sift_letters(&cx, 27), "AA");
	CHECK_TEXT(sift_letters(&cx, 703), "AAA");
	CHECK_TEXT(sift_letters(&cx, 16384), "XFD");
	CHECK_TEXT(sift_letters(&cx, 0), "");
	CHECK(strlen(sift_letters(&cx, INT64_MAX)) < 16);
}

int main(void)
{
	if (!mkdtemp(dir))
		return 1;
	snprintf(program, sizeof program, "%s/sift", dir);
	RUN(test_R12_1_what_it_says_is_taken);
	RUN(test_R12_1_a_reader_that_hangs_is_ended_in_time);
	RUN(test_R12_1_a_reader_that_floods_or_lies_is_ended);
	RUN(test_R12_1_a_reader_that_dies_is_no_fault_of_the_server);
	RUN(test_a_program_that_is_not_there_is_the_servers_fault);
	RUN(test_calls_beyond_a_handful_at_once_wait_their_turn);
	RUN(test_columns_are_named_as_spreadsheets_name_them);
	unlink(program);
	rmdir(dir);
	return TEST_END();
}
