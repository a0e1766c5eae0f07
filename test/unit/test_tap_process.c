/* test_tap_process.c - the server's side of gongshu-tap's pipe, with programs in its
 * place that do what it never should: hang, flood, die, lie. Whatever they do, the caller
 * has a sentence in time and no process is left. And where the site lets it go. */
#include "sys/settings.h"
#include "tap/tap.h"
#include "test.h"
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char dir[] = "/tmp/gongshu-tap-XXXXXX", program[64];

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

static struct tap_setup setup(int64_t silence_ms, int64_t in_all_ms, int64_t bytes_most)
{
	static const char *const columns[] = { "a" };
	return (struct tap_setup){ .program = program, .silence_ms = silence_ms,
		.in_all_ms = in_all_ms, .bytes_most = bytes_most, .use = TAP_PULL, .ask = { .verb = TAP_ROWS,
		.place = { "D", "127.0.0.1", 1, "n", "u", "Kennwort", TAP_TLS_OFF }, .table = "t",
		.columns = columns, .ncolumns = 1 } };
}

static struct told ask_with(const char *body, int64_t silence_ms, int64_t in_all_ms,
			    int64_t bytes_most)
{
	struct told t = { 0 };
	AUTO_CTX cx = { 0 };
	ctx_init(&cx, (ms_t){ 0 }, 64u << 20);
	write_program(body);
	int64_t began = now_ms();
	struct tap *tap = NULL;
	t.e = tap_open(&cx, setup(silence_ms, in_all_ms, bytes_most), &tap);
	for (bool more = true; t.e == OK && more;) {
		struct heard h;
		t.e = tap_next(&cx, tap, &h, &more);
		t.rows += t.e == OK && more;
	}
	if (t.e != OK)
		snprintf(t.code, sizeof t.code, "%s", said_code(cx.fault.said.id));
	if (tap)
		snprintf(t.fault, sizeof t.fault, "%s", tap_fault(tap));
	tap_close(&tap);
	t.ms = now_ms() - began;
	CHECK_MSG(waitpid(-1, NULL, WNOHANG) < 0, "a child is left by: %s", body);
	return t;
}

#define ROW "printf 'R\\000\\000\\000\\005\\000\\000\\000\\001x';"
#define END "printf 'Z\\000\\000\\000\\005\\000\\000\\000\\0011'"

static void test_R12_1_what_it_says_is_taken(void)
{
	struct told t = ask_with(ROW END, 5000, 0, 0);
	CHECK_INT(t.e, OK);
	CHECK_INT(t.rows, 1);
	/* What is asked comes on standard input alone. */
	t = ask_with("[ $# = 0 ] && [ -z \"$PGPASSWORD\" ] && grep -q Kennwort && " ROW END, 5000, 0, 0);
	CHECK_INT(t.e, OK);
}

static void test_R12_1_a_program_that_hangs_is_ended_in_time(void)
{
	struct told t = ask_with("sleep 60", 300, 0, 0);
	CHECK_INT(t.e, ERR_TOO_LARGE);
	CHECK_TEXT(t.code, "tap-slow");
	CHECK_MSG(t.ms < 3000, "%lld ms", (long long)t.ms);
	t = ask_with(ROW "exec >&-; sleep 60", 300, 0, 0);
	CHECK_TEXT(t.fault, "slow");
	CHECK_MSG(t.ms < 5000, "%lld ms", (long long)t.ms);
	/* A row now and then is no silence, but a call has an end in all. */
	t = ask_with("while :; do " ROW " sleep 0.1; done", 1000, 1500, 0);
	CHECK_TEXT(t.fault, "slow");
	CHECK_MSG(t.ms < 5000, "%lld ms", (long long)t.ms);
}

static void test_R12_1_a_program_that_floods_or_lies_is_ended(void)
{
	struct told t = ask_with("while :; do " ROW " done", 5000, 0, 20000);
	CHECK_INT(t.e, ERR_TOO_LARGE);
	CHECK_TEXT(t.fault, "too-much");
	t = ask_with("head -c 40000000 /dev/zero; sleep 60", 5000, 0, 0);
	CHECK_TEXT(t.fault, "garbled");
	CHECK_TEXT(ask_with("cat /proc/self/exe", 5000, 0, 0).fault, "garbled");
	CHECK_TEXT(ask_with("printf 'R\\377\\377\\377\\377'; sleep 60", 5000, 0, 0).fault, "garbled");
	CHECK_TEXT(ask_with(END, 5000, 0, 0).fault, "garbled");         /* one row, it says */
	CHECK_TEXT(ask_with(ROW "printf 'R\\000\\000'", 5000, 0, 0).fault, "garbled");
}

static void test_R12_1_a_program_that_dies_is_no_fault_of_the_server(void)
{
	CHECK_TEXT(ask_with(ROW "kill -SEGV $$", 5000, 0, 0).code, "tap-garbled");
	CHECK_TEXT(ask_with(ROW "kill -XCPU $$", 5000, 0, 0).code, "tap-slow");
	CHECK_TEXT(ask_with(ROW "kill -ABRT $$", 5000, 0, 0).code, "tap-too-much");
	CHECK_TEXT(ask_with(ROW "exit 1", 5000, 0, 0).code, "tap-garbled");
	CHECK_INT(ask_with("", 5000, 0, 0).e, ERR_INVALID);
	CHECK_INT(ask_with("exit 3", 5000, 0, 0).e, ERR_INTERNAL);      /* no fence */
}

