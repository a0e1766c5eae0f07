/* warning_step.c - see warning_step.h. Reads on the clock's own connection; what it
 * finds, which is little, is written in one change. */
#include "warning/warning_step.h"
#include "account/account.h"
#include "catalogue/catalogue.h"
#include "core/actor.h"
#include "notice/notice.h"
#include "record/record.h"
#include "sys/settings.h"
#include <string.h>

enum { DAYS_BACK = 1, ADDRESSES = 200, GRANTS = 1000 };

struct warned {
	struct warned       *next;
	struct warning_found found;
	day_t       day;
	const char *about;              /* what it is said once of, a day */
	const char *org, *provider, *resource, *grant, *case_id, *key, *address;
};
struct pass {
	const struct warning_rules *rules;
	struct warned *list, **end;
	struct warned *looked;          /* addresses, warned of or not */
	int64_t was, seen;
};

/* --- looking --------------------------------------------------------------------- */
static struct warning_day day_of_row(struct rows *q)
{
	return (struct warning_day){ .calls = col_int(q, "calls"), .rows = col_int(q, "rows_out"),
		.persons = col_int(q, "persons"), .misses = col_int(q, "misses"),
		.wrong = col_int(q, "wrong"), .copied = col_int(q, "copied"),
		.hours = (uint32_t)col_int(q, "hours") };
}

static enum err past_of(struct ctx *cx, struct db *db, const struct warned *w, int64_t weeks,
			struct warning_day **ret, size_t *ret_n)
{
	size_t room = (size_t)(weeks * 7) * 4 + 1;      /* its agency may have become another */
	struct warning_day *all = ctx_array(cx, struct warning_day, room);
	AUTO_ROWS q = db_run(db, SQL_WARNING_PAST);
	bind_text(q, ":grant_id", w->grant);
	bind_day(q, ":from", (day_t){ w->day.n - (int32_t)(weeks * 7) });
	bind_day(q, ":before", w->day);
	for (*ret_n = 0; *ret_n < room; ++*ret_n) {
		bool more;
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		all[*ret_n] = day_of_row(q);
	}
	*ret = all;
	return OK;
}

static void warn(struct ctx *cx, struct pass *p, const struct warned *w,
		 const struct warning_found *f)
{
	struct warned *one = ctx_new(cx, struct warned);
	*one = *w;
	one->next = NULL;
	one->found = *f;
	*p->end = one;
	p->end = &one->next;
}

static const char *some(const char *s)
{
	return s && *s ? s : NULL;
}

struct looked_at { struct looked_at *next; struct warned w; struct warning_day now; int64_t seen; };
struct moved { struct looked_at *list; int64_t n, last, before; };

/* At most so many; *ret->last is what the last of them was counted with, ->before what the
 * last one counted apart from that was. */
static enum err moved_grants(struct ctx *cx, struct db *db, int64_t was, int64_t most,
			     struct moved *ret)
{
	struct looked_at **end = &ret->list;
	*ret = (struct moved){ .last = was, .before = was };
	AUTO_ROWS q = db_run(db, SQL_WARNING_MOVED);
	bind_day(q, ":from", (day_t){ cx->today.n - DAYS_BACK });
	bind_int(q, ":seen", was);
	bind_int(q, ":count", most);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			return ctx_check(cx);
		struct looked_at *at = ctx_new(cx, struct looked_at);
		at->seen = col_int(q, "seen");
		at->now = day_of_row(q);
		at->w = (struct warned){ .day = col_day(q, "day"), .org = col_text(cx, q, "org"),
			.provider = col_text(cx, q, "provider"),
			.resource = some(col_text(cx, q, "resource")),
			.grant = some(col_text(cx, q, "grant_id")),
			.case_id = col_text(cx, q, "case_id") };
		at->w.about = at->w.grant ? at->w.grant
			: ctx_print(cx, "%s %s", at->w.org, at->w.resource ? at->w.resource : "-");
		if (at->seen != ret->last)
			ret->before = ret->last;
		ret->last = at->seen;
		ret->n++;
		*end = at;
		end = &at->next;
	}
}

/* Of what goes by no grant, only how much was copied is looked at. What is found lives in
 * `cx`, what it was held against in `own`. */
static enum err judge(struct ctx *cx, struct ctx *own, struct db *db, struct pass *p,
		      const struct looked_at *at)
{
	struct warning_found found[WARNING_KINDS_];
	struct warning_day *past = NULL;
	size_t n = 0;
	enum err e = at->w.grant ? past_of(own, db, &at->w, p->rules->weeks, &past, &n) : OK;
	if (e != OK) {
		cx->fault = (struct fault){ .said = own->fault.said };
		return e;
	}
	size_t got = warning_judge(own, p->rules, &at->now, past, n, found);
	for (size_t i = 0; i < got; i++)
		if (at->w.grant || found[i].kind == WARNING_COPY)
			warn(cx, p, &at->w, &found[i]);
	return OK;
}

