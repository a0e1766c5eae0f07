/* catalogue_http.c - the counter of the catalogue: entries made, changed, read
 * and listed. Who may see which entry is catalogue_law.c's; what the review does
 * comes through the cases. */
#include "account/account.h"
#include "app.h"
#include "catalogue/catalogue_json.h"
#include "catalogue/entry.h"
#include "catalogue/input.h"
#include "catalogue/listing.h"
#include "catalogue/routes.h"
#include "catalogue_schema.h"
#include "duplicate/finder.h"
#include "itsystem/itsystem.h"
#include "portal/standing.h"
#include "web/req.h"
#include <stdlib.h>
#include <string.h>

static const char *etag_of(struct ctx *cx, const struct resource *r)
{
	return ctx_print(cx, "\"%s.%d.%lld\"", r->id, r->version, (long long)r->revision);
}

/* --- making and changing ------------------------------------------------ */
struct entry_change { const struct who *who; struct resource *r; };

static enum err add(struct ctx *cx, struct db *db, void *arg)
{
	struct entry_change *c = arg;
	struct resource fresh = *c->r;  /* may run again: leave the question be */
	TRY(elements_check(cx, db, &fresh, NULL));
	TRY(resource_add(cx, db, c->who, &fresh));
	*c->r = fresh;
	return OK;
}

static enum err edit(struct ctx *cx, struct db *db, void *arg)
{
	struct entry_change *c = arg;
	struct resource want = *c->r;
	TRY(elements_check(cx, db, &want, NULL));
	TRY(resource_edit(cx, db, c->who, &want));
	*c->r = want;
	return OK;
}

static enum err all_doubts(struct ctx *cx, struct req *rq, const struct resource *r,
			   struct doubts *d)
{
	struct dataset data;
	entry_doubts(cx, rq->app->pack, r, d);
	TRY(dataset_live(cx, rq->db, r->no, &data));
	crowd_doubt(cx, rq->app->pack, r, data.rows, d);
	TRY(elements_check(cx, rq->db, r, d));
	TRY(places_doubts(cx, rq->db, r, d));
	TRY(code_sets_doubts(cx, rq->db, r, d));
	TRY(itsystem_doubts(cx, rq->db, r, d));
	TRY(similar_doubts(cx, rq->db, r, d));
	return finder_doubts(cx, rq->app->finder, rq->db, r, d);
}

static enum err own_org(struct ctx *cx, const struct req *rq, const char *asked)
{
	if (!rq->who->org || (asked && strcmp(asked, rq->who->org) != 0))
		return fail_field(cx, fail(cx, ERR_FORBIDDEN, SAY_ORG_NOT_YOURS()), "org");
	return OK;
}

enum err resource_post(struct ctx *cx, struct req *rq)
{
	const struct resource_fields_in *in = rq->body;
	struct resource r = { .org = rq->who->org, .code = in->code };
	struct doubts d = { 0 };
	TRY(own_org(cx, rq, in->org));
	TRY(resource_fill(cx, rq->app->pack, in, &r, &d));
	TRY(finder_check(cx, rq->app->finder, rq->db, &r));
	TRY(store_change(cx, rq->store, add, &(struct entry_change){ rq->who, &r }));
	TRY(all_doubts(cx, rq, &r, &d));
	struct jout *j = answer_json(rq, 201);
	jout_open(j);
	jout_key_text(j, "id", r.id);
	jout_key_text(j, "code", r.code);
	jout_key_text(j, "national_code", NULL);
	jout_key_text(j, "state", resource_state_word(r.state));
	jout_key_int(j, "version", r.version);
	jout_key_int(j, "completeness", resource_completeness(&r));
	jout_key(j, "missing");
	jout_list(j);
	for (const char *const *m = resource_missing(cx, &r); *m; m++)
		jout_text(j, *m);
	jout_end_list(j);
	doubts_json(cx, j, &d);
	jout_close(j);
	answer_header(rq, "Location", ctx_print(cx, "/api/v1/resources/%s", r.id));
	answer_header(rq, "ETag", etag_of(cx, &r));
	return OK;
}

/* Whom an entry names stays as it was said; beside it stands who that is today, and
 * what it was called then when it is called otherwise now. */
static enum err named_json(struct ctx *cx, struct db *db, struct jout *j, const char *key,
			   const char *said, ms_t at)
{
	const char *id, *then = NULL;
	const struct org *now = NULL, *meant;
	enum err e = said ? account_org_meant(cx, db, said, &id, &now) : ERR_NOT_FOUND;
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	if (now) {
		TRY(account_org(cx, db, id, &meant));
		TRY(account_org_name_at(cx, db, meant, at, &then));
	}
	jout_key_text(j, ctx_print(cx, "%s_name", key), now ? now->name : said);
	jout_key_text(j, ctx_print(cx, "%s_was", key),
		      then && strcmp(then, now->name) != 0 ? then : NULL);
	return OK;
}

static enum err answer_resource(struct ctx *cx, struct req *rq, const struct resource *r,
				const struct doubts *d)
{
	const struct org *org;
	struct dataset data;
	TRY(account_org(cx, rq->db, r->org, &org));
	TRY(dataset_live(cx, rq->db, r->no, &data));
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	resource_json(cx, j, r);
	jout_key_text(j, "org_name", org->name);
	ms_t at = r->published_at.n ? r->published_at : cx->now;
	TRY(named_json(cx, rq->db, j, "collector", r->collector, at));
	TRY(named_json(cx, rq->db, j, "reviewer", r->reviewer, at));
	data_json(j, &data);
	TRY(portal_standing_json(cx, rq->db, j, r, &data));
	doubts_json(cx, j, d);
	jout_close(j);
	return OK;
}

