/* pack.c - looking things up in a rule pack; pack_read.c reads one. The lists are
 * short (tens of rows), so they are walked. */
#include "core/pack.h"
#include <string.h>

const struct pack *pack_named(const struct pack *p, const char *name)
{
	for (const struct pack *q = p; q; q = q->older)
		if (name && strcmp(q->name, name) == 0)
			return q;
	return p;
}

const struct term_text *pack_term(const struct pack *p, const char *key)
{
	for (size_t i = 0; i < p->nterms; i++)
		if (strcmp(p->terms[i].key, key) == 0)
			return &p->terms[i];
	return NULL;
}

const struct process_text *pack_process(const struct pack *p, const char *name)
{
	for (size_t i = 0; i < p->nprocesses; i++)
		if (strcmp(p->processes[i].name, name) == 0)
			return &p->processes[i];
	return NULL;
}

const struct rule_text *process_rule(const struct process_text *t, const char *key)
{
	for (size_t i = 0; i < t->nrules; i++)
		if (strcmp(t->rules[i].key, key) == 0)
			return &t->rules[i];
	return NULL;
}

static struct words word_of(const struct word_text *list, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].word, word) == 0)
			return list[i].words;
	return (struct words){ NULL, NULL };
}

struct words process_state(const struct process_text *t, const char *state)
{
	return word_of(t->states, t->nstates, state);
}

struct words process_party(const struct pack *p, const struct process_text *t, enum actor a)
{
	return t && t->parties[a].zh ? t->parties[a] : p->roles[a];
}

struct words process_act(const struct process_text *t, const char *act)
{
	return word_of(t->acts, t->nacts, act);
}

int pack_paper(const struct pack *p, const char *name)
{
	for (size_t i = 0; i < p->npapers; i++)
		if (strcmp(p->papers[i].name, name) == 0)
			return (int)i;
	return -1;
}

const char *grade_given_word(enum grade_given g)
{
	static const char *const words[GIVEN_KINDS_] = {
		[GIVEN_PLAIN] = "plain", [GIVEN_MASKED] = "masked", [GIVEN_VERIFY] = "verify",
	};
	return words[g];
}

const struct grade_text *pack_grade(const struct pack *p, int grade)
{
	for (size_t i = 0; i < p->ngrades; i++)
		if (p->grades[i].grade == grade)
			return &p->grades[i];
	return NULL;
}

/* --- instruments by name ------------------------------------------------------ */
static const char *const ignored[] = { "《", "》", "〈", "〉", " ", "\t", "　", "\xc2\xa0", "\"",
				       "“", "”" };

/* The name without marks and blanks, and without a bracket at its end; into
 * `out`, cut at its room. */
static size_t bare(const char *name, size_t n, char *out, size_t room)
{
	size_t w = 0;
	for (size_t i = 0; i < n && w + 4 < room;) {
		size_t skip = 0;
		for (size_t k = 0; k < sizeof ignored / sizeof ignored[0] && !skip; k++) {
			size_t len = strlen(ignored[k]);
			if (n - i >= len && memcmp(name + i, ignored[k], len) == 0)
				skip = len;
		}
		/* Its document number or year in brackets ends the name. */
		if (w > 0 && (name[i] == '(' || (n - i >= 3 && memcmp(name + i, "（", 3) == 0)))
			break;
		if (!skip)
			out[w++] = name[i];
		i += skip ? skip : 1;
	}
	out[w] = '\0';
	return w;
}

#define NAME_ROOM 256
static bool same_name(const char *wanted, const char *name, size_t n)
{
	char other[NAME_ROOM];
	return bare(name, n, other, sizeof other) > 0 && strcmp(wanted, other) == 0;
}

const struct instrument *pack_instrument(const struct pack *p, const char *name)
{
	char wanted[NAME_ROOM];
	if (!name || bare(name, strlen(name), wanted, sizeof wanted) == 0)
		return NULL;
	for (size_t i = 0; i < p->ninstruments; i++) {
		const struct instrument *in = &p->instruments[i];
		if (same_name(wanted, in->words.zh, strlen(in->words.zh)) ||
		    same_name(wanted, in->words.en, strlen(in->words.en)) ||
		    strcmp(wanted, in->key) == 0)
			return in;
		for (const char *a = in->also; a && *a;) {
			size_t n = strcspn(a, ";");
			if (same_name(wanted, a, n))
				return in;
			a += n + (a[n] == ';');
		}
	}
	return NULL;
}

/* --- words ---------------------------------------------------------------------- */
const char *paper_kind_word(enum paper_kind k)
{
	static const char *const words[PAPER_KINDS_] = {
		"text", "bool", "date", "file", "basis", "conditions", "org", "list", "number",
		"entry", "choice", "files",
	};
	return words[k];
}

const char *term_kind_word(enum term_kind k)
{
	static const char *const words[TERM_KINDS_] = { "days", "date", "prompt", "at_once",
							"right" };
	return words[k];
}

const char *basis_level_word(enum basis_level l)
{
	static const char *const words[BASIS_LEVELS_] = { "law", "regulation", "rule", "other" };
	return words[l];
}

bool basis_level_read(const char *word, enum basis_level *ret_level)
{
	for (int i = 0; word && i < BASIS_LEVELS_; i++) {
		if (strcmp(basis_level_word((enum basis_level)i), word) == 0) {
			*ret_level = (enum basis_level)i;
			return true;
		}
	}
	return false;
}

bool basis_counts(const struct pack *p, uint8_t levels, const char *law,
		  const char *level, bool *ret_known)
{
	const struct instrument *in = pack_instrument(p, law);
	enum basis_level l = BASIS_OTHER;
	*ret_known = true;
	if (in)
		l = in->level;
	else
		*ret_known = basis_level_read(level, &l);
	return *ret_known && (levels >> l & 1);
}

struct words levels_words(struct ctx *cx, uint8_t levels)
{
	static const struct words names[BASIS_LEVELS_] = {
		{ "法律", "law" }, { "法规", "regulation" }, { "规章", "rule" },
		{ "其他规定", "other provisions" },
	};
	struct words w = { "", "" };
	for (int i = 0; i < BASIS_LEVELS_; i++) {
		if (!(levels >> i & 1))
			continue;
		w.zh = ctx_print(cx, "%s%s%s", w.zh, *w.zh ? "、" : "", names[i].zh);
		w.en = ctx_print(cx, "%s%s%s", w.en, *w.en ? ", " : "", names[i].en);
	}
	return w;
}
