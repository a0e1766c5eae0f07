/* grading_store.c - rules and suggestions; decisions stand in decide.c. */
#include "grading/grading_store.h"
#include "core/sight.h"
#include "base/jout.h"
#include "grading/moved.h"
#include "record/record.h"
#include <string.h>

#define LINES_MOST 2000                 /* in force for one entry */

/* --- rules ------------------------------------------------------------------------ */
static enum err note_rule(struct ctx *cx, struct db *db, const struct who *who, const char *act,
			  const char *rule, const char *detail)
{
	return record_note(cx, db, &(struct note){
		.kind = NOTE_CATALOGUE, .act = act, .org = who->org, .principal = who->id,
		.object = rule, .detail = detail });
}

static enum err add_version(struct ctx *cx, struct db *db, const struct who *who,
			    const struct grading_rule *r)
{
	AUTO_ROWS q = db_run(db, SQL_GRADING_RULE_ADD);
	bind_text(q, ":rule", r->rule);
	bind_int(q, ":version", r->version);
	bind_text(q, ":domain", r->domain);
	bind_text(q, ":org", r->org);
	bind_text(q, ":name", r->name);
	bind_text(q, ":issuer", r->issuer);
	bind_text(q, ":number", r->number);
	bind_day(q, ":issued_on", r->issued);
	bind_text(q, ":link", r->link);
	bind_text(q, ":body", r->text);
	bind_text(q, ":by_id", who->id);
	bind_text(q, ":by_name", who->name);
	bind_ms(q, ":at", cx->now);
	return rows_done(cx, q, NULL);
}

static enum err add_lines(struct ctx *cx, struct db *db, const struct grading_rule *r)
{
	for (size_t i = 0; i < r->nlines; i++) {
		AUTO_ROWS q = db_run(db, SQL_GRADING_PATTERN_ADD);
		bind_text(q, ":rule", r->rule);
		bind_int(q, ":version", r->version);
		bind_int(q, ":pos", (int64_t)i);
		bind_int(q, ":element", r->lines[i].element);
		bind_text(q, ":word", r->lines[i].word);
		bind_int(q, ":grade", r->lines[i].grade);
		bind_text(q, ":sense", senses[r->lines[i].sense].word);
		TRY(rows_done(cx, q, NULL));
	}
	return OK;
}

static enum err state_of(struct ctx *cx, struct db *db, const struct who *who, const char *rule,
			 int *ret_version)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_GRADING_RULE_GET);
	bind_text(q, ":rule", rule);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_NO_SUCH_GRADING_RULE());
	if (!city_or_own(who, col_text(cx, q, "org")))
		return fail(cx, ERR_FORBIDDEN, SAY_GRADING_RULE_NOT_YOURS());
	*ret_version = (int)col_int(q, "version");
	if (strcmp(col_text(cx, q, "state"), "withdrawn") == 0)
		return fail(cx, ERR_CONFLICT, SAY_GRADING_RULE_WITHDRAWN());
	return OK;
}

static enum err no_longer(struct ctx *cx, struct db *db, const char *rule, const char *state,
			  const char *reason)
{
	AUTO_ROWS q = db_run(db, SQL_GRADING_RULE_STATE);
	bind_text(q, ":rule", rule);
	bind_text(q, ":state", state);
	bind_text(q, ":reason", reason);
	return rows_done(cx, q, NULL);
}

enum err grading_rule_put(struct ctx *cx, struct db *db, const struct who *who,
			  struct grading_rule *r)
{
	int was = 0;
	if (!city_or_own(who, r->org))
		return fail_field(cx, fail(cx, ERR_FORBIDDEN, SAY_GRADING_RULE_NOT_YOURS()), "org");
	if (r->rule) {
		TRY(state_of(cx, db, who, r->rule, &was));
		TRY(no_longer(cx, db, r->rule, "superseded", NULL));
	} else {
		r->rule = id_new(cx);
	}
	r->version = was + 1;
	TRY(add_version(cx, db, who, r));
	TRY(add_lines(cx, db, r));
	return note_rule(cx, db, who, was ? "grading-rule-changed" : "grading-rule-registered",
			 r->rule, r->name);
}

enum err grading_rule_withdraw(struct ctx *cx, struct db *db, const struct who *who,
			       const char *rule, const char *reason)
{
	int was;
	TRY(state_of(cx, db, who, rule, &was));
	TRY(no_longer(cx, db, rule, "withdrawn", reason));
	return note_rule(cx, db, who, "grading-rule-withdrawn", rule, reason);
}

enum err grading_org_changed(struct ctx *cx, struct db *db, const char *org, const char *into)
{
	AUTO_ROWS q = db_run(db, SQL_GRADING_RULE_ORG);
	bind_text(q, ":org", org);
	bind_text(q, ":into", into);
	return rows_done(cx, q, NULL);
}

