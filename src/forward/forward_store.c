/* forward_store.c - interfaces, kept. See forward.h. */
#include "app.h"
#include "forward/inside.h"
#include "grant/grants.h"
#include "notice/notice.h"
#include "record/record.h"
#include "sys/clock.h"
#include "sys/log.h"

struct interface interface_row(struct ctx *cx, struct rows *q)
{
	return (struct interface){
		.resource = col_text(cx, q, "resource"), .system = col_text(cx, q, "system"),
		.org = col_text(cx, q, "org"), .org_name = col_text(cx, q, "org_name"),
		.region = col_text(cx, q, "region"),
		.url = col_text(cx, q, "url"), .header = col_text(cx, q, "header"),
		.sealed = col_text(cx, q, "sealed"), .address = col_text(cx, q, "address"),
		.ms = col_int(q, "most_ms"), .rows = col_int(q, "most_rows"),
		.bytes = col_int(q, "most_bytes"), .enabled = col_int(q, "enabled") != 0,
		.rightful = col_int(q, "rightful") != 0, .revision = col_int(q, "revision"),
		.changed_by = col_text(cx, q, "changed_by"), .changed_at = col_ms(q, "changed_at") };
}

enum err interface_of(struct ctx *cx, struct db *db, const char *resource,
		      struct interface *ret, bool *ret_there)
{
	AUTO_ROWS q = db_run(db, SQL_INTERFACE_GET);
	bind_text(q, ":resource", resource);
	TRY(rows_next(cx, q, ret_there));
	if (*ret_there)
		*ret = interface_row(cx, q);
	return OK;
}

enum err interface_note(struct ctx *cx, struct db *db, const struct who *who,
			const struct interface *i, const char *act, const char *detail)
{
	return record_note(cx, db, &(struct note){ .kind = NOTE_CATALOGUE, .act = act,
		.org = who->org, .principal = who->id, .resource = i->resource,
		.object = i->system, .detail = detail });
}

enum err interface_put(struct ctx *cx, struct db *db, const struct who *who,
		       const struct interface *i)
{
	struct interface was;
	bool there;
	TRY(interface_of(cx, db, i->resource, &was, &there));
	AUTO_ROWS q = db_run(db, SQL_INTERFACE_PUT);
	bind_text(q, ":resource", i->resource);
	bind_text(q, ":system", i->system);
	bind_text(q, ":url", i->url);
	bind_text(q, ":header", i->header);
	bind_text(q, ":sealed", i->sealed);
	bind_text(q, ":address", i->address);
	bind_int(q, ":ms", i->ms);
	bind_int(q, ":rows", i->rows);
	bind_int(q, ":bytes", i->bytes);
	bind_int(q, ":enabled", i->enabled);
	/* Never one that was there: what is known of another interface isn't of this one. */
	bind_int(q, ":revision", there && was.revision >= cx->now.n ? was.revision + 1 : cx->now.n);
	bind_text(q, ":by", who->name);
	bind_ms(q, ":at", cx->now);
	TRY(rows_done(cx, q, NULL));
	TRY(grant_stirred(cx, db, i->resource));
	return interface_note(cx, db, who, i, "interface-mounted",
			      ctx_print(cx, "%s at %s", i->url, i->address));
}

enum err interface_enable(struct ctx *cx, struct db *db, const struct who *who,
			  const struct interface *i, bool enabled)
{
	AUTO_ROWS q = db_run(db, SQL_INTERFACE_ENABLE);
	bind_text(q, ":resource", i->resource);
	bind_int(q, ":was", i->revision);
	bind_int(q, ":revision", i->revision >= cx->now.n ? i->revision + 1 : cx->now.n);
	bind_int(q, ":enabled", enabled);
	bind_text(q, ":address", i->address);
	bind_text(q, ":by", who->name);
	bind_ms(q, ":at", cx->now);
	TRY(rows_one(cx, q, ERR_CONFLICT, SAY_FORWARD_MOVED()));
	TRY(grant_stirred(cx, db, i->resource));
	return interface_note(cx, db, who, i, enabled ? "interface-enabled" : "interface-disabled",
			      i->address);
}

enum err interface_remove(struct ctx *cx, struct db *db, const struct who *who,
			  const char *resource)
{
	struct interface was;
	bool there;
	TRY(interface_of(cx, db, resource, &was, &there));
	if (!there)
		return fail(cx, ERR_CONFLICT, SAY_FORWARD_NONE());
	AUTO_ROWS q = db_run(db, SQL_INTERFACE_REMOVE);
	bind_text(q, ":resource", resource);
	TRY(rows_one(cx, q, ERR_CONFLICT, SAY_FORWARD_NONE()));
	TRY(grant_stirred(cx, db, resource));
	return interface_note(cx, db, who, &was, "interface-removed", NULL);
}

enum err forward_system_changed(struct ctx *cx, struct db *db, const char *system)
{
	AUTO_ROWS q = db_run(db, SQL_INTERFACE_OF_SYSTEM);
	bind_text(q, ":system", system);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			return OK;
		TRY(grant_stirred(cx, db, col_text(cx, q, "resource")));
	}
}

/* --- it isn't asked for a while ---------------------------------------------------------- */
static struct said fault_said(enum fetch_fault f)
{
	switch (f) {
#define X(id, word) case FETCH_##id: return SAY_FORWARD_FAULT_##id();
	FETCH_FAULT_TABLE(X)
#undef X
	case FETCH_FAULTS_: break;
	}
	return SAY_FORWARD_FAULT_NONE();
}

struct pausing { struct ctx cx; struct interface i; enum fetch_fault why; };

static enum err note_paused(struct ctx *cx, struct db *db, void *arg)
{
	const struct pausing *p = arg;
	const struct who platform = { .kind = WHO_SYSTEM, .id = "platform", .name = "平台",
				      .org = p->i.org };
	char at[MS_TEXT];
	TRY(interface_note(cx, db, &platform, &p->i, "interface-paused", fetch_fault_word(p->why)));
	return notice_put_about(cx, db, &(struct notice_about){
		.desk = ctx_print(cx, "steward@%s", p->i.org), .kind = NOTICE_INTERFACE_PAUSED,
		.about = ctx_print(cx, "%s #%s", p->i.url, ms_text(cx->now, at)),
		.why = SAY_FORWARD_NOTICE(said_words(cx, fault_said(p->why), SAID_ZH),
					  said_words(cx, fault_said(p->why), SAID_EN)) });
}

static void paused_noted(struct ctx *cx, void *arg, enum err e)
{
	struct ctx own = ((struct pausing *)arg)->cx;
	if (e != OK)
		log_fault(cx, e, "note a paused interface");
	ctx_end(&own);
}

/* In an arena of its own: the call that found out doesn't wait for it. */
void interface_paused(struct app *app, const struct interface *i, enum fetch_fault why)
{
	struct ctx begun;
	ctx_init(&begun, clock_now(), 0);
	struct pausing *p = ctx_new(&begun, struct pausing);
	struct ctx *own = &p->cx;
	*own = begun;
	p->why = why;
	p->i = (struct interface){ .resource = ctx_text(own, i->resource),
		.system = ctx_text(own, i->system), .org = ctx_text(own, i->org),
		.url = ctx_text(own, i->url) };
	store_change_later(own, app->store, note_paused, paused_noted, p);
}