static struct tap_setup call(const char *agency)
{
	struct tap_setup u = setup(60000, 60000, 0);
	u.use = TAP_CALL;
	u.agency = agency;
	return u;
}

static void test_R12_1_calls_are_few_at_once_and_one_of_an_agency_and_pulls_do_not_count(void)
{
	enum { MOST = 4 };
	static const char *const agencies[MOST] = { "a", "b", "c", "d" };
	AUTO_CTX cx = { 0 };
	ctx_init(&cx, (ms_t){ 0 }, 64u << 20);
	struct tap *all[MOST] = { 0 }, *more = NULL, *pull = NULL;
	write_program("sleep 60");
	for (int i = 0; i < MOST; i++) {
		CHECK_INT(tap_open(&cx, call(agencies[i]), &all[i]), OK);
		CHECK_INT(tap_open(&cx, call(agencies[i]), &more), ERR_BUSY);
		CHECK_TEXT(said_code(cx.fault.said.id), "tap-one-at-a-time");
	}
	CHECK_INT(tap_open(&cx, call("e"), &more), ERR_BUSY);
	CHECK_TEXT(said_code(cx.fault.said.id), "tap-busy");
	CHECK_INT(tap_open(&cx, setup(60000, 1000, 0), &pull), OK);     /* a pull goes on */
	tap_close(&all[0]);
	CHECK_INT(tap_open(&cx, call("e"), &more), OK);
	tap_close(&more);
	CHECK_INT(tap_open(&cx, call("a"), &more), OK);
	tap_close(&more);
	tap_close(&pull);
	for (int i = 1; i < MOST; i++)
		tap_close(&all[i]);
}

static int looks;

static enum err enough(struct ctx *cx, void *arg)
{
	(void)arg;
	return ++looks < 3 ? OK : fail(cx, ERR_CONFLICT, SAY_TAP_BUSY());
}

static void test_R12_1_who_waits_is_asked_whether_to_go_on(void)
{
	AUTO_CTX cx = { 0 };
	ctx_init(&cx, (ms_t){ 0 }, 64u << 20);
	struct tap_setup u = setup(60000, 0, 0);
	struct tap *tap = NULL;
	struct heard h;
	bool more;
	u.look = enough;
	write_program("sleep 60");
	CHECK_INT(tap_open(&cx, u, &tap), OK);
	CHECK_INT(tap_next(&cx, tap, &h, &more), ERR_CONFLICT);
	CHECK_INT(looks, 3);
	tap_close(&tap);
}

static void test_R12_1_it_goes_where_the_site_lets_it(void)
{
	AUTO_CTX cx = { 0 };
	ctx_init(&cx, (ms_t){ 0 }, 1u << 20);
	struct settings s = { .database_networks = "", .database_drivers = "A B, C",
			      .database_tls = "require" };
	const char *address = "";
	CHECK_INT(tap_reach(&cx, &s, "127.0.0.1", &address), ERR_INVALID);
	CHECK_TEXT(said_code(cx.fault.said.id), "tap-nowhere");
	s.database_networks = "10.0.0.0/8,127.0.0.0/30  ::1";
	CHECK_INT(tap_settings(&cx, &s), OK);
	CHECK_INT(tap_reach(&cx, &s, "127.0.0.1", &address), OK);
	CHECK_TEXT(address, "127.0.0.1");
	CHECK_INT(tap_reach(&cx, &s, "::1", &address), OK);
	static const char *const no[] = { "127.0.0.4", "::2", "11.0.0.1", "169.254.169.254" };
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		CHECK_MSG(tap_reach(&cx, &s, no[i], &address) == ERR_INVALID, "%s", no[i]);
	s.database_networks = "10.0.0.1/8";
	CHECK_INT(tap_settings(&cx, &s), ERR_INVALID);
	s.database_networks = "";
	s.database_tls = "on";
	CHECK_INT(tap_settings(&cx, &s), ERR_INVALID);
	CHECK(tap_driver_allowed(&s, "A B") && tap_driver_allowed(&s, "C"));
	CHECK(!tap_driver_allowed(&s, "A") && !tap_driver_allowed(&s, "") && !tap_driver_allowed(&s, "c"));
}

int main(void)
{
	if (!mkdtemp(dir))
		return 1;
	snprintf(program, sizeof program, "%s/tap", dir);
	RUN(test_R12_1_what_it_says_is_taken);
	RUN(test_R12_1_a_program_that_hangs_is_ended_in_time);
	RUN(test_R12_1_a_program_that_floods_or_lies_is_ended);
	RUN(test_R12_1_a_program_that_dies_is_no_fault_of_the_server);
	RUN(test_R12_1_calls_are_few_at_once_and_one_of_an_agency_and_pulls_do_not_count);
	RUN(test_R12_1_who_waits_is_asked_whether_to_go_on);
	RUN(test_R12_1_it_goes_where_the_site_lets_it);
	unlink(program);
	rmdir(dir);
	return TEST_END();
}
