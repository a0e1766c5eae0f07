/* listing.c - the table in memory, one row an entry in order of its number. Readers
 * share a lock (listing_find.c); the reading on of changes takes it alone. */
#include "catalogue/catalogue.h"
#include "catalogue/check.h"
#include "catalogue/listing_inside.h"
#include <string.h>
#include <sys/mman.h>
#include <unicode/ucol.h>
#include <unicode/ustring.h>

#define MORE_BYTES ((size_t)1 << 30)

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
	l->table = -1;
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
	l->more = buf_make(MORE_BYTES);
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
	buf_end(&l->more);
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

/* --- several categories ---------------------------------------------------------- */
/* Where they stood before if they fit there, so that changes need no more and more. */
static void take_more(struct listing *l, struct row *r, const uint16_t *places, size_t n)
{
	uint16_t *all = (void *)l->more.p, zero = 0, room = (uint16_t)n;
	if (!r->more && !n)
		return;
	if (!r->more || all[r->more - 1] < n) {
		if (!l->more.n)
			buf_bytes(&l->more, &zero, sizeof zero);
		size_t at = l->more.n / sizeof zero + 1;
		buf_bytes(&l->more, &room, sizeof room);
		for (size_t i = 0; i <= n; i++)
			buf_bytes(&l->more, &zero, sizeof zero);
		PRE(buf_ok(&l->more));
		r->more = (uint32_t)at;
		all = (void *)l->more.p;
	}
	if (n)
		memcpy(all + r->more, places, n * sizeof *places);
	all[r->more + n] = 0;
}

/* Each place is a word, not what stands together. */
static void take_places(struct ctx *cx, struct listing *l, struct row *r, struct rows *q)
{
	const struct resource places = { .category = col_text(cx, q, "category"),
					 .more_categories = col_text(cx, q, "more_categories") };
	const char *list[CATEGORIES_MOST];
	uint16_t nos[CATEGORIES_MOST] = { 0 };
	size_t n = resource_categories(cx, &places, list), kept = 0;
	for (size_t i = 0; i < n; i++) {
		uint16_t no = intern_no(&l->words[DIM_CATEGORY], category_digits(cx, list[i]),
					INTERN_ADD);
		size_t k = 0;
		while (k < kept && nos[k] != no)
			k++;
		if (k == kept && no)
			nos[kept++] = no;
	}
	r->dim[DIM_CATEGORY] = nos[0];
	take_more(l, r, nos + 1, kept ? kept - 1 : 0);
}

/* --- a row ------------------------------------------------------------------------ */
static void take_in(struct ctx *cx, struct listing *l, struct rows *q)
{
	struct row *r = row_at(l, (size_t)col_int(q, "no"));
	const char *state = col_text(cx, q, "state"), *standing = col_text(cx, q, "standing");
	const char *theme = col_text(cx, q, "theme");
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
		[DIM_INDUSTRY] = col_text(cx, q, "industry"),
		[DIM_SCENARIO] = col_text(cx, q, "scenario"),
	};
	for (int d = 0; d < DIM_MAX_; d++)
		r->dim[d] = intern_no(&l->words[d], values[d], INTERN_ADD);
	take_places(cx, l, r, q);
	bool public = !strcmp(state, "published") || !strcmp(state, "retired");
	bool live = standing && !strcmp(standing, "live");
	bool on = live || (standing && !strcmp(standing, "listed"));
	bool rows = live && col_int(q, "data_version") > 0;
	r->flags = (uint16_t)(ROW_THERE | (public ? ROW_PUBLIC : 0) | (on ? ROW_ON_PORTAL : 0) |
			      (rows ? ROW_HAS_ROWS : 0));
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
