/* finder_follow.c - what the finder knows of the catalogue: the names and sketches of
 * all published entries, taken in as they change. */
#include "account/account.h"
#include "base/embedded.h"
#include "duplicate/finder_inside.h"
#include "duplicate/sketch.h"
#include <string.h>

extern const struct embedded synonym_files[];

enum err finder_open(struct ctx *cx, struct finder **ret_finder)
{
	struct finder *f = ctx_new(cx, struct finder);
	ctx_init(&f->own, cx->now, 0);
	pthread_mutex_init(&f->lock, NULL);
	pthread_mutex_init(&f->following, NULL);
	pthread_mutex_init(&f->running, NULL);
	f->behind = true;
	f->names = names_read(&f->own, embedded_text(synonym_files, "synonyms.txt"));
	f->alike = alike_open();
	*ret_finder = f;
	return OK;
}

void finder_close(struct finder *f)
{
	if (!f)
		return;
	alike_close(f->alike);
	ctx_end(&f->own);
	pthread_mutex_destroy(&f->lock);
	pthread_mutex_destroy(&f->following);
	pthread_mutex_destroy(&f->running);
}

void finder_leave(struct finder *f)
{
	f->leaving = true;
}

/* --- an entry as alike.h knows it ----------------------------------------------- */
int64_t finder_org(const char *org)
{
	return (int64_t)(name_hash(org, strlen(org)) >> 1);
}

void finder_place(enum org_level level, const char *region, char place[ALIKE_PLACE])
{
	bool county = level == LEVEL_COUNTY || level == LEVEL_TOWN;
	memset(place, 0, ALIKE_PLACE);
	if (county && region)
		strncat(place, region, ALIKE_PLACE - 1);
}

static void add_name(struct ctx *cx, struct item_names *l, uint64_t name)
{
	if (!name)
		return;
	if (l->n == l->room) {
		size_t room = l->room ? l->room * 2 : 64;
		uint64_t *wider = ctx_array(cx, uint64_t, room);
		if (l->n)
			memcpy(wider, l->v, l->n * sizeof *wider);
		l->v = wider;
		l->room = room;
	}
	l->v[l->n++] = name;
}

void finder_item(struct ctx *cx, const struct finder *f, struct item_names *l,
		 const char *name, const char *element)
{
	add_name(cx, l, name_of_item(cx, f->names, name));
	if (element && *element) {
		const char *text = ctx_print(cx, "element:%s", element);
		add_name(cx, l, name_hash(text, strlen(text)));
	}
}

static enum err items_of(struct ctx *cx, struct db *db, const struct finder *f, const char *id,
			 int64_t version, struct item_names *l)
{
	AUTO_ROWS q = db_run(db, SQL_DUPLICATE_ITEMS);
	bind_text(q, ":resource", id);
	bind_int(q, ":version", version);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			return OK;
		finder_item(cx, f, l, col_text(cx, q, "name"), col_text(cx, q, "element"));
	}
}

enum err finder_changes(struct ctx *cx, struct db *db, int64_t seq, struct changed *list,
			size_t most, size_t *ret_n)
{
	AUTO_ROWS q = db_run(db, SQL_DUPLICATE_ENTRIES);
	bind_int(q, ":seq", seq);
	bind_int(q, ":count", (int64_t)most);
	for (*ret_n = 0; *ret_n < most; ++*ret_n) {
		bool more;
		TRY(rows_next(cx, q, &more));
		if (!more)
			return OK;
		list[*ret_n] = (struct changed){
			.id = col_text(cx, q, "id"), .state = col_text(cx, q, "state"),
			.org = col_text(cx, q, "org"), .title = col_text(cx, q, "title"),
			.level = col_text(cx, q, "level"), .region = col_text(cx, q, "region"),
			.no = col_int(q, "no"), .seq = col_int(q, "seq"),
			.head = col_int(q, "head"),
		};
	}
	return OK;
}

enum err finder_entry(struct ctx *cx, const struct finder *f, struct db *db,
		      const struct changed *c, struct alike_entry *e)
{
	struct item_names l = { 0 };
	struct sketches s;
	enum org_level level = LEVEL_CITY;
	*e = (struct alike_entry){ .id = c->no, .org = finder_org(c->org) };
	if (strcmp(c->state, "published") != 0)
		return OK;
	if (c->level && org_level_read(c->level, &level))
		finder_place(level, c->region, e->place);
	TRY(items_of(cx, db, f, c->id, c->head, &l));
	TRY(sketch_read(cx, db, (int)c->no, &s));
	e->items = l.v;
	e->nitems = l.n ? name_set(l.v, l.n) : 0;
	e->ntitle = name_of_title(cx, f->names, c->title ? c->title : "", &e->title);
	for (size_t i = 0; i < ALIKE_SKETCHES; i++) {
		e->sketch[i].item = s.at[i].item;
		e->sketch[i].values = s.at[i].values;
	}
	return OK;
}

/* --- following ---------------------------------------------------------------------- */
/* Takes in up to FINDER_STEP changes; the caller holds `following`. */
static enum err follow_step(struct finder *f, struct db *db, ms_t now, size_t *ret_n)
{
	AUTO_CTX cx;
	ctx_init(&cx, now, 0);
	struct changed *list = ctx_array(&cx, struct changed, FINDER_STEP);
	struct alike_entry *entries = ctx_array(&cx, struct alike_entry, FINDER_STEP);
	TRY(finder_changes(&cx, db, f->seq, list, FINDER_STEP, ret_n));
	for (size_t i = 0; i < *ret_n; i++)
		TRY(finder_entry(&cx, f, db, &list[i], &entries[i]));
	pthread_mutex_lock(&f->lock);
	for (size_t i = 0; i < *ret_n; i++)
		alike_put(f->alike, &entries[i]);
	f->behind = *ret_n == FINDER_STEP;
	pthread_mutex_unlock(&f->lock);
	if (*ret_n)
		f->seq = list[*ret_n - 1].seq;
	return OK;
}

enum err finder_follow_all(struct finder *f, struct db *db, ms_t now)
{
	enum err bad = OK;
	for (size_t n = FINDER_STEP; bad == OK && n == FINDER_STEP && !f->leaving;) {
		pthread_mutex_lock(&f->following);
		bad = follow_step(f, db, now, &n);
		pthread_mutex_unlock(&f->following);
	}
	return bad;
}

/* What changed just now, for one who waits; of a whole catalogue that is still to be
 * read, a step, if nobody reads it already. */
static enum err follow_a_little(struct finder *f, struct db *db, ms_t now)
{
	size_t n;
	pthread_mutex_lock(&f->lock);
	bool behind = f->behind;
	pthread_mutex_unlock(&f->lock);
	if (!behind)
		pthread_mutex_lock(&f->following);
	else if (pthread_mutex_trylock(&f->following) != 0)
		return OK;
	enum err bad = follow_step(f, db, now, &n);
	pthread_mutex_unlock(&f->following);
	return bad;
}

enum err finder_follow(struct ctx *cx, struct finder *f, struct db *db)
{
	enum err bad = follow_a_little(f, db, cx->now);
	return bad == OK ? OK : fail(cx, bad, SAY_STORE_BROKEN());
}
