/* listing.c - the table in memory, one row an entry in order of its number, and
 * the one loop that filters, counts and picks a page. Readers share a lock; the
 * reading on of changes takes it alone. */
#include "catalogue/check.h"
#include "catalogue/listing_inside.h"
#include "search/search.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unicode/ucol.h>
#include <unicode/ustring.h>

const char *listing_dim_word(enum listing_dim d)
{
	static const char *const words[DIM_MAX_] = {
#define X(id, word) [DIM_##id] = word,
		LISTING_DIM_TABLE(X)
#undef X
	};
	return words[d];
}

bool listing_order_read(const char *word, enum listing_order *ret_order)
{
	static const char *const words[ORDER_MAX_] = { "best", "newest", "updated", "rows",
						  "title" };
	for (int i = 0; i < ORDER_MAX_; i++) {
		if (strcmp(words[i], word) == 0) {
			*ret_order = (enum listing_order)i;
			return true;
		}
	}
	return false;
}

/* Addresses for all there may ever be; memory only for what is used. */
static void *set_aside(size_t each)
{
	void *p = mmap(NULL, ENTRIES_MOST * each, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	PRE(p != MAP_FAILED);
	return p;
}

enum err listing_open(struct ctx *cx, struct listing **ret_listing)
{
	struct listing *l = ctx_new(cx, struct listing);
	PRE(pthread_rwlock_init(&l->lock, NULL) == 0);
	UErrorCode bad = U_ZERO_ERROR;
	l->pinyin = ucol_open("zh@collation=pinyin", &bad);
	if (U_FAILURE(bad))
		l->pinyin = NULL;
	l->rows = set_aside(sizeof *l->rows);
	l->titles = set_aside(TITLE_KEY);
	ctx_init(&l->kept_trees, cx->now, LISTING_TREES);
	for (int d = 0; d < DIM_MAX_; d++)
		l->words[d] = intern_make();
	*ret_listing = l;
	return OK;
}

void listing_close(struct listing *l)
{
	if (!l)
		return;
	pthread_rwlock_destroy(&l->lock);
	ctx_end(&l->kept_trees);
	munmap(l->rows, ENTRIES_MOST * sizeof *l->rows);
	munmap(l->titles, ENTRIES_MOST * TITLE_KEY);
	if (l->pinyin)
		ucol_close(l->pinyin);
	for (int d = 0; d < DIM_MAX_; d++)
		intern_end(&l->words[d]);
}

/* --- reading on -------------------------------------------------------- */
static struct row *row_at(struct listing *l, size_t no)
{
	PRE(no && no <= ENTRIES_MOST);
	if (l->n < no)
		l->n = no;
	return &l->rows[no - 1];
}

/* The beginning of the title's key of order, zero behind it. */
static void take_title(struct ctx *cx, struct listing *l, size_t no, const char *title)
{
	uint8_t *key = l->titles + (no - 1) * TITLE_KEY;
	memset(key, 0, TITLE_KEY);
	UErrorCode bad = U_ZERO_ERROR;
	int32_t room = (int32_t)strlen(title) + 1, n = 0;
	UChar *wide = ctx_array(cx, UChar, (size_t)room);
	u_strFromUTF8(wide, room, &n, title, -1, &bad);
	if (!l->pinyin || U_FAILURE(bad)) {
		memcpy(key, title, strnlen(title, TITLE_KEY));
		return;
	}
	uint8_t *all = ctx_alloc(cx, (size_t)n * 8 + 16);
	int32_t len = ucol_getSortKey(l->pinyin, wide, n, all, n * 8 + 16);
	memcpy(key, all, (size_t)(len < TITLE_KEY ? len : TITLE_KEY));
}

static void take_in(struct ctx *cx, struct listing *l, struct rows *q)
{
	struct row *r = row_at(l, (size_t)col_int(q, "no"));
	const char *state = col_text(cx, q, "state"), *standing = col_text(cx, q, "standing");
	const char *theme = col_text(cx, q, "theme"), *category = col_text(cx, q, "category");
	const struct theme *known = theme ? theme_find(theme) : NULL;
	const char *values[DIM_MAX_] = {
		[DIM_ORG] = col_text(cx, q, "org"), [DIM_STATE] = state,
		[DIM_SHARE_TYPE] = col_text(cx, q, "share_type"),
		[DIM_OPEN_TYPE] = col_text(cx, q, "open_type"),
		[DIM_THEME] = known ? known->word : theme,
		[DIM_GRADE] = ctx_print(cx, "%d", (int)col_int(q, "grade")),
		[DIM_UPDATE_CYCLE] = col_text(cx, q, "update_cycle"),
		[DIM_FORM] = col_text(cx, q, "form"), [DIM_REGION] = col_text(cx, q, "region"),
		[DIM_FORMAT] = col_text(cx, q, "format"),
		[DIM_CATEGORY] = category ? category_digits(cx, category) : NULL,
		[DIM_INDUSTRY] = col_text(cx, q, "industry"),
		[DIM_SCENARIO] = col_text(cx, q, "scenario"),
	};
	for (int d = 0; d < DIM_MAX_; d++)
		r->dim[d] = intern_no(&l->words[d], values[d], INTERN_ADD);
	bool public = !strcmp(state, "published") || !strcmp(state, "retired");
	bool on = standing && (!strcmp(standing, "live") || !strcmp(standing, "listed"));
	r->flags = ROW_THERE | (public ? ROW_PUBLIC : 0u) | (on ? ROW_ON_PORTAL : 0u);
	take_title(cx, l, (size_t)col_int(q, "no"), col_text(cx, q, "title"));
	r->rows = col_int(q, "rows");
	r->updated = on && col_int(q, "updated_at") ? col_int(q, "updated_at")
						    : col_int(q, "changed_at");
	l->seen = col_int(q, "seq");
	l->taken++;
}

/* Changes in steps, each with a small arena of its own: a million entries fit. */
static enum err read_on(struct ctx *cx, struct listing *l, struct db *db)
{
	enum { STEP = 1000 };
	for (int n = STEP; n == STEP;) {
		AUTO_CTX mine;
		ctx_init(&mine, cx->now, 8u << 20);
		AUTO_ROWS q = db_run(db, SQL_LISTING_SINCE);
		bind_int(q, ":seq", l->seen);
		bind_int(q, ":count", STEP);
		bool more = true;
		for (n = 0;; n++) {
			TRY(rows_next(cx, q, &more));
			if (!more)
				break;
			take_in(&mine, l, q);
		}
	}
	return OK;
}

/* How far the store is: in changes of entries and in imports of trees. */
static enum err asked_last(struct ctx *cx, struct db *db, int64_t *ret_change,
			   int64_t *ret_trees)
{
	*ret_change = *ret_trees = 0;
	AUTO_ROWS q = db_run(db, SQL_CATALOGUE_LASTS);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			return OK;
		bool trees = strcmp(col_text(cx, q, "name"), "trees") == 0;
		*(trees ? ret_trees : ret_change) = col_int(q, "last");
	}
}

