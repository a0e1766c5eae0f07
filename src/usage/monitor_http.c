/* monitor_http.c - monitored operations: copies, exports, what is destroyed and the like,
 * for who watches over them (R39.1). Each is a leaf of the record, shown as it stands
 * there, and told in words beside it; there is no second log. */
#include "account/account.h"
#include "app.h"
#include "core/sight.h"
#include "record/show.h"
#include "usage/monitor_words.h"
#include "usage/usage.h"
#include "usage/usage_http.h"
#include "usage_schema.h"
#include "web/req.h"
#include <stdlib.h>
#include <string.h>

struct asked { const char *kind, *county; ms_t from, to; };

static enum err read_asked(struct ctx *cx, struct req *rq, struct asked *ret)
{
	struct asked a = { .kind = req_given(rq, "kind"), .county = sight_of(cx, rq->who).county };
	int k = MONITORED_NOT + 1;
	while (a.kind && k < MONITORED_KINDS_ &&
	       strcmp(monitored_word((enum monitored)k), a.kind) != 0)
		k++;
	if (k == MONITORED_KINDS_)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("kind")), "kind");
	TRY(record_time(cx, rq, "from", false, &a.from));
	TRY(record_time(cx, rq, "to", true, &a.to));
	*ret = a;
	return OK;
}

static void bind_asked(const struct req *rq, struct rows *q, const struct asked *a)
{
	bind_text(q, ":kind", a->kind);
	bind_text(q, ":org", req_given(rq, "org"));
	bind_text(q, ":resource", req_given(rq, "resource"));
	bind_text(q, ":county", a->county);
	bind_ms(q, ":from", a->from);
	bind_ms(q, ":to", a->to);
}

static enum err count(struct ctx *cx, struct req *rq, const struct asked *a, int64_t *ret)
{
	bool more;
	AUTO_ROWS q = db_run(rq->db, SQL_MONITORED_COUNT);
	bind_asked(rq, q, a);
	TRY(rows_next(cx, q, &more));
	*ret = more ? col_int(q, "n") : 0;
	return OK;
}

/* --- in words ----------------------------------------------------------------------------- */
static const char *org_name(struct ctx *cx, void *arg, const char *id)
{
	const struct req *rq = arg;
	const struct org *org;
	return account_org(cx, rq->db, id, &org) == OK ? org->name : NULL;
}

static const char *system_name(struct ctx *cx, void *arg, const char *id)
{
	const struct req *rq = arg;
	bool more;
	AUTO_ROWS q = db_run(rq->db, SQL_MONITORED_SYSTEM);
	bind_text(q, ":id", id);
	return rows_next(cx, q, &more) == OK && more ? col_text(cx, q, "name") : NULL;
}

static enum err list(struct ctx *cx, struct req *rq)
{
	struct asked a;
	struct page page;
	int64_t total, last = 0, n = 0;
	bool more;
	struct shown leaf;
	struct words told;
	const struct monitor_names names = { rq->app->pack, org_name, system_name, rq };
	TRY(read_asked(cx, rq, &a));
	TRY(req_page(cx, rq, &page));
	TRY(count(cx, rq, &a, &total));
	AUTO_ROWS q = db_run(rq->db, SQL_MONITORED_LIST);
	bind_asked(rq, q, &a);
	bind_int(q, ":after", page.after ? strtoll(page.after, NULL, 10) : INT64_MAX);
	bind_int(q, ":limit", page.limit + 1);
	struct jout *j = answer_list(rq);
	for (;; n++) {
		TRY(rows_next(cx, q, &more));
		if (!more || n == page.limit)
			break;
		last = col_int(q, "leaf");
		jout_open(j);
		jout_key_text(j, "monitored", col_text(cx, q, "kind"));
		jout_key(j, "leaf");
		TRY(record_leaf_json(cx, rq, j, last, &leaf));
		told = monitor_words(cx, &names, leaf.act, leaf.detail);
		jout_key_text(j, "words", told.zh);
		jout_key_text(j, "words_en", told.en);
		jout_close(j);
	}
	answer_list_end(cx, rq, more ? ctx_print(cx, "%lld", (long long)last) : NULL, total);
	return OK;
}

static const char *const listed[] = { "kind", "org", "resource", "from", "to", "limit", "cursor",
				      NULL };

/* clang-format off */
static const struct route rows[] = {
{ "GET", "/api/v1/monitored", CAP_MONITOR_READ, AUDIT_READ, NULL, &schema_monitored_list, list,
  "Monitored operations (copies, exports, de-identification, destruction, rows pulled, leaks "
  "traced), each the record's own leaf", 0, 0, listed },
};
/* clang-format on */
const struct route_list monitor_routes = { rows, sizeof rows / sizeof rows[0], "record" };
