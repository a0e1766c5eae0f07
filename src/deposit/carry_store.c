/* carry_store.c - the changes of a batch on its way. See carrying.h. */
#include "app.h"
#include "base/enc.h"
#include "delivery/counter.h"
#include "delivery/delivery_case.h"
#include "deposit/carrying.h"
#include "notice/notice.h"
#include "record/record.h"
#include "sys/settings.h"
#include <string.h>

/* --- may it be, and go on? -------------------------------------------------------------------- */
bool carrying_erases(const struct carrying *k)
{
	return k->d.kind == DEPOSIT_ERASE;
}

/* Older than what stands there, it would turn the table back. */
static enum err newer(struct ctx *cx, struct db *db, const struct carrying *k)
{
	int64_t last;
	TRY(deposit_last(cx, db, k->d.case_id, &last));
	return k->d.batch > last ? OK : fail(cx, ERR_FORBIDDEN, SAY_DEPOSIT_WRITTEN(last));
}

static enum err not_erased(struct ctx *cx, struct db *db, const struct carrying *k)
{
	bool since;
	TRY(deposit_erased_since(cx, db, &k->d, &since));
	return since ? fail(cx, ERR_FORBIDDEN, SAY_DEPOSIT_ERASING()) : OK;
}

static enum err look_at(struct ctx *cx, struct db *db, const struct carrying *k,
			struct deposit_target *ret_target, struct database *ret_database,
			struct delivery_batch *ret_batch)
{
	struct case_file c;
	TRY(case_load(cx, db, k->d.case_id, &c));
	if (c.ended || (!carrying_erases(k) && strcmp(c.state, "delivering") != 0))
		return fail(cx, ERR_FORBIDDEN, SAY_DELIVERY_NO_FETCH());
	if (!carrying_erases(k))
		TRY(not_erased(cx, db, k));
	TRY(deposit_target(cx, db, k->d.case_id, ret_target));
	if (!ret_target->table)
		return fail(cx, ERR_FORBIDDEN, SAY_DEPOSIT_NO_TARGET());
	if (!ret_target->system_org || strcmp(ret_target->system_org, c.parties.applicant.org) != 0 ||
	    strcmp(ret_target->system_state, "retired") == 0)
		return fail(cx, ERR_FORBIDDEN, SAY_DEPOSIT_SYSTEM());
	TRY(database_find(cx, db, ret_target->system, ret_database));
	if (carrying_erases(k))
		return OK;
	TRY(delivery_batch_get(cx, db, k->d.case_id, k->d.batch, ret_batch));
	if (strcmp(ret_batch->state, "ready") != 0 || !ret_batch->columns)
		return fail(cx, ERR_FORBIDDEN, SAY_DEPOSIT_OLD_BATCH(k->d.batch));
	TRY(newer(cx, db, k));
	return delivery_grant_stands(cx, db, ret_batch->grant);
}

