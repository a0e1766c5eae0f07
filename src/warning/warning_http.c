/* warning_http.c - the counter of warnings: who is concerned sees them, says what was
 * found, and closes them. To stop a grant is an act of its case, not one of here. */
#include "warning/warning_http.h"
#include "core/sight.h"
#include "record/record.h"
#include "warning/warning.h"
#include "warning_schema.h"
#include "web/req.h"
#include <string.h>

/* --- listed ---------------------------------------------------------------------- */
static void bind_seen(const struct req *rq, struct rows *q)
{
	struct sight s = sight_of(rq->cx, rq->who);
	static const char *const names[] = { "kind", "state", "org", "provider", "resource" };
	bind_text(q, ":mine", s.org);
	bind_text(q, ":region", s.county);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		bind_text(q, ctx_print(rq->cx, ":%s", names[i]), req_given(rq, names[i]));
}

static bool of_own(const struct who *w, const char *org)
{
	return w->org && org && strcmp(w->org, org) == 0;
}

/* The user explains, and closes nothing about itself. */
static bool may_close(const struct who *w, const char *org, const char *provider)
{
	return who_can(w, CAP_WARNING_ACT) && (!of_own(w, org) || of_own(w, provider));
}

/* Whose act at the grant's request stops it: its provider's, or the authority's of the
 * level that the request is at. */
static bool may_suspend(const struct who *w, const char *provider, bool local)
{
	bool county = w->level == LEVEL_COUNTY || w->level == LEVEL_TOWN;
	return (who_is(w, ROLE_STEWARD) && of_own(w, provider)) ||
	       (who_is(w, ROLE_AUTHORITY) && county == local);
}

/* What the caller may do about it, so that no page offers more. */
static void acts_json(struct ctx *cx, const struct who *w, struct jout *j, struct rows *q)
{
	const char *provider = col_text(cx, q, "provider"), *grant = col_text(cx, q, "grant_state");
	bool closed = strcmp(col_text(cx, q, "state"), "closed") == 0;
	bool open = col_text(cx, q, "case_id") && grant && strcmp(grant, "open") == 0;
	jout_key_bool(j, "may_close", !closed && may_close(w, col_text(cx, q, "org"), provider));
	jout_key_bool(j, "may_suspend", !closed && open &&
				      may_suspend(w, provider, col_int(q, "local")));
}

static enum err put(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	static const char *const texts[] = { "id", "kind", "org", "org_name", "provider",
		"provider_name", "resource", "code", "title", "grant_state", "address", "state",
		"finding", "reason" };
	static const char *const numbers[] = { "figure", "usual", "least" };
	jout_open(j);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		jout_key_text(j, texts[i], col_text(cx, q, texts[i]));
	jout_key_text(j, "grant", col_text(cx, q, "grant_id"));
	jout_key_text(j, "case", col_text(cx, q, "case_id"));
	jout_key_text(j, "key", col_text(cx, q, "key_id"));
	jout_key_text(j, "by", col_text(cx, q, "by_name"));
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		jout_key_int(j, numbers[i], col_int(q, numbers[i]));
	jout_key_day(j, "day", col_day(q, "day"));
	jout_key_ms(j, "at", col_ms(q, "at"));
	jout_key_ms(j, "changed_at", col_ms(q, "changed_at"));
	acts_json(cx, rq->who, j, q);
	jout_close(j);
	return OK;
}

static enum err list(struct ctx *cx, struct req *rq)
{
	static const struct listed warnings = { SQL_WARNING_COUNT, SQL_WARNING_LIST, "id",
						bind_seen, put };
	static const char *const states[] = { "open", "looked", "closed", NULL };
	const char *kind = req_given(rq, "kind"), *state = req_given(rq, "state");
	enum warning_kind k;
	int i = 0;
	if (kind && !warning_read(kind, &k))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("kind")), "kind");
	while (state && states[i] && strcmp(states[i], state) != 0)
		i++;
	if (state && !states[i])
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("state")), "state");
	return answer_listed(cx, rq, &warnings);
}

/* --- looked at, closed ---------------------------------------------------------------- */
enum { FOUND_MOST = 8000 };             /* characters, of all who looked */
struct acting { const struct who *who; const char *id, *finding, *reason; bool first; };

