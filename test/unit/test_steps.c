/* test_steps.c - the steps of a tick: one that fails starves none of the others. */
#include "job/steps.h"
#include "test.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int turns;
static char told[1 << 14];

static enum err good(struct ctx *cx, struct app *app, struct db *reader)
{
	(void)app, (void)reader;
	CHECK(!ctx_spent(cx));
	CHECK(cx->fault.file == NULL);
	CHECK_INT(cx->now.n, 5000);
	turns++;
	return OK;
}

static enum err fails(struct ctx *cx, struct app *app, struct db *reader)
{
	(void)app, (void)reader;
	return fail(cx, ERR_INTERNAL, SAY_INTERNAL());
}

static enum err spends(struct ctx *cx, struct app *app, struct db *reader)
{
	(void)app, (void)reader;
	for (int i = 0; i < 64; i++)
		ctx_alloc(cx, 64 << 10);
	return ctx_check(cx);
}

/* What is logged while they run. */
static int logged(struct ctx *cx, const struct job_step *steps, size_t n)
{
	char path[] = "/tmp/gongshu-steps-XXXXXX";
	int file = mkstemp(path), kept = dup(STDERR_FILENO);
	CHECK(file >= 0 && kept >= 0);
	unlink(path);
	dup2(file, STDERR_FILENO);
	int failed = job_steps(cx, NULL, NULL, steps, n);
	dup2(kept, STDERR_FILENO);
	close(kept);
	ssize_t got = pread(file, told, sizeof told - 1, 0);
	told[got > 0 ? got : 0] = '\0';
	close(file);
	return failed;
}

static void a_step_that_fails_starves_none_of_the_others_and_is_logged_by_its_name(void)
{
	static const struct job_step steps[] = { { "the first", good }, { "the broken", fails },
						 { "the third", good }, { "the greedy", spends },
						 { "the last", good } };
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 5000 }, 1 << 20);
	for (int tick = 1; tick <= 2; tick++) {
		CHECK_INT(logged(&cx, steps, sizeof steps / sizeof steps[0]), 2);
		CHECK_INT(turns, 3 * tick);
		CHECK(strstr(told, "\"doing\":\"the broken\"") != NULL);
		CHECK(strstr(told, "\"doing\":\"the greedy\"") != NULL);
		CHECK(strstr(told, "the first") == NULL && strstr(told, "the last") == NULL);
	}
}

int main(void)
{
	RUN(a_step_that_fails_starves_none_of_the_others_and_is_logged_by_its_name);
	return TEST_END();
}
