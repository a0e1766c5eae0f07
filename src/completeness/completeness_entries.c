/* completeness_entries.c - which entries fail what, and what they lack. */
#include "app.h"
#include "cases/legal.h"
#include "completeness/completeness_inside.h"
#include "web/csvfile.h"

struct failing { struct brief brief; struct jout *j; struct buf *csv; uint32_t wanted; };

static const char *words_in(struct ctx *cx, uint32_t bits)
{
	const char *all = NULL;
	for (int i = 0; i < CHECKS_; i++)
		if (bits >> i & 1)
			all = all ? ctx_print(cx, "%s %s", all, check_word((enum check)i))
				  : check_word((enum check)i);
	return all;
}

const char *const completeness_heads[COMPLETENESS_COLUMNS] = {
	"code", "title", "org_name", "system", "state", "failed", "missing" };

void completeness_entry_json(struct jout *j, const struct completeness_entry *e,
			     uint32_t failed)
{
	const char *missing[CORE_FIELDS];
	size_t n = core_missing(&e->facts, missing);
	jout_open(j);
	jout_key_text(j, "resource", e->id);
	jout_key_text(j, "code", e->code);
	jout_key_text(j, "title", e->title);
	jout_key_text(j, "org", e->org);
	jout_key_text(j, "org_name", e->org_name);
	jout_key_text(j, "system", e->system);
	jout_key_text(j, "state", e->state);
	jout_key(j, "failed");
	jout_list(j);
	for (int i = 0; i < CHECKS_; i++)
		if (failed >> i & 1)
			jout_text(j, check_word((enum check)i));
	jout_end_list(j);
	jout_key(j, "missing");
	jout_list(j);
	for (size_t i = 0; i < n && failed >> CHECK_CORE & 1; i++)
		jout_text(j, missing[i]);
	jout_end_list(j);
	jout_key_int(j, "undescribed", e->facts.undescribed);
	jout_key_ms(j, "live_at", e->facts.live_at);
	jout_key_text(j, "update_cycle", e->facts.update_cycle);
	jout_key_int(j, "late_requests", e->facts.late);
	jout_close(j);
}

void completeness_entry_csv(struct ctx *cx, struct buf *b, const struct completeness_entry *e,
			    uint32_t failed)
{
	const char *missing[CORE_FIELDS], *fields = NULL;
	size_t n = core_missing(&e->facts, missing);
	for (size_t i = 0; i < n && failed >> CHECK_CORE & 1; i++)
		fields = fields ? ctx_print(cx, "%s %s", fields, missing[i]) : missing[i];
	const char *cells[] = { e->code, e->title, e->org_name, e->system, e->state,
				words_in(cx, failed), fields };
	csv_row(b, cells, sizeof cells / sizeof cells[0]);
}

static enum err put_failing(struct ctx *cx, const struct completeness_entry *e, void *arg)
{
	struct failing *f = arg;
	uint32_t failed = e->checked.applies & ~e->checked.passes;
	if (f->wanted ? !(failed & f->wanted) : !failed)
		return OK;
	if (f->csv)
		completeness_entry_csv(cx, f->csv, e, failed);
	else if (brief_takes(&f->brief))
		completeness_entry_json(f->j, e, failed);
	return OK;
}

enum err completeness_entries(struct ctx *cx, struct req *rq)
{
	struct completeness_of of = completeness_asked(rq);
	struct failing f = { .wanted = 0 };
	enum check check;
	bool file;
	const char *fails = req_query(rq, "fails");
	if (fails && !check_read(fails, &check))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_COMPLETENESS_CHECK_UNKNOWN(fails)),
				  "fails");
	f.wanted = fails ? 1u << check : 0;
	TRY(csvfile_asked(cx, rq, &file));
	TRY(req_brief(cx, rq, &f.brief));
	if (file) {
		f.csv = csvfile_whole(rq, "completeness-entries");
		csv_row(f.csv, completeness_heads, COMPLETENESS_COLUMNS);
	} else {
		f.j = answer_list(rq);
	}
	TRY(completeness_walk(cx, rq->db, legal_calendar(rq->app->legal), &of, put_failing, &f));
	if (!file)
		answer_brief_end(cx, rq, &f.brief);
	return OK;
}
