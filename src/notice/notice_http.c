/* notice_http.c - what the caller's desks have been told. */
#include "notice/routes.h"
#include "app.h"
#include "cases/legal.h"
#include "notice/notice.h"
#include "notice_schema.h"
#include "web/req.h"
#include <string.h>

static void bind_desks(struct rows *q, const struct who *who)
{
	static const char *const names[] = { ":d1", ":d2", ":d3" };
	char desks[DESKS_MAX][DESK_TEXT];
	int n = desks_of_who(who, desks);
	for (int i = 0; i < 3; i++)
		bind_text(q, names[i], i < n ? desks[i] : "");
}

/* --- in words --------------------------------------------------------------------------- */
static const char *words(struct ctx *cx, const char *kind, const char *title,
			 const char *state, const char *due, const char *act, bool back,
			 enum said_lang lang)
{
	struct said s = SAY_NOTICE_MOVED(title, state);
	if (strcmp(kind, "added") == 0)
		s = SAY_NOTICE_ADDED(title, act ? act : "");
	else if (strcmp(kind, "waits") == 0)
		s = back ? SAY_NOTICE_RETURNED(title) : SAY_NOTICE_WAITS(title, state);
	else if (strcmp(kind, "due_soon") == 0 || strcmp(kind, "due_next") == 0)
		s = SAY_NOTICE_DUE(title, due);
	else if (strcmp(kind, "late") == 0)
		s = SAY_NOTICE_LATE(title, due);
	else if (strcmp(kind, "escalated") == 0)
		s = SAY_NOTICE_ESCALATED(title, due);
	else if (strcmp(kind, "recounted") == 0)
		s = SAY_NOTICE_RECOUNTED(title, due);
	else if (strcmp(kind, "grant_ending") == 0 || strcmp(kind, "grant_ends") == 0)
		s = SAY_NOTICE_GRANT_ENDS(title, due);
	else if (strcmp(kind, notice_kind_word(NOTICE_COPY_DOUBTED)) == 0)
		s = SAY_NOTICE_COPY_DOUBTED(title);
	else if (strcmp(kind, notice_kind_word(NOTICE_COPY_SETTLED)) == 0)
		s = SAY_NOTICE_COPY_SETTLED(title);
	else if (strcmp(kind, "grant_renewed") == 0)
		s = SAY_NOTICE_GRANT_RENEWED(title, due);
	return said_words(cx, s, lang);
}

static void label(struct jout *j, const char *key, const char *key_en, struct words w)
{
	jout_key_text(j, key, w.zh ? w.zh : "");
	jout_key_text(j, key_en, w.en ? w.en : "");
}

/* Of a system's key, or no sentence. */
static const char *of_key(struct ctx *cx, const char *kind, const char *about, const char *why,
			  enum said_lang lang)
{
	if (strcmp(kind, notice_kind_word(NOTICE_KEY_ASKED)) == 0)
		return said_words(cx, SAY_NOTICE_KEY_ASKED(about), lang);
	if (strcmp(kind, notice_kind_word(NOTICE_KEY_AGREED)) == 0)
		return said_words(cx, SAY_NOTICE_KEY_AGREED(about, why), lang);
	if (strcmp(kind, notice_kind_word(NOTICE_KEY_REFUSED)) == 0)
		return said_words(cx, SAY_NOTICE_KEY_REFUSED(about, why), lang);
	if (strcmp(kind, notice_kind_word(NOTICE_KEY_REVOKED)) == 0)
		return said_words(cx, SAY_NOTICE_KEY_REVOKED(about, why), lang);
	return NULL;
}

static const char *without_case(struct ctx *cx, struct rows *q, enum said_lang lang)
{
	const char *kind = col_text(cx, q, "kind"), *about = col_text(cx, q, "about");
	const char *why = col_text(cx, q, lang == SAID_ZH ? "reason" : "reason_en");
	const char *key = of_key(cx, kind, about, why, lang);
	if (key)
		return key;
	if (strcmp(kind, notice_kind_word(NOTICE_DUPLICATES_FOUND)) == 0)
		return said_words(cx, SAY_NOTICE_DUPLICATES_FOUND(about, why), lang);
	if (strcmp(kind, notice_kind_word(NOTICE_PULL_NOT_LOADED)) == 0)
		return said_words(cx, SAY_NOTICE_PULL_NOT_LOADED(about, why), lang);
	if (strcmp(kind, notice_kind_word(NOTICE_DEPOSIT_FAILED)) == 0)
		return said_words(cx, SAY_NOTICE_DEPOSIT_FAILED(about, why), lang);
	bool failed = strcmp(kind, notice_kind_word(NOTICE_RELEASE_FAILED)) == 0;
	if (strcmp(kind, notice_kind_word(NOTICE_UNUSUAL)) == 0)
		return why;
	if (strcmp(kind, notice_kind_word(NOTICE_PULL_FAILED)) == 0)
		return said_words(cx, SAY_NOTICE_PULL_FAILED(about, why), lang);
	if (strcmp(kind, notice_kind_word(NOTICE_INTERFACE_PAUSED)) == 0)
		return said_words(cx, SAY_NOTICE_INTERFACE_PAUSED(about, why), lang);
	return said_words(cx, failed ? SAY_NOTICE_RELEASE_FAILED(about, why)
				     : SAY_NOTICE_RELEASE_SKIPPED(about, why), lang);
}

