/* catalogue_org.c - organisations that change, and the entries that go with them.
 *
 * An entry keeps its code, its versions and all that was said in them; who answers
 * for it changes. What stands says whom it named when it was published; drafts name
 * who is there now. */
#include "account/account.h"
#include "catalogue/entry.h"
#include "element/element.h"
#include <string.h>

static enum err hand_over(struct ctx *cx, struct db *db, struct resource *r,
			  const char *into, const struct who *by)
{
	int next;
	const struct org *was, *now;
	TRY(account_org(cx, db, r->org, &was));
	TRY(account_org(cx, db, into ? into : r->org, &now));
	TRY(resource_next_item(cx, db, r->id, &next));
	r->org = now->id;
	TRY(resource_set(cx, db, r, next));
	TRY(entry_index(cx, db, r));
	return into ? entry_event(cx, db, r, "handed_over", by,
				  ctx_print(cx, "%s → %s", was->name, now->name)) : OK;
}

static enum err rename_in(struct ctx *cx, struct db *db, enum sql sql, const char *was,
			  const char *into)
{
	AUTO_ROWS q = db_run(db, sql);
	bind_text(q, ":was", was);
	bind_text(q, ":now_org", into);
	return rows_done(cx, q, NULL);
}

/* In an arena of its own: ten thousand entries need no more of it than some. */
static enum err hand_over_some(struct ctx *cx, struct db *db, const char *org,
			       const char *into, const struct who *by, char last[32],
			       bool *ret_more)
{
	enum { STEP = 64 };
	const char *ids[STEP];
	size_t n = 0;
	bool more = true;
	AUTO_ROWS q = db_run(db, SQL_RESOURCE_OF_ORG);
	bind_text(q, ":org", org);
	bind_text(q, ":after", last);
	bind_int(q, ":count", STEP);
	for (; n < STEP; n++) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		ids[n] = col_text(cx, q, "id");
	}
	for (size_t i = 0; i < n; i++) {
		struct resource r;
		TRY(resource_by_id(cx, db, ids[i], &r));
		TRY(hand_over(cx, db, &r, into, by));
	}
	if (n)
		strncpy(last, ids[n - 1], 31);
	*ret_more = n == STEP;
	return OK;
}

enum err catalogue_org_changed(struct ctx *cx, struct db *db, const char *org,
			       const char *into, const struct who *by)
{
	char last[32] = "";
	if (into) {
		TRY(element_sources_move(cx, db, org, into));
		TRY(rename_in(cx, db, SQL_VERSION_COLLECTOR_MOVE, org, into));
		TRY(rename_in(cx, db, SQL_VERSION_REVIEWER_MOVE, org, into));
	}
	for (bool more = true; more;) {
		AUTO_CTX some;
		ctx_init(&some, cx->now, 0);
		enum err e = hand_over_some(&some, db, org, into, by, last, &more);
		if (e != OK)
			return fail(cx, e, some.fault.said);
	}
	return OK;
}

enum err catalogue_org_provides(struct ctx *cx, struct db *db, const char *org,
				int64_t *ret_n, const char **ret_first)
{
	enum { NAMED = 3 };
	const char *first = NULL;
	AUTO_ROWS q = db_run(db, SQL_RESOURCE_STANDING_OF_ORG);
	bind_text(q, ":org", org);
	bind_int(q, ":count", NAMED);
	*ret_n = 0;
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		*ret_n = col_int(q, "standing");
		first = ctx_print(cx, "%s%s《%s》（%s）", first ? first : "", first ? "、" : "",
				  col_text(cx, q, "title"), col_text(cx, q, "code"));
	}
	*ret_first = first;
	return OK;
}

enum err catalogue_entry_moved(struct ctx *cx, struct db *db, const struct resource *r,
			       const char *into, const struct who *by)
{
	struct resource moved = *r;
	const char *was = r->org;
	TRY(hand_over(cx, db, &moved, into, by));
	return element_sources_follow(cx, db, r->id, was, into);
}