/* The tag read may be that of the version that stands or of the draft beside. */
static enum err if_match(struct ctx *cx, struct req *rq, const struct resource *head,
			 const struct resource *work)
{
	const char *tag = req_header(rq, "If-Match");
	if (tag && strncmp(tag, "W/", 2) == 0)
		tag += 2;               /* a proxy that compresses weakens tags */
	if (!tag || !strcmp(tag, "*") || !strcmp(tag, etag_of(cx, head)) ||
	    !strcmp(tag, etag_of(cx, work)))
		return OK;
	return fail(cx, ERR_STALE, SAY_RESOURCE_MOVED());
}

enum err resource_patch(struct ctx *cx, struct req *rq)
{
	const struct resource_fields_in *in = rq->body;
	struct resource seen, r;
	struct doubts d = { 0 };
	TRY(resource_for_owner(cx, rq->db, rq->seg[0], rq->who, &seen));
	TRY(resource_working(cx, rq->db, seen.id, &r));
	TRY(if_match(cx, rq, &seen, &r));
	TRY(own_org(cx, rq, in->org));
	if (in->code && strcmp(in->code, r.code) != 0)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_CODE_STAYS()), "code");
	TRY(resource_fill(cx, rq->app->pack, in, &r, &d));
	TRY(finder_check(cx, rq->app->finder, rq->db, &r));
	TRY(store_change(cx, rq->store, edit, &(struct entry_change){ rq->who, &r }));
	TRY(all_doubts(cx, rq, &r, &d));
	TRY(answer_resource(cx, rq, &r, &d));
	answer_header(rq, "ETag", etag_of(cx, &r));
	return OK;
}

/* --- reading ------------------------------------------------------------ */
enum err resource_get(struct ctx *cx, struct req *rq)
{
	struct resource r;
	struct doubts d = { 0 };
	TRY(resource_for_reading(cx, rq->db, rq->seg[0], rq->who, &r));
	if (resource_owned_by(&r, rq->who))
		TRY(all_doubts(cx, rq, &r, &d));
	TRY(answer_etag(cx, rq, etag_of(cx, &r)));
	return answer_resource(cx, rq, &r, &d);
}

/* Versions under work are for the agency and its reviewers. */
enum err resource_version_get(struct ctx *cx, struct req *rq)
{
	struct resource r;
	struct doubts d = { 0 };
	const char *word = rq->seg[1];
	bool number = strlen(word) < 8 && word[strspn(word, "0123456789")] == 0;
	int version = number ? (int)strtol(word, NULL, 10) : 0;
	TRY(version_for_reading(cx, rq->db, rq->seg[0], version, rq->who, &r));
	TRY(answer_etag(cx, rq, etag_of(cx, &r)));
	return answer_resource(cx, rq, &r, &d);
}

enum err resource_versions(struct ctx *cx, struct req *rq)
{
	struct resource r;
	struct brief brief;
	TRY(req_brief(cx, rq, &brief));
	TRY(resource_for_reading(cx, rq->db, rq->seg[0], rq->who, &r));
	bool insider = who_can(rq->who, CAP_CATALOGUE_REVIEW) ||
		       (rq->who->org && strcmp(rq->who->org, r.org) == 0);
	AUTO_ROWS q = db_run(rq->db, SQL_VERSION_LIST);
	bind_text(q, ":resource", r.id);
	struct jout *j = answer_list(rq);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		if ((!col_int(q, "published_at") && !insider) || !brief_takes(&brief))
			continue;
		jout_open(j);
		jout_key_int(j, "version", col_int(q, "version"));
		jout_key_text(j, "state", col_text(cx, q, "state"));
		jout_key_text(j, "title", col_text(cx, q, "title"));
		jout_key_int(j, "completeness", col_int(q, "completeness"));
		jout_key_ms(j, "created_at", col_ms(q, "created_at"));
		jout_key_ms(j, "updated_at", col_ms(q, "changed_at"));
		jout_key_ms(j, "published_at", col_ms(q, "published_at"));
		jout_close(j);
	}
	answer_brief_end(cx, rq, &brief);
	return OK;
}

static enum err event_count(struct ctx *cx, struct db *db, const char *id, int64_t *ret_n)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_EVENT_COUNT);
	bind_text(q, ":resource", id);
	TRY(rows_next(cx, q, &more));
	*ret_n = col_int(q, "n");
	return OK;
}

enum err resource_history(struct ctx *cx, struct req *rq)
{
	struct resource r;
	struct page page;
	int64_t total, n = 0;
	const char *last = NULL;
	TRY(resource_for_reading(cx, rq->db, rq->seg[0], rq->who, &r));
	TRY(req_page(cx, rq, &page));
	TRY(event_count(cx, rq->db, r.id, &total));
	AUTO_ROWS q = db_run(rq->db, SQL_EVENT_LIST);
	bind_text(q, ":resource", r.id);
	bind_text(q, ":after", page.after);
	bind_int(q, ":count", page.limit + 1);
	struct jout *j = answer_list(rq);
	bool more;
	for (;; n++) {
		TRY(rows_next(cx, q, &more));
		if (!more || n == page.limit)
			break;
		last = col_text(cx, q, "id");
		jout_open(j);
		jout_key_text(j, "id", last);
		jout_key_ms(j, "at", col_ms(q, "at"));
		jout_key_text(j, "event", col_text(cx, q, "event"));
		jout_key_int(j, "version", col_int(q, "version"));
		jout_key_text(j, "by", col_text(cx, q, "by_name"));
		jout_key_text(j, "by_title", col_text(cx, q, "by_title"));
		jout_key_text(j, "note", col_text(cx, q, "note"));
		jout_close(j);
	}
	answer_list_end(cx, rq, more ? last : NULL, total);
	return OK;
}
