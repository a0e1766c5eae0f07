/* index_merge.c - eight neighbours of a size become one of the next.
 *
 * So a leaf is written once for each level, and there are at most seven parts of
 * one, up to the level whose parts are left as they are. Only what stands under
 * a signature is merged: an end that has to be taken back is small. */
#include "record/index_inside.h"
#include "sys/clock.h"
#include "sys/log.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LEVELS = 3, SORRY_S = 5 };

/* The fan-in is PART_FAN; a part of level l has PART_FAN^l to PART_FAN^(l+1) bases. */
static int level_of(const struct index *x, const struct part *p)
{
	int l = 0;
	for (size_t most = x->base * PART_FAN; p->size >= most; most *= PART_FAN)
		l++;
	return l;
}

/* The oldest PART_FAN neighbours of one level, kept; false when there are none. */
static bool choose(struct index *x, struct part *in[PART_FAN])
{
	int level = -1, n = 0;
	for (int i = 0; i < x->nparts; i++) {
		struct part *p = x->part[i];
		int l = level_of(x, p);
		if (l >= LEVELS || p->bad || p->first + p->n > x->settled) {
			n = 0;
			continue;
		}
		n = l == level ? n + 1 : 1;
		level = l;
		if (n < PART_FAN)
			continue;
		for (int k = 0; k < PART_FAN; k++)
			in[k] = part_keep(x->part[i - PART_FAN + 1 + k]);
		return true;
	}
	return false;
}

/* Where the parts still stand in a row; -1 when some were taken away. */
static int place_of(const struct index *x, struct part *const in[PART_FAN])
{
	for (int i = 0; i + PART_FAN <= x->nparts; i++)
		if (memcmp(&x->part[i], in, PART_FAN * sizeof *in) == 0)
			return i;
	return -1;
}

/* The new part in the place of the old ones; the file gets its name only here. */
static bool replace(struct index *x, struct part *const in[PART_FAN], const char *made)
{
	char path[INDEX_PATH];
	uint64_t first = in[0]->first, n = in[PART_FAN - 1]->first + in[PART_FAN - 1]->n - first;
	part_path(x, first, n, path);
	pthread_mutex_lock(&x->mu);
	int at = place_of(x, in);
	struct part *p = at >= 0 && rename(made, path) == 0 ? part_open(path, first, n) : NULL;
	if (p) {
		x->part[at] = p;
		memmove(&x->part[at + 1], &x->part[at + PART_FAN],
			(size_t)(x->nparts - at - PART_FAN) * sizeof x->part[0]);
		x->nparts -= PART_FAN - 1;
	}
	pthread_mutex_unlock(&x->mu);
	for (int i = 0; p && i < PART_FAN; i++) {
		unlink(in[i]->path);
		part_drop(in[i]);       /* the index's own hold on it */
	}
	return p != NULL;
}

static enum err merge(struct ctx *cx, struct index *x, struct part *const in[PART_FAN])
{
	const char *made = ctx_print(cx, "%s/merged", x->dir);
	for (int i = 0; i < PART_FAN; i++)
		if (!part_sound(in[i])) {
			in[i]->bad = true;
			return fail(cx, ERR_BUSY, SAY_RECORD_INDEX_BROKEN());
		}
	TRY(part_write(cx, in, PART_FAN, (struct forget){ 0 }, made, &x->stop));
	if (!replace(x, in, made))
		unlink(made);
	return OK;
}

/* After a failure it waits a little: the disk may be full. */
static void rest(struct index *x, int seconds)
{
	int64_t us = clock_steady_us() + (int64_t)seconds * 1000000;
	struct timespec until = { us / 1000000, us % 1000000 * 1000 };
	if (seconds)
		pthread_cond_timedwait(&x->work, &x->mu, &until);
	else
		pthread_cond_wait(&x->work, &x->mu);
}

static void *merger(void *arg)
{
	struct index *x = arg;
	struct part *in[PART_FAN];
	AUTO_CTX cx;
	ctx_init(&cx, clock_now(), 0);
	pthread_mutex_lock(&x->mu);
	while (!x->stop) {
		if (!choose(x, in)) {
			rest(x, 0);
			continue;
		}
		pthread_mutex_unlock(&x->mu);
		ctx_reset(&cx, clock_now());
		enum err e = merge(&cx, x, in);
		for (int i = 0; i < PART_FAN; i++)
			part_drop(in[i]);
		if (e != OK && !x->stop)
			log_fault(&cx, e, "record-index-merge");
		pthread_mutex_lock(&x->mu);
		if (e != OK && !x->stop)
			rest(x, SORRY_S);
	}
	pthread_mutex_unlock(&x->mu);
	return NULL;
}

void merges_start(struct index *x)
{
	x->stop = false;
	if (!x->merges)
		x->merges = pthread_create(&x->thread, NULL, merger, x) == 0;
}

void merges_stop(struct index *x)
{
	if (!x->merges)
		return;
	pthread_mutex_lock(&x->mu);
	x->stop = true;
	pthread_mutex_unlock(&x->mu);
	pthread_cond_signal(&x->work);
	pthread_join(x->thread, NULL);
	x->merges = false;
}

/* --- forgetting ------------------------------------------------------------ */

static bool knows(struct part *p, struct forget f)
{
	for (int i = 0; i < f.n; i++)
		if (part_find(p, PART_SUBJECT, f.key[i]).n)
			return true;
	return false;
}

/* The part without them, under the same name and in the same place. */
static enum err rewrite(struct ctx *cx, struct index *x, int at, struct forget f)
{
	const _Atomic bool stop = false;
	struct part *old = x->part[at];
	const char *made = ctx_print(cx, "%s/merged", x->dir);
	TRY(part_write(cx, &old, 1, f, made, &stop));
	struct part *p = rename(made, old->path) == 0 ? part_open(old->path, old->first, old->n)
						      : NULL;
	if (!p)
		return fail(cx, ERR_BUSY, SAY_RECORD_INDEX_BROKEN());
	pthread_mutex_lock(&x->mu);
	x->part[at] = p;
	pthread_mutex_unlock(&x->mu);
	part_drop(old);
	return OK;
}

enum err index_forget(struct ctx *cx, struct index *x, const uint8_t *tags, int n)
{
	uint64_t *key = ctx_array(cx, uint64_t, (size_t)n);
	for (int i = 0; i < n; i++)
		key[i] = key_of_bytes(tags + (size_t)i * SUBJECT_TAG);
	struct forget f = { key, n };
	enum err e = OK;
	merges_stop(x);
	for (int i = 0; i < x->nparts && e == OK; i++)
		if (knows(x->part[i], f))
			e = rewrite(cx, x, i, f);
	merges_start(x);
	index_trim(x, UINT64_MAX);      /* the fresh leaves, which are read again */
	return e;
}
