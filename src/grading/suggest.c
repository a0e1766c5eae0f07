/* suggest.c - see suggest.h. Two rounds: first each item by itself, then what others
 * beside it tell (an address is somebody's where persons are named). */
#include "grading/suggest.h"
#include "core/segment.h"
#include <string.h>

const char *reason_word(enum reason_by by)
{
	static const char *const words[] = {
		[BY_VALUES] = "values", [BY_NEAR] = "near", [BY_TEXT] = "text",
		[BY_NAME] = "name", [BY_ELEMENT] = "element", [BY_RULE] = "rule" };
	return words[by];
}

static void because(struct suggestion *s, struct reason r)
{
	if (s->nreasons < REASONS_MOST)
		s->reasons[s->nreasons++] = r;
}

/* --- names ------------------------------------------------------------------------ */
/* A name in one form: what pieces are sought in, and what it means. */
struct word { const char *plain; uint64_t means; };

static struct word word_of(struct ctx *cx, const struct names *t, const char *text)
{
	return (struct word){ segment_plain(cx, text ? text : "", 256),
			      name_of_item(cx, t, text ? text : "") };
}

/* The table's words that stand for whole names. */
static const uint64_t *hint_meanings(struct ctx *cx, const struct names *t)
{
	uint64_t *v = ctx_array(cx, uint64_t, hints_n);
	for (size_t i = 0; i < hints_n; i++)
		v[i] = hints[i].whole ? name_of_item(cx, t, hints[i].word) : 0;
	return v;
}

/* The longest word that matches; a whole name goes before any piece. */
static const struct hint *hint_of(const uint64_t *meanings, const struct word *name)
{
	const struct hint *best = NULL;
	for (size_t i = 0; i < hints_n; i++) {
		const struct hint *h = &hints[i];
		if (h->whole ? meanings[i] != name->means : !strstr(name->plain, h->word))
			continue;
		bool better = !best || (h->whole && !best->whole) ||
			      (h->whole == best->whole && strlen(h->word) > strlen(best->word));
		if (better)
			best = h;
	}
	return best;
}

/* The name, or if it says nothing the code; `address` as a code is anybody's. */
static const struct hint *item_hint(const uint64_t *meanings, const struct item *it,
				    const struct word *name, const struct word *code)
{
	const struct hint *h = hint_of(meanings, name);
	if (!h) {
		const struct hint *by_code = hint_of(meanings, code);
		h = by_code && by_code->sense != SENSE_ADDRESS ? by_code : NULL;
	}
	return h && (hint_is_figure(it->name) || hint_is_figure(it->code)) ? NULL : h;
}

/* --- values ------------------------------------------------------------------------ */
/* What share of the values makes a column one of a kind: with a name that says so, and
 * by themselves (0: never). Numbers with a check digit are hardly met by chance; 11
 * digits that begin with 1 are, and so is Luhn's test. */
struct measure { enum sense sense; int named, alone, sure; bool serial; };
static const struct measure measures[] = {
	{ SENSE_RESIDENT_ID,  200, 500, 98, true },
	{ SENSE_CREDIT_CODE,  200, 500, 98, true },
	{ SENSE_PLATE,        300, 600, 95, true },
	{ SENSE_EMAIL,        300, 600, 97, true },
	{ SENSE_MOBILE,       400, 850, 90, false },
	{ SENSE_PHONE,        400, 850, 80, false },
	{ SENSE_BANK_CARD,    400, 800, 90, false },
	{ SENSE_ADDRESS,      400, 600, 85, true },
	{ SENSE_NAME,         400, 700, 80, true },
	{ SENSE_TRAVEL_PAPER, 400,   0, 80, false },
};

static bool agrees(enum sense hint, enum sense s)
{
	static const enum sense pairs[][2] = {
		{ SENSE_PHONE, SENSE_MOBILE }, { SENSE_MOBILE, SENSE_PHONE },
		{ SENSE_ACCOUNT, SENSE_BANK_CARD }, { SENSE_PLACE, SENSE_ADDRESS },
		{ SENSE_RESIDENT_ID, SENSE_TRAVEL_PAPER }, { SENSE_RESIDENT_ID, SENSE_CREDIT_CODE },
	};
	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
		if (pairs[i][0] == hint && pairs[i][1] == s)
			return true;
	return hint == s;
}

