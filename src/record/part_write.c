/* part_write.c - parts that follow each other made into one, in one pass.
 *
 * Everything is read and written in order: no page is touched twice and memory
 * stays at a few buffers, whatever the size. Since leaves of a later part come
 * after all of an earlier one, the lists of a key are only put behind one
 * another. */
#include "record/part.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OUT_ROOM = 1 << 16, PAUSE_EVERY = 1 << 16 };

/* --- one section on its way to the file ------------------------------------ */

struct out { int fd; uint64_t at, sum, n; bool failed; uint8_t *room; };

struct outs { struct out key, start, leaf; };

static void out_send(struct out *o)
{
	size_t done = 0, n = in_words(o->n);
	memset(o->room + o->n, 0, n - o->n);
	for (size_t i = 0; i < n; i += 8) {
		uint64_t word;
		memcpy(&word, o->room + i, 8);
		o->sum = sum_word(o->sum, word);
	}
	while (done < n && !o->failed) {
		ssize_t k = pwrite(o->fd, o->room + done, n - done, (off_t)(o->at + done));
		if (k > 0)
			done += (size_t)k;
		else if (errno != EINTR)
			o->failed = true;
	}
	o->at += n;
	o->n = 0;
}

static inline void out_bytes(struct out *o, const void *p, size_t n)
{
	if (o->n + n > OUT_ROOM)
		out_send(o);
	memcpy(o->room + o->n, p, n);
	o->n += n;
}

static void out_begin(struct out *o, uint64_t at)
{
	o->at = at;
	o->n = o->sum = 0;
}

/* --- merging --------------------------------------------------------------- */

struct merge {
	struct part *const *in;
	int       n;
	uint64_t  next[PART_FAN];       /* key that each has come to */
	uint64_t  end;                  /* of the file so far */
	struct outs out;
	struct part_head head;
	struct forget forget;
	const _Atomic bool *stop;
};

static bool forgotten(const struct merge *m, int c, uint64_t key)
{
	for (int i = 0; c == PART_SUBJECT && i < m->forget.n; i++)
		if (m->forget.key[i] == key)
			return true;
	return false;
}

/* The least key not yet passed; false at the end. */
static bool least_key(const struct merge *m, int c, uint64_t *ret)
{
	bool any = false;
	uint64_t least = UINT64_MAX;
	for (int i = 0; i < m->n; i++) {
		const struct column *col = &m->in[i]->col[c];
		if (m->next[i] == col->nkeys)
			continue;
		uint64_t key = col->key[m->next[i]];
		any = true;
		if (key < least)
			least = key;
	}
	*ret = least;
	return any;
}

static void unread(const struct merge *m)
{
	for (int i = 0; i < m->n; i++)
		part_unread(m->in[i]);
}

static uint64_t list_length(const struct column *col, uint64_t i)
{
	return col->start ? col->start[i + 1] - col->start[i] : 1;
}

/* How many keys and leaves the column will have. */
static void count(struct merge *m, int c, uint64_t *ret_keys, uint64_t *ret_leaves)
{
	uint64_t keys = 0, leaves = 0, key, seen = 0;
	memset(m->next, 0, sizeof m->next);
	for (; least_key(m, c, &key); seen++) {
		bool stays = !forgotten(m, c, key);
		keys += stays;
		for (int i = 0; i < m->n; i++) {
			const struct column *col = &m->in[i]->col[c];
			if (m->next[i] == col->nkeys || col->key[m->next[i]] != key)
				continue;
			leaves += stays ? list_length(col, m->next[i]) : 0;
			m->next[i]++;
		}
		if (seen % PAUSE_EVERY == 0)
			unread(m);
	}
	*ret_keys = keys;
	*ret_leaves = leaves;
}

static void put_leaves(struct merge *m, const struct part *p, const struct column *col, uint64_t i)
{
	uint64_t from = col->start ? col->start[i] : i, to = col->start ? col->start[i + 1] : i + 1;
	uint32_t shift = (uint32_t)(p->first - m->head.first);
	for (; from < to && to <= col->nleaves; from++) {
		uint32_t leaf = col->leaf[from] + shift;
		out_bytes(&m->out.leaf, &leaf, 4);
	}
}

static enum err merge_keys(struct ctx *cx, struct merge *m, int c, bool starts)
{
	uint64_t key, n = 0;
	memset(m->next, 0, sizeof m->next);
	uint64_t from = m->out.leaf.at;
	for (; least_key(m, c, &key); n++) {
		bool stays = !forgotten(m, c, key);
		uint32_t start = (uint32_t)((m->out.leaf.at - from + m->out.leaf.n) / 4);
		if (stays)
			out_bytes(&m->out.key, &key, 8);
		if (stays && starts)
			out_bytes(&m->out.start, &start, 4);
		for (int i = 0; i < m->n; i++) {
			const struct column *col = &m->in[i]->col[c];
			if (m->next[i] == col->nkeys || col->key[m->next[i]] != key)
				continue;
			if (stays)
				put_leaves(m, m->in[i], col, m->next[i]);
			m->next[i]++;
		}
		if (n % PAUSE_EVERY == 0) {
			unread(m);
			if (*m->stop)
				return fail(cx, ERR_BUSY, SAY_RECORD_INDEX_BROKEN());
		}
	}
	uint32_t all = (uint32_t)((m->out.leaf.at - from + m->out.leaf.n) / 4);
	if (starts)
		out_bytes(&m->out.start, &all, 4);
	return OK;
}

