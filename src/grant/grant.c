/* grant.c - from an agreement's papers to what a grant holds (Art. 20). Pure.
 *
 * A grant that nobody made conditions for gives every item that is shared that
 * widely and masks only what the grade table asks for (core/grade.h). Conditions
 * give what they say and mask what they name; an item that its own grade doesn't let
 * be given in clear and that they don't name gets the table's mask, and the grant
 * names it. A mask that is weaker than the grade permits is refused (Art. 38). */
#include "grant/grant.h"
#include "content/content.h"
#include "core/grade.h"
#include "core/sight.h"
#include <string.h>

static enum err bad(struct ctx *cx, const char *field, struct said said)
{
	return fail_field(cx, fail(cx, ERR_INVALID, said), field);
}

struct view resource_view(struct ctx *cx, const struct resource *res)
{
	struct viewed *at = ctx_array(cx, struct viewed, res->nitems);
	for (size_t i = 0; i < res->nitems; i++) {
		const struct item *it = &res->items[i];
		at[i] = (struct viewed){
			.code = it->code, .no = it->no, .key = it->key, .granted = true,
			.shape = item_shape(it),
			.subject = it->format && strcmp(it->format, "resident_id") == 0,
		};
	}
	return (struct view){ at, res->nitems };
}

static bool holds(const struct grant *g, const char *code)
{
	for (size_t i = 0; i < g->nitems; i++)
		if (strcmp(g->items[i], code) == 0)
			return true;
	return false;
}

static enum mask mask_of(const struct grant *g, const char *code)
{
	for (size_t i = 0; i < g->nmasks; i++)
		if (strcmp(g->masks[i].item, code) == 0)
			return g->masks[i].mask;
	return MASK_KEEP;
}

static bool named(const struct grant *g, const char *code)
{
	for (size_t i = 0; i < g->nmasks; i++)
		if (strcmp(g->masks[i].item, code) == 0)
			return true;
	return false;
}

/* The second wall: an item that was graded higher after the grant was made is given
 * as its grade now permits. */
struct view grant_view(struct ctx *cx, const struct pack *pack, const struct resource *res,
		       const struct grant *g)
{
	struct view f = resource_view(cx, res);
	struct viewed *at = ctx_array(cx, struct viewed, f.n);
	for (size_t i = 0; i < f.n; i++) {
		const struct item *it = &res->items[i];
		at[i] = f.at[i];
		at[i].granted = g && holds(g, at[i].code);
		if (at[i].granted)
			at[i].mask = grade_mask(grade_own(pack, it), it,
						mask_of(g, at[i].code));
	}
	return (struct view){ at, f.n };
}

/* --- without conditions --------------------------------------------------- */

static void give_all(struct ctx *cx, const struct resource *res, enum access widest,
		     struct grant *g)
{
	g->items = ctx_array(cx, const char *, res->nitems);
	for (size_t i = 0; i < res->nitems; i++)
		if (item_share(res, &res->items[i]) <= widest)
			g->items[g->nitems++] = res->items[i].code;
}

static bool asks(const json_t *asked, const char *code)
{
	size_t n = json_array_size(asked);
	for (size_t i = 0; i < n; i++) {
		const char *one = json_string_value(json_array_get(asked, i));
		if (one && strcmp(one, code) == 0)
			return true;
	}
	return false;
}

/* Of what may be given, what was asked for: what an agreement doesn't name item by item
 * gives no more than that. */
static void keep_asked(const struct grant_wish *wish, struct grant *g)
{
	size_t kept = 0;
	for (size_t i = 0; g->nasked && i < g->nitems; i++)
		if (asks(wish->asked, g->items[i]))
			g->items[kept++] = g->items[i];
	if (g->nasked)
		g->nitems = kept;
}

static void note_asked(struct ctx *cx, const struct resource *res,
		       const struct grant_wish *wish, struct grant *g)
{
	g->asked = ctx_array(cx, const char *, res->nitems);
	for (size_t i = 0; i < res->nitems; i++)
		if (asks(wish->asked, res->items[i].code))
			g->asked[g->nasked++] = res->items[i].code;
}

static void mask_grades(struct ctx *cx, const struct pack *pack, const struct resource *res,
			struct grant *g)
{
	if (!g->masks)
		g->masks = ctx_array(cx, struct grant_mask, res->nitems);
	for (size_t i = 0; i < res->nitems; i++) {
		const struct item *it = &res->items[i];
		enum mask m = grade_mask(grade_own(pack, it), it, MASK_KEEP);
		if (m != MASK_KEEP && holds(g, it->code) && !named(g, it->code))
			g->masks[g->nmasks++] = (struct grant_mask){ it->code, m };
	}
}

