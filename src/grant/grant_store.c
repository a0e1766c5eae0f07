/* grant_store.c - grants kept, found and ended. The codes of items hold only
 * [a-z0-9_], so lists of them are kept as text with commas ("a,b"; "a:name"). */
#include "grant/bar.h"
#include "grant/grants.h"
#include "record/record.h"
#include <string.h>

/* --- lists as text ------------------------------------------------------- */

static const char *codes_text(struct ctx *cx, const char *const *codes, size_t n)
{
	AUTO_BUF b = buf_make(1u << 20);
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_byte(&b, ',');
		buf_text(&b, codes[i]);
	}
	return ctx_text(cx, buf_cstr(&b));
}

static const char *items_text(struct ctx *cx, const struct grant *g)
{
	return codes_text(cx, g->items, g->nitems);
}

static const char *masks_text(struct ctx *cx, const struct grant *g)
{
	AUTO_BUF b = buf_make(1u << 20);
	for (size_t i = 0; i < g->nmasks; i++) {
		if (i)
			buf_byte(&b, ',');
		buf_text(&b, g->masks[i].item);
		buf_byte(&b, ':');
		buf_text(&b, mask_word(g->masks[i].mask));
	}
	return ctx_text(cx, buf_cstr(&b));
}

static size_t parts_of(const char *text)
{
	size_t n = *text ? 1 : 0;
	for (; *text; text++)
		n += *text == ',';
	return n;
}

static void items_read(struct ctx *cx, struct grant *g, const char *text)
{
	g->items = ctx_array(cx, const char *, parts_of(text));
	while (*text) {
		size_t n = strcspn(text, ",");
		g->items[g->nitems++] = ctx_textn(cx, text, n);
		text += n + (text[n] == ',');
	}
}

static void masks_read(struct ctx *cx, struct grant *g, const char *text)
{
	g->masks = ctx_array(cx, struct grant_mask, parts_of(text));
	while (*text) {
		size_t n = strcspn(text, ","), code = strcspn(text, ":");
		struct grant_mask *m = &g->masks[g->nmasks++];
		m->item = ctx_textn(cx, text, code);
		PRE(mask_read(ctx_textn(cx, text + code + 1, n - code - 1), &m->mask));
		text += n + (text[n] == ',');
	}
}

/* --- reading ------------------------------------------------------------- */

static void grant_row(struct ctx *cx, struct rows *q, struct grant *g)
{
	*g = (struct grant){
		.id = col_text(cx, q, "id"), .resource = col_text(cx, q, "resource"),
		.code = col_text(cx, q, "code"), .provider = col_text(cx, q, "provider"),
		.org = col_text(cx, q, "org"), .case_id = col_text(cx, q, "case_id"),
		.purpose = col_text(cx, q, "purpose"),
		.purpose_code = col_text(cx, q, "purpose_code"),
		.scenario = col_text(cx, q, "scenario"),
		.where = col_text(cx, q, "rows_where"),
		.valid_until = col_text(cx, q, "valid_until"), .until = col_ms(q, "until"),
		.matter = col_int(q, "matter"), .tell_missing = col_int(q, "tell_missing"),
		 .reason = col_text(cx, q, "reason"),
		.basis = col_text(cx, q, "basis"), .revision = col_int(q, "revision"),
		.made_at = col_ms(q, "made_at"), .changed_at = col_ms(q, "changed_at"),
		.quota = { .calls = col_int(q, "max_calls"), .rows = col_int(q, "max_rows"),
			   .subjects = col_int(q, "max_subjects") },
		.used = { .period = col_int(q, "period"), .calls = col_int(q, "calls"),
			  .rows = col_int(q, "rows_out"), .subjects = col_int(q, "subjects") },
	};
	PRE(grant_state_read(col_text(cx, q, "state"), &g->state));
	PRE(quota_per_read(col_text(cx, q, "per"), &g->quota.per));
	PRE(grant_uses_read(col_text(cx, q, "uses"), &g->uses));
	items_read(cx, g, col_text(cx, q, "items"));
	masks_read(cx, g, col_text(cx, q, "masks"));
}

