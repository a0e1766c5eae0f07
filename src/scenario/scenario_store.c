/* scenario_store.c - see scenario_store.h. */
#include "scenario/scenario_store.h"
#include "record/record.h"
#include <string.h>

struct scenario scenario_row(struct ctx *cx, struct rows *q)
{
	struct scenario s = {
		.id = col_text(cx, q, "id"), .code = col_text(cx, q, "code"),
		.name = col_text(cx, q, "name"), .org = col_text(cx, q, "org"),
		.region = col_text(cx, q, "region"), .city_wide = col_int(q, "city_wide") != 0,
		.description = col_text(cx, q, "description"), .duty = col_text(cx, q, "duty"),
		.basis = col_text(cx, q, "basis"), .since = col_day(q, "since_on"),
		.until = col_day(q, "until_on"), .revision = col_int(q, "revision") };
	PRE(scenario_kind_read(col_text(cx, q, "kind"), &s.kind));
	PRE(scenario_state_read(col_text(cx, q, "state"), &s.state));
	return s;
}

static enum err find(struct ctx *cx, struct db *db, const char *code, bool *ret_there,
		     struct scenario *ret)
{
	AUTO_ROWS q = db_run(db, SQL_SCENARIO_FIND);
	bind_text(q, ":code", code);
	TRY(rows_next(cx, q, ret_there));
	if (*ret_there)
		*ret = scenario_row(cx, q);
	return OK;
}

enum err scenario_by_code(struct ctx *cx, struct db *db, const char *code, struct scenario *ret)
{
	bool there;
	TRY(find(cx, db, code, &there, ret));
	return there ? OK : fail(cx, ERR_NOT_FOUND, SAY_NO_SUCH_SCENARIO());
}

/* --- writing ---------------------------------------------------------------------------- */
static void bind_said(struct rows *q, const struct scenario *s)
{
	bind_text(q, ":name", s->name);
	bind_text(q, ":kind", scenario_kind_word(s->kind));
	bind_int(q, ":city_wide", s->city_wide);
	bind_text(q, ":description", s->description);
	bind_text(q, ":duty", s->duty);
	bind_text(q, ":basis", s->basis);
	bind_text(q, ":state", scenario_state_word(s->state));
	bind_day(q, ":since_on", s->since);
	bind_day(q, ":until_on", s->until);
	bind_ms(q, ":over_at", s->until.n ? day_start((day_t){ s->until.n + 1 }) : (ms_t){ 0 });
}

static enum err note(struct ctx *cx, struct db *db, const struct who *who, const char *act,
		     const char *id, const char *detail)
{
	return record_note(cx, db, &(struct note){
		.kind = NOTE_CATALOGUE, .act = act, .org = who->org, .principal = who->id,
		.object = id, .detail = detail });
}

enum err scenario_add(struct ctx *cx, struct db *db, const struct who *who, struct scenario *s)
{
	s->id = id_new(cx);
	if (!s->code)
		s->code = ctx_print(cx, "sc-%s", s->id);
	AUTO_ROWS q = db_run(db, SQL_SCENARIO_ADD);
	bind_text(q, ":code", s->code);
	bind_text(q, ":id", s->id);
	bind_text(q, ":org", s->org);
	bind_said(q, s);
	bind_text(q, ":by_name", who->name);
	bind_ms(q, ":at", cx->now);
	enum err e = rows_one(cx, q, ERR_CONFLICT, SAY_SCENARIO_TWICE(s->code));
	if (e != OK)
		return fail_field(cx, e, "code");
	return note(cx, db, who, "scenario-registered", s->id, s->code);
}

enum err scenario_set(struct ctx *cx, struct db *db, const struct who *who,
		      const struct scenario *s)
{
	AUTO_ROWS q = db_run(db, SQL_SCENARIO_SET);
	bind_text(q, ":code", s->code);
	bind_int(q, ":revision", s->revision);
	bind_said(q, s);
	bind_ms(q, ":at", cx->now);
	TRY(rows_one(cx, q, ERR_STALE, SAY_SCENARIO_STALE()));
	return note(cx, db, who, "scenario-changed", s->id, scenario_state_word(s->state));
}

enum err scenario_result_add(struct ctx *cx, struct db *db, const struct who *who,
			     const char *code, day_t on, const char *result)
{
	const char *id = id_new(cx);
	AUTO_ROWS q = db_run(db, SQL_SCENARIO_RESULT_ADD);
	bind_text(q, ":id", id);
	bind_text(q, ":scenario", code);
	bind_day(q, ":on_day", on);
	bind_text(q, ":result", result);
	bind_text(q, ":by_name", who->name);
	bind_ms(q, ":at", cx->now);
	TRY(rows_done(cx, q, NULL));
	return note(cx, db, who, "scenario-result", id, code);
}

enum err scenario_org_changed(struct ctx *cx, struct db *db, const char *org, const char *into)
{
	if (!into)
		return OK;
	AUTO_ROWS q = db_run(db, SQL_SCENARIO_MOVE);
	bind_text(q, ":org", org);
	bind_text(q, ":into", into);
	return rows_done(cx, q, NULL);
}

/* --- named by a request ------------------------------------------------------------------- */
static enum err not_for(struct ctx *cx, struct said said)
{
	return fail_field(cx, fail(cx, ERR_INCOMPLETE, said), "papers.scenario_code");
}

static enum err by_its_code(struct ctx *cx, struct db *db, const char *org, const char *code,
			    const char **ret_code)
{
	bool there = false;
	struct scenario s;
	if (scenario_code_sound(code))
		TRY(find(cx, db, code, &there, &s));
	if (!there)
		return not_for(cx, SAY_SCENARIO_UNKNOWN(code));
	switch (scenario_usable(&s, org, cx->today)) {
	case SCENARIO_NOT_YOURS:
		return not_for(cx, SAY_SCENARIO_NOT_YOURS(s.name));
	case SCENARIO_OVER:
		return not_for(cx, SAY_SCENARIO_OVER(s.name));
	case SCENARIO_MAY:
		break;
	}
	*ret_code = s.code;
	return OK;
}

enum err scenario_named(struct ctx *cx, struct db *db, const char *org, const json_t *papers,
			const char **ret_code)
{
	const char *code = json_string_value(json_object_get(papers, "scenario_code"));
	const char *words = json_string_value(json_object_get(papers, "scenario"));
	bool there = false;
	struct scenario s;
	*ret_code = NULL;
	if (code && *code)
		return by_its_code(cx, db, org, code, ret_code);
	if (words && scenario_code_sound(words))
		TRY(find(cx, db, words, &there, &s));
	if (there && scenario_usable(&s, org, cx->today) == SCENARIO_MAY)
		*ret_code = s.code;
	return OK;
}

enum err scenario_link(struct ctx *cx, struct db *db, const char *case_id, const char *code)
{
	AUTO_ROWS drop = db_run(db, SQL_SCENARIO_UNLINK);
	bind_text(drop, ":case_id", case_id);
	TRY(rows_done(cx, drop, NULL));
	if (!code)
		return OK;
	AUTO_ROWS q = db_run(db, SQL_SCENARIO_LINK);
	bind_text(q, ":case_id", case_id);
	bind_text(q, ":scenario", code);
	return rows_done(cx, q, NULL);
}
