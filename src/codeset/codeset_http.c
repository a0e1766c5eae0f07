/* codeset_http.c - lists of codes: looked through, made, imported into. Standards
 * are public, so everybody may read them. */
#include "codeset/codeset_http.h"
#include "app.h"
#include "codeset/codeset_store.h"
#include "codeset_schema.h"
#include "web/csvfile.h"
#include <stdlib.h>
#include <string.h>

/* --- lists ----------------------------------------------------------------- */
static void set_members(struct jout *j, const struct code_set *s)
{
	jout_key_text(j, "id", s->id);
	jout_key_text(j, "kind", s->kind);
	jout_key_text(j, "name", s->name);
	jout_key_text(j, "name_en", s->name_en);
	jout_key_text(j, "standard", s->standard);
	jout_key_text(j, "source", s->source);
	jout_key_bool(j, "open", s->partial);
	jout_key_text(j, "keeper", s->keeper);
	jout_key_int(j, "version", s->version);
	jout_key_int(j, "codes", s->current);
	jout_key_int(j, "retired", s->retired);
	jout_key_ms(j, "changed_at", s->changed_at);
}

static enum err put_set(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	struct code_set s = code_set_of(cx, q);
	(void)rq;
	jout_open(j);
	set_members(j, &s);
	jout_close(j);
	return OK;
}

static void bind_sets(const struct req *rq, struct rows *q)
{
	bind_text(q, ":kind", req_query(rq, "kind"));
	bind_like(q, ":q", req_query(rq, "q"));
}

static void bind_trees(const struct req *rq, struct rows *q)
{
	bind_text(q, ":kind", "tree");
	bind_like(q, ":q", req_query(rq, "q"));
}

static enum err sets_get(struct ctx *cx, struct req *rq)
{
	static const struct listed sets = { SQL_CODE_SET_COUNT, SQL_CODE_SET_LIST, "id",
					    bind_sets, put_set };
	return answer_listed(cx, rq, &sets);
}

static enum err trees_get(struct ctx *cx, struct req *rq)
{
	static const struct listed trees = { SQL_CODE_SET_COUNT, SQL_CODE_SET_LIST, "id",
					     bind_trees, put_set };
	return answer_listed(cx, rq, &trees);
}

/* The list the path names, by id or by its standard's number. */
static enum err named(struct ctx *cx, struct req *rq, struct code_set *ret)
{
	const char *id;
	TRY(codeset_named(cx, rq->db, rq->seg[0], &id));
	return code_set_get(cx, rq->db, id ? id : rq->seg[0], ret);
}

static enum err used_by(struct ctx *cx, struct db *db, const struct code_set *s, int64_t *ret_n)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_CODE_SET_USED);
	bind_text(q, ":id", s->id);
	bind_text(q, ":standard", s->standard);
	TRY(rows_next(cx, q, &more));
	*ret_n = col_int(q, "n");
	return OK;
}

static enum err answer_set(struct ctx *cx, struct req *rq, const struct code_set *s, int status)
{
	int64_t used;
	TRY(used_by(cx, rq->db, s, &used));
	struct jout *j = answer_json(rq, status);
	jout_open(j);
	set_members(j, s);
	jout_key_int(j, "items", used);
	jout_close(j);
	return OK;
}

static enum err set_get(struct ctx *cx, struct req *rq)
{
	struct code_set s;
	TRY(named(cx, rq, &s));
	return answer_set(cx, rq, &s, 200);
}

/* --- codes ------------------------------------------------------------------ */
struct codes_ask { const char *id; int64_t version; };

static enum err codes_asked(struct ctx *cx, struct req *rq, struct codes_ask *ret)
{
	struct code_set s;
	const char *state = req_query(rq, "state");
	TRY(named(cx, rq, &s));
	*ret = (struct codes_ask){ s.id, s.version };
	TRY(req_query_int(cx, rq, "version", 0, s.version, &ret->version));
	if (state && *state && strcmp(state, "current") != 0 && strcmp(state, "retired") != 0)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("state")), "state");
	return OK;
}

static void bind_codes(const struct req *rq, struct rows *q, const struct codes_ask *ask)
{
	const char *state = req_query(rq, "state");
	bind_text(q, ":id", ask->id);
	bind_int(q, ":version", ask->version);
	bind_text(q, ":parent", req_query(rq, "parent"));
	bind_text(q, ":state", state && *state ? state : NULL);
	bind_like(q, ":q", req_query(rq, "q"));
}

static const char *const code_texts[] = { "code", "name", "name_en", "parent", "state" };