static void head_json(struct ctx *cx, struct jout *j, struct rows *q)
{
	jout_open(j);
	jout_key_text(j, "id", col_text(cx, q, "id"));
	jout_key_text(j, "kind", col_text(cx, q, "kind"));
	jout_key_ms(j, "at", col_ms(q, "at"));
	jout_key_bool(j, "read", col_int(q, "read_at") != 0);
	jout_key_text(j, "desk", col_text(cx, q, "desk"));
	jout_key_text(j, "case", col_text(cx, q, "case_id"));
}

/* A notice of what is no case. */
static enum err other_json(struct ctx *cx, struct jout *j, struct rows *q)
{
	head_json(cx, j, q);
	jout_key_text(j, "text", without_case(cx, q, SAID_ZH));
	jout_key_text(j, "text_en", without_case(cx, q, SAID_EN));
	jout_key_text(j, "about", col_text(cx, q, "about"));
	jout_close(j);
	return OK;
}

static enum err item_json(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	if (!col_null(q, "about"))
		return other_json(cx, j, q);
	const struct legal *legal = rq->app->legal;
	const char *process = col_text(cx, q, "process"), *state = col_text(cx, q, "state");
	const char *title = col_text(cx, q, "title"), *kind = col_text(cx, q, "kind");
	const struct law *l = legal_law(legal, process, col_text(cx, q, "pack"));
	struct words none = { "", "" };
	struct words now = l ? process_state(l->text, state) : none;
	day_t due = col_day(q, "due");
	char day[DAY_TEXT] = "";
	const char *says = strcmp(kind, "waits") == 0 && !col_int(q, "waits") ? "moved" : kind;
	/* What waits at the beginning has been there before. */
	bool back = l && strcmp(state, l->process->states[0]) == 0;

	if (due.n)
		day_text(due, day);
	head_json(cx, j, q);
	jout_key_text(j, "text", words(cx, says, title, now.zh, day,
				     col_text(cx, q, "reason"), back, SAID_ZH));
	jout_key_text(j, "text_en", words(cx, says, title, now.en, day,
					col_text(cx, q, "reason_en"), back, SAID_EN));
	jout_key_day(j, "due_on", due);
	jout_key_text(j, "process", process);
	label(j, "process_label", "process_label_en", l ? l->text->words : none);
	jout_key_text(j, "state", state);
	label(j, "state_label", "state_label_en", now);
	jout_key_text(j, "title", title);
	jout_key_text(j, "resource", col_text(cx, q, "resource"));
	jout_key_text(j, "applicant_name", col_text(cx, q, "applicant_name"));
	jout_key_text(j, "provider_name", col_text(cx, q, "provider_name"));
	jout_close(j);
	return OK;
}

/* --- doors -------------------------------------------------------------------------------- */
static void bind_filters(const struct req *rq, struct rows *q)
{
	const char *v = req_query(rq, "unread");
	bind_desks(q, rq->who);
	bind_int(q, ":unread", v && (v[0] == 't' || v[0] == '1'));
}

static enum err list(struct ctx *cx, struct req *rq)
{
	static const struct listed notices = { SQL_NOTICE_COUNT, SQL_NOTICE_LIST, "id",
					       bind_filters, item_json };
	bool unread;
	TRY(req_query_flag(cx, rq, "unread", &unread));
	return answer_listed(cx, rq, &notices);
}

static enum err mark(struct ctx *cx, struct db *db, void *arg)
{
	const struct req *rq = arg;
	bool one = rq->seg[0] != NULL;
	int64_t n;
	AUTO_ROWS q = db_run(db, one ? SQL_NOTICE_READ : SQL_NOTICE_READ_ALL);
	bind_desks(q, rq->who);
	bind_ms(q, ":now", cx->now);
	bind_text(q, ":by", rq->who->id);
	if (one) {
		bind_text(q, ":id", rq->seg[0]);
		return rows_one(cx, q, ERR_NOT_FOUND, SAY_NO_SUCH_NOTICE());
	}
	return rows_done(cx, q, &n);
}

static enum err read(struct ctx *cx, struct req *rq)
{
	bool more;
	TRY(store_change(cx, rq->store, mark, rq));
	AUTO_ROWS q = db_run(rq->db, SQL_NOTICE_COUNT);
	bind_desks(q, rq->who);
	bind_int(q, ":unread", true);
	TRY(rows_next(cx, q, &more));
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	jout_key_int(j, "unread", more ? col_int(q, "n") : 0);
	jout_close(j);
	return OK;
}

static const char *const list_query[] = { "unread", "limit", "cursor", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "GET", "/api/v1/notices", CAP_NOTICE_READ, AUDIT_READ, NULL, &schema_notice_list, list,
  "What your desks have been told, newest first", .query = list_query },
{ "POST", "/api/v1/notices/read", CAP_NOTICE_READ, AUDIT_WRITE, NULL, &schema_notice_read, read,
  "Mark all as read", .flags = 0 },
{ "POST", "/api/v1/notices/{id}/read", CAP_NOTICE_READ, AUDIT_WRITE, NULL, &schema_notice_read,
  read, "Mark one as read", .flags = 0 },
};
/* clang-format on */
const struct route_list notice_routes = { rows, sizeof rows / sizeof rows[0], "notices" };
