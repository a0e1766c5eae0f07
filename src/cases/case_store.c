/* case_store.c - cases and their history, kept and found; who may know of them is
 * case_scope.c. No other C knows the tables of cases. */
#include "cases/store.h"
#include "cases/law_words.h"
#include <string.h>

static const char *const level_words[] = { [LEVEL_CITY] = "city", [LEVEL_COUNTY] = "county",
					   [LEVEL_TOWN] = "town", [LEVEL_PROVINCE] = "province" };

static enum org_level level_of(const char *word)
{
	for (int i = 0; i < 4; i++)
		if (strcmp(level_words[i], word) == 0)
			return (enum org_level)i;
	return LEVEL_CITY;
}

static const char *level_word(const struct party *p)
{
	return p->org ? level_words[p->level] : "";
}

static struct party party_at(struct ctx *cx, struct rows *q, const char *org,
			     const char *level, const char *region)
{
	return (struct party){ col_text(cx, q, org), level_of(col_text(cx, q, level)),
			       col_text(cx, q, region) };
}

static void parties_at(struct ctx *cx, struct rows *q, struct parties *p)
{
	p->applicant = party_at(cx, q, "applicant", "applicant_level", "applicant_region");
	p->provider = party_at(cx, q, "provider", "provider_level", "provider_region");
	p->person = col_text(cx, q, "person");
}

void case_row_brief(struct ctx *cx, struct rows *q, struct case_file *c)
{
	*c = (struct case_file){ .id = col_text(cx, q, "id"), .owes = col_text(cx, q, "owes"),
				 .due = col_day(q, "due"), .revision = col_int(q, "revision") };
	parties_at(cx, q, &c->parties);
}

void case_row(struct ctx *cx, struct rows *q, struct case_file *c)
{
	*c = (struct case_file){
		.id = col_text(cx, q, "id"), .process = col_text(cx, q, "process"),
		.pack = col_text(cx, q, "pack"), .state = col_text(cx, q, "state"),
		.resource = col_text(cx, q, "resource"), .title = col_text(cx, q, "title"),
		.applicant_name = col_text(cx, q, "applicant_name"),
		.provider_name = col_text(cx, q, "provider_name"),
		.local = col_int(q, "local") != 0,
		.opened_by = col_text(cx, q, "opened_by"),
		.submitted_by = col_text(cx, q, "submitted_by"),
		.opened_at = col_ms(q, "opened_at"), .moved_at = col_ms(q, "moved_at"),
		.entered = col_day(q, "entered"), .first = col_day(q, "first"),
		.promised = col_day(q, "promised"), .term = col_text(cx, q, "term"),
		.owes = col_text(cx, q, "owes"), .from = col_day(q, "from_day"),
		.due = col_day(q, "due"), .provisional = col_int(q, "provisional") != 0,
		.ended = col_int(q, "ended") != 0, .papers = col_text(cx, q, "papers"),
		.revision = col_int(q, "revision"),
	};
	parties_at(cx, q, &c->parties);
	c->facts = case_facts(c->process, col_text(cx, q, "facts"));
	const struct case_process *cp = case_process_named(c->process);
	c->parties.offices = cp && cp->process->offices;
}

enum err case_load(struct ctx *cx, struct db *db, const char *id,
		   struct case_file *ret_case)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_CASE_BY_ID);
	bind_text(q, ":id", id);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_NO_SUCH_CASE());
	case_row(cx, q, ret_case);
	return OK;
}

enum err case_read(struct ctx *cx, struct db *db, const char *id, const struct who *who,
		   struct case_file *ret_case)
{
	bool known;
	TRY(case_known(cx, db, id, who, &known));
	return known ? case_load(cx, db, id, ret_case)
		     : fail(cx, ERR_NOT_FOUND, SAY_NO_SUCH_CASE());
}