/* What is for verification alone is so item by item, but for what its masks name. */
static void mask_verify(struct ctx *cx, const struct resource *res, struct grant *g)
{
	if (!g->masks)
		g->masks = ctx_array(cx, struct grant_mask, res->nitems);
	for (size_t i = 0; i < g->nitems; i++)
		if (!named(g, g->items[i]))
			g->masks[g->nmasks++] = (struct grant_mask){ g->items[i], MASK_VERIFY };
}

/* --- conditions ----------------------------------------------------------- */

static enum err read_items(struct ctx *cx, const json_t *list, const struct resource *res,
			   struct grant *g)
{
	size_t n = json_array_size(list);
	if (!json_is_array(list) || !n)
		return bad(cx, "conditions.items", SAY_GRANT_CONDITIONS("items"));
	bool *wanted = ctx_array(cx, bool, res->nitems);
	for (size_t i = 0; i < n; i++) {
		const char *code = json_string_value(json_array_get(list, i));
		const char *at = ctx_print(cx, "conditions.items[%zu]", i);
		const struct item *it =
			code ? item_by_code(res->items, res->nitems, code) : NULL;
		if (!it)
			return bad(cx, at, SAY_GRANT_ITEM(code ? code : "?"));
		if (item_share(res, it) == ACCESS_NONE)
			return bad(cx, at, SAY_GRANT_ITEM_NONE(code));
		wanted[it - res->items] = true;
	}
	g->items = ctx_array(cx, const char *, n);
	for (size_t i = 0; i < res->nitems; i++)
		if (wanted[i])
			g->items[g->nitems++] = res->items[i].code;
	return OK;
}

static enum err read_masks(struct ctx *cx, json_t *masks, struct grant *g)
{
	const char *code;
	json_t *word;
	if (!json_is_object(masks))
		return bad(cx, "conditions.masks", SAY_GRANT_CONDITIONS("masks"));
	g->masks = ctx_array(cx, struct grant_mask, json_object_size(masks) + g->nitems);
	json_object_foreach(masks, code, word) {
		const char *at = ctx_print(cx, "conditions.masks.%s", code);
		const char *said = json_string_value(word);
		enum mask m;
		if (!said || !mask_read(said, &m))
			return bad(cx, at, SAY_GRANT_MASK(said ? said : "?", mask_words()));
		if (!holds(g, code))
			return bad(cx, at, SAY_GRANT_MASK_UNUSED(code));
		g->masks[g->nmasks++] = (struct grant_mask){ ctx_text(cx, code), m };
	}
	return OK;
}

static enum err read_quota(struct ctx *cx, json_t *quota, struct quota *q)
{
	const char *key;
	json_t *v;
	if (!json_is_object(quota))
		return bad(cx, "conditions.quota", SAY_GRANT_CONDITIONS("quota"));
	json_object_foreach(quota, key, v) {
		const char *at = ctx_print(cx, "conditions.quota.%s", key);
		int64_t *count = strcmp(key, "calls") == 0 ? &q->calls :
				 strcmp(key, "rows") == 0 ? &q->rows :
				 strcmp(key, "subjects") == 0 ? &q->subjects : NULL;
		const char *per = json_string_value(v);
		if (json_is_null(v))
			continue;
		if (count && json_is_integer(v) && json_integer_value(v) >= 0)
			*count = json_integer_value(v);
		else if (count || strcmp(key, "per") != 0 || !per || !quota_per_read(per, &q->per))
			return bad(cx, at, SAY_GRANT_CONDITIONS(key));
	}
	return OK;
}

/* A day holds to its end, a time to itself. */
static enum err read_until(struct ctx *cx, const json_t *v, struct grant *g)
{
	const char *text = json_string_value(v);
	day_t day;
	if (text && day_read(text, &day))
		g->until = day_start((day_t){ day.n + 1 });
	else if (!text || !ms_read(text, &g->until))
		return bad(cx, "conditions.valid_until", SAY_GRANT_CONDITIONS("valid_until"));
	if (g->until.n <= cx->now.n)
		return bad(cx, "conditions.valid_until", SAY_GRANT_OVER(text));
	g->valid_until = ctx_text(cx, text);
	return OK;
}