static void shown_row(struct ctx *cx, struct rows *q, struct grant *g)
{
	struct grant_shown *s = ctx_new(cx, struct grant_shown);
	grant_row(cx, q, g);
	*s = (struct grant_shown){
		.title = col_text(cx, q, "title"), .org_name = col_text(cx, q, "org_name"),
		.provider_name = col_text(cx, q, "provider_name"),
		.asked = col_text(cx, q, "asked"),
		.scenario_code = col_text(cx, q, "scenario_code"),
		.scenario_name = col_text(cx, q, "scenario_name"),
		.renews = col_text(cx, q, "renews"),
		.renewed_by = col_text(cx, q, "renewed_by"),
		.renewal = col_text(cx, q, "renewal"),
		.commitment = col_text(cx, q, "commitment"),
		.commitment_version = col_text(cx, q, "commitment_version") };
	g->shown = s;
}

static enum err one_grant(struct ctx *cx, struct rows *q, struct grant *ret)
{
	bool more;
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_GRANT_UNKNOWN());
	grant_row(cx, q, ret);
	return OK;
}

enum err grant_by_id(struct ctx *cx, struct db *db, const char *id, struct grant *ret_grant)
{
	AUTO_ROWS q = db_run(db, SQL_GRANT_BY_ID);
	bind_text(q, ":id", id);
	return one_grant(cx, q, ret_grant);
}

enum err grant_shown(struct ctx *cx, struct db *db, const char *id, struct grant *ret_grant)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_GRANT_SHOWN);
	bind_text(q, ":id", id);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_GRANT_UNKNOWN());
	shown_row(cx, q, ret_grant);
	return OK;
}

enum err grant_by_purpose(struct ctx *cx, struct db *db, const char *org,
			  const char *purpose_code, struct grant *ret_grant)
{
	AUTO_ROWS q = db_run(db, SQL_GRANT_BY_PURPOSE);
	bind_text(q, ":purpose_code", purpose_code);
	bind_text(q, ":org", org);
	return one_grant(cx, q, ret_grant);
}

enum err grant_held(struct ctx *cx, struct db *db, const char *org, const char *resource,
		    bool *ret_held)
{
	AUTO_ROWS q = db_run(db, SQL_GRANT_ANY);
	bind_text(q, ":resource", resource);
	bind_text(q, ":org", org);
	return rows_next(cx, q, ret_held);
}

static void bind_want(struct rows *q, const struct grant_query *want, ms_t now)
{
	bind_text(q, ":resource", want->resource);
	bind_text(q, ":org", want->org);
	bind_text(q, ":mine", want->mine);
	bind_text(q, ":giver", want->giver);
	bind_text(q, ":taker", want->taker);
	bind_text(q, ":state", want->state);
	bind_ms(q, ":now", now);
}

enum err grant_list(struct ctx *cx, struct db *db, const struct grant_query *want,
		    struct grant **ret_list, size_t *ret_n)
{
	struct grant *list = ctx_array(cx, struct grant, (size_t)want->limit);
	size_t n = 0;
	AUTO_ROWS q = db_run(db, SQL_GRANT_LIST);
	bind_want(q, want, cx->now);
	bind_text(q, ":after", want->after);
	bind_int(q, ":n", want->limit);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more || n == (size_t)want->limit)
			break;
		shown_row(cx, q, &list[n++]);
	}
	*ret_list = list;
	*ret_n = n;
	return OK;
}

enum err grant_count(struct ctx *cx, struct db *db, const struct grant_query *want,
		     int64_t *ret_total)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_GRANT_COUNT);
	bind_want(q, want, cx->now);
	TRY(rows_next(cx, q, &more));
	*ret_total = more ? col_int(q, "n") : 0;
	return OK;
}

/* --- changes ------------------------------------------------------------- */

static enum err epoch_move(struct ctx *cx, struct db *db)
{
	int64_t changed;
	AUTO_ROWS q = db_run(db, SQL_GRANT_EPOCH_MOVE);
	return rows_done(cx, q, &changed);
}

