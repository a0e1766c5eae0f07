/* erase.c - from a tag to leaves, from leaves to their segments' private parts,
 * a page of leaves a transaction. The index forgets last: after a kill the person
 * is still found, and erasing again ends it. */
#include "record/erase.h"
#include "record/inside.h"
#include <string.h>

enum { PAGE = 500, SECRETS_MAX = 256 << 20, YEARS_MOST = 200 };

struct erasing {
	struct record *r;
	const char    *because;
	const uint8_t *tags;
	int            ntags;
	const int64_t *at;              /* a page of leaves, descending */
	int64_t        n, erased;
};

/* --- in the store ---------------------------------------------------------- */

static bool asked(const struct erasing *e, int64_t at)
{
	for (int64_t i = 0; i < e->n; i++)
		if (e->at[i] == at)
			return true;
	return false;
}

/* The runs of a segment with those leaves' private parts cut down; how many. */
static int64_t cut(const struct erasing *e, int64_t first, struct span secrets, struct buf *out)
{
	struct span one;
	int64_t n = 0;
	AUTO_BUF left = buf_make(SECRETS_MAX);
	for (int64_t at = first; run_next(&secrets, &one); at++) {
		struct leaf_secret s;
		if (!one.n || !asked(e, at) || !secret_read(one.p, one.n, &s) ||
		    !secret_about(&s, e->tags, e->ntags)) {
			buf_run(out, one.p, one.n);
			continue;
		}
		buf_clear(&left);
		secret_erase(&s, e->tags, e->ntags, &left);
		buf_run(out, left.p, left.n);
		n++;
	}
	return n;
}

static enum err erase_in(struct ctx *cx, struct db *db, struct erasing *e, int64_t first)
{
	bool more;
	struct span secrets = { 0 };
	AUTO_BUF out = buf_make(SECRETS_MAX);
	AUTO_ROWS q = db_run(db, SQL_RECORD_PLACED);
	bind_int(q, ":least", first);
	bind_int(q, ":most", 1);
	TRY(rows_next(cx, q, &more));
	if (more)
		secrets.p = (const uint8_t *)col_peek(q, "secrets", &secrets.n);
	int64_t n = secrets.p ? cut(e, first, secrets, &out) : 0;
	if (!n)
		return OK;
	AUTO_ROWS set = db_run(db, SQL_RECORD_PRIVATE_SET);
	bind_int(set, ":segment", col_int(q, "segment"));
	bind_blob(set, ":secrets", out.p, out.n);
	e->erased += n;
	return rows_done(cx, set, NULL);
}

static enum err erase_page(struct ctx *cx, struct db *db, void *arg)
{
	struct erasing *e = arg;
	int64_t first = INT64_MAX;
	bool more;
	e->erased = 0;
	for (int64_t i = 0; i < e->n; i++) {
		if (e->at[i] >= first)
			continue;       /* its segment was done with the one above */
		AUTO_ROWS p = db_run(db, SQL_RECORD_PLACE_OF);
		bind_int(p, ":at", e->at[i]);
		TRY(rows_next(cx, p, &more));
		if (!more)
			return fail(cx, ERR_NOT_FOUND, SAY_RECORD_NO_LEAF());
		first = col_int(p, "first");
		TRY(erase_in(cx, db, e, first));
	}
	if (!e->erased)
		return OK;
	return record_note(cx, db, &(struct note){ .kind = NOTE_ERASURE, .act = "person-erased",
			   .rows = e->erased, .detail = e->because });
}

/* --- a person -------------------------------------------------------------- */

static enum err erase_tags(struct ctx *cx, struct erasing *e, int64_t *ret_leaves)
{
	struct index_query q = { .tags = e->tags, .ntags = e->ntags, .before = INT64_MAX,
				 .limit = PAGE };
	int64_t total, *at;
	do {
		TRY(index_search(cx, e->r->index, &q, &at, &e->n, &total));
		if (!e->n)
			break;
		e->at = at;
		q.before = at[e->n - 1];
		TRY(store_change(cx, e->r->store, erase_page, e));
		*ret_leaves += e->erased;
	} while (e->n == PAGE);
	return index_forget(cx, e->r->index, e->tags, e->ntags);
}

/* The year of the first leaf: a tag is keyed by the year of its leaf. */
static enum err first_year(struct ctx *cx, struct record *r, int *ret_year)
{
	struct span leaf, secret;
	struct leaf_facts f;
	enum err e = record_leaf(cx, r->reader, 0, &leaf, &secret);
	if (e == ERR_NOT_FOUND)
		return OK;
	TRY(e);
	if (leaf_read(leaf.p, leaf.n, &f))
		*ret_year = day_split(day_at(f.at)).year;
	return OK;
}

enum err record_erase(struct ctx *cx, struct record *r, const char *id, const char *because,
		      int64_t *ret_leaves)
{
	uint8_t tags[TAGS_MOST * SUBJECT_TAG], key[32];
	struct erasing e = { .r = r, .because = because, .tags = tags };
	int last = day_split(day_at(cx->now)).year, first = last;
	int64_t leaves = 0;
	if (r->dir_lock < 0)
		return fail(cx, ERR_BUSY, SAY_ERASE_SERVER_RUNS());
	TRY(record_settle(cx, r));
	TRY(first_year(cx, r, &first));
	PRE(last - first < YEARS_MOST);
	for (int year = last; year >= first - 1; year -= TAGS_MOST) {
		e.ntags = 0;
		for (int y = year; y > year - TAGS_MOST; y--) {
			subject_year_key(r->keys.subject, y, key);
			subject_tag(key, id, tags + SUBJECT_TAG * e.ntags++);
		}
		TRY(erase_tags(cx, &e, &leaves));
	}
	explicit_bzero(key, sizeof key);
	TRY(record_settle(cx, r));
	*ret_leaves = leaves;
	return OK;
}
