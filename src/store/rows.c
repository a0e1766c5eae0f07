/* rows.c - statements as features see them: bound by name, read by name.
 *
 * What a feature forgets (a parameter, a column that isn't there, a write on a
 * read connection) is our bug and stops the program. */
#include "store/backend.h"
#include "base/jout.h"
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <endian.h>

#define HELD_MAX (64u << 20)            /* texts bound to one statement */

struct rows *db_run(struct db *db, enum sql id)
{
	const struct sql_text *text = &sql_texts[id];
	struct rows *r = db->free_rows;

	PRE(!text->writes || db->in_txn);
	if (r) {
		db->free_rows = r->next_free;
	} else {
		r = calloc(1, sizeof *r);
		PRE(r != NULL);
		r->held = buf_make(HELD_MAX);
	}
	r->db = db;
	r->text = text;
	r->id = id;
	r->bound = 0;
	r->run = r->own = r->asked = false;
	r->stmt = NULL;
	r->res = NULL;
	r->row = r->nrows = 0;
	r->changed = 0;
	buf_clear(&r->held);
	return r;
}

void rows_freep(struct rows **rp)
{
	struct rows *r = *rp;
	if (!r)
		return;
	r->db->ops->finish(r);
	r->next_free = r->db->free_rows;
	r->db->free_rows = r;
	*rp = NULL;
}

static int param(struct rows *r, const char *name)
{
	for (int i = 0; i < r->text->nparams; i++) {
		if (strcmp(r->text->params[i].name, name) == 0) {
			r->bound |= UINT64_C(1) << i;
			return i;
		}
	}
	broken(name, r->text->name, 0);
}

void bind_int(struct rows *r, const char *name, int64_t v)
{
	int i = param(r, name);
	PRE(r->text->params[i].oid == 20);
	r->num[i] = htobe64((uint64_t)v);
	r->val[i] = (const char *)&r->num[i];
	r->len[i] = 8;
	r->format[i] = 1;
}

static void hold(struct rows *r, int i, const void *p, size_t n)
{
	r->at[i] = r->held.n;
	buf_bytes(&r->held, p, n);
	buf_byte(&r->held, 0);
	r->val[i] = "";
	r->len[i] = (int)n;
}

void bind_text(struct rows *r, const char *name, const char *v)
{
	int i = param(r, name);
	r->format[i] = 0;
	r->val[i] = NULL;
	PRE(r->text->params[i].oid == 25);
	if (v)
		hold(r, i, v, strlen(v));
}

void bind_like(struct rows *r, const char *name, const char *words)
{
	if (!words || !*words) {
		bind_text(r, name, NULL);
		return;
	}
	AUTO_BUF b = buf_make(2 * strlen(words) + 3);
	buf_byte(&b, '%');
	for (const char *p = words; *p; p++) {
		if (strchr("%_!", *p))
			buf_byte(&b, '!');
		buf_byte(&b, (unsigned char)(*p >= 'A' && *p <= 'Z' ? *p - 'A' + 'a' : *p));
	}
	buf_byte(&b, '%');
	bind_text(r, name, buf_cstr(&b));
}

void bind_texts(struct rows *r, const char *name, const char *const *list, size_t n)
{
	AUTO_BUF all = buf_make(16u << 20);
	struct jout j = jout_to(&all);
	jout_list(&j);
	for (size_t i = 0; i < n; i++)
		jout_text(&j, list[i]);
	jout_end_list(&j);
	PRE(buf_ok(&all));
	bind_text(r, name, buf_cstr(&all));
}

void bind_blob(struct rows *r, const char *name, const void *p, size_t n)
{
	int i = param(r, name);
	r->format[i] = 1;
	r->val[i] = NULL;
	PRE(r->text->params[i].oid == 17 && n <= INT32_MAX);
	if (p)
		hold(r, i, p, n);
}

void bind_null(struct rows *r, const char *name)
{
	int i = param(r, name);
	r->format[i] = 1;
	r->val[i] = NULL;
}

void bind_ms(struct rows *r, const char *name, ms_t t)
{
	bind_int(r, name, t.n);
}

