/* reindex.c - the search index and the portal's places, from the entries and the
 * data as they stand. In steps, each a change of its own; runs beside a server. */
#include "catalogue/reindex.h"
#include "catalogue/entry.h"
#include "command.h"
#include "portal/standing.h"
#include "program.h"
#include "sys/clock.h"
#include <stdio.h>

#define STEP 200

struct walk { int64_t after, last, n; };

static enum err some(struct ctx *cx, struct db *db, void *arg)
{
	struct walk *w = arg;
	int no[STEP];
	int n = 0;
	AUTO_ROWS q = db_run(db, SQL_RESOURCE_AFTER);
	bind_int(q, ":no", w->after);
	bind_int(q, ":count", STEP);
	for (bool more; n < STEP; n++) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		no[n] = (int)col_int(q, "no");
	}
	for (int i = 0; i < n; i++) {
		struct resource r;
		TRY(resource_by_no(cx, db, no[i], &r));
		TRY(entry_index(cx, db, &r));
		TRY(portal_settle(cx, db, r.no));
	}
	w->n = n;
	w->last = n ? no[n - 1] : w->after;
	return OK;
}

static enum err all(struct program *p, int64_t *ret_n)
{
	struct walk w = { 0, 0, STEP };
	int64_t total = 0;
	while (w.n == STEP) {
		AUTO_CTX cx;
		ctx_init(&cx, clock_now(), 0);
		TRY(store_change(&cx, p->app.store, some, &w));
		total += w.n;
		w.after = w.last;
	}
	*ret_n = total;
	return OK;
}

int reindex_command(int argc, char *argv[])
{
	struct program p;
	int64_t n = 0;
	enum err e = program_open(&p, argc, argv, PROGRAM_COMMANDS);
	if (e == OK)
		e = all(&p, &n);
	if (e == OK)
		printf("%lld\n", (long long)n);
	int status = e == OK ? 0 : command_failed(&p.cx, e);
	program_close(&p);
	return status;
}
