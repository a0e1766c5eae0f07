/* listing_find.c - one question to the table in memory: the one loop that filters,
 * counts and picks a page, under the lock that readers share. */
#include "catalogue/check.h"
#include "catalogue/listing_inside.h"
#include "search/search.h"
#include <stdlib.h>
#include <string.h>

struct key { int64_t a; int64_t no; };          /* order: a, then no, both down */

struct search {
	const struct listing     *l;
	const struct listing_ask *ask;
	uint16_t                  want[DIM_MAX_];
	const bool               *wanted[DIM_MAX_];     /* of a tree: a node and all below */
	int                       asked[DIM_MAX_], nasked;     /* dimensions chosen in */
	uint16_t                  org;          /* of who asks; 0: none */
	bool                      all;          /* reviewers see drafts too */
	struct key                after;
	struct key               *best;         /* the page, at most limit + 1 */
	size_t                    n, room;
	int64_t                   total;
	struct buf                titled;       /* ORDER_TITLE: all that fit, uint32_t */
	struct buf                several;      /* rows in several categories, pointers */
	uint32_t                 *counts[DIM_MAX_];
};

static bool before(struct key x, struct key y)
{
	return x.a != y.a ? x.a > y.a : x.no > y.no;
}

static bool visible(const struct search *s, const struct row *r)
{
	if (s->ask->portal)
		return r->flags & (s->ask->has_rows ? ROW_HAS_ROWS : ROW_ON_PORTAL);
	if (!(r->flags & ROW_THERE))
		return false;
	return s->all || (r->flags & ROW_PUBLIC) || (s->org && r->dim[DIM_ORG] == s->org);
}

/* Into the page if it is among the first after the cursor. */
static void keep(struct search *s, struct key k)
{
	if (!before(s->after, k) || (s->n == s->room && !before(k, s->best[s->n - 1])))
		return;
	size_t low = 0, high = s->n;
	while (low < high) {
		size_t mid = (low + high) / 2;
		if (before(s->best[mid], k))
			low = mid + 1;
		else
			high = mid;
	}
	size_t moved = (s->n < s->room ? s->n : s->room - 1) - low;
	memmove(s->best + low + 1, s->best + low, moved * sizeof k);
	s->best[low] = k;
	s->n += s->n < s->room;
}

/* Is it in the chosen node, or one below? */
static bool below(const struct search *s, const struct row *r, int d)
{
	if (s->wanted[d][r->dim[d]])
		return true;
	for (const uint16_t *p = row_more(s->l, r); d == DIM_CATEGORY && *p; p++)
		if (s->wanted[d][*p])
			return true;
	return false;
}

/* What stands in several categories is counted at the end: a node has an entry once. */
static void count_apart(struct search *s, const struct row *r)
{
	if (!r->more || !*row_more(s->l, r))
		return;
	s->counts[DIM_CATEGORY][r->dim[DIM_CATEGORY]]--;
	buf_bytes(&s->several, &r, sizeof r);
}

/* How many of the choices made it misses; *missed: the last of them. */
static int misses(const struct search *s, const struct row *r, int *missed)
{
	int n = 0;
	for (int k = 0; k < s->nasked; k++) {
		int d = s->asked[k];
		if (s->wanted[d] ? !below(s, r, d) : r->dim[d] != s->want[d]) {
			n++;
			*missed = d;
		}
	}
	return n;
}

static int64_t key_of(const struct search *s, const struct row *r, int64_t boost)
{
	switch (s->ask->order) {
	case ORDER_BEST:
		return boost;
	case ORDER_UPDATED:
		return r->updated;
	case ORDER_ROWS:
		return r->rows;
	case ORDER_NEWEST: case ORDER_TITLE: case ORDER_MAX_:
		break;
	}
	return 0;
}

static void look(struct search *s, size_t no, int64_t boost)
{
	if (!no || no > s->l->n)
		return;
	const struct row *r = &s->l->rows[no - 1];
	if (!visible(s, r))
		return;
	int missed = 0, n = misses(s, r, &missed);
	if (n == 1) {
		s->counts[missed][r->dim[missed]]++;
		if (missed == DIM_CATEGORY)
			count_apart(s, r);
	}
	if (n)
		return;
	for (int d = 0; d < DIM_MAX_; d++)
		s->counts[d][r->dim[d]]++;
	count_apart(s, r);
	s->total++;
	if (s->ask->order == ORDER_TITLE)
		buf_bytes(&s->titled, &(uint32_t){ (uint32_t)no }, sizeof(uint32_t));
	else
		keep(s, (struct key){ key_of(s, r, boost), (int64_t)no });
}

/* Hits in the title first: they are marked, a bit an entry. */
static void look_at_hits(struct ctx *cx, struct search *s, const struct found *f)
{
	const uint32_t *no = (const void *)f->all.p, *in_title = (const void *)f->title.p;
	size_t most = s->l->n;
	uint64_t *marks = ctx_array(cx, uint64_t, most / 64 + 1);
	for (size_t i = 0; i < f->title.n / sizeof *in_title; i++)
		if (in_title[i] <= most)
			marks[in_title[i] / 64] |= UINT64_C(1) << in_title[i] % 64;
	for (size_t i = 0; i < f->all.n / sizeof *no; i++)
		if (no[i] <= most)
			look(s, no[i], marks[no[i] / 64] >> no[i] % 64 & 1);
}