static bool same(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

static enum err may_go_on(struct ctx *cx, struct db *db, const struct carrying *k)
{
	struct deposit_target t;
	struct database d;
	struct delivery_batch b;
	int64_t hours = k->app->settings->pull_hours;
	TRY(look_at(cx, db, k, &t, &d, &b));
	if (hours && cx->now.n - k->begun.n > hours * INT64_C(3600000))
		return fail(cx, ERR_TOO_LARGE, SAY_DEPOSIT_TOO_LONG(hours));
	return strcmp(d.sealed, k->database.sealed) == 0 && same(t.system, k->target.system) &&
	       same(t.schema, k->target.schema) && same(t.table, k->target.table)
		? OK : fail(cx, ERR_FORBIDDEN, SAY_DEPOSIT_CHANGED());
}

/* --- its changes -------------------------------------------------------------------------------- */
enum err carrying_claim(struct ctx *cx, struct db *db, void *arg)
{
	struct carrying *k = arg;
	return deposit_claim(cx, db, &k->d);
}

/* The register knows of a copy before there is one. */
static enum err register_copy(struct ctx *cx, struct db *db, const struct carrying *k)
{
	const struct deposit_target *t = &k->target;
	const char *id;
	TRY(deposit_copy_there(cx, db, k->d.case_id, &id));
	AUTO_ROWS q = db_run(db, id ? SQL_DEPOSIT_COPY_AGAIN : SQL_DEPOSIT_COPY_PUT);
	if (!id) {
		bind_text(q, ":case_id", k->d.case_id);
		bind_text(q, ":by_name", t->by_name);
	}
	bind_text(q, ":id", id ? id : id_new(cx));
	bind_int(q, ":batch", k->d.batch);
	bind_text(q, ":place", ctx_print(cx, "%s %s", t->system_name, deposit_place(cx, t)));
	bind_ms(q, ":at", cx->now);
	return rows_done(cx, q, NULL);
}

static enum err find_base(struct ctx *cx, struct db *db, struct carrying *k)
{
	struct delivery_batch base;
	k->base = NULL;
	if (carrying_erases(k) || !k->batch.base)
		return OK;
	TRY(delivery_batch_get(cx, db, k->d.case_id, k->batch.base, &base));
	k->base = base.id;
	return OK;
}

/* What it needs, and the record of what it is about to do: before a row leaves. */
enum err carrying_prepare(struct ctx *cx, struct db *db, void *arg)
{
	struct carrying *k = arg;
	struct who who = deposit_asker(&k->d);
	struct hash leaf, response = { { 0 } };
	char text[B64_TEXT(HASH_SIZE)];
	TRY(look_at(cx, db, k, &k->target, &k->database, &k->batch));
	TRY(find_base(cx, db, k));
	if (!carrying_erases(k))
		PRE(hex_read(k->batch.hash, HASH_SIZE, response.b));
	const char *place = ctx_print(cx, "%s %s", k->target.system, deposit_place(cx, &k->target));
	TRY(record_note_hash(cx, db, carrying_erases(k) ? &(struct note){
		.kind = NOTE_EXPORT, .act = "copy-erase", .org = who.org, .principal = who.id,
		.case_id = k->d.case_id, .object = k->d.case_id, .detail = place } : &(struct note){
		.kind = NOTE_RELEASE, .act = "delivery-write", .org = who.org, .principal = who.id,
		.grant = k->batch.grant, .case_id = k->d.case_id, .object = k->batch.id,
		.rows = k->batch.rows, .bytes = k->batch.bytes, .response = &response,
		.detail = place }, &leaf));
	AUTO_ROWS q = db_run(db, SQL_DEPOSIT_BEGUN);
	bind_text(q, ":id", k->d.id);
	bind_int(q, ":attempt", k->d.attempts);
	bind_text(q, ":leaf", b64url_text(leaf.b, HASH_SIZE, text));
	TRY(rows_one(cx, q, ERR_CONFLICT, SAY_DEPOSIT_UNDER_WAY()));
	return carrying_erases(k) ? OK : register_copy(cx, db, k);
}

enum err carrying_progress(struct ctx *cx, struct db *db, void *arg)
{
	const struct carrying *k = arg;
	TRY(may_go_on(cx, db, k));
	AUTO_ROWS q = db_run(db, SQL_DEPOSIT_PROGRESS);
	bind_text(q, ":id", k->d.id);
	bind_int(q, ":attempt", k->d.attempts);
	bind_int(q, ":rows", k->rows);
	bind_ms(q, ":lease", (ms_t){ cx->now.n + DEPOSIT_LEASE_MS });
	return rows_one(cx, q, ERR_CONFLICT, SAY_DEPOSIT_UNDER_WAY());
}

static enum err put_end(struct ctx *cx, struct db *db, const struct carrying *k)
{
	bool failed = k->why.id != 0;
	AUTO_ROWS q = db_run(db, SQL_DEPOSIT_END);
	bind_text(q, ":id", k->d.id);
	bind_int(q, ":attempt", k->d.attempts);
	bind_text(q, ":state", k->state);
	bind_int(q, ":rows", k->rows);
	bind_int(q, ":sure", k->none || !failed);
	bind_ms(q, ":not_before", k->again);
	bind_text(q, ":fault", failed ? said_code(k->why.id) : NULL);
	bind_text(q, ":detail", failed ? said_words(cx, k->why, SAID_ZH) : NULL);
	bind_text(q, ":detail_en", failed ? said_words(cx, k->why, SAID_EN) : NULL);
	bind_ms(q, ":now", cx->now);
	return rows_one(cx, q, ERR_CONFLICT, SAY_DEPOSIT_UNDER_WAY());
}

static enum err note_end(struct ctx *cx, struct db *db, const struct carrying *k)
{
	struct who who = deposit_asker(&k->d);
	bool failed = k->why.id != 0;
	const char *what = carrying_erases(k) ? failed ? "copy-not-erased" : "copy-erased"
				     : failed ? "delivery-not-written" : "delivery-written";
	return record_note(cx, db, &(struct note){
		.kind = NOTE_EXPORT, .act = what, .outcome = failed ? "failed" : NULL,
		.org = who.org, .principal = who.id, .case_id = k->d.case_id,
		.object = carrying_erases(k) ? k->d.case_id : k->d.batch_id, .rows = failed ? 0 : k->rows,
		.detail = failed ? said_code(k->why.id) : NULL });
}

/* The rows are gone, by the recipient's consent: the register says so. */
static enum err erased(struct ctx *cx, struct db *db, const struct carrying *k)
{
	struct who who = deposit_asker(&k->d);
	struct said s = SAY_DEPOSIT_ERASED(k->rows, deposit_place(cx, &k->target),
					   k->d.statement ? k->d.statement : "");
	const char *copy;
	TRY(deposit_target_end(cx, db, k->d.case_id));
	TRY(record_note(cx, db, &(struct note){ .kind = NOTE_CASE, .act = "target-removed",
		.org = who.org, .principal = who.id, .case_id = k->d.case_id,
		.object = k->target.system, .detail = deposit_place(cx, &k->target) }));
	TRY(deposit_copy_there(cx, db, k->d.case_id, &copy));
	if (!copy)
		return OK;
	return delivery_gone(cx, db, k->app->legal, &who, &(struct destruction){
		.case_id = k->d.case_id, .copy = copy, .on = cx->today,
		.statement = said_words(cx, s, SAID_ZH) });
}

enum err carrying_done(struct ctx *cx, struct db *db, void *arg)
{
	const struct carrying *k = arg;
	TRY(put_end(cx, db, k));
	TRY(note_end(cx, db, k));
	if (carrying_erases(k))
		return erased(cx, db, k);
	if (k->batch.base)
		return OK;
	AUTO_ROWS q = db_run(db, SQL_DEPOSIT_OVERTAKEN);
	bind_text(q, ":case_id", k->d.case_id);
	bind_int(q, ":batch", k->d.batch);
	bind_ms(q, ":now", cx->now);
	return rows_done(cx, q, NULL);
}

/* A copy that surely never came to be is none. */
static enum err unregister(struct ctx *cx, struct db *db, const struct carrying *k)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_DEPOSIT_EVER);
	bind_text(q, ":case_id", k->d.case_id);
	TRY(rows_next(cx, q, &more));
	if (!more || col_int(q, "n"))
		return OK;
	AUTO_ROWS u = db_run(db, SQL_DEPOSIT_COPY_NONE);
	bind_text(u, ":case_id", k->d.case_id);
	return rows_done(cx, u, NULL);
}

