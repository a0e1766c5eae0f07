/* ask.c - see ask.h. Texts of a GET are items by name; a POST has its schema. */
#include "dataapi/ask.h"
#include "dataapi_schema.h"
#include "web/req.h"
#include <string.h>

static enum err bad(struct ctx *cx, const char *field, struct said said)
{
	return fail_field(cx, fail(cx, ERR_INVALID, said), field);
}

enum err ask_purpose(struct ctx *cx, const struct req *rq, const char **ret)
{
	const char *purpose = req_header(rq, "Gongshu-Purpose");
	if (!purpose || !*purpose)
		return bad(cx, "Gongshu-Purpose", SAY_DATA_PURPOSE_MISSING());
	*ret = purpose;
	return OK;
}

static enum err add_item(struct ctx *cx, struct view view, const char *code,
			 struct data_ask *a)
{
	const struct viewed *f = view_find(view, code);
	if (!f)
		return bad(cx, "fields", SAY_DATA_ITEM_UNKNOWN(code));
	size_t at = (size_t)(f - view.at);
	for (size_t i = 0; i < a->nseen; i++)
		if (a->seen[i] == at)
			return bad(cx, "fields", SAY_DATA_ITEM_TWICE(code));
	a->seen[a->nseen++] = at;
	return OK;
}

static void all_granted(struct view view, struct data_ask *a)
{
	for (size_t i = 0; i < view.n; i++)
		if (view.at[i].granted)
			a->seen[a->nseen++] = i;
}

static enum err fields_text(struct ctx *cx, struct view view, const char *text,
			    struct data_ask *a)
{
	do {
		size_t n = strcspn(text, ",");
		TRY(add_item(cx, view, ctx_textn(cx, text, n), a));
		text += n + (text[n] == ',');
		if (!*text && text[-1] == ',')
			return bad(cx, "fields", SAY_DATA_ITEM_UNKNOWN(""));
	} while (*text);
	return OK;
}

static int64_t limit_most(const struct data_ask *a)
{
	return a->format == DATA_JSON ? DATA_PAGE_MOST : DATA_ROWS_MOST;
}

/* Without a limit a page of JSON, or all rows as a stream. */
static enum err set_limit(struct ctx *cx, bool said, int64_t limit, struct data_ask *a)
{
	if (said && (limit < 1 || limit > limit_most(a)))
		return bad(cx, "limit", SAY_DATA_LIMIT(limit_most(a)));
	a->limit = said ? limit : a->format == DATA_JSON ? DATA_PAGE : DATA_ROWS_MOST;
	a->whole = a->limit > DATA_PAGE_MOST;
	return OK;
}

static bool reserved(const char *name)
{
	return strcmp(name, "fields") == 0 || strcmp(name, "limit") == 0 ||
	       strcmp(name, "cursor") == 0;
}

static enum err read_query(struct ctx *cx, const struct req *rq, struct view view,
			   struct data_ask *a)
{
	const char *fields = req_query(rq, "fields");
	int64_t limit = 0;
	TRY(req_query_int(cx, rq, "limit", 1, limit_most(a), &limit));
	TRY(set_limit(cx, req_query(rq, "limit") != NULL, limit, a));
	a->cursor = req_query(rq, "cursor");
	if (fields)
		TRY(fields_text(cx, view, fields, a));
	else
		all_granted(view, a);
	for (size_t i = 0; i < req_query_count(rq); i++) {
		const char *name, *text;
		const struct filter *f;
		req_query_at(rq, i, &name, &text);
		if (reserved(name))
			continue;
		TRY(filter_equal(cx, view, name, text, &f));
		a->where = filter_both(cx, a->where, f);
	}
	return OK;
}

/* All of a batch's rows on one page, so that each key can be told found or not. */
static void each_key(const struct data_query_in *in, const struct key_list *keys,
		     struct data_ask *a)
{
	bool room = !in->has_limit || (size_t)in->limit >= keys->n;
	if (a->format != DATA_JSON || a->cursor || !room)
		return;
	if (!in->has_limit && (size_t)a->limit < keys->n)
		a->limit = (int64_t)keys->n;
	a->keys = keys;
	a->sent_keys = in->keys;
}

static enum err read_body(struct ctx *cx, const struct req *rq, struct view view,
			  struct data_ask *a)
{
	const struct data_query_in *in = rq->body;
	struct key_list *keys = ctx_new(cx, struct key_list);
	TRY(set_limit(cx, in->has_limit, in->limit, a));
	a->cursor = in->cursor;
	if (in->has_fields && !in->nfields)
		return bad(cx, "fields", SAY_DATA_ITEM_UNKNOWN(""));
	for (size_t i = 0; i < in->nfields; i++)
		TRY(add_item(cx, view, in->fields[i], a));
	if (!in->has_fields)
		all_granted(view, a);
	TRY(filter_read(cx, in->where, view, "where", &a->where));
	if (in->has_keys) {
		const struct filter *any;
		TRY(filter_keys(cx, in->keys, view, keys, &any));
		a->where = filter_both(cx, a->where, any);
		each_key(in, keys, a);
	}
	return OK;
}

enum err ask_read(struct ctx *cx, const struct req *rq, struct view view,
		  struct data_ask *ret)
{
	struct data_ask a = {
		.matter = req_header(rq, "Gongshu-Matter"),
		.format = data_format_of(req_header(rq, "Accept")),
		.seen = ctx_array(cx, size_t, view.n),
	};
	TRY(ask_purpose(cx, rq, &a.purpose));
	TRY(rq->body ? read_body(cx, rq, view, &a) : read_query(cx, rq, view, &a));
	*ret = a;
	return OK;
}
