/* pack_rows.c - what a row of each table of a rule pack says.
 *
 * What is wrong is said with file and line, so that a legal officer can mend it. */
#include "core/calendar.h"
#include "core/pack_inside.h"
#include <stdlib.h>
#include <string.h>

static enum err wrong(struct reading *r, const char *what)
{
	return fail(r->cx, ERR_INVALID, SAY_PACK_LINE(r->file, r->line, what));
}

/* One more element of an array in the arena. Arrays grow by doubling, so that the
 * arena holds at most twice their size. */
static void *grow(struct ctx *cx, void *array, size_t n, size_t size)
{
	if (n & (n - 1))
		return array;
	void *more = ctx_many(cx, n ? n * 2 : 1, size);
	if (n)
		memcpy(more, array, n * size);
	return more;
}
#define ADD(r, array, count) \
	((array) = grow((r)->cx, (array), (count), sizeof *(array)), &(array)[(count)++])

static bool number(const char *s, int least, int most, int *ret)
{
	char *end;
	long v = strtol(s, &end, 10);
	if (end == s || *end || v < least || v > most)
		return false;
	*ret = (int)v;
	return true;
}

static const char *or_null(const char *s)
{
	return strcmp(s, "-") == 0 ? NULL : s;
}

/* Every article cited must stand in articles.txt, which is read first. */
static bool articles_known(const struct pack *p, const char *cited)
{
	while (cited && *cited) {
		size_t n = strspn(cited, "0123456789");
		bool known = n == 0;
		for (size_t i = 0; i < p->narticles && !known; i++)
			known = strlen(p->articles[i].number) == n &&
				memcmp(p->articles[i].number, cited, n) == 0;
		if (!known)
			return false;
		cited += strcspn(cited, ",");
		cited += strspn(cited, ", ");
	}
	return true;
}

/* "basis:LR": which levels carry it. */
static bool read_levels(const char *s, uint8_t *levels)
{
	if (strcmp(s, "LR") == 0)
		*levels = 1 << BASIS_LAW | 1 << BASIS_REGULATION;
	else if (strcmp(s, "LRR") == 0)
		*levels = 1 << BASIS_LAW | 1 << BASIS_REGULATION | 1 << BASIS_RULE;
	else if (strcmp(s, "ANY") == 0)
		*levels = 1 << BASIS_LAW | 1 << BASIS_REGULATION | 1 << BASIS_RULE |
			  1 << BASIS_OTHER;
	else
		return false;
	return true;
}

/* --- one function per file --------------------------------------------------- */
static enum err read_pack(struct reading *r, const struct row *row)
{
	struct pack *p = r->pack;
	const char *key = row->col[0];

	if (strcmp(key, "name") == 0 && row->n == 2)
		p->name = row->col[1];
	else if (strcmp(key, "title") == 0 && row->n == 3)
		p->title = (struct words){ row->col[1], row->col[2] };
	else if (strcmp(key, "number") == 0 && row->n == 2)
		p->number = row->col[1];
	else if (strcmp(key, "in_force") == 0 && row->n == 3) {
		if (!day_read(row->col[1], &p->from) ||
		    (or_null(row->col[2]) && !day_read(row->col[2], &p->to)))
			return wrong(r, "in_force wants two dates, or - for an open end");
	} else if (strcmp(key, "remind") == 0 && row->n == 3) {
		if (!number(row->col[1], 1, 30, &p->remind[0]) ||
		    !number(row->col[2], 0, 30, &p->remind[1]))
			return wrong(r, "remind wants two numbers of working days");
	} else if (strcmp(key, "crowd") == 0 && row->n == 2) {
		if (!number(row->col[1], 1, 1000000000, &p->crowd))
			return wrong(r, "crowd wants a number of rows");
	} else if (strcmp(key, "share_basis") == 0 && row->n == 2) {
		if (!read_levels(row->col[1], &p->share_levels))
			return wrong(r, "levels are LR, LRR or ANY");
	} else if (strcmp(key, "closed_basis") == 0 && row->n == 2) {
		if (!read_levels(row->col[1], &p->closed_levels))
			return wrong(r, "levels are LR, LRR or ANY");
	} else {
		return wrong(r, "want name, title, number, in_force, remind, crowd or a basis");
	}
	return OK;
}