static enum err note_grant(struct ctx *cx, struct db *db, const struct grant *g,
			   const char *act, const char *detail, const struct who *by)
{
	return record_note(cx, db, &(struct note){
		.kind = NOTE_GRANT, .act = act, .org = by ? by->org : NULL,
		.principal = by ? by->id : NULL, .resource = g->resource, .grant = g->id,
		.case_id = g->case_id, .object = g->org, .purpose = g->purpose_code,
		.detail = detail });
}

static enum err add_words(struct ctx *cx, struct db *db, const struct grant *g,
			  const struct who *by)
{
	int64_t changed;
	AUTO_ROWS q = db_run(db, SQL_GRANT_ADD);
	bind_text(q, ":id", g->id);
	bind_text(q, ":resource", g->resource);
	bind_text(q, ":code", g->code);
	bind_text(q, ":provider", g->provider);
	bind_text(q, ":org", g->org);
	bind_text(q, ":case_id", g->case_id);
	bind_text(q, ":purpose", g->purpose ? g->purpose : "");
	bind_text(q, ":purpose_code", g->purpose_code);
	bind_text(q, ":scenario", g->scenario);
	bind_text(q, ":items", items_text(cx, g));
	bind_text(q, ":masks", masks_text(cx, g));
	bind_text(q, ":rows_where", g->where);
	bind_text(q, ":per", quota_per_word(g->quota.per));
	bind_text(q, ":valid_until", g->valid_until);
	bind_int(q, ":matter", g->matter);
	bind_text(q, ":uses", grant_uses_text(cx, g->uses));
	bind_int(q, ":tell_missing", g->tell_missing);
	bind_text(q, ":asked", g->nasked ? codes_text(cx, g->asked, g->nasked) : NULL);
	bind_ms(q, ":made_at", cx->now);
	bind_text(q, ":made_by", by && by->id ? by->id : "platform");
	return rows_done(cx, q, &changed);
}

static enum err add_use(struct ctx *cx, struct db *db, const struct grant *g)
{
	int64_t changed;
	AUTO_ROWS q = db_run(db, SQL_GRANT_USE_ADD);
	bind_text(q, ":id", g->id);
	bind_ms(q, ":until", g->until);
	bind_int(q, ":max_calls", g->quota.calls);
	bind_int(q, ":max_rows", g->quota.rows);
	bind_int(q, ":max_subjects", g->quota.subjects);
	return rows_done(cx, q, &changed);
}

enum err grant_create(struct ctx *cx, struct db *db, const struct pack *pack,
		      const struct grant_wish *wish, const struct who *by, const char **ret_id)
{
	struct resource res;
	struct grant g;
	TRY(grant_none_barred(cx, db, wish->resource, wish->org));
	TRY(resource_by_id(cx, db, wish->resource, &res));
	TRY(grant_plan(cx, pack, &res, wish, &g));
	g.id = id_new(cx);
	g.purpose_code = ctx_print(cx, "p-%s", g.id);
	TRY(add_words(cx, db, &g, by));
	TRY(add_use(cx, db, &g));
	TRY(epoch_move(cx, db));
	TRY(note_grant(cx, db, &g, "granted", items_text(cx, &g), by));
	*ret_id = g.id;
	return OK;
}

enum err grant_move(struct ctx *cx, struct db *db, const char *id,
		    const struct grant_move *to, const struct who *by)
{
	struct grant g;
	int64_t changed;
	TRY(grant_by_id(cx, db, id, &g));
	if (to->state == GRANT_OPEN)
		TRY(grant_not_barred(cx, db, id));
	AUTO_ROWS q = db_run(db, SQL_GRANT_MOVE);
	bind_text(q, ":id", id);
	bind_text(q, ":state", grant_state_word(to->state));
	bind_text(q, ":reason", to->reason);
	bind_text(q, ":basis", to->basis);
	bind_ms(q, ":now", cx->now);
	TRY(rows_one(cx, q, ERR_CONFLICT, SAY_GRANT_ENDED_ALREADY()));
	AUTO_ROWS use = db_run(db, SQL_GRANT_USE_MOVE);
	bind_text(use, ":id", id);
	bind_int(use, ":is_open", to->state == GRANT_OPEN);
	TRY(rows_done(cx, use, &changed));
	TRY(epoch_move(cx, db));
	return note_grant(cx, db, &g, to->act, to->reason, by);
}

