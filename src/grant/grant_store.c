/* grant_store.c - grants kept and found. The codes of items hold only [a-z0-9_], so
 * lists of them are kept as text with commas ("a,b"; "a:name"). */
#include "grant/inside.h"
#include <stdlib.h>
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

const char *grant_items_text(struct ctx *cx, const struct grant *g)
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
		.org_region = col_text(cx, q, "org_region"),
		.provider_name = col_text(cx, q, "provider_name"),
		.provider_region = col_text(cx, q, "provider_region"),
		.asked = col_text(cx, q, "asked"),
		.scenario_code = col_text(cx, q, "scenario_code"),
		.scenario_name = col_text(cx, q, "scenario_name"),
		.renews = col_text(cx, q, "renews"),
		.renewed_by = col_text(cx, q, "renewed_by"),
		.renewal = col_text(cx, q, "renewal"),
		.commitment = col_text(cx, q, "commitment"),
		.commitment_version = col_text(cx, q, "commitment_version") };
	g->shown = s;
	struct grant_left left = {
		.reason = col_text(cx, q, "left_reason"), .law = col_text(cx, q, "left_law"),
		.level = col_text(cx, q, "left_level"),
		.article = col_text(cx, q, "left_article") };
	if (left.law) {
		struct grant_left *kept = ctx_new(cx, struct grant_left);
		*kept = left;
		g->left = kept;
	}
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
	bind_text(q, ":county", want->county);
	bind_text(q, ":giver", want->giver);
	bind_text(q, ":taker", want->taker);
	bind_text(q, ":state", want->state);
	bind_like(q, ":q", want->words);
	bind_ms(q, ":now", now);
}

#define ENDLESS INT64_C(9000000000000)  /* as the statement has it: behind all that end */

const char *grant_place(struct ctx *cx, const struct grant *g, bool by_until)
{
	int64_t until = g->until.n > 0 ? g->until.n : ENDLESS;
	return by_until ? ctx_print(cx, "%lld %s", (long long)until, g->id) : g->id;
}

static void bind_place(struct rows *q, const char *after)
{
	char *id = NULL;
	bind_int(q, ":after", after ? strtoll(after, &id, 10) : 0);
	bind_text(q, ":after_id", id && *id == ' ' ? id + 1 : "");
}

enum err grant_list(struct ctx *cx, struct db *db, const struct grant_query *want,
		    struct grant **ret_list, size_t *ret_n)
{
	struct grant *list = ctx_array(cx, struct grant, (size_t)want->limit);
	size_t n = 0;
	AUTO_ROWS q = db_run(db, want->by_until ? SQL_GRANT_LIST_UNTIL : SQL_GRANT_LIST);
	bind_want(q, want, cx->now);
	if (want->by_until)
		bind_place(q, want->after);
	else
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

/* --- one more ------------------------------------------------------------ */

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
	bind_text(q, ":items", grant_items_text(cx, g));
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
	struct grant_left left = g->left ? *g->left : (struct grant_left){ 0 };
	bind_text(q, ":left_reason", left.reason);
	bind_text(q, ":left_law", left.law);
	bind_text(q, ":left_level", left.level);
	bind_text(q, ":left_article", left.article);
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

enum err grant_add(struct ctx *cx, struct db *db, const struct grant *g, const struct who *by)
{
	TRY(add_words(cx, db, g, by));
	return add_use(cx, db, g);
}