static enum err read_article(struct reading *r, const struct row *row)
{
	if (row->n != 3)
		return wrong(r, "want number | zh | en");
	*ADD(r, r->pack->articles, r->pack->narticles) =
		(struct article){ row->col[0], { row->col[1], row->col[2] } };
	return OK;
}

static enum err read_role(struct reading *r, const struct row *row)
{
	enum actor a;
	if (row->n != 3)
		return wrong(r, "want role | zh | en");
	if (!actor_read(row->col[0], &a))
		return wrong(r, "there is no such role");
	r->pack->roles[a] = (struct words){ row->col[1], row->col[2] };
	return OK;
}

/* ground.law | option | zh | en: one of the words a choice may be. */
static enum err read_option(struct reading *r, const struct row *row)
{
	const char *dot = strchr(row->col[0], '.');
	int paper = dot ? pack_paper(r->pack, ctx_textn(r->cx, row->col[0],
							(size_t)(dot - row->col[0]))) : -1;
	if (paper < 0 || r->pack->papers[paper].kind != PAPER_CHOICE)
		return wrong(r, "an option is CHOICE.WORD, below its choice");
	struct paper *p = &r->pack->papers[paper];
	*ADD(r, p->options, p->noptions) =
		(struct word_text){ dot + 1, { row->col[2], row->col[3] } };
	return OK;
}

static enum err read_paper(struct reading *r, const struct row *row)
{
	int kind = 0;
	if (row->n != 4)
		return wrong(r, "want name | kind | zh | en");
	if (strcmp(row->col[1], "option") == 0)
		return read_option(r, row);
	if (r->pack->npapers == PAPERS_MAX)
		return wrong(r, "more than 128 papers");
	if (pack_paper(r->pack, row->col[0]) >= 0)
		return wrong(r, "this paper is named twice");
	while (kind < PAPER_KINDS_ &&
	       strcmp(paper_kind_word((enum paper_kind)kind), row->col[1]) != 0)
		kind++;
	if (kind == PAPER_KINDS_)
		return wrong(r, "there is no such kind of paper");
	*ADD(r, r->pack->papers, r->pack->npapers) = (struct paper){
		.name = row->col[0], .kind = (enum paper_kind)kind,
		.words = { row->col[2], row->col[3] } };
	return OK;
}

/* key | kind | days | article | house target | zh | en */
static enum err read_term(struct reading *r, const struct row *row)
{
	struct term_text t = { .key = row->col[0] };
	int kind = 0;

	if (row->n != 7)
		return wrong(r, "want key | kind | days | article | target | zh | en");
	if (pack_term(r->pack, t.key))
		return wrong(r, "this term is named twice");
	while (kind < TERM_KINDS_ &&
	       strcmp(term_kind_word((enum term_kind)kind), row->col[1]) != 0)
		kind++;
	if (kind == TERM_KINDS_)
		return wrong(r, "the kind is days, date, prompt, at_once or right");
	t.kind = (enum term_kind)kind;
	bool counted = t.kind == TERM_DAYS || t.kind == TERM_RIGHT;
	if (counted && !number(row->col[2], 1, CALENDAR_DAYS_MAX, &t.days))
		return wrong(r, "a term of days wants their number");
	if (!counted && or_null(row->col[2]))
		return wrong(r, "only a term of kind days or right has a number");
	t.article = or_null(row->col[3]);
	if (!articles_known(r->pack, t.article))
		return wrong(r, "the article is not in articles.txt");
	if (or_null(row->col[4]) && !number(row->col[4], 1, CALENDAR_DAYS_MAX, &t.target))
		return wrong(r, "a house target is a number of working days");
	t.from = (struct words){ row->col[5], row->col[6] };
	*ADD(r, r->pack->terms, r->pack->nterms) = t;
	return OK;
}

/* key | days | instrument | article | binding or shown */
static enum err read_beside(struct reading *r, const struct row *row)
{
	struct beside b = { 0 };
	struct term_text *t = NULL;