/* The grant of a case, with its state; *ret_id NULL when it made none. */
static enum err of_case(struct ctx *cx, struct db *db, const char *case_id,
			const char **ret_id, enum grant_state *ret_state)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_GRANT_OF_CASE);
	bind_text(q, ":case_id", case_id);
	TRY(rows_next(cx, q, &more));
	*ret_id = more ? col_text(cx, q, "id") : NULL;
	if (more)
		PRE(grant_state_read(col_text(cx, q, "state"), ret_state));
	return OK;
}

enum err grant_of_case(struct ctx *cx, struct db *db, const char *case_id, const char **ret_id)
{
	enum grant_state state;
	return of_case(cx, db, case_id, ret_id, &state);
}

enum err share_effect(struct ctx *cx, struct db *db, const struct pack *pack,
		      const struct grant_wish *wish, const char *state, const struct who *by)
{
	static const struct { const char *state; enum grant_state to; const char *act; }
	moves[] = {
		{ "open",      GRANT_OPEN,      "resumed"   },
		{ "suspended", GRANT_SUSPENDED, "suspended" },
		{ "ended",     GRANT_ENDED,     "ended"     },
	};
	const char *id;
	enum grant_state was = GRANT_ENDED;
	TRY(of_case(cx, db, wish->case_id, &id, &was));
	if (strcmp(state, "open") == 0 && (!id || was == GRANT_ENDED))
		return grant_create(cx, db, pack, wish, by, &id);
	if (id && strcmp(state, "suspended") == 0)
		TRY(grant_bar_suspended(cx, db, id));
	for (size_t i = 0; id && i < 3; i++) {
		if (strcmp(moves[i].state, state) != 0 || was == moves[i].to ||
		    was == GRANT_ENDED)
			continue;
		struct grant_move to = { moves[i].to, moves[i].act, NULL, NULL };
		return grant_move(cx, db, id, &to, by);
	}
	return OK;
}

enum err grant_end_all(struct ctx *cx, struct db *db, const char *resource,
		       const char *org, const char *reason, const struct who *by)
{
	PRE(resource || org);
	AUTO_ROWS q = db_run(db, SQL_GRANT_TO_END);
	bind_text(q, ":resource", resource);
	bind_text(q, ":org", org);
	const char *ids[64];
	size_t n = 0;
	bool more = true;
	while (n < 64 && more) {
		TRY(rows_next(cx, q, &more));
		if (more)
			ids[n++] = col_text(cx, q, "id");
	}
	rows_freep(&q);
	q = NULL;
	for (size_t i = 0; i < n; i++) {
		struct grant_move to = { GRANT_ENDED, "ended", reason, NULL };
		TRY(grant_move(cx, db, ids[i], &to, by));
	}
	return more ? grant_end_all(cx, db, resource, org, reason, by) : OK;
}

enum err grant_org_changed(struct ctx *cx, struct db *db, const char *org, const char *into)
{
	static const enum sql renames[] = { SQL_GRANT_ORG_RENAME, SQL_GRANT_PROVIDER_RENAME };
	for (size_t i = 0; i < sizeof renames / sizeof renames[0]; i++) {
		AUTO_ROWS q = db_run(db, renames[i]);
		bind_text(q, ":org", org);
		bind_text(q, ":into", into);
		TRY(rows_done(cx, q, NULL));
	}
	return epoch_move(cx, db);
}

enum err grant_resource_moved(struct ctx *cx, struct db *db, const char *resource,
			      const char *org, const char *into)
{
	AUTO_ROWS q = db_run(db, SQL_GRANT_RESOURCE_MOVED);
	bind_text(q, ":resource", resource);
	bind_text(q, ":org", org);
	bind_text(q, ":into", into);
	TRY(rows_done(cx, q, NULL));
	return epoch_move(cx, db);
}

enum err grant_stirred(struct ctx *cx, struct db *db, const char *resource)
{
	AUTO_ROWS q = db_run(db, SQL_GRANT_STIRRED);
	bind_text(q, ":resource", resource);
	TRY(rows_done(cx, q, NULL));
	return epoch_move(cx, db);
}
