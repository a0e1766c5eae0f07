/* open.c - a case begins: its subject is found, a draft is made or goes on, and is
 * handed in as soon as nothing is missing; or another case came to it. */
#include "cases/along.h"
#include "catalogue/flat.h"
#include "record/record.h"
#include <string.h>

static enum err about(struct ctx *cx, struct db *db, const struct case_ask *ask,
		      struct acting *a)
{
	TRY(a->cp->subject(cx, db, ask->legal, ask->who, &a->c));
	a->c.parties.offices = a->law->process->offices;
	return along_look(cx, db, a, true);
}

/* What a draft lacks: papers of the submission, then what the subject owes. */
static enum err draft_lacks(struct ctx *cx, struct db *db, const struct acting *a,
			    const char *const **ret_missing)
{
	static const char *const none[] = { NULL };
	*ret_missing = none;
	return a->cp->ready ? a->cp->ready(cx, db, a->legal, &a->c, ret_missing) : OK;
}

/* Hands a draft in if nothing is missing; else it stays one, and *v says why. */
static enum err submit(struct ctx *cx, struct db *db, struct acting *a,
		       struct verdict *v, const char *const **ret_missing)
{
	struct asked q = { .act = a->law->process->submit, .event = cx->today,
			   .actors = a->cause ? actors_of(a->who, &a->c.parties)
					      : ACTOR_BIT(BY_PLATFORM) };

	TRY(draft_lacks(cx, db, a, ret_missing));
	if (**ret_missing) {
		q.papers = papers_given(a->law->pack, a->all);
		*v = process_decide(a->law, case_standing(&a->c, a->law), q);
		return OK;
	}
	return acting_do(cx, db, a, q, v);
}

static enum err fresh(struct ctx *cx, struct db *db, struct acting *a)
{
	struct case_file *c = &a->c;
	c->id = id_new(cx);
	c->process = a->law->process->name;
	c->pack = a->law->pack->name;
	c->state = a->law->process->states[0];
	c->opened_by = a->who->id ? a->who->id : "";
	c->opened_at = c->moved_at = cx->now;
	c->revision = 1;
	TRY(case_add(cx, db, c));
	TRY(case_scope(cx, db, c, false));
	TRY(acting_tell(cx, db, a, NULL, NULL));
	return record_note(cx, db, &(struct note){
		.kind = NOTE_CASE, .act = "case-opened", .org = a->who->org,
		.principal = a->who->id, .resource = c->resource, .case_id = c->id,
		.detail = c->process });
}

/* An unfinished case about the same subject goes on if it is still a draft. */
static enum err resume(struct ctx *cx, struct db *db, const struct case_ask *ask,
		       struct acting *a, bool *ret_found)
{
	const char *id, *state;
	*ret_found = false;
	if (!a->cp->one)
		return OK;
	TRY(case_unfinished(cx, db, ask->process, a->c.resource, &id, &state));
	if (!id)
		return OK;
	if (strcmp(state, a->law->process->states[0]) != 0)
		return fail(cx, ERR_CONFLICT, SAY_CASE_OPEN_ALREADY());
	struct case_file subject = a->c;
	TRY(case_load(cx, db, id, &a->c));
	a->c.title = subject.title;
	a->c.facts = subject.facts;
	*ret_found = true;
	return OK;
}

enum err case_open(struct ctx *cx, struct db *db, const struct case_ask *ask,
		   const char **ret_id)
{
	AUTO_ACTING a = { .c.resource = ask->resource };
	const char *const *missing;
	struct verdict v;
	bool found;

	TRY(acting_begin(cx, &a, ask, ask->process, NULL));
	if (!ask->resource != a.cp->unlisted)
		return fail_field(cx, fail(cx, ERR_INVALID, a.cp->unlisted
			? SAY_CASE_NO_ENTRY() : SAY_CASE_NO_SUBJECT()), "subject.resource");
	TRY(json_text(cx, a.all, &a.c.papers));
	TRY(about(cx, db, ask, &a));
	TRY(resume(cx, db, ask, &a, &found));
	if (!found)
		TRY(fresh(cx, db, &a));
	*ret_id = a.c.id;
	TRY(submit(cx, db, &a, &v, &missing));
	if (v.why != ALLOWED && v.why != PAPERS_MISSING)
		return acting_refused(cx, &a, a.law->process->submit, &v);
	return OK;
}

static enum err say_missing(struct ctx *cx, const char *const *missing)
{
	const char *zh, *en;
	flat_called_all(cx, missing, &zh, &en);
	return fail_field(cx, fail(cx, ERR_INCOMPLETE, SAY_CASE_ENTRY_LACKS(zh, en)), *missing);
}

enum err acting_submit_again(struct ctx *cx, struct db *db, const struct case_ask *ask,
			     struct acting *a)
{
	const char *const *missing;
	struct verdict v;
	struct case_file was = a->c;

	if (!(actors_of(ask->who, &was.parties) & ACTOR_BIT(BY_APPLICANT)) ||
	    strcmp(was.state, a->law->process->states[0]) != 0) {
		struct asked q = { .act = a->law->process->submit,
				   .actors = actors_of(ask->who, &was.parties),
				   .papers = ~(paper_set)0 };
		v = process_decide(a->law, case_standing(&was, a->law), q);
		return acting_refused(cx, a, a->law->process->submit, &v);
	}
	/* The subject may have changed since the draft was made: look again. */
	TRY(json_text(cx, a->all, &a->c.papers));
	TRY(about(cx, db, ask, a));
	TRY(submit(cx, db, a, &v, &missing));
	if (*missing)
		return say_missing(cx, missing);
	return acting_refused(cx, a, a->law->process->submit, &v);
}

/* --- what another case came to ------------------------------------------------------------ */
enum err case_born(struct ctx *cx, struct db *db, const struct case_birth *b,
		   const char **ret_id)
{
	AUTO_ACTING a = { .c = *b->file };
	const struct case_ask ask = { .legal = b->legal, .who = b->by, .papers = b->papers };

	TRY(acting_begin(cx, &a, &ask, b->process, NULL));
	TRY(json_text(cx, a.all, &a.c.papers));
	a.who = &acting_nobody;
	a.c.first = cx->today;
	TRY(fresh(cx, db, &a));
	TRY(case_scope(cx, db, &a.c, true));
	TRY(along_carry(cx, db, b->origin, a.c.id));
	*ret_id = a.c.id;
	a.because = b->papers;
	a.seen = cx->today;
	return acting_follow(cx, db, &a);
}