enum err listing_refresh(struct ctx *cx, struct listing *l, struct db *db)
{
	int64_t last, trees;
	TRY(asked_last(cx, db, &last, &trees));
	pthread_rwlock_rdlock(&l->lock);
	bool fresh = l->seen >= last && l->trees_seen >= trees;
	pthread_rwlock_unlock(&l->lock);
	if (fresh)
		return OK;
	pthread_rwlock_wrlock(&l->lock);
	enum err e = OK;
	if (l->trees_seen < trees)
		e = listing_trees_read(cx, l, db, trees);
	if (e == OK)
		e = read_on(cx, l, db);
	pthread_rwlock_unlock(&l->lock);
	return e;
}

int64_t listing_taken(const struct listing *l)
{
	return l->taken;
}

/* --- one question ------------------------------------------------------ */
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
	uint32_t                 *counts[DIM_MAX_];
};

static bool before(struct key x, struct key y)
{
	return x.a != y.a ? x.a > y.a : x.no > y.no;
}

static bool visible(const struct search *s, const struct row *r)
{
	if (s->ask->portal)
		return r->flags & ROW_ON_PORTAL;
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

/* How many of the choices made it misses; *missed: the last of them. */
static int misses(const struct search *s, const struct row *r, int *missed)
{
	int n = 0;
	for (int k = 0; k < s->nasked; k++) {
		int d = s->asked[k];
		if (s->wanted[d] ? !s->wanted[d][r->dim[d]] : r->dim[d] != s->want[d]) {
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
	if (n == 1)
		s->counts[missed][r->dim[missed]]++;
	if (n)
		return;
	for (int d = 0; d < DIM_MAX_; d++)
		s->counts[d][r->dim[d]]++;
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
		listing_counts(cx, s->l, d, s->counts[d], &page->counts[d], &page->ncounts[d]);
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
	struct search s = { .l = l, .ask = ask, .titled = buf_make((size_t)1 << 30) };
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
	tell(cx, &s, page);
	pthread_rwlock_unlock(&l->lock);
	return OK;
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