/* Names repeat little; a handful of words over and over is a list of values. */
static bool spread(const struct look *l, enum sense s)
{
	return s != SENSE_NAME || (l->distinct >= 12 && l->distinct * 5 >= l->fits[s]);
}

/* Words that only look like names or places don't outdo an item's own name. */
static bool outdone(const struct measure *m, const struct hint *h)
{
	return h && !h->weak && !agrees(h->sense, m->sense) &&
	       (m->sense == SENSE_NAME || m->sense == SENSE_ADDRESS) &&
	       senses[h->sense].grade >= senses[m->sense].grade;
}

static const struct measure *by_values(const struct item *it, const struct look *l,
				       const struct hint *h)
{
	bool serial = hint_is_serial(it->name) || hint_is_serial(it->code);
	for (size_t i = 0; l && i < sizeof measures / sizeof measures[0]; i++) {
		const struct measure *m = &measures[i];
		bool named = h && agrees(h->sense, m->sense);
		int least = named ? m->named : serial && !m->serial ? 0 : m->alone;
		if (least && look_share(l, m->sense) >= least && !outdone(m, h) &&
		    (named || spread(l, m->sense)))
			return m;
	}
	return NULL;
}

/* --- one item ----------------------------------------------------------------------- */
static void set(struct suggestion *s, enum sense sense, int confidence)
{
	s->sense = sense;
	s->grade = senses[sense].grade;
	s->mask = senses[sense].mask;
	s->confidence = confidence;
}

static int sure_of(const struct measure *m, int share, bool named)
{
	int c = m->sure * share / 1000;
	if (named)
		c += (99 - c) * 3 / 4;
	return c;
}

static void take_values(struct suggestion *s, const struct look *l, const struct measure *m,
			const struct hint *h)
{
	bool named = h && agrees(h->sense, m->sense);
	set(s, m->sense, sure_of(m, look_share(l, m->sense), named));
	because(s, (struct reason){ .by = BY_VALUES, .sense = m->sense,
				    .fits = l->fits[m->sense], .of = l->filled });
	if (named)
		because(s, (struct reason){ .by = BY_NAME, .sense = h->sense, .word = h->word });
}

/* Numbers of persons inside texts: three, or one in two hundred. */
static bool tells_in_text(const struct look *l)
{
	return l && l->text && (l->text >= 3 || l->text * 200 >= l->filled);
}

/* The values contradict a name of numbers with a check: it means something else. */
static bool denied(const struct look *l, enum sense s)
{
	bool checked = s == SENSE_RESIDENT_ID || s == SENSE_CREDIT_CODE || s == SENSE_PLATE ||
		       s == SENSE_EMAIL || s == SENSE_MOBILE;
	return checked && l && l->filled >= LOOK_LEAST && look_share(l, s) < 50;
}

static void judge(struct suggestion *s, const struct look *l, const struct hint *h)
{
	const struct measure *m = by_values(s->item, l, h);
	if (m) {
		take_values(s, l, m, h);
	} else if (h && !h->weak && !denied(l, h->sense)) {
		set(s, h->sense, h->whole ? 75 : 65);
		because(s, (struct reason){ .by = BY_NAME, .sense = h->sense, .word = h->word });
	} else if (tells_in_text(l)) {
		set(s, SENSE_TEXT, 85);
		because(s, (struct reason){ .by = BY_TEXT, .sense = SENSE_TEXT, .fits = l->text,
					    .of = l->filled });
	} else if (l && l->filled >= LOOK_LEAST) {
		set(s, SENSE_NONE, 60);
		because(s, (struct reason){ .by = BY_VALUES, .sense = SENSE_NONE, .fits = l->filled,
					    .of = l->filled });
	}
	if (l && l->near && s->sense != SENSE_CREDIT_CODE)
		because(s, (struct reason){ .by = BY_NEAR, .sense = SENSE_RESIDENT_ID,
					    .fits = l->near, .of = l->filled });
}