void bind_day(struct rows *r, const char *name, day_t d)
{
	bind_int(r, name, d.n);
}

/* Texts were held by offset, for the buffer may have moved while it grew. */
static enum err fill(struct ctx *cx, struct rows *r)
{
	uint64_t all = r->text->nparams ? ~UINT64_C(0) >> (64 - r->text->nparams) : 0;
	if (r->bound != all)
		broken("a parameter is not bound", r->text->name, 0);
	if (!buf_ok(&r->held))
		return fail(cx, ERR_TOO_LARGE, SAY_TOO_LARGE());
	for (int i = 0; i < r->text->nparams; i++)
		if (r->val[i] && r->text->params[i].oid != 20)
			r->val[i] = r->held.p + r->at[i];
	r->run = true;
	return OK;
}

static enum err ready(struct ctx *cx, struct rows *r)
{
	TRY(fill(cx, r));
	return r->db->ops->prepare(cx, r);
}

enum err rows_next(struct ctx *cx, struct rows *r, bool *ret_more)
{
	if (!r->run)
		TRY(ready(cx, r));
	TRY(ctx_check(cx));
	return r->db->ops->step(cx, r, ret_more);
}

enum err rows_ask(struct ctx *cx, struct rows *r)
{
	if (!r->db->gathers)
		return OK;
	TRY(ready(cx, r));
	r->db->ops->ask(r);
	r->asked = true;
	return OK;
}

enum err rows_done(struct ctx *cx, struct rows *r, int64_t *ret_changed)
{
	bool more;
	TRY(rows_next(cx, r, &more));
	PRE(!more);
	if (ret_changed)
		*ret_changed = r->changed;
	return OK;
}

enum err rows_post(struct ctx *cx, struct rows **rp, int64_t want)
{
	AUTO_ROWS r = *rp;
	int64_t changed;
	*rp = NULL;
	PRE(r->db->in_txn);
	if (!r->db->ops->post || r->db->late == LATE_NEVER) {
		TRY(rows_done(cx, r, &changed));
		return want < 0 || changed == want
			? OK : fail(cx, ERR_CONFLICT, SAY_STORE_CONFLICT());
	}
	TRY(ready(cx, r));
	r->db->posts++;
	r->want = want;
	struct rows *posted = r;
	r = NULL;
	return posted->db->ops->post(cx, posted);
}

/* A statement that isn't prepared yet can't be sent along: it runs afterwards. */
enum err rows_joint(struct ctx *cx, struct rows *r, int64_t *ret_changed)
{
	struct db *db = r->db;
	if (!db->sends)
		return rows_done(cx, r, ret_changed);
	*ret_changed = 0;
	if (!db->prepared[r->id])
		return OK;
	TRY(fill(cx, r));
	TRY(db->ops->send(cx, r));
	db->sent = true;
	return OK;
}

enum err rows_one(struct ctx *cx, struct rows *r, enum err err, struct said said)
{
	int64_t changed;
	TRY(rows_done(cx, r, &changed));
	return changed == 1 ? OK : fail(cx, err, said);
}

/* PostgreSQL answers in binary: the type says how wide the number is. */
static int64_t pg_int(struct rows *r, int c)
{
	PGresult *res = (PGresult *)r->res;
	const char *p = PQgetvalue(res, r->row, c);
	uint64_t v8;
	uint32_t v4;
	uint16_t v2;

	switch (PQftype(res, c)) {
	case 20: memcpy(&v8, p, 8); return (int64_t)be64toh(v8);
	case 23: memcpy(&v4, p, 4); return (int32_t)be32toh(v4);
	case 21: memcpy(&v2, p, 2); return (int16_t)be16toh(v2);
	case 16: return *p != 0;
	default: broken("not a number", r->text->name, (int)PQftype(res, c));
	}
}

/* PostgreSQL's binary array: dimensions, has-null flag, type, length and lower
 * bound, then each element behind its length. */