	if (row->n != 5)
		return wrong(r, "want key | days | instrument | article | binding or shown");
	for (size_t i = 0; i < r->pack->nterms; i++)
		if (strcmp(r->pack->terms[i].key, row->col[0]) == 0)
			t = &r->pack->terms[i];
	if (!t)
		return wrong(r, "there is no such term");
	if (!number(row->col[1], 1, CALENDAR_DAYS_MAX, &b.days))
		return wrong(r, "want a number of working days");
	b.instrument = row->col[2];
	b.article = or_null(row->col[3]);
	b.binding = strcmp(row->col[4], "binding") == 0;
	if (!b.binding && strcmp(row->col[4], "shown") != 0)
		return wrong(r, "the last column is binding or shown");
	for (size_t i = 0; i < r->pack->ninstruments; i++) {
		if (strcmp(r->pack->instruments[i].key, b.instrument) == 0) {
			*ADD(r, t->beside, t->nbeside) = b;
			return OK;
		}
	}
	return wrong(r, "the instrument is not in instruments.txt");
}

static enum err read_instrument(struct reading *r, const struct row *row)
{
	struct instrument in = { .key = row->col[0] };
	if (row->n != 5)
		return wrong(r, "want key | level | zh | en | other names");
	if (!basis_level_read(row->col[1], &in.level))
		return wrong(r, "the level is law, regulation, rule or other");
	in.words = (struct words){ row->col[2], row->col[3] };
	in.also = or_null(row->col[4]) ? row->col[4] : "";
	*ADD(r, r->pack->instruments, r->pack->ninstruments) = in;
	return OK;
}

/* key | level | number | issuer | in force from, or - | places | zh | en */
static enum err read_guide(struct reading *r, const struct row *row)
{
	struct guide_text g = { .key = row->col[0] };
	if (row->n != 8 || !g.key[0])
		return wrong(r, "want key | level | number | issuer | from | places | zh | en");
	if (strcmp(row->col[4], "-") != 0 && !day_read(row->col[4], &g.from))
		return wrong(r, "want the day since which it is in force, or -");
	g.level = row->col[1];
	g.number = row->col[2];
	g.issuer = row->col[3];
	g.places = row->col[5];
	g.title = (struct words){ row->col[6], row->col[7] };
	*ADD(r, r->pack->guides, r->pack->nguides) = g;
	return OK;
}

/* version | word; title | zh | en; clause | key | zh | en */
static enum err read_commitment(struct reading *r, const struct row *row)
{
	struct commitment_text *c = &r->pack->commitment;
	const char *key = row->col[0];
	if (strcmp(key, "version") == 0 && row->n == 2 && row->col[1][0])
		c->version = row->col[1];
	else if (strcmp(key, "title") == 0 && row->n == 3)
		c->title = (struct words){ row->col[1], row->col[2] };
	else if (strcmp(key, "clause") == 0 && row->n == 4)
		*ADD(r, c->clauses, c->nclauses) =
			(struct word_text){ row->col[1], { row->col[2], row->col[3] } };
	else
		return wrong(r, "want version | word, title | zh | en or clause | key | zh | en");
	return OK;
}

static bool access_word(const char *s)
{
	return strcmp(s, "unconditional") == 0 || strcmp(s, "conditional") == 0 ||
	       strcmp(s, "none") == 0;
}

static bool read_given(const char *s, enum grade_given *ret)
{
	int g = 0;
	while (g < GIVEN_KINDS_ && strcmp(grade_given_word((enum grade_given)g), s) != 0)
		g++;
	*ret = (enum grade_given)g;
	return g < GIVEN_KINDS_;
}

/* grade | share at most | open at most | given at most | persons | zh | en; a table
 * of six columns says nothing of persons: one agrees. */
static enum err read_grade(struct reading *r, const struct row *row)
{
	struct grade_text g = { .persons = 1 };
	bool persons = row->n == 7;
	if ((!persons && row->n != 6) || !number(row->col[0], 1, 9, &g.grade))
		return wrong(r, "want grade | share | open | given | persons | zh | en");
	g.share = row->col[1];
	g.open = row->col[2];
	if (!access_word(g.share) || !access_word(g.open) || !read_given(row->col[3], &g.given))
		return wrong(r, "types are unconditional, conditional or none; "
				"then plain, masked or verify");
	if (persons && !number(row->col[4], 1, 2, &g.persons))
		return wrong(r, "one or two persons agree to a grant");
	g.words = (struct words){ row->col[row->n - 2], row->col[row->n - 1] };
	*ADD(r, r->pack->grades, r->pack->ngrades) = g;
	return OK;
}