/* As one of those concerned may. */
static enum err may(struct ctx *cx, struct db *db, struct acting *a, struct note *n)
{
	bool more;
	struct sight s = sight_of(cx, a->who);
	AUTO_ROWS q = db_run(db, SQL_WARNING_GET);
	bind_text(q, ":id", a->id);
	bind_text(q, ":mine", s.org);
	bind_text(q, ":region", s.county);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_WARNING_UNKNOWN());
	const char *org = col_text(cx, q, "org"), *provider = col_text(cx, q, "provider");
	if (a->reason && !may_close(a->who, org, provider))
		return fail(cx, ERR_FORBIDDEN, SAY_WARNING_NOT_OWN());
	int64_t found = col_int(q, "found");
	if (a->finding && found > FOUND_MOST)
		return fail_field(cx, fail(cx, ERR_CONFLICT, SAY_WARNING_FOUND_FULL(FOUND_MOST)),
				  "finding");
	a->first = !found;
	n->resource = col_text(cx, q, "resource");
	n->grant = col_text(cx, q, "grant_id");
	return OK;
}

/* Its further lines are moved in, so that none passes for somebody else's. */
static const char *moved_in(struct ctx *cx, const char *said)
{
	static const char space[] = "　";
	size_t n = 0, lines = 0;
	for (const char *at = said; (at = strchr(at, '\n')) != NULL; at++)
		lines++;
	char *out = ctx_alloc(cx, strlen(said) + lines * strlen(space) + 1);
	for (const char *at = said; *at; at++) {
		out[n++] = *at;
		for (size_t i = 0; *at == '\n' && space[i]; i++)
			out[n++] = space[i];
	}
	return out;
}

/* A line with who said it and when: the user's own explanation stays beside the others'. */
static const char *line_of(struct ctx *cx, const struct acting *a)
{
	char day[DAY_TEXT];
	return a->finding ? ctx_print(cx, "%s%s %s: %s", a->first ? "" : "\n",
				      day_text(cx->today, day), a->who->name ? a->who->name : "-",
				      moved_in(cx, a->finding)) : NULL;
}

static enum err act(struct ctx *cx, struct db *db, void *arg)
{
	struct acting *a = arg;
	struct note n = { .kind = NOTE_GRANT, .act = a->reason ? "warning-closed" : "warning-looked",
			  .org = a->who->org, .principal = a->who->id, .object = a->id,
			  .detail = a->reason ? a->reason : a->finding };
	TRY(may(cx, db, a, &n));
	AUTO_ROWS q = db_run(db, SQL_WARNING_ACT);
	bind_text(q, ":id", a->id);
	bind_text(q, ":state", a->reason ? "closed" : "looked");
	bind_text(q, ":finding", line_of(cx, a));
	bind_text(q, ":reason", a->reason);
	bind_text(q, ":by_id", a->who->id);
	bind_text(q, ":by_name", a->who->name);
	bind_ms(q, ":now", cx->now);
	TRY(rows_one(cx, q, ERR_CONFLICT, SAY_WARNING_CLOSED()));
	return record_note(cx, db, &n);
}

static enum err post_look(struct ctx *cx, struct req *rq)
{
	const struct warning_look_in *in = rq->body;
	struct acting a = { .who = rq->who, .id = rq->seg[0], .finding = in->finding };
	if (!*in->finding)
		return fail_field(cx, fail(cx, ERR_INCOMPLETE, SAY_WARNING_FINDING()), "finding");
	TRY(store_change(cx, rq->store, act, &a));
	answer_status(rq, 204);
	return OK;
}

static enum err post_close(struct ctx *cx, struct req *rq)
{
	const struct warning_close_in *in = rq->body;
	struct acting a = { .who = rq->who, .id = rq->seg[0], .reason = in->reason };
	if (!*in->reason)
		return fail_field(cx, fail(cx, ERR_INCOMPLETE, SAY_WARNING_REASON()), "reason");
	TRY(store_change(cx, rq->store, act, &a));
	answer_status(rq, 204);
	return OK;
}

static const char *const asked[] = { "kind", "state", "org", "provider", "resource", "limit",
				     "cursor", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "GET", "/api/v1/use-warnings", CAP_GRANT_READ, AUDIT_READ, NULL, &schema_use_warning_list, list,
  "Unusual use that concerns the caller: what, when, how much, and what was usual", 0, 0, asked },
{ "POST", "/api/v1/use-warnings/{id}/look", CAP_WARNING_ACT, AUDIT_WRITE, &schema_warning_look,
  NULL, post_look, "Say what was found about unusual use", 0, 0, NULL },
{ "POST", "/api/v1/use-warnings/{id}/close", CAP_WARNING_ACT, AUDIT_WRITE, &schema_warning_close,
  NULL, post_close, "Close a warning, with the reason", 0, 0, NULL },
};
/* clang-format on */
const struct route_list warning_routes = { rows, sizeof rows / sizeof rows[0], "grants" };
