/* takeout.c - see takeout.h. */
#include "record/takeout.h"
#include "base/utf8.h"
#include "record/record.h"
#include <string.h>

enum { ASKED_SHOWN = 80 };              /* bytes of what a parameter asked for */

enum err takeout_reason(struct ctx *cx, const struct req *rq, const char **ret)
{
	const char *reason = req_given(rq, "reason");
	if (reason && !reason[strspn(reason, " \t\r\n")])
		reason = NULL;
	if (!reason && rq->who->kind != WHO_SYSTEM)
		return fail_article(cx, fail_field(cx, fail(cx, ERR_INCOMPLETE,
			SAY_RECORD_REASON()), "reason"), "39");
	if (reason && utf8_count(reason, strlen(reason)) > REASON_MOST)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_RECORD_REASON_LONG(REASON_MOST)),
				  "reason");
	*ret = reason;
	return OK;
}

static const char *why_taken(struct ctx *cx, const struct req *rq, const struct takeout *t)
{
	const char *all = t->reason ? t->reason : "";
	if (t->about)
		all = ctx_print(cx, "%s%s%s", all, *all ? "; " : "", t->about);
	for (size_t i = 0; i < req_query_count(rq); i++) {
		const char *name, *value;
		req_query_at(rq, i, &name, &value);
		if (strcmp(name, "reason") != 0 && *value)
			all = ctx_print(cx, "%s%s%s=%.*s", all, *all ? "; " : "", name,
					(int)utf8_cut(value, strlen(value), ASKED_SHOWN), value);
	}
	return *all ? all : NULL;
}

static struct note *note_of(struct req *rq, const struct takeout *t)
{
	struct note *n = ctx_new(rq->cx, struct note);
	*n = (struct note){ .kind = NOTE_EXPORT, .act = t->act, .org = rq->who->org,
			    .principal = rq->who->id, .resource = t->resource,
			    .resource_version = t->version,
			    .object = t->object, .rows = t->rows, .bytes = t->bytes,
			    .detail = why_taken(rq->cx, rq, t), .peer = rq->peer };
	return n;
}

static enum err put_note(struct ctx *cx, struct db *db, void *arg)
{
	return record_note(cx, db, arg);
}

void takeout_answer(struct req *rq, const struct takeout *t)
{
	if (answer_sends(rq))
		answer_after(rq, put_note, note_of(rq, t));
}

enum err takeout_now(struct ctx *cx, struct req *rq, const struct takeout *t)
{
	return answer_is_head(rq) ? OK : store_change(cx, rq->store, put_note, note_of(rq, t));
}
