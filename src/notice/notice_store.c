/* notice_store.c - notices put down. */
#include "notice/notice.h"
#include <stdio.h>

const char *notice_kind_word(enum notice_kind k)
{
	static const char *const words[NOTICE_KINDS_] = {
#define X(id, word) [NOTICE_##id] = word,
		NOTICE_KINDS(X)
#undef X
	};
	return words[k];
}

struct putting { const char *about, *reason, *reason_en; };

static enum err put(struct ctx *cx, struct db *db, const struct notice_put *n,
		    const struct putting *p)
{
	int64_t added;
	const char *id = id_new(cx);
	AUTO_ROWS q = db_run(db, SQL_NOTICE_ADD);
	bind_text(q, ":id", id);
	bind_text(q, ":desk", n->desk);
	bind_text(q, ":case_id", n->case_id);
	bind_text(q, ":kind", notice_kind_word(n->kind));
	bind_int(q, ":step", n->step);
	bind_day(q, ":due", n->due);
	bind_ms(q, ":at", cx->now);
	bind_text(q, ":about", p->about);
	bind_text(q, ":reason", p->reason);
	bind_text(q, ":reason_en", p->reason_en);
	TRY(rows_done(cx, q, &added));
	if (!added)
		return OK;
	AUTO_ROWS out = db_run(db, SQL_OUTBOX_ADD);
	bind_text(out, ":id", id_new(cx));
	bind_text(out, ":notice", id);
	bind_ms(out, ":now", cx->now);
	return rows_done(cx, out, &added);
}

enum err notice_put(struct ctx *cx, struct db *db, const struct notice_put *n)
{
	if (!n->desk || !*n->desk)
		return OK;
	return put(cx, db, n, &(struct putting){ .reason = n->zh, .reason_en = n->en });
}

/* Where a case's id stands, stands what no case is called. */
static const char *instead(struct ctx *cx, const char *about)
{
	return ctx_print(cx, "about:%s", about);
}

enum err notice_about_done(struct ctx *cx, struct db *db, enum notice_kind kind,
			   const char *about)
{
	AUTO_ROWS q = db_run(db, SQL_NOTICE_ABOUT_DONE);
	bind_text(q, ":case_id", instead(cx, about));
	bind_text(q, ":kind", notice_kind_word(kind));
	bind_ms(q, ":now", cx->now);
	return rows_done(cx, q, NULL);
}

enum err notice_settled(struct ctx *cx, struct db *db, ms_t before)
{
	AUTO_ROWS q = db_run(db, SQL_NOTICE_SETTLED);
	bind_ms(q, ":before", before);
	return rows_done(cx, q, NULL);
}

enum err notice_put_about(struct ctx *cx, struct db *db, const struct notice_about *n)
{
	const char *key = instead(cx, n->about);
	return put(cx, db, &(struct notice_put){ .desk = n->desk, .case_id = key,
		.kind = n->kind }, &(struct putting){ n->about,
		n->zh ? n->zh : said_words(cx, n->why, SAID_ZH),
		n->en ? n->en : said_words(cx, n->why, SAID_EN) });
}

enum err notice_put_counted(struct ctx *cx, struct db *db, const struct notice_about *n)
{
	struct notice_about first = *n;
	int64_t known;
	if (!n->desk || !*n->desk)
		return OK;
	AUTO_ROWS q = db_run(db, SQL_NOTICE_COUNTED);
	bind_text(q, ":case_id", instead(cx, n->about));
	bind_text(q, ":desk", n->desk);
	bind_text(q, ":kind", notice_kind_word(n->kind));
	TRY(rows_done(cx, q, &known));
	first.zh = first.en = "1";
	return known ? OK : notice_put_about(cx, db, &first);
}

enum err notice_org_changed(struct ctx *cx, struct db *db, const char *org, const char *into)
{
	char old[DESK_TEXT], new[DESK_TEXT];
	snprintf(old, sizeof old, "steward@%s", org);
	snprintf(new, sizeof new, "steward@%s", into);
	AUTO_ROWS q = db_run(db, SQL_NOTICE_DESK_RENAME);
	bind_text(q, ":desk", old);
	bind_text(q, ":into", new);
	return rows_done(cx, q, NULL);
}
