/* completeness_http.c - how complete each agency's, each system's part of the
 * catalogue is (the check of Art. 44). */
#include "completeness/completeness_http.h"
#include "app.h"
#include "cases/legal.h"
#include "completeness/completeness_inside.h"
#include "completeness_schema.h"
#include "web/csvfile.h"
#include <stdlib.h>
#include <string.h>

struct check_said { struct said name, formula, advice; };

static struct check_said words_of(enum check c)
{
	switch (c) {
#define X(id, word) case CHECK_##id: return (struct check_said){ SAY_CHECK_NAME_##id(),        \
		SAY_CHECK_FORMULA_##id(), SAY_CHECK_ADVICE_##id() };
	COMPLETENESS_TABLE(X)
#undef X
	case CHECKS_: break;
	}
	return (struct check_said){ SAY_INTERNAL(), SAY_INTERNAL(), SAY_INTERNAL() };
}

static void said_json(struct ctx *cx, struct jout *j, const char *key, struct said said)
{
	jout_key_text(j, key, said_words(cx, said, SAID_ZH));
	jout_key_text(j, ctx_print(cx, "%s_en", key), said_words(cx, said, SAID_EN));
}

static enum err checks(struct ctx *cx, struct req *rq)
{
	struct brief brief;
	TRY(req_brief(cx, rq, &brief));
	struct jout *j = answer_list(rq);
	for (int i = 0; i < CHECKS_; i++) {
		if (!brief_takes(&brief))
			continue;
		struct check_said w = words_of((enum check)i);
		jout_open(j);
		jout_key_text(j, "check", check_word((enum check)i));
		said_json(cx, j, "name", w.name);
		said_json(cx, j, "formula", w.formula);
		said_json(cx, j, "advice", w.advice);
		jout_close(j);
	}
	answer_brief_end(cx, rq, &brief);
	return OK;
}

/* --- whose ------------------------------------------------------------------------ */
struct completeness_of completeness_asked(const struct req *rq)
{
	struct in_sight seen = req_in_sight(rq);
	return (struct completeness_of){ seen.org, seen.region, req_query(rq, "system") };
}

/* --- tallies ------------------------------------------------------------------------ */
struct row { const char *key, *name, *region; struct tally tally; int score; int64_t rank; };
struct table { struct ctx *cx; struct row *rows; size_t n, room; bool by_system; };

static struct row *row_add(struct table *t, struct row row)
{
	if (t->n == t->room) {
		size_t room = t->room ? t->room * 2 : 64;
		struct row *wider = ctx_array(t->cx, struct row, room);
		memcpy(wider, t->rows, t->n * sizeof *wider);
		t->rows = wider;
		t->room = room;
	}
	t->rows[t->n] = row;
	return &t->rows[t->n++];
}

static enum err agencies(struct ctx *cx, struct db *db, const struct completeness_of *of,
			 struct table *t)
{
	AUTO_ROWS q = db_run(db, SQL_COMPLETENESS_ORGS);
	bind_text(q, ":org", of->org);
	bind_text(q, ":region", of->region);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			return OK;
		row_add(t, (struct row){ .key = col_text(cx, q, "id"),
			.name = col_text(cx, q, "name"), .region = col_text(cx, q, "region") });
	}
}

static int by_key(const void *key, const void *row)
{
	return strcmp(key, ((const struct row *)row)->key);
}

static struct row *row_of(struct table *t, const struct completeness_entry *e)
{
	if (!t->by_system)
		return t->n ? bsearch(e->org, t->rows, t->n, sizeof *t->rows, by_key) : NULL;
	const char *system = e->system ? e->system : "";
	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->rows[i].key, system) == 0)
			return &t->rows[i];
	return row_add(t, (struct row){ .key = ctx_text(t->cx, system),
		.name = ctx_text(t->cx, e->org_name) });
}

static enum err count(struct ctx *cx, const struct completeness_entry *e, void *arg)
{
	struct row *r = row_of(arg, e);
	(void)cx;
	if (r)
		tally_add(&r->tally, e->checked);
	return OK;
}

/* Best first; who has nothing to say comes last. */
static int by_score(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return strcmp(x->key, y->key);
}

static void rank(struct table *t)
{
	for (size_t i = 0; i < t->n; i++)
		t->rows[i].score = tally_score(&t->rows[i].tally);
	if (t->n)
		qsort(t->rows, t->n, sizeof *t->rows, by_score);
	for (size_t i = 0; i < t->n; i++)
		t->rows[i].rank = i && t->rows[i].score == t->rows[i - 1].score ?
					  t->rows[i - 1].rank : (int64_t)i + 1;
}

static enum err make_table(struct ctx *cx, struct req *rq, const struct completeness_of *of,
			   struct table *t)
{
	if (!t->by_system)
		TRY(agencies(cx, rq->db, of, t));
	TRY(completeness_walk(cx, rq->db, legal_calendar(rq->app->legal), of, count, t));
	rank(t);
	return OK;
}

