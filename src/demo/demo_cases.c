/* demo_cases.c - stories laid on a time line and told act by act. */
#include "demo/demo_cases.h"
#include "cases/cases.h"
#include "core/grade.h"
#include "demo/tables.h"
#include <stdlib.h>
#include <string.h>

enum { TOLD_MOST = 4000, STEPS_MOST = 16000, CITY_TIMES = 12, WHAT_STORY = 501,
       FIRST_STORIES = 3, REVIEW_HOURS = 20, VALID_DAYS = 365 };

/* A case being told: who takes part, and its id once it was opened. */
struct told {
	const struct story_step *steps;
	const char              *process, *resource, *id;
	const struct demo_entry *entry;         /* NULL: an entry of the review alone */
	const struct demo_org   *applicant, *provider;
	uint64_t                 number;
};
struct line_step { int64_t at; int told, step; };
struct demo_line {
	struct told      *told;
	struct line_step *steps;
	int               ntold, nsteps, next;
};

static struct demo_line *line_new(struct demo *d)
{
	struct demo_line *l = ctx_new(&d->keep, struct demo_line);
	l->told = ctx_array(&d->keep, struct told, TOLD_MOST);
	l->steps = ctx_array(&d->keep, struct line_step, STEPS_MOST);
	return l;
}

static void line_add(struct demo_line *l, const struct told *t, int64_t at)
{
	PRE(l->ntold < TOLD_MOST);
	l->told[l->ntold] = *t;
	for (int i = 0; i < STORY_STEPS && t->steps[i].act; i++) {
		at += t->steps[i].hours * INT64_C(3600000);
		PRE(l->nsteps < STEPS_MOST);
		l->steps[l->nsteps++] = (struct line_step){ at, l->ntold, i };
	}
	l->ntold++;
}

static int by_time(const void *a, const void *b)
{
	const struct line_step *x = a, *y = b;
	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->told != y->told ? x->told - y->told : x->step - y->step;
}

/* --- who, and with which papers ------------------------------------------------------- */
static const struct who *county_office(const struct told *t, const struct who *offices)
{
	const struct demo_org *at = t->applicant->level == LEVEL_COUNTY ? t->applicant :
									  t->provider;
	for (int i = 0; i < districts_n; i++)
		if (at && strcmp(districts[i].code, at->region) == 0)
			return &offices[i];
	return offices;
}

static const struct who *actor(const struct demo *d, const struct told *t, enum story_actor who)
{
	switch (who) {
	case TOLD_APPLICANT:
		return &t->applicant->steward;
	case TOLD_PROVIDER:
		return &t->provider->steward;
	case TOLD_OPERATOR:
		return &d->operator_;
	case TOLD_AUTHORITY:
		return &d->authority;
	case TOLD_COUNTY_OPERATOR:
		return county_office(t, d->county_operators);
	case TOLD_COUNTY_AUTHORITY:
		break;
	}
	return county_office(t, d->county_authorities);
}

/* By whom a table is asked is verified, the rest of a grade is masked as the table of
 * grades asks; what two persons would have to agree to isn't given. */
static const char *given_as(const struct grade_text *g, const struct item *it)
{
	if (grade_may_give(g, MASK_KEEP))
		return it->mask && !it->key ? it->mask : NULL;
	return it->key ? mask_word(MASK_VERIFY) : mask_word(grade_mask(g, it, MASK_KEEP));
}

/* What an agreement narrows: nothing but what tells of a person, and how much. */
static json_t *conditions(const struct demo *d, const struct told *t, bool *ret_less)
{
	char until[DAY_TEXT];
	json_t *items = json_array(), *masks = json_object();
	*ret_less = false;
	for (size_t i = 0; t->entry && i < t->entry->table->nitems; i++) {
		const struct item *it = &t->entry->table->items[i];
		const struct grade_text *g = grade_of(legal_pack(d->legal), t->entry->table->grade, it);
		const char *mask = given_as(g, it);
		*ret_less |= g && g->persons > 1;
		if (g && g->persons > 1)
			continue;
		json_array_append_new(items, json_string(it->code));
		if (mask)
			json_object_set_new(masks, it->code, json_string(mask));
	}
	day_text((day_t){ day_at(d->today).n + VALID_DAYS }, until);
	return json_pack("{s:o,s:o,s:{s:i,s:i,s:s},s:s}", "items", items, "masks", masks, "quota",
			 "calls", 100000, "rows", 1000000, "per", "total", "valid_until", until);
}

/* An agreement to less than was asked says why, as a refusal does. */
static json_t *agreeing(const struct demo *d, const struct told *t)
{
	bool less;
	json_t *given = json_pack("{s:o}", "conditions", conditions(d, t, &less));
	if (!less)
		return given;
	json_object_set_new(given, "reason", json_string("该信息项与申请的用途没有直接关系"));
	json_object_set_new(given, "basis", json_pack("{s:s,s:s,s:s}", "law",
		"中华人民共和国个人信息保护法", "level", "law", "article", "第六条"));
	return given;
}

