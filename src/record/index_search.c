/* index_search.c - look-ups and searches, newest first.
 *
 * A reader takes hold of the parts and the fresh leaves there are and looks at
 * them without a lock. In each part the shortest list drives and the others are
 * asked; one filter alone is counted without looking at its leaves. */
#include "record/index_inside.h"
#include <string.h>

/* --- what a reader looks at ------------------------------------------------ */

struct view { struct part **part; int nparts; struct fresh *fresh; uint32_t n, nsubjects; };

/* The caller holds x->mu. */
static struct view view_take(struct ctx *cx, struct index *x)
{
	struct view v = { .part = ctx_array(cx, struct part *, (size_t)x->nparts + 1),
			  .nparts = x->nparts, .fresh = fresh_keep(x->fresh),
			  .n = x->fresh->n, .nsubjects = x->fresh->nsubjects };
	for (int i = 0; i < v.nparts; i++)
		v.part[i] = part_keep(x->part[i]);
	return v;
}

static void view_drop(struct view *v)
{
	for (int i = 0; i < v->nparts; i++)
		part_drop(v->part[i]);
	fresh_drop(v->fresh);
}

/* --- a leaf by its hash ---------------------------------------------------- */

enum err index_of_hash(struct ctx *cx, struct index *x, const struct hash *leaf,
		       uint64_t *ret, int most, int *ret_n)
{
	uint64_t key = key_of_bytes(leaf->b);
	pthread_mutex_lock(&x->mu);
	int n = fresh_of_hash(x->fresh, key, ret, most);
	struct view v = view_take(cx, x);
	pthread_mutex_unlock(&x->mu);
	for (int i = v.nparts - 1; i >= 0 && n < most; i--) {
		struct leaves l = part_find(v.part[i], PART_HASH, key);
		while (l.n && n < most)
			ret[n++] = v.part[i]->first + l.p[--l.n];
	}
	view_drop(&v);
	*ret_n = n;
	return ctx_check(cx);
}

/* --- a search -------------------------------------------------------------- */

#define FILTERS 7
struct search {
	const struct index_query *q;
	struct { enum part_column col; uint64_t key; } want[FILTERS];
	int      nwant;
	uint64_t tag[TAGS_MOST];
	bool     timed;
	int64_t  from, to;
	int64_t *at, n, total;          /* found: the newest `n`; all */
};

static void want(struct search *s, enum part_column col, const char *word)
{
	if (!word)
		return;
	s->want[s->nwant].col = col;
	s->want[s->nwant++].key = key_of_text(word, strlen(word));
}

static struct search search_for(struct ctx *cx, const struct index_query *q)
{
	struct search s = { .q = q, .timed = q->from.n || q->to.n, .from = q->from.n,
			    .to = q->to.n ? q->to.n : INT64_MAX,
			    .at = ctx_array(cx, int64_t, (size_t)q->limit) };
	want(&s, PART_KIND, q->kind ? note_word(q->kind) : NULL);
	want(&s, PART_OUTCOME, q->outcome);
	want(&s, PART_ORG, q->org);
	want(&s, PART_PRINCIPAL, q->principal);
	want(&s, PART_RESOURCE, q->resource);
	want(&s, PART_GRANT, q->grant);
	want(&s, PART_CASE, q->case_id);
	PRE(q->ntags <= TAGS_MOST);
	for (int i = 0; i < q->ntags; i++)
		s.tag[i] = key_of_bytes(q->tags + (size_t)i * SUBJECT_TAG);
	return s;
}

static bool page_full(const struct search *s)
{
	return s->n == s->q->limit;
}

static void show(struct search *s, uint64_t at)
{
	if ((int64_t)at < s->q->before && !page_full(s))
		s->at[s->n++] = (int64_t)at;
}

static bool in_time(const struct search *s, int64_t at)
{
	return at >= s->from && at < s->to;
}

/* --- … in the fresh leaves ------------------------------------------------- */

static bool row_fits(const struct search *s, const struct fresh_row *row)
{
	for (int i = 0; i < s->nwant; i++)
		if (row->key[s->want[i].col] != s->want[i].key)
			return false;
	return !s->timed || in_time(s, row->at);
}

/* Which rows carry one of the tags. */
static const bool *tagged(struct ctx *cx, const struct search *s, const struct view *v)
{
	bool *has = ctx_array(cx, bool, (size_t)v->n + 1);
	for (uint32_t i = 0; i < v->nsubjects; i++)
		for (int t = 0; t < s->q->ntags; t++)
			has[v->fresh->subject[i].leaf] |= v->fresh->subject[i].key == s->tag[t];
	return has;
}

static void search_fresh(struct ctx *cx, struct search *s, const struct view *v)
{
	const bool *has = s->q->ntags ? tagged(cx, s, v) : NULL;
	for (uint32_t i = v->n; i-- > 0;)
		if ((!has || has[i]) && row_fits(s, &v->fresh->row[i])) {
			s->total++;
			show(s, v->fresh->first + i);
		}
}

/* --- … in a part ----------------------------------------------------------- */