/* --- as an answer --------------------------------------------------------------------- */
static void row_json(struct jout *j, const struct table *t, const struct row *r)
{
	enum check next = tally_next(&r->tally);
	jout_open(j);
	jout_key_text(j, t->by_system ? "system" : "org", r->key);
	jout_key_text(j, "org_name", r->name);
	if (!t->by_system)
		jout_key_text(j, "region", r->region);
	jout_key_int(j, "entries", r->tally.entries);
	jout_key(j, "score");
	if (r->score < 0)
		jout_null(j);
	else
		jout_int(j, r->score);
	jout_key_int(j, "rank", r->rank);
	jout_key_text(j, "next", next == CHECKS_ ? NULL : check_word(next));
	jout_key(j, "checks");
	jout_list(j);
	for (int i = 0; i < CHECKS_; i++) {
		jout_open(j);
		jout_key_text(j, "check", check_word((enum check)i));
		jout_key_int(j, "passed", r->tally.passed[i]);
		jout_key_int(j, "of", r->tally.of[i]);
		jout_close(j);
	}
	jout_end_list(j);
	jout_close(j);
}

static void table_csv(struct ctx *cx, struct req *rq, const struct table *t)
{
	static const char *const heads[] = { "rank", "org_name", "entries", "score" };
	struct buf *b = csvfile_whole(rq, "completeness");
	size_t at = 0;
	csv_cell(b, at++, t->by_system ? "system" : "org", CSV_FOR_PEOPLE);
	for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
		csv_cell(b, at++, heads[i], CSV_FOR_PEOPLE);
	for (int c = 0; c < CHECKS_; c++) {
		const char *word = check_word((enum check)c);
		csv_cell(b, at++, ctx_print(cx, "%s_passed", word), CSV_FOR_PEOPLE);
		csv_cell(b, at++, ctx_print(cx, "%s_of", word), CSV_FOR_PEOPLE);
	}
	csv_end(b);
	for (size_t i = 0; i < t->n; i++) {
		const struct row *r = &t->rows[i];
		csv_cell(b, 0, r->key, CSV_FOR_PEOPLE);
		csv_int(b, 1, r->rank);
		csv_cell(b, 2, r->name, CSV_FOR_PEOPLE);
		csv_int(b, 3, r->tally.entries);
		csv_cell(b, 4, r->score < 0 ? NULL : ctx_print(cx, "%d.%d", r->score / 10,
							       r->score % 10), CSV_FOR_PEOPLE);
		for (int c = 0; c < CHECKS_; c++) {
			csv_int(b, (size_t)(5 + 2 * c), r->tally.passed[c]);
			csv_int(b, (size_t)(6 + 2 * c), r->tally.of[c]);
		}
		csv_end(b);
	}
}

static enum err answer_table(struct ctx *cx, struct req *rq, const struct completeness_of *of,
			     bool by_system)
{
	struct table t = { .cx = cx, .by_system = by_system };
	struct brief brief;
	bool file;
	TRY(csvfile_asked(cx, rq, &file));
	TRY(req_brief(cx, rq, &brief));
	TRY(make_table(cx, rq, of, &t));
	if (file) {
		table_csv(cx, rq, &t);
		return OK;
	}
	struct jout *j = answer_list(rq);
	for (size_t i = 0; i < t.n; i++)
		if (brief_takes(&brief))
			row_json(j, &t, &t.rows[i]);
	answer_brief_end(cx, rq, &brief);
	return OK;
}

static enum err by_agency(struct ctx *cx, struct req *rq)
{
	struct completeness_of of = completeness_asked(rq);
	return answer_table(cx, rq, &of, false);
}

static enum err by_system(struct ctx *cx, struct req *rq)
{
	struct completeness_of of = completeness_asked(rq);
	if (!of.org)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_COMPLETENESS_WHOSE()), "org");
	return answer_table(cx, rq, &of, true);
}

static const char *const paged[] = { "limit", "cursor", NULL };
static const char *const narrowed[] = { "org", "region", "format", "limit", "cursor", NULL };
static const char *const one_agency[] = { "org", "format", "limit", "cursor", NULL };
static const char *const listed[] = { "org", "region", "format", NULL };
static const char *const failing[] = { "org", "region", "system", "fails", "format", "limit",
				       "cursor", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "GET", "/api/v1/completeness", CAP_CATALOGUE_READ, AUDIT_READ, NULL,
  &schema_completeness_list, by_agency,
  "How complete each agency's part of the catalogue is, best first; format=csv is the file",
  ROUTE_SIGHT, 0, narrowed },
{ "GET", "/api/v1/completeness/systems", CAP_CATALOGUE_READ, AUDIT_READ, NULL,
  &schema_completeness_list, by_system,
  "The same for the entries of each information system or project of an agency", ROUTE_SIGHT,
  0, one_agency },
{ "GET", "/api/v1/completeness/entries", CAP_CATALOGUE_READ, AUDIT_READ, NULL,
  &schema_completeness_entries, completeness_entries,
  "Entries that fail a check (fails=), or any, and what they lack; format=csv is the file",
  ROUTE_SIGHT, 0, failing },
{ "POST", "/api/v1/completeness/list", CAP_CATALOGUE_READ, AUDIT_READ, &schema_completeness_wanted,
  &schema_completeness_listed, completeness_list,
  "The check for a list: the entries and systems of a project; format=csv is the file",
  ROUTE_SIGHT, 0, listed },
{ "GET", "/api/v1/completeness/checks", CAP_CATALOGUE_READ, AUDIT_READ, NULL,
  &schema_completeness_checks, checks, "The checks, how each is counted, and what mends it",
  0, 0, paged },
};
/* clang-format on */
const struct route_list completeness_routes = { rows, sizeof rows / sizeof rows[0],
	"completeness" };
