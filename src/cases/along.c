/* along.c - see along.h. */
#include "cases/along.h"
#include "cases/attachment.h"
#include "cases/store.h"
#include "scenario/scenario.h"
#include <string.h>

enum { FIRST_SAVED = 2 };               /* revision of a case that its opening handed in */

/* --- with an act ---------------------------------------------------------------------- */
static enum err promise(struct ctx *cx, struct acting *a)
{
	const char *read = json_string_value(json_object_get(a->all, "commitment_version"));
	a->promise = (struct commitment){ .hash = NULL };
	if (!json_is_true(json_object_get(a->all, "commitment")))
		return OK;
	a->promise = commitment_of(cx, legal_pack(a->legal));
	if (!read || !*read || !a->promise.hash || commitment_is(&a->promise, read))
		return OK;
	return fail_field(cx, fail(cx, ERR_CONFLICT, SAY_COMMITMENT_CHANGED(a->promise.version)),
			  "papers.commitment_version");
}

enum err along_look(struct ctx *cx, struct db *db, struct acting *a, bool submits)
{
	if (!submits)
		return attachments_known(cx, db, a, a->given);
	TRY(attachments_known(cx, db, a, a->all));
	TRY(promise(cx, a));
	return scenario_named(cx, db, a->c.parties.applicant.org, a->all, &a->scenario);
}

enum err along_keep(struct ctx *cx, struct db *db, struct acting *a, const char *act,
		    const char *leaf)
{
	bool submits = process_act_no(a->law->process, act) == a->law->process->submit;
	TRY(attachments_keep(cx, db, a, submits ? a->all : a->given, act));
	if (!submits)
		return OK;
	if (a->scenario || a->c.revision > FIRST_SAVED)        /* it may have named another */
		TRY(scenario_link(cx, db, a->c.id, a->scenario));
	return a->promise.hash ? commitment_sign(cx, db, &a->promise, &(struct signing){
		.case_id = a->c.id, .leaf = leaf, .no = a->c.revision, .who = a->who }) : OK;
}

enum err along_carry(struct ctx *cx, struct db *db, const char *from, const char *into)
{
	static const enum sql carried[] = { SQL_CASE_ORIGIN_PUT, SQL_COMMITMENT_CARRY,
					    SQL_SCENARIO_CARRY };
	for (size_t i = 0; i < sizeof carried / sizeof carried[0]; i++) {
		AUTO_ROWS q = db_run(db, carried[i]);
		bind_text(q, ":case_id", into);
		bind_text(q, ":origin", from);
		TRY(rows_done(cx, q, NULL));
	}
	return OK;
}

/* --- shown ------------------------------------------------------------------------------ */
static enum err signed_json(struct ctx *cx, struct jout *j, struct db *db,
			    const struct case_file *c)
{
	static const char *const texts[] = { "hash", "version", "by_id", "by_title", "org",
					     "org_name", "leaf" };
	bool more;
	AUTO_ROWS q = db_run(db, SQL_COMMITMENT_OF_CASE);
	bind_text(q, ":case_id", c->id);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return OK;
	jout_key(j, "commitment");
	jout_open(j);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		jout_key_text(j, texts[i], col_text(cx, q, texts[i]));
	jout_key_text(j, "by", col_text(cx, q, "by_name"));
	jout_key_ms(j, "at", col_ms(q, "at"));
	jout_close(j);
	return OK;
}

static enum err scenario_json(struct ctx *cx, struct jout *j, struct db *db,
			      const struct case_file *c)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_SCENARIO_OF_CASE);
	bind_text(q, ":case_id", c->id);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return OK;
	jout_key(j, "scenario");
	jout_open(j);
	jout_key_text(j, "code", col_text(cx, q, "code"));
	jout_key_text(j, "name", col_text(cx, q, "name"));
	jout_close(j);
	return OK;
}

static enum err files_json(struct ctx *cx, struct jout *j, struct db *db,
			   const struct case_file *c)
{
	static const char *const texts[] = { "id", "upload", "act", "name", "type", "by_org",
					     "org_name" };
	size_t n = 0;
	AUTO_ROWS q = db_run(db, SQL_ATTACHMENT_LIST);
	bind_text(q, ":case_id", c->id);
	for (bool more;; n++) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		if (!n) {
			jout_key(j, "attachments");
			jout_list(j);
		}
		jout_open(j);
		for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
			jout_key_text(j, texts[i], col_text(cx, q, texts[i]));
		jout_key_int(j, "size", col_int(q, "size"));
		jout_key_text(j, "sha256", col_text(cx, q, "hash"));
		jout_key_text(j, "by", col_text(cx, q, "by_name"));
		jout_key_ms(j, "at", col_ms(q, "at"));
		jout_close(j);
	}
	if (n)
		jout_end_list(j);
	return OK;
}

/* The parties of what came of it are the same, its offices need not be: it is named to who
 * may read it. */
static enum err came_json(struct ctx *cx, struct jout *j, struct db *db,
			  const struct case_file *c, const struct who *who)
{
	bool more, known;
	AUTO_ROWS q = db_run(db, SQL_CASE_CAME_OF);
	bind_text(q, ":origin", c->id);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return OK;
	const char *into = col_text(cx, q, "case_id");
	TRY(case_known(cx, db, into, who, &known));
	if (known)
		jout_key_text(j, "came_to", into);
	return OK;
}

enum err along_json(struct ctx *cx, struct jout *j, struct db *db, const struct case_file *c,
		    const struct who *who)
{
	TRY(came_json(cx, j, db, c, who));
	TRY(signed_json(cx, j, db, c));
	TRY(scenario_json(cx, j, db, c));
	return files_json(cx, j, db, c);
}