/* Leaves that carry any of the tags, each once. A person's tag changes with the
 * year, so most parts have one of them at most. */
static struct leaves any_tag(struct ctx *cx, const struct search *s, struct part *p)
{
	struct leaves all = { 0 };
	for (int t = 0; t < s->q->ntags; t++) {
		struct leaves one = part_find(p, PART_SUBJECT, s->tag[t]);
		if (!one.n || !all.n) {
			all = one.n ? one : all;
			continue;
		}
		uint32_t *both = ctx_array(cx, uint32_t, all.n + one.n);
		size_t n = 0, i = 0, k = 0;
		while (i < all.n || k < one.n) {
			bool left = k == one.n || (i < all.n && all.p[i] <= one.p[k]);
			uint32_t leaf = left ? all.p[i++] : one.p[k++];
			if (!n || both[n - 1] != leaf)
				both[n++] = leaf;
		}
		all = (struct leaves){ both, n };
	}
	return all;
}

/* How many of the list are below `leaf`. */
static size_t below(const struct leaves *l, uint64_t leaf)
{
	size_t lo = 0, hi = l->n;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (l->p[mid] < leaf)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* Asked for leaf after leaf downwards: what is above it is cut off the list. */
static bool has_leaf(struct leaves *l, uint32_t leaf)
{
	l->n = below(l, (uint64_t)leaf + 1);
	return l->n && l->p[l->n - 1] == leaf;
}

static bool part_in_time(const struct search *s, const struct part *p, uint32_t leaf)
{
	const struct zone *z = &p->zone[leaf / PART_ZONE];
	if (z->least >= s->from && z->most < s->to)
		return true;
	return z->most >= s->from && z->least < s->to && in_time(s, p->at[leaf]);
}

/* No list at all: every leaf, or every leaf of a time. */
static void search_range(struct search *s, const struct part *p)
{
	for (uint64_t end = p->n; end > 0;) {
		uint64_t begin = (end - 1) / PART_ZONE * PART_ZONE;
		const struct zone *z = &p->zone[begin / PART_ZONE];
		bool none = s->timed && (z->most < s->from || z->least >= s->to);
		bool all = !s->timed || (z->least >= s->from && z->most < s->to);
		if (all && page_full(s)) {
			s->total += (int64_t)(end - begin);
			none = true;
		}
		for (uint64_t i = end; !none && i-- > begin;)
			if (all || in_time(s, p->at[i])) {
				s->total++;
				show(s, p->first + i);
			}
		end = begin;
	}
}

/* One list and no time: its length is the total. */
static void search_list(struct search *s, struct part *p, struct leaves l)
{
	uint64_t before = s->q->before > (int64_t)p->first ? (uint64_t)s->q->before - p->first : 0;
	s->total += (int64_t)l.n;
	if (l.p[l.n - 1] >= p->n)
		p->bad = true;
	for (size_t i = below(&l, before < p->n ? before : p->n); i-- > 0 && !page_full(s);)
		show(s, p->first + l.p[i]);
}

static void search_lists(struct search *s, struct part *p, struct leaves *list, int n)
{
	for (int i = 1; i < n; i++)     /* the shortest first */
		if (list[i].n < list[0].n) {
			struct leaves swap = list[0];
			list[0] = list[i];
			list[i] = swap;
		}
	for (size_t i = list[0].n; i-- > 0;) {
		uint32_t leaf = list[0].p[i];
		bool fits = leaf < p->n && (!s->timed || part_in_time(s, p, leaf));
		for (int k = 1; fits && k < n; k++)
			fits = has_leaf(&list[k], leaf);
		if (leaf >= p->n)
			p->bad = true;
		if (!fits)
			continue;
		s->total++;
		show(s, p->first + leaf);
	}
}

static void search_part(struct ctx *cx, struct search *s, struct part *p)
{
	struct leaves list[FILTERS + 1];
	int n = 0;
	for (; n < s->nwant; n++) {
		list[n] = part_find(p, s->want[n].col, s->want[n].key);
		if (!list[n].n)
			return;
	}
	if (s->q->ntags && !(list[n++] = any_tag(cx, s, p)).n)
		return;
	if (n == 0)
		search_range(s, p);
	else if (n == 1 && !s->timed)
		search_list(s, p, list[0]);
	else
		search_lists(s, p, list, n);
}

enum err index_search(struct ctx *cx, struct index *x, const struct index_query *q,
		      int64_t **ret_at, int64_t *ret_n, int64_t *ret_total)
{
	struct search s = search_for(cx, q);
	pthread_mutex_lock(&x->mu);
	struct view v = view_take(cx, x);
	pthread_mutex_unlock(&x->mu);
	search_fresh(cx, &s, &v);
	for (int i = v.nparts - 1; i >= 0 && !ctx_spent(cx); i--)
		search_part(cx, &s, v.part[i]);
	view_drop(&v);
	TRY(ctx_check(cx));
	*ret_at = s.at;
	*ret_n = s.n;
	*ret_total = s.total;
	return OK;
}
