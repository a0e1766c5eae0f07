/* usage_command.c - what is used is counted anew:
 *
 *     gongshu recount [--data DIR …]
 *
 * The record is walked from its first leaf; on SQLite the server must be stopped.
 * What was guessed wrong (warning/) isn't in the record: it stays as it was counted.
 * Where a person was erased, how many persons an answer was about is no longer known. */
#include "command.h"
#include "program.h"
#include "usage/usage_command.h"
#include "usage/usage_step.h"
#include <stdio.h>

static enum err forget(struct ctx *cx, struct db *db, void *arg)
{
	(void)arg;
	return usage_forget(cx, db);
}

static enum err recount(struct program *p, int64_t *ret_n)
{
	int64_t n;
	*ret_n = 0;
	TRY(store_change(&p->cx, p->app.store, forget, NULL));
	do {
		TRY(usage_pass(&p->cx, p->app.store, program_reader(p, READER_COMMAND), &n));
		*ret_n += n;
	} while (n);
	return store_change(&p->cx, p->app.store, usage_forget_old, &(day_t){ 0 });
}

int recount_command(int argc, char *argv[])
{
	struct program p;
	int64_t n = 0;
	enum err e = program_open(&p, argc, argv, PROGRAM_COMMANDS);
	if (e == OK)
		e = recount(&p, &n);
	if (e == OK)
		printf("%lld leaves\n", (long long)n);
	int status = e == OK ? 0 : command_failed(&p.cx, e);
	program_close(&p);
	return status;
}
