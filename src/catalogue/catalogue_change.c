/* catalogue_change.c - what moves an entry: made, edited, reviewed, published,
 * retired. Everything here runs inside one change of the store, together with
 * the search index and the entry's history. */
#include "account/account.h"
#include "catalogue/entry.h"
#include "catalogue/remark.h"
#include "codeset/tree.h"
#include "grant/grants.h"
#include "portal/standing.h"
#include "record/record.h"
#include "search/search.h"
#include <string.h>

enum err entry_event(struct ctx *cx, struct db *db, const struct resource *r,
		     const char *event, const struct who *by, const char *note)
{
	AUTO_ROWS q = db_run(db, SQL_EVENT_ADD);
	bind_text(q, ":id", id_new(cx));
	bind_text(q, ":resource", r->id);
	bind_int(q, ":version", r->version);
	bind_ms(q, ":at", cx->now);
	bind_text(q, ":event", event);
	bind_text(q, ":by_id", by ? by->id : NULL);
	bind_text(q, ":by_name", by ? by->name : NULL);
	bind_text(q, ":note", note);
	TRY(rows_post(cx, &q, -1));
	return record_note(cx, db, &(struct note){
		.kind = NOTE_CATALOGUE, .act = event, .org = by ? by->org : NULL,
		.principal = by ? by->id : NULL, .resource = r->id,
		.resource_version = r->version, .detail = note });
}

enum err resources_add(struct ctx *cx, struct db *db, const struct who *by,
		       struct resource *const *list, size_t n)
{
	const struct org *org;
	struct search_state s;
	TRY(account_org(cx, db, list[0]->org, &org));
	TRY(search_state(cx, db, &s));
	TRY(resources_insert(cx, db, list, n, org->region));
	for (size_t i = 0; i < n; i++) {
		struct resource *r = list[i];
		PRE(strcmp(r->org, org->id) == 0);
		if (!r->region)
			r->region = org->region;
		TRY(version_add(cx, db, r, by ? by->id : NULL));
		TRY(entry_count(cx, db, r->id));
		TRY(entry_index_as(cx, db, &s, org->name, r));
		TRY(entry_event(cx, db, r, "created", by, NULL));
	}
	return OK;
}

enum err resource_add(struct ctx *cx, struct db *db, const struct who *by,
		      struct resource *r)
{
	return resources_add(cx, db, by, &r, 1);
}

/* An item keeps its number while its column stays the same; what is new, or is
 * stored in another way than before, gets the next one. */
static void number_items(struct resource *want, const struct resource *was,
			 const struct resource *head, int *next)
{
	for (size_t i = 0; i < want->nitems; i++) {
		struct item *it = &want->items[i];
		const struct item *old = item_by_code(was->items, was->nitems, it->code);
		if (!old || !item_same_column(old, it))
			old = item_by_code(head->items, head->nitems, it->code);
		it->no = old && item_same_column(old, it) ? old->no : (*next)++;
	}
}

enum err resource_edit(struct ctx *cx, struct db *db, const struct who *by,
		       struct resource *want)
{
	struct resource was, head;
	int next;
	TRY(resource_both(cx, db, want->id, &was, &head, &next));
	if (was.revision != want->revision)
		return fail(cx, ERR_STALE, SAY_RESOURCE_MOVED());
	if (was.version_state == RESOURCE_IN_REVIEW)
		return fail(cx, ERR_CONFLICT, SAY_RESOURCE_IN_REVIEW());
	if (was.state == RESOURCE_RETIRED)
		return fail(cx, ERR_CONFLICT, SAY_RESOURCE_RETIRED());
	number_items(want, &was, &head, &next);
	want->no = was.no;
	want->code = was.code;
	want->national_code = was.national_code;
	want->state = was.state;
	want->head = was.head;
	want->created_at = was.created_at;
	want->version_state = RESOURCE_DRAFT;
	want->draft = want->version = was.draft ? was.draft : was.head + 1;
	if (was.draft)
		TRY(version_set(cx, db, want));
	else
		TRY(version_add(cx, db, want, by ? by->id : NULL));
	TRY(resource_set(cx, db, want, next));
	TRY(remarks_edited(cx, db, want, by));
	if (want->head == want->version)
		TRY(entry_index(cx, db, want));
	return entry_event(cx, db, want, "edited", by, NULL);
}

/* --- the review -------------------------------------------------------- */
/* Given once, at the first publication, and never to another entry: the number of
 * its front part only goes up, and an entry keeps its code when it moves in the
 * tree or is retired. */
static enum err national_code(struct ctx *cx, struct db *db, struct resource *r)
{
	int64_t no;
	const char *front = national_front(cx, r->category, r->region);
	TRY(catalogue_next(cx, db, ctx_print(cx, "national:%s", front), &no));
	r->national_code = ctx_print(cx, "%s/%06lld", front, (long long)no);
	return OK;
}

static enum err negative_list(struct ctx *cx, struct db *db, const struct resource *r)
{
	bool on = r->state == RESOURCE_PUBLISHED && r->share_type != ACCESS_UNCONDITIONAL;
	AUTO_ROWS q = db_run(db, on ? SQL_NEGATIVE_PUT : SQL_NEGATIVE_DROP);
	bind_text(q, ":resource", r->id);
	if (on) {
		bind_int(q, ":version", r->version);
		bind_ms(q, ":now", cx->now);
	}
	return rows_done(cx, q, NULL);
}