static json_t *papers(const struct demo *d, const struct told *t, enum story_papers kind)
{
	static const char *const uses[][2] = {
		{ "办理行政许可时核验申请人资格", "政务服务一网通办" },
		{ "社会救助对象家庭状况核对", "社会救助一件事" },
		{ "开展行业监管和风险分析", "社会治理一网统管" },
		{ "公共服务设施布局评估", "城市运行监测" },
	};
	const char *const *use = uses[chance(d->seed, WHAT_STORY, t->number) % 4];
	switch (kind) {
	case NO_PAPERS:
		return json_object();
	case ASKING:
		return json_pack("{s:s,s:s,s:s,s:b}", "purpose", use[0], "scenario", use[1],
				 "scenario_code", demo_scenario_code(use[1]), "commitment", 1);
	case ASKING_INCOMPLETE:
		return json_pack("{s:s}", "purpose", use[0]);
	case AGREEING:
		return agreeing(d, t);
	case REASON:
		return json_pack("{s:s}", "reason", "材料与用途说明不一致，需要补充核实");
	case REMARKS:
		return json_pack("{s:s,s:[{s:s,s:s},{s:s,s:s}]}", "reason", "两处需要补充",
				 "remarks", "field", "abstract", "remark", "请写明数据的时间范围",
				 "field", "update_cycle", "remark", "与业务实际更新周期不一致");
	case REASON_AND_BASIS:
		break;
	}
	return json_pack("{s:s,s:{s:s,s:s,s:s}}", "reason", "申请用途超出法定职责范围", "basis",
			 "law", "中华人民共和国个人信息保护法", "level", "law", "article",
			 "第三十四条");
}

/* --- telling ------------------------------------------------------------------------------ */
struct saying { struct case_ask ask; bool open; const char *id; };

static enum err say(struct ctx *cx, struct db *db, void *arg)
{
	struct saying *s = arg;
	return s->open ? case_open(cx, db, &s->ask, &s->id) : case_do(cx, db, &s->ask);
}

static enum err tell_step(struct demo *d, struct told *t, const struct story_step *step)
{
	struct ctx *cx = &d->work;
	json_t *given = papers(d, t, step->papers);
	struct saying s = {
		.open = strcmp(step->act, "open") == 0,
		.ask = { .legal = d->legal, .who = actor(d, t, step->who),
			 .process = t->process, .resource = t->resource, .id = t->id,
			 .act = step->act, .papers = given } };
	enum err e = store_change(cx, d->store, say, &s);
	if (e == OK && s.open)
		t->id = ctx_text(&d->keep, s.id);
	json_decref(given);
	return e;
}

static enum err run_line(struct demo *d, struct demo_line *l, int64_t until)
{
	if (l->next == 0)
		qsort(l->steps, (size_t)l->nsteps, sizeof *l->steps, by_time);
	for (; l->next < l->nsteps && l->steps[l->next].at < until; l->next++) {
		const struct line_step *s = &l->steps[l->next];
		struct told *t = &l->told[s->told];
		demo_later(d, (s->at - d->clock.n) / 60000 > 0 ? (s->at - d->clock.n) / 60000 : 0);
		TRY(tell_step(d, t, &t->steps[s->step]));
	}
	return OK;
}

enum err demo_tell(struct demo *d, ms_t until)
{
	return run_line(d, d->line, until.n);
}

/* --- the reviews of the described tables ---------------------------------------------------- */
enum err demo_reviews(struct demo *d)
{
	static const struct story_step city[STORY_STEPS] = {
		{ 0, TOLD_APPLICANT, "open", NO_PAPERS },
		{ REVIEW_HOURS, TOLD_OPERATOR, "approve", NO_PAPERS } };
	static const struct story_step limited[STORY_STEPS] = {
		{ 0, TOLD_APPLICANT, "open", NO_PAPERS },
		{ REVIEW_HOURS, TOLD_OPERATOR, "approve", NO_PAPERS },
		{ REVIEW_HOURS, TOLD_AUTHORITY, "approve", NO_PAPERS } };
	static const struct story_step county[STORY_STEPS] = {
		{ 0, TOLD_APPLICANT, "open", NO_PAPERS },
		{ REVIEW_HOURS, TOLD_COUNTY_OPERATOR, "summarise", NO_PAPERS },
		{ REVIEW_HOURS, TOLD_OPERATOR, "approve", NO_PAPERS } };
	static const struct story_step county_limited[STORY_STEPS] = {
		{ 0, TOLD_APPLICANT, "open", NO_PAPERS },
		{ REVIEW_HOURS, TOLD_COUNTY_OPERATOR, "summarise", NO_PAPERS },
		{ REVIEW_HOURS, TOLD_OPERATOR, "approve", NO_PAPERS },
		{ REVIEW_HOURS, TOLD_COUNTY_AUTHORITY, "approve", NO_PAPERS } };
	struct demo_line *l = line_new(d);
	for (size_t i = 0; i < d->nentries; i++) {
		const struct demo_entry *e = &d->entries[i];
		bool cond = e->table->share != ACCESS_UNCONDITIONAL;
		bool below = e->org->level == LEVEL_COUNTY;
		line_add(l, &(struct told){
			.steps = below ? cond ? county_limited : county : cond ? limited : city,
			.process = "catalogue-review", .resource = e->id, .entry = e,
			.applicant = e->org, .provider = e->org, .number = i },
			d->clock.n + (int64_t)i * 1200000);
	}
	return run_line(d, l, INT64_MAX);
}