static void code_json(struct ctx *cx, struct jout *j, struct rows *q)
{
	jout_open(j);
	for (size_t i = 0; i < sizeof code_texts / sizeof code_texts[0]; i++)
		jout_key_text(j, code_texts[i], col_text(cx, q, code_texts[i]));
	jout_key_day(j, "valid_from", col_day(q, "valid_from"));
	jout_key_day(j, "valid_to", col_day(q, "valid_to"));
	jout_key_text(j, "note", col_text(cx, q, "note"));
	jout_key_int(j, "since", col_int(q, "since"));
	jout_close(j);
}

static enum err codes_count(struct ctx *cx, struct req *rq, const struct codes_ask *ask,
			    int64_t *ret_n)
{
	bool more;
	AUTO_ROWS q = db_run(rq->db, SQL_CODE_COUNT);
	bind_codes(rq, q, ask);
	TRY(rows_next(cx, q, &more));
	*ret_n = col_int(q, "n");
	return OK;
}

/* As a file that can be corrected and imported again. */
static enum err codes_csv(struct ctx *cx, struct req *rq, const struct codes_ask *ask)
{
	static const char *const columns[] = { "code", "name", "name_en", "parent", "state",
					       "valid_from", "valid_to", "note" };
	const size_t n = sizeof columns / sizeof columns[0];
	struct buf *b = csvfile_whole(rq, ask->id);
	csv_row(b, columns, n);
	AUTO_ROWS q = db_run(rq->db, SQL_CODE_LIST);
	bind_codes(rq, q, ask);
	bind_text(q, ":after", NULL);
	bind_int(q, ":limit", CODES_MOST);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			return OK;
		for (size_t i = 0; i < n; i++) {
			if (i == 5 || i == 6)
				csv_day(b, i, col_day(q, columns[i]));
			else
				csv_cell(b, i, col_text(cx, q, columns[i]), CSV_FOR_PEOPLE);
		}
		csv_end(b);
	}
}

static enum err codes_get(struct ctx *cx, struct req *rq)
{
	struct codes_ask ask;
	struct page page;
	const char *last = NULL;
	int64_t total, n = 0;
	bool more, file;
	TRY(codes_asked(cx, rq, &ask));
	TRY(csvfile_asked(cx, rq, &file));
	if (file)
		return codes_csv(cx, rq, &ask);
	TRY(req_page(cx, rq, &page));
	TRY(codes_count(cx, rq, &ask, &total));
	AUTO_ROWS q = db_run(rq->db, SQL_CODE_LIST);
	bind_codes(rq, q, &ask);
	bind_text(q, ":after", page.after);
	bind_int(q, ":limit", page.limit + 1);
	struct jout *j = answer_list(rq);
	for (;; n++) {
		TRY(rows_next(cx, q, &more));
		if (!more || n == page.limit)
			break;
		last = col_text(cx, q, "code");
		code_json(cx, j, q);
	}
	answer_list_end(cx, rq, more ? last : NULL, total);
	return OK;
}

static enum err put_version(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	(void)rq;
	jout_open(j);
	jout_key_int(j, "version", col_int(q, "version"));
	jout_key_ms(j, "at", col_ms(q, "at"));
	jout_key_text(j, "by", col_text(cx, q, "by_name"));
	jout_key_text(j, "source", col_text(cx, q, "source"));
	jout_key_int(j, "added", col_int(q, "added"));
	jout_key_int(j, "changed", col_int(q, "changed"));
	jout_key_int(j, "retired", col_int(q, "retired"));
	jout_close(j);
	return OK;
}

static enum err versions_get(struct ctx *cx, struct req *rq)
{
	struct code_set s;
	TRY(named(cx, rq, &s));
	AUTO_ROWS q = db_run(rq->db, SQL_CODE_VERSION_LIST);
	bind_text(q, ":id", s.id);
	return answer_brief(cx, rq, q, put_version);
}

/* --- making ------------------------------------------------------------------- */
struct making { const struct who *who; struct code_set set; };

static enum err make(struct ctx *cx, struct db *db, void *arg)
{
	const struct making *m = arg;
	return code_set_add(cx, db, m->who, &m->set);
}

static enum err set_post(struct ctx *cx, struct req *rq)
{
	const struct code_set_new_in *in = rq->body;
	struct making m = { rq->who, {
		.id = in->id, .kind = in->kind ? in->kind : "set", .name = in->name,
		.name_en = in->name_en, .standard = in->standard && *in->standard ? in->standard : NULL,
		.source = in->source, .partial = in->open, .keeper = "operator",
		.changed_at = cx->now } };
	TRY(store_change(cx, rq->store, make, &m));
	answer_header(rq, "Location", ctx_print(cx, "/api/v1/code-sets/%s", in->id));
	return answer_set(cx, rq, &m.set, 201);
}