/* What an erasure overtook isn't tried again, and nobody is to mend it. */
enum err carrying_failed(struct ctx *cx, struct db *db, void *arg)
{
	struct carrying *k = arg;
	bool overtaken = false;
	if (!carrying_erases(k))
		TRY(deposit_erased_since(cx, db, &k->d, &overtaken));
	if (overtaken) {
		k->state = "dropped";
		k->again.n = 0;
	}
	TRY(put_end(cx, db, k));
	TRY(note_end(cx, db, k));
	TRY(unregister(cx, db, k));
	return overtaken ? OK : notice_put_about(cx, db, &(struct notice_about){
		.desk = ctx_print(cx, "steward@%s", k->d.org), .kind = NOTICE_DEPOSIT_FAILED,
		.about = ctx_print(cx, "%s #%s", k->target.table ? k->target.table : "", k->d.id),
		.why = k->why });
}

enum err carrying_give_back(struct ctx *cx, struct db *db, void *arg)
{
	const struct carrying *k = arg;
	AUTO_ROWS q = db_run(db, SQL_DEPOSIT_GIVE_BACK);
	bind_text(q, ":id", k->d.id);
	bind_int(q, ":attempt", k->d.attempts);
	bind_int(q, ":sure", k->none);
	bind_ms(q, ":not_before", k->again);
	return rows_done(cx, q, NULL);
}