enum err grading_lines(struct ctx *cx, struct db *db, const struct resource *r,
		       struct grading_pattern **ret, size_t *ret_n)
{
	struct grading_pattern *list = ctx_array(cx, struct grading_pattern, LINES_MOST);
	size_t n = 0;
	AUTO_ROWS q = db_run(db, SQL_GRADING_PATTERNS_FOR);
	bind_text(q, ":domain", r->theme);
	bind_text(q, ":org", r->org);
	bind_int(q, ":count", LINES_MOST);
	for (bool more; n < LINES_MOST; n++) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		list[n] = (struct grading_pattern){
			.element = col_int(q, "element"), .word = col_text(cx, q, "word"),
			.grade = (int)col_int(q, "grade"), .rule = col_text(cx, q, "rule") };
		if (!sense_read(col_text(cx, q, "sense"), &list[n].sense))
			list[n].sense = SENSE_RULE;
	}
	*ret = list;
	*ret_n = n;
	return OK;
}

/* --- suggestions -------------------------------------------------------------------- */
static void reason_json(struct jout *j, const struct reason *r)
{
	bool counted = r->by == BY_VALUES || r->by == BY_NEAR || r->by == BY_TEXT;
	jout_open(j);
	jout_key_text(j, "by", reason_word(r->by));
	jout_key_text(j, "sensitivity", senses[r->sense].word);
	if (counted) {
		jout_key_int(j, "fits", r->fits);
		jout_key_int(j, "of", r->of);
	}
	if (r->by == BY_VALUES || r->by == BY_NEAR)
		jout_key_text(j, "standard", senses[r->sense].standard);
	if (r->word)
		jout_key_text(j, "word", r->word);
	if (r->rule)
		jout_key_text(j, "rule", r->rule);
	jout_close(j);
}

static const char *evidence_text(struct ctx *cx, const struct suggestion *s)
{
	AUTO_BUF b = buf_make(1u << 20);
	struct jout j = jout_to(&b);
	jout_list(&j);
	for (size_t i = 0; i < s->nreasons; i++)
		reason_json(&j, &s->reasons[i]);
	jout_end_list(&j);
	return ctx_text(cx, buf_cstr(&b));
}

static enum err keep_one(struct ctx *cx, struct db *db, const char *resource,
			 const struct suggestion *s)
{
	AUTO_ROWS q = db_run(db, SQL_GRADING_SUGGESTION_PUT);
	bind_text(q, ":resource", resource);
	bind_text(q, ":item", s->item->code);
	bind_int(q, ":grade", s->grade);
	bind_text(q, ":sense", senses[s->sense].word);
	bind_int(q, ":confidence", s->confidence);
	bind_text(q, ":mask", s->mask);
	bind_text(q, ":evidence", evidence_text(cx, s));
	bind_ms(q, ":seen_at", cx->now);
	return rows_done(cx, q, NULL);
}

static enum err keep_scan(struct ctx *cx, struct db *db, const struct who *who,
			  const struct grading_scan *s)
{
	AUTO_ROWS q = db_run(db, SQL_GRADING_SCAN_PUT);
	bind_text(q, ":resource", s->r->id);
	bind_int(q, ":version", s->r->version);
	bind_int(q, ":data_version", s->data_version);
	bind_int(q, ":rows_live", s->rows);
	bind_int(q, ":sampled", s->sampled);
	bind_int(q, ":lifted", s->lifted);
	bind_ms(q, ":at", cx->now);
	bind_text(q, ":by_name", who->name);
	return rows_done(cx, q, NULL);
}

enum err grading_keep(struct ctx *cx, struct db *db, const struct who *who,
		      const struct grading_scan *s)
{
	TRY(keep_scan(cx, db, who, s));
	for (size_t i = 0; i < s->r->nitems; i++)
		TRY(keep_one(cx, db, s->r->id, &s->list[i]));
	AUTO_ROWS q = db_run(db, SQL_GRADING_SUGGESTION_FADE);
	bind_text(q, ":resource", s->r->id);
	bind_ms(q, ":seen_at", cx->now);
	TRY(rows_done(cx, q, NULL));
	TRY(entry_count(cx, db, s->r->id));
	return record_note(cx, db, &(struct note){
		.kind = NOTE_CATALOGUE, .act = "grading-scanned", .org = who->org,
		.principal = who->id, .resource = s->r->id, .resource_version = s->r->version });
}

enum err grading_kept(struct ctx *cx, struct db *db, const char *resource,
		      struct kept_suggestion **ret, size_t *ret_n)
{
	struct kept_suggestion *list = ctx_array(cx, struct kept_suggestion, ITEM_MAX);
	size_t n = 0;
	AUTO_ROWS q = db_run(db, SQL_GRADING_SUGGESTIONS);
	bind_text(q, ":resource", resource);
	for (bool more; n < ITEM_MAX; n++) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		list[n] = (struct kept_suggestion){
			.item = col_text(cx, q, "item"), .sense = col_text(cx, q, "sense"),
			.mask = col_text(cx, q, "mask"), .evidence = col_text(cx, q, "evidence"),
			.state = col_text(cx, q, "state"), .reason = col_text(cx, q, "reason"),
			.by = col_text(cx, q, "by_name"), .grade = (int)col_int(q, "grade"),
			.confidence = (int)col_int(q, "confidence"),
			.decided = (int)col_int(q, "decided"), .at = col_ms(q, "decided_at") };
	}
	*ret = list;
	*ret_n = n;
	return OK;
}