/* --- stories -------------------------------------------------------------------------------- */
static bool is_review(enum story_of of)
{
	return of == REVIEW_UNCOND || of == REVIEW_COND || of == REVIEW_COUNTY;
}

static bool fits_entry(const struct demo_entry *e, enum story_of of)
{
	bool below = e->org->level == LEVEL_COUNTY;
	enum access a = e->table->share;
	switch (of) {
	case CITY_COND: case COUNTY_COND:
		return !below && a == ACCESS_CONDITIONAL;
	case CITY_UNCOND: case COUNTY_UNCOND:
		return !below && a == ACCESS_UNCONDITIONAL;
	case LOCAL_UNCOND:
		return below && a == ACCESS_UNCONDITIONAL;
	case REVIEW_UNCOND: case REVIEW_COND: case REVIEW_COUNTY:
		break;
	}
	return false;
}

static bool fits_applicant(const struct demo_org *o, const struct demo_entry *e,
			   enum story_of of)
{
	bool below = o->level == LEVEL_COUNTY;
	if (o == e->org || o->level == LEVEL_TOWN)
		return false;
	if (of == LOCAL_UNCOND)
		return below && strcmp(o->region, e->org->region) == 0;
	return (of == COUNTY_COND || of == COUNTY_UNCOND) == below;
}

/* The nth of the entries that fit, going round; NULL: none does. */
static const struct demo_entry *nth_entry(const struct demo *d, enum story_of of, uint64_t n)
{
	const struct demo_entry *found = NULL;
	uint64_t fit = 0;
	for (size_t k = 0; k < d->nentries; k++)
		fit += fits_entry(&d->entries[k], of);
	for (size_t k = 0, left = fit ? n % fit + 1 : 0; left; k++)
		if (fits_entry(&d->entries[k], of) && --left == 0)
			found = &d->entries[k];
	return found;
}

/* The first stories are of the first agencies, so that their systems have
 * something to call. */
static void cast(const struct demo *d, struct told *t, enum story_of of, uint64_t n)
{
	uint64_t from = n < FIRST_STORIES ? 0 : n;
	t->entry = nth_entry(d, of, n);
	if (!t->entry)
		return;
	for (size_t k = 0; k < d->norgs && !t->applicant; k++) {
		const struct demo_org *o = &d->orgs[(from + k) % d->norgs];
		if (fits_applicant(o, t->entry, of))
			t->applicant = o;
	}
	t->provider = t->entry->org;
	t->resource = t->entry->id;
}

static enum err cast_review(struct demo *d, struct told *t, enum story_of of, uint64_t n)
{
	for (size_t k = 0; k < d->norgs && !t->applicant; k++) {
		const struct demo_org *o = &d->orgs[(n + k) % d->norgs];
		if (o->level == (of == REVIEW_COUNTY ? LEVEL_COUNTY : LEVEL_CITY))
			t->applicant = t->provider = o;
	}
	return demo_ledger(d, t->applicant, 100000 + n, of == REVIEW_COND, &t->resource);
}

enum err demo_plan(struct demo *d)
{
	uint64_t n = 0;
	int times = d->scale == DEMO_SMALL ? 1 : CITY_TIMES;
	d->line = line_new(d);
	for (int i = 0; i < times; i++) {
		for (size_t k = 0; k < stories_n; k++, n++) {
			const struct story *s = &stories[k];
			struct told t = { .steps = s->steps, .number = n,
					  .process = is_review(s->of) ? "catalogue-review" :
									"share-request" };
			if (is_review(s->of))
				TRY(cast_review(d, &t, s->of, n));
			else
				cast(d, &t, s->of, n);
			if (t.applicant)
				line_add(d->line, &t, d->today.n - s->began * INT64_C(3600000) +
						      i * INT64_C(420000));
		}
	}
	return OK;
}

bool demo_open_share(struct demo *d, int nth, struct demo_share *ret)
{
	for (int i = 0; i < d->line->ntold; i++) {
		const struct told *t = &d->line->told[i];
		struct case_file c;
		if (!t->id || !t->entry || strcmp(t->process, "share-request") != 0 ||
		    t->applicant->level != LEVEL_CITY || t->provider->level != LEVEL_CITY ||
		    case_load(&d->work, d->db, t->id, &c) != OK || strcmp(c.state, "open") != 0 ||
		    nth-- > 0)
			continue;
		*ret = (struct demo_share){ t->id, t->resource, t->applicant, t->provider };
		return true;
	}
	return false;
}
