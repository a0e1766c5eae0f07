/* policy.c - see policy.h; the exhaustive test is test/unit/test_policy.c. */
#include "core/policy.h"
#include <string.h>

static const char *const articles[] = {
#define X(id, article) [POLICY_##id] = article,
	POLICY_WHY_TABLE(X)
#undef X
};
static const char *const states[GRANT_STATE_MAX_] = {
#define X(id, word) [GRANT_##id] = word,
	GRANT_STATE_TABLE(X)
#undef X
};
static const char *const uses_of[GRANT_USE_MAX_] = {
#define X(id, word) [USE_##id] = word,
	GRANT_USE_TABLE(X)
#undef X
};
static const char *const periods[QUOTA_PER_MAX_] = { "total", "day", "month" };

const char *grant_state_word(enum grant_state s)
{
	return states[s];
}

bool grant_state_read(const char *word, enum grant_state *ret_state)
{
	for (int i = 0; i < GRANT_STATE_MAX_; i++) {
		if (strcmp(states[i], word) == 0) {
			*ret_state = (enum grant_state)i;
			return true;
		}
	}
	return false;
}

const char *grant_use_word(enum grant_use use)
{
	return uses_of[use];
}

const char *grant_uses_text(struct ctx *cx, unsigned uses)
{
	const char *text = "";
	for (int i = 0; i < GRANT_USE_MAX_; i++)
		if (uses & USE_BIT(i))
			text = ctx_print(cx, "%s%s%s", text, *text ? "," : "", uses_of[i]);
	return text;
}

bool grant_uses_read(const char *text, unsigned *ret_uses)
{
	unsigned uses = 0;
	while (*text) {
		size_t n = strcspn(text, ",");
		int i = 0;
		while (i < GRANT_USE_MAX_ && (strlen(uses_of[i]) != n ||
					      strncmp(uses_of[i], text, n) != 0))
			i++;
		if (i == GRANT_USE_MAX_)
			return false;
		uses |= USE_BIT(i);
		text += n + (text[n] == ',');
	}
	*ret_uses = uses;
	return true;
}

const char *quota_per_word(enum quota_per per)
{
	return periods[per];
}

bool quota_per_read(const char *word, enum quota_per *ret_per)
{
	for (int i = 0; i < QUOTA_PER_MAX_; i++) {
		if (strcmp(periods[i], word) == 0) {
			*ret_per = (enum quota_per)i;
			return true;
		}
	}
	return false;
}

int64_t quota_period(enum quota_per per, ms_t now)
{
	if (per == PER_TOTAL)
		return 0;
	day_t day = day_at(now);
	struct ymd d = day_split(day);
	return per == PER_DAY ? day.n : d.year * 12 + d.month - 1;
}

ms_t quota_ends(enum quota_per per, ms_t now)
{
	if (per == PER_TOTAL)
		return (ms_t){ 0 };
	day_t day = day_at(now);
	struct ymd d = day_split(day);
	if (per == PER_DAY)
		return day_start((day_t){ day.n + 1 });
	d.day = 1;
	d.year += d.month == 12;
	d.month = d.month == 12 ? 1 : d.month + 1;
	return day_start(day_of(d));
}

static struct policy says(enum policy_why why, const struct viewed *field)
{
	return (struct policy){ .why = why, .article = articles[why], .field = field };
}

/* Does the grant stand, for this caller and purpose, and answer in this way? */
static enum policy_why standing(const struct terms *t, const struct policy_ask *ask,
				enum grant_use use)
{
	if (!t || !ask->org || strcmp(t->org, ask->org) != 0)
		return POLICY_NO_GRANT;
	if (!ask->purpose || strcmp(t->purpose, ask->purpose) != 0)
		return POLICY_PURPOSE;
	if (t->state == GRANT_ENDED)
		return POLICY_ENDED;
	if (t->state != GRANT_OPEN)
		return POLICY_SUSPENDED;
	if (t->until.n && ask->now.n >= t->until.n)
		return POLICY_EXPIRED;
	if (t->matter && (!ask->matter || !*ask->matter))
		return POLICY_MATTER;
	return t->uses & USE_BIT(use) ? POLICY_ALLOWED : POLICY_USE;
}

struct policy policy_decide(const struct terms *t, const struct policy_ask *ask)
{
	enum policy_why why = standing(t, ask, ask->use);
	if (why != POLICY_ALLOWED)
		return says(why, NULL);
	for (size_t i = 0; i < ask->nseen; i++) {
		const struct viewed *f = &t->fields.at[ask->seen[i]];
		if (!f->granted)
			return says(POLICY_ITEM_SEEN, f);
	}
	const struct viewed *hidden = filter_hidden(ask->where, t->fields);
	return hidden ? says(POLICY_ITEM_ASKED, hidden) : says(POLICY_ALLOWED, NULL);
}

struct policy policy_files(const struct terms *t, const struct policy_ask *ask)
{
	const struct viewed *masked = NULL;
	enum policy_why why = standing(t, ask, USE_ROWS);
	if (why != POLICY_ALLOWED)
		return says(why, NULL);
	for (size_t i = 0; i < t->fields.n; i++) {
		const struct viewed *f = &t->fields.at[i];
		if (!f->granted)
			return says(POLICY_ITEM_SEEN, f);
		if (f->mask != MASK_KEEP && !masked)
			masked = f;
	}
	if (masked || t->rows || t->quota.subjects != QUOTA_NONE)
		return says(POLICY_NOT_WHOLE, masked);
	return says(POLICY_ALLOWED, NULL);
}

static bool passes(int64_t limit, int64_t used, int64_t more)
{
	return limit != QUOTA_NONE && (used > limit || more > limit - used);
}

static struct policy over(const struct quota *q, enum policy_why why, int64_t limit,
			  int64_t used, ms_t now)
{
	struct policy v = says(why, NULL);
	int64_t left = limit - used;
	v.limit = limit;
	v.left = left > 0 ? left : 0;
	v.renewed = quota_ends(q->per, now);
	return v;
}

struct policy policy_quota(const struct quota *q, const struct usage *used,
			   const struct usage *more, ms_t now)
{
	struct usage was = *used;
	if (was.period != quota_period(q->per, now))
		was = (struct usage){ 0 };
	if (passes(q->calls, was.calls, more->calls))
		return over(q, POLICY_QUOTA_CALLS, q->calls, was.calls, now);
	if (passes(q->rows, was.rows, more->rows))
		return over(q, POLICY_QUOTA_ROWS, q->rows, was.rows, now);
	if (passes(q->subjects, was.subjects, more->subjects))
		return over(q, POLICY_QUOTA_SUBJECTS, q->subjects, was.subjects, now);
	return says(POLICY_ALLOWED, NULL);
}
