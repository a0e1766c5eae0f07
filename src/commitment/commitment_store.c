/* commitment_store.c - what was signed, kept. */
#include "commitment/commitment.h"
#include "core/who.h"
#include "store/store.h"

static enum err keep_text(struct ctx *cx, struct db *db, const struct commitment *c)
{
	AUTO_ROWS q = db_run(db, SQL_COMMITMENT_KEEP);
	bind_text(q, ":hash", c->hash);
	bind_text(q, ":version", c->version);
	bind_text(q, ":pack", c->pack);
	bind_text(q, ":body", c->body);
	bind_ms(q, ":at", cx->now);
	return rows_done(cx, q, NULL);
}

enum err commitment_sign(struct ctx *cx, struct db *db, const struct commitment *c,
			 const struct signing *s)
{
	TRY(keep_text(cx, db, c));
	AUTO_ROWS q = db_run(db, SQL_COMMITMENT_SIGN);
	bind_text(q, ":case_id", s->case_id);
	bind_int(q, ":no", s->no);
	bind_text(q, ":hash", c->hash);
	bind_text(q, ":version", c->version);
	bind_text(q, ":by_id", s->who->id);
	bind_text(q, ":by_name", s->who->name ? s->who->name : "");
	bind_text(q, ":org", s->who->org);
	bind_ms(q, ":at", cx->now);
	bind_text(q, ":leaf", s->leaf);
	return rows_done(cx, q, NULL);
}
