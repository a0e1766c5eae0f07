/* policy_room.c - see policy_room.h. */
#include "policy_room.h"

/* --- the oracle: the rules of the house, one after the other ------------------ */

/* What is left of what the grant says once the grade has its say (grades.txt: 1 and
 * 2 plain, 3 masked, 4 verified). */
int left(const struct world *w, int i)
{
	int given = w->given[i];
	if (w->grade[i] == 3 && given == IN_CLEAR)
		return MASKED;
	if (w->grade[i] == 4 && given != NOT_GIVEN)
		return VERIFIED;
	return given;
}

static bool may_filter(const struct world *w)
{
	int given = left(w, w->clause_item);
	return given == IN_CLEAR || (given == VERIFIED && w->clause == EQ);
}

enum policy_why oracle(const struct world *w)
{
	if (!w->exists || !w->has_org || !w->same_org)
		return POLICY_NO_GRANT;
	if (!w->same_purpose)
		return POLICY_PURPOSE;
	if (w->ended)
		return POLICY_ENDED;
	if (w->suspended)
		return POLICY_SUSPENDED;
	if (w->expired)
		return POLICY_EXPIRED;
	if (w->demands_matter && !w->sends_matter)
		return POLICY_MATTER;
	if (!(w->uses >> w->use & 1))
		return POLICY_USE;
	for (int i = 0; i < ITEMS; i++)
		if ((w->shown >> i & 1) && w->given[i] == NOT_GIVEN)
			return POLICY_ITEM_SEEN;
	if (w->clause != NO_CLAUSE && !may_filter(w))
		return POLICY_ITEM_ASKED;
	return POLICY_ALLOWED;
}

/* --- rows ------------------------------------------------------------------------ */

const char *const cell_texts[CELLS] = { NULL, "1", "2", "7", "x" };

bool holds(int clause, int cell)
{
	switch (clause) {
	case EQ:      return cell == ONE;
	case IS_NULL: return cell == NOTHING;
	case NOT_IN:  return cell == SEVEN;
	case DEEP:    return cell == SEVEN;
	default:      return true;
	}
}

bool no_value(const struct world *w, int item, int cell)
{
	return cell == NOTHING || left(w, item) == VERIFIED ||
	       (left(w, item) == MASKED && w->given[item] == IN_CLEAR);
}

void cells_of(int which, int ret[ITEMS])
{
	for (int i = 0; i < ITEMS; i++, which /= CELLS)
		ret[i] = which % CELLS;
}

void set_given(struct world *w, int given)
{
	for (int i = 0; i < ITEMS; i++, given /= GIVEN)
		w->given[i] = given % GIVEN;
}

/* --- the engine in the same world ------------------------------------------------ */

static const struct filter *clause(struct ctx *cx, int how, int item, struct view view)
{
	static const char *const text[CLAUSES] = {
		"null", "{\"item\":\"i%d\",\"op\":\"eq\",\"value\":1}",
		"{\"item\":\"i%d\",\"op\":\"is_null\"}",
		"{\"not\":{\"item\":\"i%d\",\"op\":\"in\",\"value\":[1,2]}}",
		"{\"or\":[{\"not\":{\"and\":[{\"item\":\"i%d\",\"op\":\"ne\",\"value\":7}]}}]}",
	};
	char json[128];
	const struct filter *f = NULL;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(json, sizeof json, text[how], item);
#pragma GCC diagnostic pop
	json_t *j = json_loads(json, JSON_DECODE_ANY, NULL);
	CHECK(filter_read(cx, j, view, "where", &f) == OK);
	json_decref(j);
	return f;
}

void room_make(struct ctx *cx, const struct pack *pack, const struct world *w, struct room *r)
{
	static const char *const codes[ITEMS] = { "i0", "i1", "i2" };
	static const enum mask masks[GIVEN] = { [IN_CLEAR] = MASK_KEEP, [MASKED] = MASK_HASH,
						[VERIFIED] = MASK_VERIFY };
	const char **given = ctx_array(cx, const char *, ITEMS);
	struct grant_mask *masked = ctx_array(cx, struct grant_mask, ITEMS);
	struct grant g = { .items = given, .masks = masked };
	size_t *seen = ctx_array(cx, size_t, ITEMS), nseen = 0;
	for (int i = 0; i < ITEMS; i++) {
		r->items[i] = (struct item){ .code = codes[i], .no = i + 1, .type = ITEM_INTEGER,
					     .nullable = true, .grade = w->grade[i],
					     .key = w->keys >> i & 1 };
		if (w->given[i] != NOT_GIVEN)
			given[g.nitems++] = codes[i];
		if (w->given[i] == MASKED || w->given[i] == VERIFIED)
			masked[g.nmasks++] = (struct grant_mask){ codes[i], masks[w->given[i]] };
		if (w->shown >> i & 1)
			seen[nseen++] = (size_t)i;
	}
	r->res = (struct resource){ .items = r->items, .nitems = ITEMS };
	r->terms = (struct terms){
		.org = "org-a", .purpose = "p-1", .matter = w->demands_matter, .uses = w->uses,
		.state = w->ended ? GRANT_ENDED : w->suspended ? GRANT_SUSPENDED : GRANT_OPEN,
		.until = { w->expired ? 1000 : 1001 },
		.fields = grant_view(cx, pack, &r->res, &g),
		.quota = { QUOTA_NONE, QUOTA_NONE, w->limits_persons ? 5 : QUOTA_NONE, PER_DAY },
	};
	r->terms.rows = clause(cx, w->rows, w->rows_item, r->terms.fields);
	r->ask = (struct policy_ask){
		.org = w->has_org ? w->same_org ? "org-a" : "org-b" : NULL,
		.purpose = w->same_purpose ? "p-1" : "p-2",
		.matter = w->sends_matter ? "2026-1" : NULL, .now = { 1000 }, .use = w->use,
		.seen = seen, .nseen = nseen,
		.where = clause(cx, w->clause, w->clause_item, r->terms.fields),
	};
}

struct policy engine(struct ctx *cx, const struct pack *pack, const struct world *w)
{
	struct room r;
	room_make(cx, pack, w, &r);
	return policy_decide(w->exists ? &r.terms : NULL, &r.ask);
}