/* Some thousand grants have moved after a busy hour: a pass takes so many, those counted
 * first, and all that were counted together; the next pass goes on from there. */
static enum err look_at_use(struct ctx *cx, struct db *db, struct pass *p)
{
	struct moved m;
	int64_t most = GRANTS;
	TRY(moved_grants(cx, db, p->was, most, &m));
	for (; m.n == most && m.before == p->was; most *= 2)
		TRY(moved_grants(cx, db, p->was, most * 2, &m));
	if (m.n == most)
		p->seen = m.before;
	AUTO_CTX each;                  /* its past, which is emptied for the next */
	ctx_init(&each, cx->now, 0);
	for (struct looked_at *at = m.list; at; at = at->next) {
		if (at->seen > p->seen && m.n == most)
			break;
		ctx_reset(&each, cx->now);
		TRY(judge(cx, &each, db, p, at));
	}
	return ctx_check(cx);
}

static enum err look_at_addresses(struct ctx *cx, struct db *db, struct pass *p)
{
	struct warned **end = &p->looked;
	AUTO_ROWS q = db_run(db, SQL_WARNING_ADDRESSES);
	bind_int(q, ":count", ADDRESSES);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			return OK;
		struct warned *w = ctx_new(cx, struct warned);
		ms_t first = col_ms(q, "first_at");
		*w = (struct warned){ .day = day_at(first), .org = col_text(cx, q, "org"),
			.key = col_text(cx, q, "key_id"), .address = col_text(cx, q, "address") };
		w->about = ctx_print(cx, "%s %s", w->key, w->address);
		*end = w;
		end = &w->next;
		if (warning_new_address(p->rules, first, col_ms(q, "oldest")))
			warn(cx, p, w, &(struct warning_found){ .kind = WARNING_ADDRESS });
	}
}

/* --- told ------------------------------------------------------------------------- */
static struct said words_of(struct ctx *cx, struct db *db, const struct warned *w)
{
	const struct org *org;
	struct resource r;
	const char *who = account_org(cx, db, w->org, &org) == OK ? org->name : w->org;
	const char *what = w->resource && resource_by_id(cx, db, w->resource, &r) == OK
			 ? r.title : "-";
	const struct warning_found *f = &w->found;
	switch (f->kind) {
	case WARNING_CALLS:   return SAY_WARNED_CALLS(who, what, f->figure, f->usual);
	case WARNING_ROWS:    return SAY_WARNED_ROWS(who, what, f->figure, f->usual);
	case WARNING_PERSONS: return SAY_WARNED_PERSONS(who, what, f->figure, f->usual);
	case WARNING_HOUR:    return SAY_WARNED_HOUR(who, what, f->figure);
	case WARNING_MISSES:  return SAY_WARNED_MISSES(who, what, f->figure);
	case WARNING_WRONG:   return SAY_WARNED_WRONG(who, what, f->figure);
	case WARNING_COPY:    return SAY_WARNED_COPY(who, what, f->figure);
	case WARNING_ADDRESS:
	case WARNING_KINDS_:  break;
	}
	return SAY_WARNED_ADDRESS(who, w->key ? w->key : "", w->address ? w->address : "");
}

/* Both sides, the operator near them, and who keeps security. */
static enum err tell(struct ctx *cx, struct db *db, const struct warned *w, const char *id)
{
	const struct org *org;
	struct parties p = { .applicant = { .org = w->org } };
	char desk[4][DESK_TEXT] = { "", "", "", "secadmin@city" };
	if (account_org(cx, db, w->org, &org) == OK)
		p.applicant = (struct party){ org->id, org->level, org->region };
	if (w->provider && account_org(cx, db, w->provider, &org) == OK)
		p.provider = (struct party){ org->id, org->level, org->region };
	char county[COUNTY_TEXT];
	case_county(&p, county);
	desk_of(BY_APPLICANT, &p, desk[0]);
	desk_of(BY_PROVIDER, &p, desk[1]);
	desk_of(county[0] ? BY_COUNTY_OPERATOR : BY_CITY_OPERATOR, &p, desk[2]);
	struct said why = words_of(cx, db, w);
	for (size_t i = 0; i < 4; i++)
		if (desk[i][0])
			TRY(notice_put_about(cx, db, &(struct notice_about){ .desk = desk[i],
				.about = id, .kind = NOTICE_UNUSUAL, .why = why }));
	return OK;
}