/* --- rules --------------------------------------------------------------------------- */
static bool applies(const struct item *it, const struct word *name,
		    const struct grading_pattern *p, const struct word *word)
{
	if (p->element)
		return it->element && strcmp(it->element, p->word) == 0;
	return (*word->plain && strstr(name->plain, word->plain)) ||
	       (name->means && name->means == word->means);
}

static bool shown_by_values(const struct suggestion *s)
{
	return s->nreasons && s->sense != SENSE_NONE &&
	       (s->reasons[0].by == BY_VALUES || s->reasons[0].by == BY_TEXT);
}

/* The strictest of the rules that apply; before a name, beside the values. */
static void take_rules(const struct suggest_ask *ask, const struct word *words,
		       const struct word *name, struct suggestion *s)
{
	const struct grading_pattern *best = NULL;
	for (size_t i = 0; i < ask->npatterns; i++) {
		const struct grading_pattern *p = &ask->patterns[i];
		if (applies(s->item, name, p, &words[i]) && (!best || p->grade > best->grade))
			best = p;
	}
	if (!best)
		return;
	bool kept = shown_by_values(s) && s->grade > best->grade;
	if (!kept) {
		bool known = best->sense != SENSE_RULE || !shown_by_values(s);
		enum sense sense = known ? best->sense : s->sense;
		s->mask = senses[sense].mask ? senses[sense].mask : s->mask;
		s->sense = sense;
		s->grade = best->grade;
		s->confidence = 95;
	}
	because(s, (struct reason){ .by = BY_RULE, .sense = best->sense, .word = best->word,
				    .rule = best->rule });
	if (best->element)
		because(s, (struct reason){ .by = BY_ELEMENT, .sense = best->sense,
					    .word = best->word });
}

/* --- beside each other ---------------------------------------------------------------- */
/* Without persons in the table an address or a telephone is a body's, and a sex or a
 * nation is nobody's. */
static void judge_beside(struct suggestion *list, size_t n)
{
	bool persons = false;
	for (size_t i = 0; i < n; i++)
		persons |= list[i].sense == SENSE_RESIDENT_ID || list[i].sense == SENSE_BIRTH ||
			   list[i].sense == SENSE_FAMILY;
	for (size_t i = 0; i < n; i++) {
		struct suggestion *s = &list[i];
		bool home = false;
		for (size_t k = 0; k < s->nreasons; k++)
			home |= s->reasons[k].by == BY_NAME && s->reasons[k].sense == SENSE_ADDRESS;
		if (s->sense == SENSE_ADDRESS && !persons && !home)
			set(s, SENSE_PLACE, s->confidence);
		if (s->sense == SENSE_PHONE && !persons)
			s->grade = 1;
		if (s->sense == SENSE_PROFILE && !persons)
			set(s, SENSE_NONE, 60);
	}
}

struct suggestion *suggest(struct ctx *cx, const struct suggest_ask *ask)
{
	struct suggestion *list = ctx_array(cx, struct suggestion, ask->nitems + 1);
	struct word *name = ctx_array(cx, struct word, ask->nitems + 1);
	struct word *rule = ctx_array(cx, struct word, ask->npatterns + 1);
	const uint64_t *meanings = hint_meanings(cx, ask->names);
	for (size_t i = 0; i < ask->npatterns; i++)
		rule[i] = word_of(cx, ask->names, ask->patterns[i].word);
	for (size_t i = 0; i < ask->nitems; i++) {
		const struct item *it = &ask->items[i];
		struct word code = word_of(cx, ask->names, it->code);
		name[i] = word_of(cx, ask->names, it->name);
		list[i].item = it;
		judge(&list[i], ask->looks ? &ask->looks[i] : NULL,
		      item_hint(meanings, it, &name[i], &code));
	}
	judge_beside(list, ask->nitems);
	for (size_t i = 0; i < ask->nitems; i++)
		take_rules(ask, rule, &name[i], &list[i]);
	return list;
}
