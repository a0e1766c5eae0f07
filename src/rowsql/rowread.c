/* rowread.c - lanes (one a connection), their handles and statements. */
#include "rowsql/inside.h"
#include "sys/clock.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define LANES       256
#define TEXT_MAX    (256u << 10)
#define SCAN_US     (20 * 1000000)      /* a scan that takes longer is given up */

struct rowpool {
	struct store    *store;
	pthread_mutex_t  mu;
	struct row_lane *lanes[LANES];
	_Atomic size_t   n;
};

struct rowpool *rowpool_open(struct store *s)
{
	struct rowpool *p = calloc(1, sizeof *p);
	PRE(p != NULL);
	p->store = s;
	pthread_mutex_init(&p->mu, NULL);
	return p;
}

static void handle_free(struct row_lane *l, struct row_handle *h)
{
	if (l->pool->store && store_kind(l->pool->store) == STORE_SQLITE)
		lite_drop(h);
	for (size_t i = 0; i < h->nst; i++)
		free(h->st[i].text);
	free(h);
}

void rowpool_close(struct rowpool *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->n; i++) {
		struct row_lane *l = p->lanes[i];
		for (size_t h = 0; h < l->nhandles; h++)
			handle_free(l, l->handles[h]);
		buf_end(&l->text);
		buf_end(&l->given_up);
		free(l);
	}
	pthread_mutex_destroy(&p->mu);
	free(p);
}

/* A connection belongs to one thread at a time, so only adding is locked. */
static struct row_lane *lane_of(struct rowpool *p, struct db *db)
{
	size_t n = p->n;
	for (size_t i = 0; i < n; i++)
		if (p->lanes[i]->db == db)
			return p->lanes[i];
	struct row_lane *l = calloc(1, sizeof *l);
	PRE(l != NULL);
	l->db = db;
	l->pool = p;
	l->text = buf_make(TEXT_MAX);
	l->given_up = buf_make(TEXT_MAX);
	pthread_mutex_lock(&p->mu);
	PRE(p->n < LANES);
	p->lanes[p->n] = l;
	p->n++;
	pthread_mutex_unlock(&p->mu);
	return l;
}

/* The handle of a version, or a fresh one in place of the least used. */
static struct row_handle *handle_of(struct row_lane *l, int resource_no, int version)
{
	struct row_handle *h;
	size_t oldest = 0;
	for (size_t i = 0; i < l->nhandles; i++) {
		h = l->handles[i];
		if (h->resource_no == resource_no && h->version == version) {
			h->used = ++l->tick;
			l->handles[i] = l->handles[0];
			l->handles[0] = h;
			return h;
		}
		if (h->used < l->handles[oldest]->used)
			oldest = i;
	}
	if (l->nhandles == ROW_HANDLES) {
		handle_free(l, l->handles[oldest]);
		l->handles[oldest] = l->handles[--l->nhandles];
	}
	h = calloc(1, sizeof *h);
	PRE(h != NULL);
	h->resource_no = resource_no;
	h->version = version;
	h->used = ++l->tick;
	if (l->nhandles)
		l->handles[l->nhandles] = l->handles[0];
	l->handles[0] = h;
	l->nhandles++;
	return h;
}

static uint64_t text_hash(const char *p, size_t n)
{
	uint64_t h = UINT64_C(14695981039346656037);
	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)p[i]) * UINT64_C(1099511628211);
	return h;
}

struct row_statement *statement_slot(struct row_lane *l, struct row_handle *h, bool *fresh,
				     void (*drop)(struct row_lane *, struct row_statement *))
{
	uint64_t hash = text_hash(l->text.p, l->text.n);
	struct row_statement *st = NULL, *oldest = h->st;
	for (size_t i = 0; i < h->nst; i++) {
		struct row_statement *at = &h->st[i];
		if (at->hash == hash && at->n == l->text.n &&
		    memcmp(at->text, l->text.p, at->n) == 0) {
			*fresh = false;
			at->used = ++l->tick;
			return at;
		}
		if (at->used < oldest->used)
			oldest = at;
	}
	if (h->nst < ROW_STATEMENTS) {
		st = &h->st[h->nst++];
	} else {
		st = oldest;
		drop(l, st);
		free(st->text);
	}
	*st = (struct row_statement){ .hash = hash, .n = l->text.n, .used = ++l->tick };
	st->text = malloc(st->n + 1);
	PRE(st->text != NULL);
	memcpy(st->text, l->text.p, st->n);
	st->text[st->n] = 0;
	*fresh = true;
	return st;
}

static bool lite(const struct row_lane *l)
{
	return db_kind(l->db) == STORE_SQLITE;
}

/* On SQLite a statement that failed to prepare leaves no handle behind it. */
static enum err begin(struct ctx *cx, struct row_lane *l, struct rowscan *s,
		      const struct row_params *params)
{
	enum err e = lite(l) ? lite_open(cx, l, params) : pgrow_open(cx, s, params);
	if (e != OK && lite(l) && l->nhandles) {
		handle_free(l, l->handles[0]);
		l->handles[0] = l->handles[--l->nhandles];
	}
	return e;
}

enum err rowscan_open(struct ctx *cx, struct rowpool *p, struct db *db,
		      const struct row_ask *ask, struct rowscan **ret_scan)
{
	struct row_lane *l = lane_of(p, db);
	struct row_params params;
	PRE(!l->scan.lane);
	buf_clear(&l->text);
	TRY(row_text(cx, db_kind(db), ask, &l->text, &params));
	l->deadline = clock_steady_us() + SCAN_US;
	struct rowscan *s = lite(l) ? &l->scan : ctx_new(cx, struct rowscan);
	*s = (struct rowscan){ .lane = l, .row = -1 };
	handle_of(l, lite(l) ? ask->resource_no : 0, lite(l) ? ask->version : 0);
	enum err e = begin(cx, l, s, &params);
	if (e == OK)
		*ret_scan = s;
	else
		s->lane = NULL;
	return e;
}

void rowscan_freep(struct rowscan **s)
{
	if (!*s || !(*s)->lane)
		return;
	if (lite((*s)->lane))
		lite_end(*s);
	else
		pgrow_end(*s);
	(*s)->lane = NULL;
	*s = NULL;
}

enum err rowscan_next(struct ctx *cx, struct rowscan *s, bool *ret_more)
{
	return lite(s->lane) ? lite_next(cx, s, ret_more) : pgrow_next(cx, s, ret_more);
}

int64_t rowscan_n(const struct rowscan *s)
{
	return s->stmt ? lite_n(s) : pgrow_n(s);
}

struct value rowscan_value(const struct rowscan *s, size_t i)
{
	return s->stmt ? lite_value(s, i) : pgrow_value(s, i);
}
