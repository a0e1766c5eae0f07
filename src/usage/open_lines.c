/* open_lines.c - see open_lines.h. */
#include "usage/open_lines.h"
#include "app.h"
#include "base/keep.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define PLACE_DAY 900000                /* less the day: newest first */
#define DAYS_KEPT 512

struct stamp_of { int64_t change, at, anew; };
struct open_counts {
	pthread_mutex_t lock;
	struct { day_t day; struct stamp_of stamp; int64_t n; bool known; } kept[DAYS_KEPT];
};

struct open_counts *open_counts_open(void)
{
	struct open_counts *c = keep_new(struct open_counts);
	pthread_mutex_init(&c->lock, NULL);
	return c;
}

void open_counts_close(struct open_counts *c)
{
	if (!c)
		return;
	pthread_mutex_destroy(&c->lock);
	keep_end(c);
}

/* --- lines ------------------------------------------------------------------------------ */
struct open_at open_lines_at(struct ctx *cx, const struct usage_span *s, const char *org,
			     const char *place)
{
	struct open_at at = { s->to, org, org ? org : "", NULL };
	char *end;
	if (!place)
		return at;
	long day = PLACE_DAY - strtol(place, &end, 10);
	const char *gap = *end == ' ' ? strchr(end + 1, ' ') : NULL;
	if (!gap || day > s->to.n)
		return at;
	at.day.n = (int)day;
	at.from = ctx_textn(cx, end + 1, (size_t)(gap - end - 1));
	at.after = gap + 1;
	return at;
}

struct rows *open_lines_ask(struct db *db, const struct open_at *at, int64_t most)
{
	struct rows *q = db_run(db, SQL_USAGE_OPEN_LINES);
	bind_day(q, ":day", at->day);
	bind_text(q, ":from_org", at->from);
	bind_text(q, ":to_org", at->org);
	bind_text(q, ":after", at->after);
	bind_int(q, ":agencies", most + 1);     /* nothing may be left of the first */
	bind_int(q, ":limit", most);
	return q;
}

void open_lines_day_before(struct open_at *at)
{
	at->day.n--;
	at->from = at->org ? at->org : "";
	at->after = NULL;
}

/* --- how many ----------------------------------------------------------------------------- */
static bool known(struct open_counts *c, day_t day, struct stamp_of s, int64_t *ret_n)
{
	pthread_mutex_lock(&c->lock);
	size_t i = (size_t)(uint32_t)day.n % DAYS_KEPT;
	struct stamp_of was = c->kept[i].stamp;
	bool is = c->kept[i].known && c->kept[i].day.n == day.n && was.change == s.change &&
		  was.at == s.at && was.anew == s.anew;
	*ret_n = is ? c->kept[i].n : 0;
	pthread_mutex_unlock(&c->lock);
	return is;
}

static void learn(struct open_counts *c, day_t day, struct stamp_of s, int64_t n)
{
	pthread_mutex_lock(&c->lock);
	size_t i = (size_t)(uint32_t)day.n % DAYS_KEPT;
	c->kept[i].day = day;
	c->kept[i].stamp = s;
	c->kept[i].n = n;
	c->kept[i].known = true;
	pthread_mutex_unlock(&c->lock);
}

static enum err stamp_now(struct ctx *cx, struct db *db, struct stamp_of *ret)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_USAGE_OPEN_STAMP);
	TRY(rows_next(cx, q, &more));
	*ret = (struct stamp_of){ col_int(q, "change"), col_int(q, "at"), col_int(q, "anew") };
	return OK;
}

static enum err count(struct ctx *cx, struct db *db, day_t day, const char *org, int64_t *ret_n)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_USAGE_OPEN_COUNT);
	bind_day(q, ":day", day);
	bind_text(q, ":from_org", org ? org : "");
	bind_text(q, ":to_org", org);
	TRY(rows_next(cx, q, &more));
	*ret_n = col_int(q, "n");
	return OK;
}

/* The stamp is read first: what is counted after it may be newer, never older. */
enum err open_lines_total(struct ctx *cx, struct req *rq, const struct usage_span *s,
			  const char *org, int64_t *ret_n)
{
	struct open_counts *c = rq->app->open_counts;
	struct stamp_of stamp;
	int64_t n, sum = 0;
	TRY(stamp_now(cx, rq->db, &stamp));
	for (day_t day = s->to; day.n >= s->from.n; day.n--, sum += n) {
		if (!org && known(c, day, stamp, &n))
			continue;
		TRY(count(cx, rq->db, day, org, &n));
		if (!org)
			learn(c, day, stamp, n);
	}
	*ret_n = sum;
	return OK;
}
