/* completeness_store.c - see completeness_store.h. Some entries at a time, each lot
 * in a memory of its own. */
#include "completeness/completeness_store.h"
#include "content/content.h"
#include <stdio.h>
#include <string.h>

#define STEP 500

/* Rows or files, whichever came later. */
static ms_t live_at(struct rows *q)
{
	ms_t rows = col_ms(q, "live_at"), files = col_ms(q, "mounted_at");
	return rows.n > files.n ? rows : files;
}

static void entry_of(struct ctx *cx, struct rows *q, struct completeness_entry *e)
{
	const char *form = col_text(cx, q, "form"), *duty = col_text(cx, q, "duty");
	const char *share = col_text(cx, q, "share_type");
	e->id = col_text(cx, q, "id");
	e->code = col_text(cx, q, "code");
	e->title = col_text(cx, q, "title");
	e->org = col_text(cx, q, "org");
	e->org_name = col_text(cx, q, "org_name");
	e->system = col_text(cx, q, "source_system");
	e->state = col_text(cx, q, "state");
	e->facts = (struct entry_facts){
		.published = strcmp(e->state, "published") == 0,
		.table = form && strcmp(form, "table") == 0,
		.files = content_form(form), .has_duty = duty && *duty,
		.items = col_int(q, "items"), .undescribed = col_int(q, "undescribed"),
		.live_at = live_at(q), .update_cycle = col_text(cx, q, "update_cycle"),
		.asked = col_int(q, "asked"), .given = col_int(q, "given"),
		.late = col_int(q, "late"), .shared = share && strcmp(share, "none") != 0,
		.category = col_text(cx, q, "category"),
		.national_code = col_text(cx, q, "national_code"),
		.provider_code = col_text(cx, q, "org_code"),
		.abstract = col_text(cx, q, "abstract"), .form = form,
		.format = col_text(cx, q, "format"), .share_type = share,
		.share_conditions = col_text(cx, q, "share_conditions"),
		.share_law = col_text(cx, q, "share_law"),
		.open_type = col_text(cx, q, "open_type"),
		.open_conditions = col_text(cx, q, "open_conditions"),
		.open_law = col_text(cx, q, "open_law") };
}

struct walking {
	struct db                    *db;
	const struct calendar        *cal;
	const struct completeness_of *of;
	completeness_fn              *each;
	void                         *arg;
	char                          after[64];
};

static enum err some(struct ctx *cx, struct walking *w, size_t *ret_n)
{
	struct completeness_entry e;
	AUTO_ROWS q = db_run(w->db, SQL_COMPLETENESS_WALK);
	bind_text(q, ":after", w->after);
	bind_text(q, ":org", w->of->org);
	bind_text(q, ":region", w->of->region);
	bind_text(q, ":system", w->of->system);
	bind_day(q, ":today", cx->today);
	bind_int(q, ":count", STEP);
	char last[sizeof w->after] = "";
	for (*ret_n = 0;; ++*ret_n) {
		bool more;
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		entry_of(cx, q, &e);
		e.checked = entry_check(&e.facts, w->cal, cx->now);
		TRY(w->each(cx, &e, w->arg));
		snprintf(last, sizeof last, "%s", e.id);
	}
	memcpy(w->after, last, sizeof last);
	return OK;
}

enum err completeness_walk(struct ctx *cx, struct db *db, const struct calendar *cal,
			   const struct completeness_of *of, completeness_fn *each, void *arg)
{
	struct walking w = { db, cal, of, each, arg, "" };
	for (size_t n = STEP; n == STEP;) {
		AUTO_CTX mine;
		ctx_init(&mine, cx->now, 32u << 20);
		enum err e = some(&mine, &w, &n);
		if (e != OK)
			return fail(cx, e, mine.fault.said);    /* busy is busy */
	}
	return OK;
}
