/* completeness.c - the checks of completeness.h. Pure. */
#include "completeness/completeness.h"
#include <string.h>

static const char *const words[CHECKS_] = {
#define X(id, word) word,
	COMPLETENESS_TABLE(X)
#undef X
};

const char *check_word(enum check c)
{
	return words[c];
}

bool check_read(const char *word, enum check *ret_check)
{
	for (int i = 0; i < CHECKS_; i++) {
		if (strcmp(words[i], word) == 0) {
			*ret_check = (enum check)i;
			return true;
		}
	}
	return false;
}

/* --- kept up to date ---------------------------------------------------------- */
static const struct cycle { const char *word; int days, grace; } cycles[] = {
	{ "daily", 1, 1 }, { "weekly", 7, 2 }, { "monthly", 31, 5 }, { "quarterly", 92, 10 },
	{ "half_yearly", 184, 15 }, { "yearly", 366, 30 },
};
#define REAL_TIME_MS (INT64_C(60) * 60000)

static const struct cycle *cycle_of(const char *word)
{
	for (size_t i = 0; word && i < sizeof cycles / sizeof cycles[0]; i++)
		if (strcmp(cycles[i].word, word) == 0)
			return &cycles[i];
	return NULL;
}

static bool real_time(const char *cycle)
{
	return cycle && strcmp(cycle, "realtime") == 0;
}

bool cycle_measured(const char *cycle)
{
	return real_time(cycle) || cycle_of(cycle);
}

day_t cycle_end(const char *cycle, day_t from)
{
	const struct cycle *c = cycle_of(real_time(cycle) ? "daily" : cycle);
	return (day_t){ c ? from.n + c->days : 0 };
}

bool cycle_late(const struct calendar *cal, const char *cycle, ms_t live_at, ms_t now)
{
	const struct cycle *c = cycle_of(cycle);
	if (real_time(cycle))
		return now.n - live_at.n > REAL_TIME_MS;
	if (!c)
		return false;
	day_t due = { day_at(live_at).n + c->days };
	return day_at(now).n > calendar_due(cal, due, c->grace).day.n;
}

/* --- filled -------------------------------------------------------------------- */
static bool said(const char *s)
{
	return s && *s;
}

static bool is(const char *s, const char *word)
{
	return s && strcmp(s, word) == 0;
}

/* A limit says on which conditions, or by which law there are none. */
static bool limit_said(const char *type, const char *conditions, const char *law)
{
	return is(type, "conditional") ? said(conditions) : is(type, "none") ? said(law) : true;
}

size_t core_missing(const struct entry_facts *f, const char *list[CORE_FIELDS])
{
	const struct { const char *field; bool there; } wants[] = {
		{ "category", said(f->category) },
		{ "national_code", said(f->national_code) },
		{ "provider_code", said(f->provider_code) },
		{ "abstract", said(f->abstract) },
		{ "form", said(f->form) },
		{ "format", said(f->format) },
		{ "items", f->items > 0 || !f->table },
		{ "share_type", said(f->share_type) },
		{ "share_conditions", limit_said(f->share_type, f->share_conditions, f->share_law) },
		{ "open_type", said(f->open_type) },
		{ "open_conditions", limit_said(f->open_type, f->open_conditions, f->open_law) },
		{ "update_cycle", said(f->update_cycle) },
	};
	size_t n = 0;
	_Static_assert(sizeof wants / sizeof wants[0] == CORE_FIELDS, "room for each");
	for (size_t i = 0; i < CORE_FIELDS; i++)
		if (!wants[i].there)
			list[n++] = wants[i].field;
	return n;
}

/* --- the checks ------------------------------------------------------------------ */
struct checked entry_check(const struct entry_facts *f, const struct calendar *cal, ms_t now)
{
	const char *missing[CORE_FIELDS];
	bool table = f->table || f->items > 0, live = f->live_at.n > 0;
	bool kept = f->table || f->files;       /* its data is kept here */
	const struct { bool applies, passes; } checks[CHECKS_] = {
		[CHECK_PUBLISHED] = { true, f->published },
		[CHECK_DUTY] = { f->published, f->has_duty },
		[CHECK_ITEMS] = { f->published && table, f->items > 0 && !f->undescribed },
		[CHECK_CORE] = { f->published, core_missing(f, missing) == 0 },
		[CHECK_DATA] = { f->published && kept, live },
		[CHECK_TIMELY] = { f->published && kept && live &&
				   cycle_measured(f->update_cycle),
				   !cycle_late(cal, f->update_cycle, f->live_at, now) },
		[CHECK_SHARED] = { f->published && f->shared && f->asked > 0,
				   f->given > 0 && !f->late },
	};
	struct checked c = { 0, 0 };
	for (int i = 0; i < CHECKS_; i++) {
		c.applies |= (uint32_t)checks[i].applies << i;
		c.passes |= (uint32_t)(checks[i].applies && checks[i].passes) << i;
	}
	return c;
}

void tally_add(struct tally *t, struct checked c)
{
	t->entries++;
	for (int i = 0; i < CHECKS_; i++) {
		t->of[i] += c.applies >> i & 1;
		t->passed[i] += c.passes >> i & 1;
	}
}

int tally_score(const struct tally *t)
{
	int64_t sum = 0, n = 0;
	for (int i = 0; i < CHECKS_; i++) {
		if (!t->of[i])
			continue;
		sum += 1000 * t->passed[i] / t->of[i];
		n++;
	}
	return n ? (int)(sum / n) : -1;
}

enum check tally_next(const struct tally *t)
{
	int64_t most = 0;
	int next = CHECKS_;
	for (int i = 0; i < CHECKS_; i++) {
		if (t->of[i] - t->passed[i] > most) {
			most = t->of[i] - t->passed[i];
			next = i;
		}
	}
	return (enum check)next;
}