static enum err import(struct ctx *cx, struct db *db, void *arg)
{
	return codes_import(cx, db, arg);
}

static enum err codes_post(struct ctx *cx, struct req *rq)
{
	struct code_set s;
	struct code_file file;
	const char *type = req_header(rq, "Content-Type"), *mode = req_query(rq, "mode");
	bool replace = mode && strcmp(mode, "replace") == 0;
	if (!type || strncmp(type, "text/csv", 8) != 0)
		return fail(cx, ERR_MEDIA, SAY_SHEET_MEDIA());
	if (mode && !replace && strcmp(mode, "merge") != 0)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("mode")), "mode");
	TRY(named(cx, rq, &s));
	TRY(codes_read(cx, rq->raw, rq->nraw, cx->today, &file));
	struct codes_import i = { .id = s.id, .mode = replace ? CODES_REPLACE : CODES_MERGE,
				  .file = &file, .source = req_query(rq, "source"),
				  .by = rq->who };
	if (i.source && !*i.source)
		i.source = NULL;
	TRY(store_change(cx, rq->store, import, &i));
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	jout_key_bool(j, "applied", i.applied);
	jout_key_int(j, "version", i.version);
	jout_key_int(j, "accepted", i.applied ? (int64_t)file.codes.n : 0);
	jout_key_int(j, "added", i.applied ? i.plan.added : 0);
	jout_key_int(j, "changed", i.applied ? i.plan.changed : 0);
	jout_key_int(j, "retired", i.applied ? i.plan.retired : 0);
	jout_key_int(j, "wrong", file.faults.wrong);
	jout_key(j, "rejected");
	sheet_faults_json(cx, j, &file.faults);
	jout_close(j);
	return OK;
}

static const char *const paged[] = { "limit", "cursor", NULL };
static const char *const kinds[] = { "kind", "q", "limit", "cursor", NULL };
static const char *const trees[] = { "q", "limit", "cursor", NULL };
static const char *const codes[] = { "q", "state", "parent", "version", "format", "limit",
				     "cursor", NULL };
static const char *const imports[] = { "mode", "source", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "GET", "/api/v1/code-sets", CAP_PUBLIC, AUDIT_NONE, NULL, &schema_code_set_list, sets_get,
  "Lists of codes: code sets that items name, and classification trees", 0, 0, kinds },
{ "POST", "/api/v1/code-sets", CAP_CATALOGUE_REVIEW, AUDIT_WRITE, &schema_code_set_new,
  &schema_code_set, set_post, "Make a list of codes; its codes are imported next",
  ROUTE_CITY_BY(9), 0, NULL },
{ "GET", "/api/v1/code-sets/{id}", CAP_PUBLIC, AUDIT_NONE, NULL, &schema_code_set, set_get,
  "One list, by id or by the number of its standard", 0, 0, NULL },
{ "GET", "/api/v1/code-sets/{id}/codes", CAP_PUBLIC, AUDIT_NONE, NULL, &schema_code_list,
  codes_get, "Its codes as they stand, or as an earlier version had them; format=csv: a file",
  0, 0, codes },
{ "POST", "/api/v1/code-sets/{id}/codes", CAP_CATALOGUE_REVIEW, AUDIT_WRITE, NULL,
  &schema_codes_import, codes_post,
  "The next version from text/csv: merge adds and changes, replace also retires what the file "
  "no longer has; wrong rows are told of",
  ROUTE_RAW_BODY | ROUTE_CITY_BY(9), 8u << 20, imports },
{ "GET", "/api/v1/code-sets/{id}/versions", CAP_PUBLIC, AUDIT_NONE, NULL,
  &schema_code_version_list, versions_get, "Its versions, newest first", 0, 0, paged },
{ "GET", "/api/v1/classifications", CAP_PUBLIC, AUDIT_NONE, NULL, &schema_code_set_list,
  trees_get, "The trees that entries hang in", 0, 0, trees },
{ "GET", "/api/v1/classifications/{tree}", CAP_PUBLIC, AUDIT_NONE, NULL, &schema_code_list,
  codes_get, "The nodes of a tree, each with the one above it", 0, 0, codes },
{ "POST", "/api/v1/classifications/{tree}", CAP_CATALOGUE_REVIEW, AUDIT_WRITE, NULL,
  &schema_codes_import, codes_post, "The tree's next version from text/csv: code, name, parent",
  ROUTE_RAW_BODY | ROUTE_CITY_BY(9), 8u << 20, imports },
};
/* clang-format on */
const struct route_list codeset_routes = { rows, sizeof rows / sizeof rows[0], "reference data" };