static enum err read_where(struct ctx *cx, const json_t *where, const struct resource *res,
			   struct grant *g)
{
	const struct filter *f;
	TRY(filter_read(cx, where, resource_view(cx, res), "conditions.where", &f));
	size_t n = json_dumpb(where, NULL, 0, JSON_COMPACT);
	char *text = ctx_alloc(cx, n + 1);
	json_dumpb(where, text, n, JSON_COMPACT);
	g->where = text;
	return OK;
}

/* verify_only: rows are never given. aggregate: true adds numbers of groups, "only"
 * takes the rows away. What is taken away stays so whatever else is said. */
static bool read_use(const char *key, const json_t *v, struct grant *g)
{
	bool only = json_is_string(v) && strcmp(json_string_value(v), "only") == 0;
	if (strcmp(key, "aggregate") == 0 && (only || json_is_boolean(v))) {
		if (!json_is_false(v))
			g->uses |= USE_BIT(USE_AGGREGATE);
		if (only)
			g->uses &= ~USE_BIT(USE_ROWS);
		return true;
	}
	if (!json_is_boolean(v))
		return false;
	if (strcmp(key, "verify_only") == 0) {
		if (json_is_true(v))
			g->uses &= ~USE_BIT(USE_ROWS);
		return true;
	}
	if (strcmp(key, "tell_missing") != 0)
		return false;
	g->tell_missing = json_is_true(v);
	return true;
}

static enum err read_condition(struct ctx *cx, const char *key, json_t *v,
			       const struct resource *res, struct grant *g)
{
	if (strcmp(key, "items") == 0 || strcmp(key, "masks") == 0 || json_is_null(v))
		return OK;
	if (strcmp(key, "where") == 0)
		return read_where(cx, v, res, g);
	if (strcmp(key, "quota") == 0)
		return read_quota(cx, v, &g->quota);
	if (strcmp(key, "valid_until") == 0)
		return read_until(cx, v, g);
	if (strcmp(key, "matter") == 0 && json_is_boolean(v)) {
		g->matter = json_is_true(v);
		return OK;
	}
	if (read_use(key, v, g))
		return OK;
	return bad(cx, ctx_print(cx, "conditions.%s", key), SAY_GRANT_CONDITIONS(key));
}

/* What the conditions would give of each item, held against its grade. */
static enum err grades_permit(struct ctx *cx, const struct pack *pack,
			      const struct resource *res, const struct grant *g)
{
	for (size_t i = 0; i < res->nitems; i++) {
		const struct item *it = &res->items[i];
		const struct grade_text *grade = grade_own(pack, it);
		if (!holds(g, it->code) || grade_may_give(grade, mask_of(g, it->code)))
			continue;
		enum err e = grade->given == GIVEN_VERIFY
			   ? fail(cx, ERR_INCOMPLETE, SAY_GRANT_GRADE_VERIFY(it->name,
				  grade->grade, grade->words.zh, grade->words.en))
			   : fail(cx, ERR_INCOMPLETE, SAY_GRANT_GRADE_MASKED(it->name,
				  grade->grade, grade->words.zh, grade->words.en));
		fail_article(cx, e, "38");
		return fail_field(cx, e, ctx_print(cx, "conditions.masks.%s", it->code));
	}
	return OK;
}

/* Conditions that were announced and say nothing aren't taken for none: they would give
 * everything. */
static bool says_any(json_t *conditions)
{
	const char *key;
	json_t *v;
	json_object_foreach(conditions, key, v)
		if (!json_is_null(v))
			return true;
	return false;
}

static enum err read_conditions(struct ctx *cx, const struct grant_wish *wish,
				const struct pack *pack, const struct resource *res,
				struct grant *g)
{
	json_t *conditions = wish->conditions;
	const char *key;
	json_t *v;

