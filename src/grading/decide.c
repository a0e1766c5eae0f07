/* decide.c - a person says what an item is graded; see grading_store.h. */
#include "catalogue/check.h"
#include "core/pack.h"
#include "grading/grading_store.h"
#include "record/record.h"
#include <string.h>

static enum err wrong(struct ctx *cx, enum err e, size_t i, const char *member)
{
	return fail_field(cx, e, ctx_print(cx, "decisions[%zu].%s", i, member));
}

static const struct kept_suggestion *kept_of(const struct kept_suggestion *list, size_t n,
					     const char *item)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].item, item) == 0 && list[i].grade)
			return &list[i];
	return NULL;
}

/* The suggested mask is taken where it asks for nothing more: the mask of identity
 * numbers would make every later load check them. */
static const char *mask_for(const struct grading_decision *d, const struct kept_suggestion *s,
			    const struct item *it)
{
	if (d->says_mask)
		return d->mask;
	bool text = it->type == ITEM_STRING || it->type == ITEM_TEXT;
	bool id = s->mask && strcmp(s->mask, "id_number") == 0;
	bool fits = !id || (it->format && strcmp(it->format, "resident_id") == 0);
	return !it->mask && s->mask && text && fits ? s->mask : it->mask;
}

static bool same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static enum err check(struct ctx *cx, const struct pack *pack, size_t i,
		      const struct grading_decision *d, const struct item *it,
		      const struct kept_suggestion *s)
{
	if (!it)
		return wrong(cx, fail(cx, ERR_INVALID, SAY_GRADING_NO_ITEM(d->item)), i, "item");
	if (!s)
		return wrong(cx, fail(cx, ERR_CONFLICT, SAY_GRADING_NO_SUGGESTION(d->item)), i,
			     "item");
	if (!pack_grade(pack, d->grade))
		return wrong(cx, fail(cx, ERR_INVALID, SAY_GRADING_GRADE_UNKNOWN(d->grade)), i,
			     "grade");
	if (d->grade != s->grade && (!d->reason || !*d->reason)) {
		enum err e = fail(cx, ERR_INCOMPLETE, SAY_GRADING_REASON(it->name, s->grade));
		return wrong(cx, fail_article(cx, e, "38"), i, "reason");
	}
	return OK;
}

static enum err put(struct ctx *cx, struct db *db, const struct who *who,
		    const struct resource *r, const struct grading_decision *d,
		    const struct kept_suggestion *s)
{
	bool taken = d->grade == s->grade;
	AUTO_ROWS q = db_run(db, SQL_GRADING_DECIDE);
	bind_text(q, ":resource", r->id);
	bind_text(q, ":item", d->item);
	bind_text(q, ":state", taken ? "accepted" : "other");
	bind_int(q, ":decided", d->grade);
	bind_text(q, ":reason", d->reason);
	bind_text(q, ":by_name", who->name);
	bind_ms(q, ":at", cx->now);
	TRY(rows_done(cx, q, NULL));
	return record_note(cx, db, &(struct note){
		.kind = NOTE_CATALOGUE, .act = "item-graded", .org = who->org,
		.principal = who->id, .resource = r->id, .resource_version = r->version,
		.object = d->item,
		.detail = said_words(cx, SAY_GRADING_DECIDED(d->item, d->grade, s->grade),
				     SAID_EN) });
}

enum err grading_decide(struct ctx *cx, struct db *db, const struct who *who,
			const struct grading_decisions *d)
{
	struct resource r;
	struct kept_suggestion *kept;
	struct doubts unsaid = { 0 };
	size_t nkept;
	bool changed = false;
	TRY(resource_working(cx, db, d->resource, &r));
	TRY(grading_kept(cx, db, r.id, &kept, &nkept));
	for (size_t i = 0; i < d->n; i++) {
		const struct grading_decision *one = &d->list[i];
		const struct item *found = item_by_code(r.items, r.nitems, one->item);
		const struct kept_suggestion *s = kept_of(kept, nkept, one->item);
		TRY(check(cx, d->pack, i, one, found, s));
		struct item *it = &r.items[found - r.items];
		const char *mask = mask_for(one, s, it);
		changed |= it->grade != one->grade || !same(it->mask, mask);
		it->grade = one->grade;
		it->mask = mask;
	}
	if (changed) {
		TRY(items_check(cx, r.items, r.nitems));
		grade_derive(cx, &r, &unsaid);
		TRY(resource_edit(cx, db, who, &r));
	}
	for (size_t i = 0; i < d->n; i++)
		TRY(put(cx, db, who, &r, &d->list[i], kept_of(kept, nkept, d->list[i].item)));
	return entry_count(cx, db, r.id);
}