static int by_title(const void *x, const void *y, void *arg)
{
	const struct listing *l = arg;
	size_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
	int order = memcmp(l->titles + (a - 1) * TITLE_KEY, l->titles + (b - 1) * TITLE_KEY,
			   TITLE_KEY);
	return order ? order : (a < b) - (a > b);
}

/* By title the place in the list is its key: titles are no small numbers. */
static void pick_titled(struct search *s)
{
	size_t n = s->titled.n / sizeof(uint32_t);
	const uint32_t *nos = (const void *)s->titled.p;
	if (n)
		qsort_r(s->titled.p, n, sizeof *nos, by_title, (void *)(uintptr_t)s->l);
	for (size_t i = 0; i < n; i++)
		keep(s, (struct key){ -(int64_t)i, nos[i] });
}

static void tell_counts(struct ctx *cx, const struct search *s, struct listing_page *page)
{
	for (int d = 0; d < DIM_MAX_; d++)
		listing_counts(cx, s->l, d, s->counts[d], d == DIM_CATEGORY
			? (struct several){ (const void *)s->several.p, s->several.n / sizeof(void *) }
			: (struct several){ 0 }, &page->counts[d], &page->ncounts[d]);
}

static void prepare(struct ctx *cx, struct search *s)
{
	const struct listing_ask *ask = s->ask;
	for (int d = 0; d < DIM_MAX_; d++) {
		/* FIND changes nothing; the lock is shared. */
		struct interned *w = (struct interned *)(uintptr_t)&s->l->words[d];
		const char *want = ask->want[d];
		const struct theme *t = want && d == DIM_THEME ? theme_find(want) : NULL;
		if (want)
			s->asked[s->nasked++] = d;
		s->want[d] = intern_no(w, t ? t->word : want, INTERN_FIND);
		if (want)
			s->wanted[d] = listing_wanted(cx, s->l, d, t ? t->word : want);
		if (want && !s->want[d])
			s->want[d] = UINT16_MAX;        /* nobody has it */
		s->counts[d] = ctx_array(cx, uint32_t, w->n + 1);
		if (d == DIM_ORG && ask->who)
			s->org = intern_no(w, ask->who->org, INTERN_FIND);
	}
	s->all = ask->who && who_can(ask->who, CAP_CATALOGUE_REVIEW);
	s->room = (size_t)ask->limit + 1;
	s->best = ctx_array(cx, struct key, s->room);
	s->after = (struct key){ INT64_MAX, INT64_MAX };
	if (ask->after) {
		char *end;
		s->after.a = strtoll(ask->after, &end, 10);
		s->after.no = *end == ':' ? strtoll(end + 1, NULL, 10) : 0;
	}
}

static void tell(struct ctx *cx, struct search *s, struct listing_page *page)
{
	page->total = s->total;
	if (s->n == s->room) {
		struct key last = s->best[--s->n - 1];
		page->next = ctx_print(cx, "%lld:%lld", (long long)last.a, (long long)last.no);
	}
	page->n = s->n;
	page->nos = ctx_array(cx, int, s->n);
	for (size_t i = 0; i < s->n; i++)
		page->nos[i] = (int)s->best[i].no;
	tell_counts(cx, s, page);
}

#define HITS_MAX ((size_t)1 << 28)      /* bytes: 67 million entries */

static enum err find(struct ctx *cx, struct listing *l, struct db *db,
		     const struct listing_ask *ask, struct found *f, struct listing_page *page)
{
	struct search s = { .l = l, .ask = ask, .titled = buf_make((size_t)1 << 30),
			    .several = buf_make((size_t)1 << 28) };
	TRY(listing_refresh(cx, l, db));
	if (ask->q)
		TRY(search_find(cx, db, ask->q, ask->portal ? SEGMENT_PUBLIC : SEGMENT_ALL, &l->table,
				f));
	pthread_rwlock_rdlock(&l->lock);
	prepare(cx, &s);
	if (ask->q)
		look_at_hits(cx, &s, f);
	else
		for (size_t no = l->n; no; no--)
			look(&s, no, 0);
	pick_titled(&s);
	buf_end(&s.titled);
	bool whole = buf_ok(&s.several);
	tell(cx, &s, page);
	pthread_rwlock_unlock(&l->lock);
	buf_end(&s.several);
	return whole ? OK : fail(cx, ERR_TOO_LARGE, SAY_TOO_LARGE());
}

enum err listing_find(struct ctx *cx, struct listing *l, struct db *db,
		      const struct listing_ask *ask, struct listing_page *ret)
{
	struct found f = { buf_make(HITS_MAX), buf_make(HITS_MAX), ask->order == ORDER_BEST };
	*ret = (struct listing_page){ 0 };
	enum err e = find(cx, l, db, ask, &f, ret);
	buf_end(&f.title);
	buf_end(&f.all);
	return e;
}
