/* pull.h - rows taken from an agency's database, by hand or on a schedule (R12.1).
 *
 * A source says from which table of which system's database (database/) a resource takes
 * its rows: all of them (replace, upsert), or with `since_item` those from the greatest
 * value on that is live already. A run reads the table through gongshu-tap into a file and
 * hands it to ingest as a batch like any other: the same checks, rejects, and the switch
 * at the end. What goes wrong before or in the batch leaves the data as it is. Rows at the
 * mark itself are taken again: a row that came a moment after is not missed, and upsert
 * makes the others the same.
 *
 * plan.c decides, pull_store.c keeps, run.c sees one run through,
 * pull_http.c is the counter. */
#ifndef PULL_PULL_H
#define PULL_PULL_H
#include "catalogue/catalogue.h"
#include "database/database.h"
#include "ingest/load.h"

struct crew;

#define PULL_LEASE_MS 120000            /* renewed while rows come */
#define PULL_ATTEMPTS 4                 /* interrupted so often it is given up */
/* How long a run that was given back waits, after so many times: a second, doubling up
 * to some minutes. Pure. */
int64_t     pull_wait_ms(int64_t times);

#define PULL_EVERY_TABLE(X) X(NEVER, "never") X(HOUR, "hour") X(DAY, "day") X(WEEK, "week") \
	X(MONTH, "month")
enum pull_every {                       /* stored as words */
#define X(id, word) PULL_##id,
	PULL_EVERY_TABLE(X)
#undef X
	PULL_EVERY_MAX_
};
const char *pull_every_word(enum pull_every e);
bool        pull_every_read(const char *word, enum pull_every *ret);
/* The first moment after `after`: each hour at that minute, each day at that time, on
 * Mondays, on the first of a month. n 0: never. Pure. */
ms_t        pull_next(enum pull_every every, int minute, ms_t after);
/* "03:30" as minutes of the day; -1: no time. Pure. */
int         pull_minute(const char *text);

struct pull_source {
	const char     *id, *resource, *system, *system_name, *system_org, *system_state;
	const char     *schema, *table;
	enum load_mode  mode;
	const char     *since_item;     /* NULL: all rows each time */
	enum pull_every every;
	int             minute;
	ms_t            next_at, created_at;
	bool            removed;
	const char     *by_id, *by_name;
};

/* NULL, or why these items can't be taken from on (`since_item`) in that mode. Pure. */
enum pull_fault { PULL_FINE, PULL_NO_SUCH_ITEM, PULL_NOT_ORDERED, PULL_WANTS_UPSERT, PULL_NO_KEY };
enum pull_fault pull_check(const struct item *items, size_t n, enum load_mode mode,
			   const char *since_item);
/* For each item the column it is taken from: the one from which its code would be proposed,
 * else one of its name or with it as a title. Indexes in ret[n]; the first item without a
 * column, or NULL when each has one. Pure. */
const struct item *pull_match(struct ctx *cx, const struct item *items, size_t n,
			      const struct database_column *columns, size_t ncolumns,
			      size_t *ret);

/* Inside a change: a batch could not be loaded, and says why. If its rows were taken from a database its
 * agency is told, for by then nobody looks at the run. */
enum err pull_not_loaded(struct ctx *cx, struct db *db, const char *batch) MUST_USE;

/* The crew (job/crew.h) that takes what the schedule owes and what was asked for: two
 * runs at once, of two agencies, so that a slow database doesn't hold all. A stop is
 * noticed at the next row, or look; the run is then given back. */
enum err pull_start(struct ctx *cx, struct app *app, struct crew **ret) MUST_USE;
#endif