/* One word of the papers column: name, [name] optional, name~ a house rule. */
static enum err read_needed(struct reading *r, const char *p, size_t n, struct rule_text *rule)
{
	char word[64];
	bool optional = n > 1 && p[0] == '[';

	if (n >= sizeof word || (optional && p[n - 1] != ']'))
		return wrong(r, "a paper is name, [name], name~ or basis:LEVELS");
	memcpy(word, p + optional, n - 2 * (size_t)optional);
	word[n - 2 * (size_t)optional] = '\0';
	char *mark = strchr(word, '~');
	bool house = mark && mark[1] == '\0';
	if (house)
		*mark = '\0';
	char *colon = strchr(word, ':');
	if (colon) {
		*colon = '\0';
		if (!read_levels(colon + 1, &rule->levels))
			return wrong(r, "levels are LR, LRR or ANY");
	}
	int paper = pack_paper(r->pack, word);
	if (paper < 0)
		return wrong(r, "a paper is not in papers.txt");
	if (r->pack->papers[paper].kind == PAPER_BASIS && !rule->levels)
		return wrong(r, "a basis says which levels carry it: basis:LR");
	if (optional)
		rule->may |= paper_bit(paper);
	else
		rule->needs |= paper_bit(paper);
	if (house)
		rule->house |= paper_bit(paper);
	return OK;
}

static enum err read_rule(struct reading *r, const struct row *row)
{
	struct rule_text rule = { .key = row->col[1], .article = or_null(row->col[2]) };

	if (process_rule(r->process, rule.key))
		return wrong(r, "this rule stands twice");
	if (!articles_known(r->pack, rule.article))
		return wrong(r, "the article is not in articles.txt");
	for (const char *p = row->col[3]; *p && or_null(row->col[3]);) {
		size_t n = strcspn(p, " ");
		TRY(read_needed(r, p, n, &rule));
		p += n + strspn(p + n, " ");
	}
	*ADD(r, r->process->rules, r->process->nrules) = rule;
	return OK;
}

/* party | provider | zh | en: what the procedure calls one of those who act in it. */
static enum err read_party(struct reading *r, const struct row *row, struct words words)
{
	enum actor a;
	if (!actor_read(row->col[1], &a))
		return wrong(r, "there is no such role");
	r->process->parties[a] = words;
	return OK;
}

enum err pack_process_row(struct reading *r, const struct row *row)
{
	const char *key = row->col[0];

	if (strcmp(key, "process") == 0 && row->n == 5) {
		r->process = ADD(r, r->pack->processes, r->pack->nprocesses);
		*r->process = (struct process_text){ .name = row->col[1],
			.words = { row->col[2], row->col[3] }, .article = row->col[4] };
		return articles_known(r->pack, row->col[4]) ? OK :
			wrong(r, "the article is not in articles.txt");
	}
	if (!r->process)
		return wrong(r, "want process | name | zh | en | articles first");
	struct word_text w = { row->col[1], { row->n > 2 ? row->col[2] : NULL,
					      row->n > 3 ? row->col[3] : NULL } };
	if (strcmp(key, "rule") == 0 && row->n == 4)
		return read_rule(r, row);
	if (strcmp(key, "state") == 0 && row->n == 4)
		*ADD(r, r->process->states, r->process->nstates) = w;
	else if (strcmp(key, "act") == 0 && row->n == 4)
		*ADD(r, r->process->acts, r->process->nacts) = w;
	else if (strcmp(key, "party") == 0 && row->n == 4)
		return read_party(r, row, w.words);
	else
		return wrong(r, "want party, state, act or rule, with four columns");
	return OK;
}

const struct pack_reader pack_readers[] = {
	/* in this order: later ones look up what earlier ones say */
	{ "pack.txt", read_pack },             { "articles.txt", read_article },
	{ "roles.txt", read_role },            { "papers.txt", read_paper },
	{ "instruments.txt", read_instrument }, { "terms.txt", read_term },
	{ "beside.txt", read_beside },         { "grades.txt", read_grade },
	{ "guidance.txt", read_guide },        { "commitment.txt", read_commitment },
	{ NULL, NULL },
};