static enum err put(struct ctx *cx, struct db *db, const struct warned *w)
{
	bool more;
	const char *id = id_new(cx), *kind = warning_word(w->found.kind);
	AUTO_ROWS q = db_run(db, SQL_WARNING_ADD);
	bind_text(q, ":id", id);
	bind_text(q, ":kind", kind);
	bind_day(q, ":day", w->day);
	bind_text(q, ":about", w->about);
	bind_text(q, ":org", w->org);
	bind_text(q, ":provider", w->provider);
	bind_text(q, ":resource", w->resource);
	bind_text(q, ":grant_id", w->grant);
	bind_text(q, ":case_id", w->case_id);
	bind_text(q, ":key_id", w->key);
	bind_text(q, ":address", w->address);
	bind_int(q, ":figure", w->found.figure);
	bind_int(q, ":usual", w->found.usual);
	bind_int(q, ":least", w->found.least);
	bind_ms(q, ":now", cx->now);
	TRY(rows_done(cx, q, NULL));
	AUTO_ROWS r = db_run(db, SQL_WARNING_ID);
	bind_text(r, ":kind", kind);
	bind_day(r, ":day", w->day);
	bind_text(r, ":about", w->about);
	TRY(rows_next(cx, r, &more));
	if (!more || strcmp(col_text(cx, r, "id"), id) != 0)
		return OK;              /* it was warned of before */
	TRY(record_note(cx, db, &(struct note){ .kind = NOTE_GRANT, .act = "unusual-use",
		.outcome = kind, .org = w->org, .resource = w->resource, .grant = w->grant,
		.object = id }));
	return tell(cx, db, w, id);
}

static enum err write_pass(struct ctx *cx, struct db *db, void *arg)
{
	const struct pass *p = arg;
	for (const struct warned *w = p->list; w; w = w->next)
		TRY(put(cx, db, w));
	for (const struct warned *w = p->looked; w; w = w->next) {
		AUTO_ROWS a = db_run(db, SQL_WARNING_ADDRESS_LOOKED);
		bind_text(a, ":key_id", w->key);
		bind_text(a, ":address", w->address);
		TRY(rows_done(cx, a, NULL));
	}
	AUTO_ROWS q = db_run(db, SQL_WARNING_LOOKED);
	bind_int(q, ":seen", p->seen);
	return rows_done(cx, q, NULL);
}

/* Wrong claims are counted where they are limited, for a day each; the last of a day are
 * taken on the next. */
static enum err take_wrong(struct ctx *cx, struct db *db, void *arg)
{
	static const uint8_t total[HASH_SIZE];
	(void)arg;
	db_quiet(db);
	for (int32_t back = DAYS_BACK; back >= 0; back--) {
		AUTO_ROWS q = db_run(db, SQL_WARNING_WRONG_SET);
		bind_day(q, ":day", (day_t){ cx->today.n - back });
		bind_blob(q, ":total", total, sizeof total);
		TRY(rows_done(cx, q, NULL));
	}
	return OK;
}

static enum err one_number(struct ctx *cx, struct db *db, enum sql statement, const char *column,
			   int64_t *ret)
{
	bool more;
	AUTO_ROWS q = db_run(db, statement);
	TRY(rows_next(cx, q, &more));
	*ret = more ? col_int(q, column) : 0;
	return OK;
}

enum err warning_pass(struct ctx *cx, struct store *s, struct db *reader,
		      const struct warning_rules *rules)
{
	struct pass p = { .rules = rules };
	p.end = &p.list;
	TRY(one_number(cx, reader, SQL_WARNING_LOOK, "seen", &p.was));
	TRY(one_number(cx, reader, SQL_USAGE_MARK, "at", &p.seen));
	if (p.seen == p.was)            /* nothing was counted since */
		return OK;
	TRY(store_change(cx, s, take_wrong, NULL));
	TRY(look_at_use(cx, reader, &p));
	TRY(look_at_addresses(cx, reader, &p));
	return store_change(cx, s, write_pass, &p);
}

enum err warning_step(struct ctx *cx, struct app *app, struct db *reader)
{
	const struct settings *s = app->settings;
	const struct warning_rules rules = { .weeks = s->warn_weeks, .days = s->warn_days,
		.times = s->warn_times, .least = s->warn_least, .misses = s->warn_misses,
		.copied = s->warn_copied };
	return warning_pass(cx, app->store, reader, &rules);
}