static enum err lock(struct ctx *cx, struct db *db, struct resource *r, const char *case_id,
		     const struct who *by)
{
	int next;
	if (!r->draft)
		return fail(cx, ERR_CONFLICT, SAY_RESOURCE_NOT_UNDER_WORK());
	if (r->version_state == RESOURCE_IN_REVIEW)
		return OK;              /* from one review to the next */
	TRY(catalogue_submittable(cx, r));
	TRY(resource_next_item(cx, db, r->id, &next));
	TRY(version_state(cx, db, r->id, r->version, "in_review", (ms_t){ 0 }));
	if (r->state == RESOURCE_DRAFT)
		r->state = RESOURCE_IN_REVIEW;
	TRY(resource_set(cx, db, r, next));
	TRY(remarks_handed_in(cx, db, r, case_id));
	return entry_event(cx, db, r, "submitted", by, NULL);
}

static enum err unlock(struct ctx *cx, struct db *db, struct resource *r,
		       const struct who *by, const char *event)
{
	int next;
	if (!r->draft || r->version_state != RESOURCE_IN_REVIEW)
		return OK;
	TRY(resource_next_item(cx, db, r->id, &next));
	TRY(version_state(cx, db, r->id, r->version, "draft", (ms_t){ 0 }));
	if (r->state == RESOURCE_IN_REVIEW)
		r->state = RESOURCE_DRAFT;
	TRY(resource_set(cx, db, r, next));
	return entry_event(cx, db, r, event, by, NULL);
}

enum err resource_publish(struct ctx *cx, struct db *db, struct resource *r,
			  const struct who *by)
{
	int next;
	if (!r->draft)
		return fail(cx, ERR_CONFLICT, SAY_RESOURCE_NOT_UNDER_WORK());
	TRY(resource_next_item(cx, db, r->id, &next));
	if (!r->national_code)
		TRY(national_code(cx, db, r));
	if (r->head != r->version)
		TRY(version_state(cx, db, r->id, r->head, "superseded", (ms_t){ 0 }));
	TRY(version_state(cx, db, r->id, r->version, "published", cx->now));
	r->head = r->version;
	r->draft = 0;
	r->state = r->version_state = RESOURCE_PUBLISHED;
	r->published_at = cx->now;
	TRY(resource_set(cx, db, r, next));
	TRY(negative_list(cx, db, r));
	TRY(remarks_over(cx, db, r, by));
	TRY(entry_index(cx, db, r));
	TRY(entry_event(cx, db, r, "published", by, NULL));
	return portal_settle(cx, db, r->no);
}

/* Whoever was given access to it has it no more. */
static enum err end_grants(struct ctx *cx, struct db *db, const struct resource *r,
			   const struct who *by)
{
	struct grant *list;
	size_t n;
	const struct grant_query all = { .resource = r->id, .limit = 100000 };
	TRY(grant_list(cx, db, &all, &list, &n));
	for (size_t i = 0; i < n; i++)
		if (list[i].state != GRANT_ENDED)
			TRY(grant_move(cx, db, list[i].id, &(struct grant_move){
				.state = GRANT_ENDED, .act = "resource-retired" }, by));
	return OK;
}

static enum err retire(struct ctx *cx, struct db *db, struct resource *r, const struct who *by)
{
	int next;
	TRY(resource_next_item(cx, db, r->id, &next));
	TRY(version_state(cx, db, r->id, r->head, "retired", (ms_t){ 0 }));
	r->state = r->version_state = RESOURCE_RETIRED;
	r->draft = 0;
	TRY(resource_set(cx, db, r, next));
	TRY(negative_list(cx, db, r));
	TRY(end_grants(cx, db, r, by));
	TRY(entry_event(cx, db, r, "retired", by, NULL));
	return portal_settle(cx, db, r->no);
}

/* Nobody has judged it: its remarks wait again for what is handed in next. */
static enum err take_back(struct ctx *cx, struct db *db, struct resource *r,
			  const struct who *by)
{
	if (r->draft && r->version_state == RESOURCE_IN_REVIEW)
		TRY(remarks_back(cx, db, r));
	return unlock(cx, db, r, by, "cancelled");
}

enum err catalogue_review_effect(struct ctx *cx, struct db *db, const char *resource,
				 const char *case_id, const char *state,
				 const struct who *by)
{
	struct resource r;
	TRY(resource_working(cx, db, resource, &r));
	if (strcmp(state, "listed") == 0)
		return resource_publish(cx, db, &r, by);
	if (strcmp(state, "retired") == 0) {
		TRY(resource_by_id(cx, db, resource, &r));
		return retire(cx, db, &r, by);
	}
	if (strcmp(state, "draft") == 0)
		return unlock(cx, db, &r, by, "returned");
	if (strcmp(state, "cancelled") == 0)
		return take_back(cx, db, &r, by);
	return lock(cx, db, &r, case_id, by);
}