	if (!json_is_object(conditions))
		return bad(cx, "conditions", SAY_GRANT_CONDITIONS("conditions"));
	if (!says_any(conditions))
		return bad(cx, "conditions", SAY_GRANT_CONDITIONS_NONE());
	json_t *items = json_object_get(conditions, "items");
	json_t *masks = json_object_get(conditions, "masks");
	if (items && !json_is_null(items)) {
		TRY(read_items(cx, items, res, g));
	} else {
		give_all(cx, res, ACCESS_CONDITIONAL, g);
		keep_asked(wish, g);
	}
	if (masks && !json_is_null(masks))
		TRY(read_masks(cx, masks, g));
	json_object_foreach(conditions, key, v)
		TRY(read_condition(cx, key, v, res, g));
	const json_t *only = json_object_get(conditions, "verify_only");
	if (only && json_is_true(only))
		mask_verify(cx, res, g);
	else if (!(g->uses & USE_BIT(USE_ROWS)))
		g->uses &= ~USE_BIT(USE_VERIFY);
	mask_grades(cx, pack, res, g);
	return grades_permit(cx, pack, res, g);
}

static bool was_asked(const struct resource *res, const struct grant *g, const struct item *it)
{
	for (size_t i = 0; i < g->nasked; i++)
		if (strcmp(g->asked[i], it->code) == 0)
			return true;
	return !g->nasked && item_share(res, it) <= ACCESS_CONDITIONAL;
}

/* A mask that lets nothing through gives the item as little as leaving it out; where its grade
 * asks for that, it isn't the agreement's doing (Art. 38). */
static bool emptied(const struct pack *pack, const struct item *it, const struct grant *g)
{
	return mask_of(g, it->code) == MASK_SUPPRESS &&
	       grade_mask(grade_own(pack, it), it, MASK_KEEP) != MASK_SUPPRESS;
}

struct words grant_left_out(struct ctx *cx, const struct pack *pack, const struct resource *res,
			    const struct grant *g)
{
	struct words w = { "", "" };
	for (size_t i = 0; i < res->nitems; i++) {
		const struct item *it = &res->items[i];
		bool given = holds(g, it->code) && !emptied(pack, it, g);
		if (given || !was_asked(res, g, it))
			continue;
		w.zh = ctx_print(cx, "%s%s%s", w.zh, *w.zh ? "、" : "", it->name);
		w.en = ctx_print(cx, "%s%s%s", w.en, *w.en ? ", " : "", it->name);
	}
	if (!(g->uses & USE_BIT(USE_ROWS))) {
		w.zh = ctx_print(cx, "%s%s数据行", w.zh, *w.zh ? "、" : "");
		w.en = ctx_print(cx, "%s%srows", w.en, *w.en ? ", " : "");
	}
	return w;
}

int grant_persons(const struct pack *pack, const struct resource *res, const struct grant *g)
{
	int most = 1;
	for (size_t i = 0; i < res->nitems; i++) {
		const struct grade_text *grade = grade_own(pack, &res->items[i]);
		if (grade && grade->persons > most && holds(g, res->items[i].code))
			most = grade->persons;
	}
	return most;
}

enum err grant_plan(struct ctx *cx, const struct pack *pack, const struct resource *res,
		    const struct grant_wish *wish, struct grant *ret_grant)
{
	struct grant g = {
		.resource = res->id, .code = res->code, .provider = res->org,
		.org = wish->org, .case_id = wish->case_id, .purpose = wish->purpose,
		.scenario = wish->scenario, .state = GRANT_OPEN, .revision = 1,
		.uses = USES_ORDINARY,
		.quota = { QUOTA_NONE, QUOTA_NONE, QUOTA_NONE, PER_TOTAL },
		.made_at = cx->now, .changed_at = cx->now,
	};
	bool papers = wish->conditions && !json_is_null(wish->conditions);
	if (json_array_size(wish->asked))
		note_asked(cx, res, wish, &g);
	if (papers) {
		TRY(read_conditions(cx, wish, pack, res, &g));
	} else {
		give_all(cx, res, res->share_type == ACCESS_UNCONDITIONAL
			 ? ACCESS_UNCONDITIONAL : ACCESS_CONDITIONAL, &g);
		keep_asked(wish, &g);
		mask_grades(cx, pack, res, &g);
	}
	bool files = !res->nitems && content_form(res->form);   /* a file goes out whole */
	if (!g.nitems && !files)
		return bad(cx, "conditions.items", SAY_GRANT_NO_ITEMS());
	g.left = wish->left && *grant_left_out(cx, pack, res, &g).zh ? wish->left : NULL;
	*ret_grant = g;
	return OK;
}

bool grant_seen_by(struct ctx *cx, const struct grant *g, const struct who *who)
{
	struct sight s = sight_of(cx, who);
	return sight_takes(&s, g->org, g->shown->org_region) ||
	       sight_takes(&s, g->provider, g->shown->provider_region);
}