enum err case_add(struct ctx *cx, struct db *db, const struct case_file *c)
{
	int64_t n;
	AUTO_ROWS q = db_run(db, SQL_CASE_ADD);
	bind_text(q, ":id", c->id);
	bind_text(q, ":process", c->process);
	bind_text(q, ":pack", c->pack);
	bind_text(q, ":state", c->state);
	bind_text(q, ":facts", case_facts_text(cx, c));
	bind_text(q, ":resource", c->resource);
	bind_text(q, ":title", c->title);
	bind_text(q, ":applicant", c->parties.applicant.org);
	bind_text(q, ":applicant_name", c->applicant_name);
	bind_text(q, ":applicant_level", level_word(&c->parties.applicant));
	bind_text(q, ":applicant_region",
		  c->parties.applicant.region ? c->parties.applicant.region : "");
	bind_text(q, ":person", c->parties.person);
	bind_text(q, ":provider", c->parties.provider.org);
	bind_text(q, ":provider_name", c->provider_name);
	bind_text(q, ":provider_level", level_word(&c->parties.provider));
	bind_text(q, ":provider_region",
		  c->parties.provider.region ? c->parties.provider.region : "");
	bind_int(q, ":local", c->local);
	bind_text(q, ":opened_by", c->opened_by);
	bind_ms(q, ":now", cx->now);
	bind_text(q, ":papers", c->papers);
	return rows_done(cx, q, &n);
}

enum err case_save(struct ctx *cx, struct db *db, struct case_file *c)
{
	AUTO_ROWS q = db_run(db, SQL_CASE_MOVE);
	bind_text(q, ":id", c->id);
	bind_int(q, ":revision", c->revision);
	bind_text(q, ":state", c->state);
	bind_text(q, ":facts", case_facts_text(cx, c));
	bind_text(q, ":submitted_by", c->submitted_by);
	bind_ms(q, ":now", cx->now);
	bind_day(q, ":entered", c->entered);
	bind_day(q, ":first", c->first);
	bind_day(q, ":promised", c->promised);
	bind_text(q, ":term", c->term);
	bind_text(q, ":owes", c->owes);
	bind_day(q, ":from_day", c->from);
	bind_day(q, ":due", c->due);
	bind_int(q, ":provisional", c->provisional);
	bind_int(q, ":ended", c->ended);
	bind_text(q, ":papers", c->papers);
	bind_text(q, ":title", c->title);
	bind_int(q, ":local", c->local);
	TRY(rows_one(cx, q, ERR_CONFLICT, SAY_CASE_MOVED()));
	c->revision++;
	c->moved_at = cx->now;
	return OK;
}

enum err case_unfinished(struct ctx *cx, struct db *db, const char *process,
			 const char *resource, const char **ret_id,
			 const char **ret_state)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_CASE_DRAFT_OF);
	bind_text(q, ":process", process);
	bind_text(q, ":resource", resource);
	TRY(rows_next(cx, q, &more));
	*ret_id = more ? col_text(cx, q, "id") : NULL;
	*ret_state = more ? col_text(cx, q, "state") : NULL;
	return OK;
}

enum err case_assigned(struct ctx *cx, struct db *db, const struct case_file *c,
		       const struct party *was)
{
	const struct party *p = &c->parties.provider;
	AUTO_ROWS q = db_run(db, SQL_CASE_ASSIGN);
	bind_text(q, ":id", c->id);
	bind_text(q, ":provider", p->org);
	bind_text(q, ":provider_name", c->provider_name);
	bind_text(q, ":provider_level", level_word(p));
	bind_text(q, ":provider_region", p->region ? p->region : "");
	TRY(rows_done(cx, q, NULL));
	return case_scope_moved(cx, db, c, was);
}

