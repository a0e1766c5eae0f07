/* index.c - opening and filling.
 *
 * Nothing here waits for the disk: a part that is lost or torn by a power cut is
 * told by its sums, thrown away with those behind it, and read again from the
 * store. What can't be written stays in memory and is tried again. */
#include "record/index_inside.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/log.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { SEAL = 16384, BASE = 1 << 20, KEPT_MOST = 32, SUBJECTS_A_LEAF = 16, WORTH_IT = 256 };

/* --- keys ------------------------------------------------------------------ */

uint64_t key_of_text(const void *p, size_t n)
{
	struct hash h = hash_of(p, n);
	return key_of_bytes(h.b);
}

/* The same few hundred words come again and again: their keys are remembered. */
static uint64_t key_of_word(struct index *x, struct span s)
{
	uint32_t mix = 0, tail = 0;
	if (!s.n)
		return 0;
	if (s.n > WORD_LONGEST || s.n < 4)
		return key_of_text(s.p, s.n);
	memcpy(&mix, s.p, 4);
	memcpy(&tail, s.p + s.n - 4, 4);
	mix = (mix * 31 + tail) * 0x9e3779b1u;
	struct word *w = &x->word[mix >> 22];
	if (w->n == s.n && memcmp(w->text, s.p, s.n) == 0)
		return w->key;
	w->key = key_of_text(s.p, s.n);
	w->n = (uint8_t)s.n;
	memcpy(w->text, s.p, s.n);
	return w->key;
}

/* --- opening --------------------------------------------------------------- */

static struct fresh *fresh_at(const struct index *x, uint64_t first)
{
	return fresh_make(first, x->seal + x->seal / 4, x->seal);
}

/* What the versions before had: one database beside the store. */
static void remove_old(struct ctx *cx, const char *dir)
{
	static const char *const ends[] = { "", "-wal", "-shm" };
	for (int i = 0; i < 3; i++)
		unlink(ctx_print(cx, "%s/index.db%s", dir, ends[i]));
}

enum err index_open(struct ctx *cx, const char *dir, bool writes, struct index **ret)
{
	struct ctx own;
	ctx_init(&own, cx->now, 0);
	struct index *x = ctx_new(&own, struct index);
	x->dir = ctx_print(&own, "%s/index", dir);
	x->own = own;
	x->seal = x->seal_at = SEAL;
	x->base = BASE;
	pthread_mutex_init(&x->mu, NULL);
	clock_cond(&x->work);
	x->fresh = fresh_at(x, 0);
	enum err e = OK;
	if (writes) {
		remove_old(cx, dir);
		e = index_take(cx, x);
	} else {
		e = folder_read(cx, x);
	}
	if (e != OK) {
		index_close(x);
		return e;
	}
	*ret = x;
	return OK;
}

enum err index_take(struct ctx *cx, struct index *x)
{
	TRY(file_folder(cx, x->dir));
	x->writes = true;
	TRY(folder_read(cx, x));
	merges_start(x);
	return OK;
}

void index_tune(struct index *x, uint32_t leaves)
{
	pthread_mutex_lock(&x->mu);
	x->seal = x->seal_at = leaves;
	x->base = leaves * (size_t)64;
	pthread_mutex_unlock(&x->mu);
}

/* --- what it holds --------------------------------------------------------- */

static uint64_t parts_end(const struct index *x)
{
	const struct part *p = x->nparts ? x->part[x->nparts - 1] : NULL;
	return p ? p->first + p->n : 0;
}

uint64_t index_size(struct index *x)
{
	pthread_mutex_lock(&x->mu);
	uint64_t n = x->fresh->first + x->fresh->n;
	pthread_mutex_unlock(&x->mu);
	return n;
}

int index_parts(struct index *x)
{
	pthread_mutex_lock(&x->mu);
	int n = x->nparts;
	pthread_mutex_unlock(&x->mu);
	return n;
}

bool index_end(struct index *x, uint64_t *ret_size, struct hash *ret_last)
{
	pthread_mutex_lock(&x->mu);
	bool any = x->nparts > 0;
	if (any) {
		*ret_size = parts_end(x);
		*ret_last = x->part[x->nparts - 1]->last;
	}
	pthread_mutex_unlock(&x->mu);
	return any;
}

void index_trim(struct index *x, uint64_t size)
{
	struct part *gone[PARTS_MOST];
	int n = 0;
	pthread_mutex_lock(&x->mu);
	while (x->nparts && parts_end(x) > size)
		gone[n++] = x->part[--x->nparts];
	struct fresh *old = x->fresh;
	x->fresh = fresh_at(x, parts_end(x));
	x->seal_at = x->seal;
	pthread_mutex_unlock(&x->mu);
	fresh_drop(old);
	for (int i = 0; i < n; i++) {
		if (x->writes)
			unlink(gone[i]->path);
		part_drop(gone[i]);
	}
	if (n)
		log_line(LOG_WARN, "record-index-cut", NULL);
}

