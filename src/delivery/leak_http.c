/* leak_http.c - the security administrator holds a leaked piece against every mark. */
#include "app.h"
#include "delivery/delivery_http.h"
#include "delivery/leak.h"
#include "delivery_schema.h"
#include "record/record.h"
#include "record/takeout.h"
#include <math.h>
#include <string.h>

enum { SHOWN = 50 };

static void suspect_json(struct ctx *cx, struct jout *j, const struct suspect *s)
{
	jout_open(j);
	jout_key_text(j, "case", s->case_id);
	jout_key_text(j, "org", s->org);
	jout_key_text(j, "org_name", s->org_name);
	jout_key_text(j, "title", s->title);
	jout_key_text(j, "mark", s->mark);
	jout_key_bool(j, "named", s->named);
	jout_key_raw(j, "odds", ctx_print(cx, "%.1f", s->evidence));
	jout_key_int(j, "rows", s->tally.rows);
	jout_key_int(j, "bits", s->tally.bits);
	jout_key_int(j, "held", s->tally.held);
	jout_key_int(j, "invented", s->tally.invented);
	jout_key_int(j, "pairs", s->tally.pairs);
	jout_key_int(j, "pairs_held", s->tally.pairs_held);
	jout_close(j);
}

struct looked { const struct leak *l; const struct who *by; struct hash file; size_t named;
		const char *why; };

/* Who looked for whom is itself on the record, before they learn of it. */
static enum err noted(struct ctx *cx, struct db *db, void *arg)
{
	const struct looked *k = arg;
	return record_note(cx, db, &(struct note){
		.kind = NOTE_ADMIN, .act = "leak-traced", .org = k->by->org, .principal = k->by->id,
		.rows = k->l->rows, .request = &k->file,
		.case_id = k->named ? k->l->list[0].case_id : NULL,
		.detail = ctx_print(cx, "%s; %zu named of %zu", k->why ? k->why : "", k->named,
				    k->l->asked) });
}

static enum err leaked(struct ctx *cx, struct req *rq)
{
	struct leak l;
	const char *why;
	TRY(takeout_reason(cx, rq, &why));
	TRY(leak_look(cx, rq->db, rq->app->seal_key, rq->raw, rq->nraw, &l));
	struct looked k = { &l, rq->who, hash_of(rq->raw, rq->nraw), 0, why };
	for (size_t i = 0; i < l.n; i++)
		k.named += l.list[i].named;
	TRY(store_change(cx, rq->store, noted, &k));
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	jout_key_int(j, "rows", l.rows);
	jout_key_int(j, "asked", (int64_t)l.asked);
	jout_key_int(j, "apart", (int64_t)l.apart);
	jout_key_int(j, "named", (int64_t)k.named);
	jout_key_text(j, "method", said_words(cx, SAY_DELIVERY_METHOD(MARK_PROOF), SAID_ZH));
	jout_key_text(j, "method_en", said_words(cx, SAY_DELIVERY_METHOD(MARK_PROOF), SAID_EN));
	jout_key(j, "items");
	jout_list(j);
	for (size_t i = 0; i < l.n && i < SHOWN; i++)
		suspect_json(cx, j, &l.list[i]);
	jout_end_list(j);
	jout_close(j);
	return OK;
}

static const char *const reasoned[] = { "reason", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "POST", "/api/v1/deliveries/leaked", CAP_COPY_TRACE, AUDIT_WRITE, NULL, &schema_delivery_leak,
  leaked, "Whose copy a piece of a table is (CSV, UTF-8): recipients by the odds of their mark; "
  "a reason is given", ROUTE_RAW_BODY, LEAK_BYTES, reasoned },
};
/* clang-format on */
const struct route_list delivery_leak_routes = { rows, sizeof rows / sizeof rows[0], "deliveries" };