/* --- history -------------------------------------------------------------------- */
enum err case_step_add(struct ctx *cx, struct db *db, const char *id,
		       const struct case_step *s)
{
	int64_t n;
	AUTO_ROWS q = db_run(db, SQL_CASE_ACT_ADD);
	bind_text(q, ":case_id", id);
	bind_ms(q, ":at", s->at);
	bind_ms(q, ":event_at", s->event_at);
	bind_text(q, ":by_id", s->by_id);
	bind_text(q, ":by_name", s->by_name);
	bind_text(q, ":by_org", s->by_org);
	bind_text(q, ":actor", s->actor);
	bind_text(q, ":act", s->act);
	bind_text(q, ":from_state", s->from);
	bind_text(q, ":to_state", s->to);
	bind_text(q, ":article", s->article);
	bind_text(q, ":papers", s->papers);
	bind_int(q, ":late", s->late);
	bind_text(q, ":leaf", s->leaf);
	bind_text(q, ":basis_law", s->basis.law);
	bind_text(q, ":basis_level", s->basis.level);
	bind_text(q, ":basis_article", s->basis.article);
	return rows_done(cx, q, &n);
}

static struct case_step step_at(struct ctx *cx, struct rows *q)
{
	return (struct case_step){
		.no = col_int(q, "no"), .at = col_ms(q, "at"), .event_at = col_ms(q, "event_at"),
		.by_id = col_text(cx, q, "by_id"), .by_name = col_text(cx, q, "by_name"),
		.by_title = col_text(cx, q, "by_title"), .by_org = col_text(cx, q, "by_org"),
		.actor = col_text(cx, q, "actor"), .act = col_text(cx, q, "act"),
		.from = col_text(cx, q, "from_state"), .to = col_text(cx, q, "to_state"),
		.article = col_text(cx, q, "article"), .papers = col_text(cx, q, "papers"),
		.late = col_int(q, "late") != 0, .leaf = col_text(cx, q, "leaf"),
	};
}

enum err case_steps(struct ctx *cx, struct db *db, const char *id, int64_t before, int64_t most,
		    struct case_step **ret_steps, size_t *ret_n)
{
	struct case_step *list = ctx_array(cx, struct case_step, (size_t)most);
	size_t at = (size_t)most;
	AUTO_ROWS q = db_run(db, SQL_CASE_HISTORY);
	bind_text(q, ":case_id", id);
	bind_int(q, ":before", before ? before : INT64_MAX);
	bind_int(q, ":count", most);
	for (bool more; at > 0;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		list[--at] = step_at(cx, q);
	}
	*ret_steps = list + at;
	*ret_n = (size_t)most - at;
	return OK;
}

static enum err counted(struct ctx *cx, struct rows *q, int64_t *ret_n)
{
	bool more;
	TRY(rows_next(cx, q, &more));
	*ret_n = more ? col_int(q, "n") : 0;
	return OK;
}

enum err case_steps_count(struct ctx *cx, struct db *db, const char *id, int64_t *ret_n)
{
	AUTO_ROWS q = db_run(db, SQL_CASE_STEPS_COUNT);
	bind_text(q, ":case_id", id);
	return counted(cx, q, ret_n);
}

enum err case_said(struct ctx *cx, struct db *db, const char *id, const char *act,
		   const struct who *who, int64_t *ret_n)
{
	AUTO_ROWS q = db_run(db, SQL_CASE_SAID);
	bind_text(q, ":case_id", id);
	bind_text(q, ":act", act);
	bind_text(q, ":org", who->org);
	bind_text(q, ":by", who->id);
	bind_ms(q, ":since", day_start(cx->today));
	return counted(cx, q, ret_n);
}

enum err case_acted(struct ctx *cx, struct db *db, const char *id, const char *by,
		    const char *actor, bool *ret_acted)
{
	AUTO_ROWS q = db_run(db, SQL_CASE_ACTED);
	bind_text(q, ":case_id", id);
	bind_text(q, ":by", by);
	bind_text(q, ":actor", actor);
	return rows_next(cx, q, ret_acted);
}

enum err case_did(struct ctx *cx, struct db *db, const char *id, const char *act,
		  const char **ret_person)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_CASE_DID);
	bind_text(q, ":case_id", id);
	bind_text(q, ":act", act);
	TRY(rows_next(cx, q, &more));
	*ret_person = more ? col_text(cx, q, "by_id") : NULL;
	return OK;
}