static void pg_numbers(struct rows *r, struct buf *out)
{
	enum { HEAD = 20, ELEMENT = 12 };
	PGresult *res = (PGresult *)r->res;
	if (PQgetisnull(res, r->row, 0))
		return;
	const char *p = PQgetvalue(res, r->row, 0);
	size_t bytes = (size_t)PQgetlength(res, r->row, 0);
	size_t n = bytes < HEAD ? 0 : (bytes - HEAD) / ELEMENT;
	PRE(PQftype(res, 0) == 1016);                   /* int8[] */
	if (!buf_reserve(out, n * sizeof(uint32_t)))
		return;
	for (const char *at = p + HEAD; n; n--, at += ELEMENT) {
		uint64_t v;
		memcpy(&v, at + 4, sizeof v);
		uint32_t no = (uint32_t)be64toh(v);
		buf_bytes(out, &no, sizeof no);
	}
}

enum err rows_numbers(struct ctx *cx, struct rows *r, struct buf *const lists[], int n)
{
	for (bool more;;) {
		TRY(rows_next(cx, r, &more));
		if (!more)
			return OK;
		int list = r->stmt ? sqlite3_column_int(r->stmt, 1) : (int)pg_int(r, 1);
		PRE(list >= 0 && list < n);
		if (!r->stmt) {
			pg_numbers(r, lists[list]);
			continue;
		}
		uint32_t no = (uint32_t)sqlite3_column_int64(r->stmt, 0);
		buf_bytes(lists[list], &no, sizeof no);
	}
}

static int column(struct rows *r, const char *name)
{
	int n = r->stmt ? sqlite3_column_count(r->stmt) : PQnfields((PGresult *)r->res);
	for (int i = 0; i < n; i++) {
		const char *c = r->stmt ? sqlite3_column_name(r->stmt, i)
					: PQfname((PGresult *)r->res, i);
		if (strcmp(c, name) == 0)
			return i;
	}
	broken(name, r->text->name, 0);
}

static bool null_at(struct rows *r, int c)
{
	if (r->stmt)
		return sqlite3_column_type(r->stmt, c) == SQLITE_NULL;
	return PQgetisnull((PGresult *)r->res, r->row, c);
}

int64_t col_int(struct rows *r, const char *name)
{
	int c = column(r, name);
	if (null_at(r, c))
		return 0;
	return r->stmt ? sqlite3_column_int64(r->stmt, c) : pg_int(r, c);
}

ms_t col_ms(struct rows *r, const char *name)
{
	return (ms_t){ col_int(r, name) };
}

day_t col_day(struct rows *r, const char *name)
{
	return (day_t){ (int32_t)col_int(r, name) };
}

bool col_null(struct rows *r, const char *name)
{
	return null_at(r, column(r, name));
}

const char *col_peek(struct rows *r, const char *name, size_t *ret_n)
{
	int c = column(r, name);
	*ret_n = 0;
	if (null_at(r, c))
		return NULL;
	if (r->stmt) {
		const void *p = sqlite3_column_blob(r->stmt, c);
		*ret_n = (size_t)sqlite3_column_bytes(r->stmt, c);
		return p ? p : "";
	}
	*ret_n = (size_t)PQgetlength((PGresult *)r->res, r->row, c);
	return PQgetvalue((PGresult *)r->res, r->row, c);
}

const char *col_text(struct ctx *cx, struct rows *r, const char *name)
{
	size_t n;
	const char *p = col_peek(r, name, &n);
	return p ? ctx_textn(cx, p, n) : NULL;
}

const void *col_blob(struct ctx *cx, struct rows *r, const char *name, size_t *ret_n)
{
	const char *p = col_peek(r, name, ret_n);
	return p ? ctx_textn(cx, p, *ret_n) : NULL;
}

enum err store_prepare_all(struct ctx *cx, struct db *db)
{
	for (int id = 0; id < sql_texts_n; id++) {
		bool was = db->in_txn;
		if (!*(db->sq ? sql_texts[id].sqlite : sql_texts[id].postgres))
			continue;       /* the other store's alone */
		db->in_txn = true;
		AUTO_ROWS r = db_run(db, (enum sql)id);
		db->in_txn = was;
		for (int i = 0; i < r->text->nparams; i++)
			bind_null(r, r->text->params[i].name);
		TRY(r->db->ops->prepare(cx, r));
	}
	return OK;
}