static uint64_t section_after(struct merge *m, uint64_t bytes)
{
	uint64_t at = m->end;
	m->end += in_words(bytes);
	return at;
}

static enum err merge_column(struct ctx *cx, struct merge *m, int c)
{
	uint64_t keys, leaves;
	count(m, c, &keys, &leaves);
	bool starts = keys != leaves;
	out_begin(&m->out.key, section_after(m, keys * 8));
	out_begin(&m->out.start, section_after(m, starts ? (keys + 1) * 4 : 0));
	out_begin(&m->out.leaf, section_after(m, leaves * 4));
	m->head.col[c].nkeys = keys;
	m->head.col[c].nleaves = leaves;
	m->head.col[c].key.at = m->out.key.at;
	m->head.col[c].start.at = m->out.start.at;
	m->head.col[c].leaf.at = m->out.leaf.at;
	TRY(merge_keys(cx, m, c, starts));
	unread(m);
	out_send(&m->out.key);
	out_send(&m->out.start);
	out_send(&m->out.leaf);
	m->head.col[c].key.sum = m->out.key.sum;
	m->head.col[c].start.sum = m->out.start.sum;
	m->head.col[c].leaf.sum = m->out.leaf.sum;
	return OK;
}

/* Times, and the least and most of each zone of them. */
static void merge_times(struct merge *m)
{
	uint64_t n = 0;
	struct zone z = { INT64_MAX, INT64_MIN };
	out_begin(&m->out.key, section_after(m, m->head.n * 8));
	out_begin(&m->out.leaf,
		  section_after(m, (m->head.n + PART_ZONE - 1) / PART_ZONE * sizeof z));
	m->head.at.at = m->out.key.at;
	m->head.zone.at = m->out.leaf.at;
	for (int i = 0; i < m->n; i++)
		for (uint64_t k = 0; k < m->in[i]->n; k++) {
			int64_t at = m->in[i]->at[k];
			out_bytes(&m->out.key, &at, 8);
			z.least = at < z.least ? at : z.least;
			z.most = at > z.most ? at : z.most;
			if (++n % PART_ZONE && n < m->head.n)
				continue;
			out_bytes(&m->out.leaf, &z, sizeof z);
			z = (struct zone){ INT64_MAX, INT64_MIN };
			if (n % (PAUSE_EVERY * PART_FAN) == 0)
				unread(m);
		}
	out_send(&m->out.key);
	out_send(&m->out.leaf);
	m->head.at.sum = m->out.key.sum;
	m->head.zone.sum = m->out.leaf.sum;
}

/* The header last: without it the file is none. */
static void put_head(struct merge *m)
{
	m->head.size = m->end;
	m->head.sum = hash_of(&m->head, offsetof(struct part_head, sum));
	out_begin(&m->out.key, 0);
	out_bytes(&m->out.key, &m->head, sizeof m->head);
	out_send(&m->out.key);
}

static enum err merge_all(struct ctx *cx, struct merge *m)
{
	memcpy(m->head.magic, PART_MAGIC, sizeof m->head.magic);
	m->head.ends = PART_ENDS;
	m->head.first = m->in[0]->first;
	m->head.last = m->in[m->n - 1]->last;
	for (int i = 0; i < m->n; i++)
		m->head.n += m->in[i]->n;
	m->end = PART_HEAD;
	merge_times(m);
	for (int c = 0; c < PART_COLUMNS; c++)
		TRY(merge_column(cx, m, c));
	put_head(m);
	return OK;
}

/* --- the file -------------------------------------------------------------- */

static enum err disk_said(struct ctx *cx, int code)
{
	if (code == ENOSPC || code == EDQUOT || code == EFBIG)
		return fail(cx, ERR_FULL, SAY_DISK_FULL());
	return fail(cx, ERR_BUSY, SAY_RECORD_INDEX_BROKEN());
}

static enum err write_to(struct ctx *cx, struct merge *m, int fd)
{
	struct out *all[] = { &m->out.key, &m->out.start, &m->out.leaf };
	uint8_t *room = malloc(3 * (size_t)OUT_ROOM);
	PRE(room != NULL);
	for (int i = 0; i < 3; i++)
		*all[i] = (struct out){ .fd = fd, .room = room + (size_t)i * OUT_ROOM };
	errno = 0;
	enum err e = merge_all(cx, m);
	bool failed = m->out.key.failed || m->out.start.failed || m->out.leaf.failed;
	free(room);
	TRY(e);
	if (failed || ftruncate(fd, (off_t)m->end) != 0 || (m->end > PART_SUMMED && fsync(fd) != 0))
		return disk_said(cx, errno);
	return OK;
}

enum err part_write(struct ctx *cx, struct part *const *in, int n, struct forget forget,
		    const char *path, const _Atomic bool *stop)
{
	struct merge m = { .in = in, .n = n, .forget = forget, .stop = stop };
	PRE(n > 0 && n <= PART_FAN);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return disk_said(cx, errno);
	enum err e = write_to(cx, &m, fd);
	close(fd);
	if (e != OK)
		unlink(path);
	return e;
}