/* A damaged part takes those behind it along. */
static bool first_bad(struct index *x, uint64_t *ret_first)
{
	bool found = false;
	pthread_mutex_lock(&x->mu);
	for (int i = 0; i < x->nparts && !found; i++)
		if (x->part[i]->bad) {
			*ret_first = x->part[i]->first;
			found = true;
		}
	pthread_mutex_unlock(&x->mu);
	return found;
}

void index_settle(struct index *x, uint64_t size)
{
	uint64_t first;
	if (first_bad(x, &first))
		index_trim(x, first);
	pthread_mutex_lock(&x->mu);
	bool more = size > x->settled;
	x->settled = size;
	if (more)
		pthread_cond_signal(&x->work);
	pthread_mutex_unlock(&x->mu);
}

/* --- filling --------------------------------------------------------------- */

/* Space for a leaf and its subjects, in a larger table if need be. */
static void make_room(struct index *x, size_t nsubjects)
{
	if (fresh_fits(x->fresh, nsubjects))
		return;
	struct fresh *old = x->fresh, *larger = fresh_larger(old, nsubjects);
	pthread_mutex_lock(&x->mu);
	x->fresh = larger;
	pthread_mutex_unlock(&x->mu);
	fresh_drop(old);
}

static struct span kind_of(const struct leaf_facts *f)
{
	const char *word = note_word(f->kind);
	return (struct span){ (const uint8_t *)word, strlen(word) };
}

void index_add(struct index *x, const struct hash *leaf, const struct leaf_facts *f,
	       const struct leaf_secret *secret)
{
	size_t n = secret ? secret->nsubjects : 0;
	struct fresh_row row = { .at = f->at.n, .key = {
		[PART_HASH] = key_of_bytes(leaf->b),
		[PART_KIND] = key_of_word(x, kind_of(f)),
		[PART_OUTCOME] = key_of_word(x, f->outcome),
		[PART_ORG] = key_of_word(x, f->org),
		[PART_PRINCIPAL] = key_of_word(x, f->principal),
		[PART_RESOURCE] = key_of_word(x, f->resource),
		[PART_GRANT] = key_of_word(x, f->grant),
		[PART_CASE] = key_of_word(x, f->case_id) } };
	make_room(x, n);
	fresh_add(x->fresh, &row, n ? secret->subjects : NULL, n);
}

void index_abandon(struct index *x)
{
	x->fresh->added = x->fresh->n;
	x->fresh->subjects_added = x->fresh->nsubjects;
}

/* The fresh leaves become a part, and a new table begins behind it. */
static enum err seal(struct ctx *cx, struct index *x)
{
	char path[INDEX_PATH];
	const _Atomic bool stop = false;
	struct fresh *old = x->fresh;
	const char *new = ctx_print(cx, "%s/new", x->dir);
	struct part *sorted = fresh_part(old);
	enum err e = part_write(cx, &sorted, 1, (struct forget){ 0 }, new, &stop);
	part_drop(sorted);
	TRY(e);
	part_path(x, old->first, old->n, path);
	struct part *p = rename(new, path) == 0 ? part_open(path, old->first, old->n) : NULL;
	if (!p)
		return fail(cx, ERR_BUSY, SAY_RECORD_INDEX_BROKEN());
	struct fresh *next = fresh_at(x, old->first + old->n);
	pthread_mutex_lock(&x->mu);
	x->part[x->nparts++] = p;
	x->fresh = next;
	pthread_cond_signal(&x->work);
	pthread_mutex_unlock(&x->mu);
	fresh_drop(old);
	return OK;
}

/* What the table weighs, in leaves. */
static uint32_t weight(const struct fresh *f)
{
	return f->n + f->nsubjects / SUBJECTS_A_LEAF;
}

void index_commit(struct ctx *cx, struct index *x, const struct hash *last)
{
	pthread_mutex_lock(&x->mu);
	fresh_publish(x->fresh, last);
	bool due = x->writes && x->nparts < PARTS_MOST && weight(x->fresh) >= x->seal_at;
	pthread_mutex_unlock(&x->mu);
	enum err e = due ? seal(cx, x) : OK;
	if (e != OK) {
		log_fault(cx, e, "record-index");
		x->seal_at = weight(x->fresh) + x->seal;
	} else if (due) {
		x->seal_at = x->seal;
	}
}

bool index_takes(struct index *x)
{
	return weight(x->fresh) < (uint64_t)x->seal * KEPT_MOST;
}

/* --- closing --------------------------------------------------------------- */

/* What is fresh and signed becomes a part, if reading it again would take longer. */
static void seal_last(struct index *x)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	uint64_t end = x->fresh->first + x->fresh->n;
	if (!x->writes || x->fresh->n < WORTH_IT || end > x->settled || x->nparts == PARTS_MOST)
		return;
	enum err e = seal(&cx, x);
	if (e != OK)
		log_fault(&cx, e, "record-index");
}

void index_close(struct index *x)
{
	if (!x)
		return;
	merges_stop(x);
	seal_last(x);
	for (int i = 0; i < x->nparts; i++)
		part_drop(x->part[i]);
	fresh_drop(x->fresh);
	pthread_mutex_destroy(&x->mu);
	pthread_cond_destroy(&x->work);
	struct ctx own = x->own;
	ctx_end(&own);
}
