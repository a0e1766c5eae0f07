/* monitor_words.c - see monitor_words.h. A row of the table for each act that is monitored
 * (usage_monitored()), with the form that its detail has. */
#include "usage/monitor_words.h"
#include "base/buf.h"
#include "base/said.h"
#include <stdlib.h>
#include <string.h>

#define TEXT_MOST 8192

struct telling {
	struct ctx                 *cx;
	const struct monitor_names *n;
	enum said_lang              lang;
	struct buf                 *out;
};

static void add(struct telling *t, struct said s)
{
	if (t->out->n)
		buf_text(t->out, t->lang == SAID_ZH ? "；" : "; ");
	buf_text(t->out, said_words(t->cx, s, t->lang));
}

static const char *called(struct telling *t, monitor_name_fn *fn, const char *id)
{
	const char *name = fn ? fn(t->cx, t->n->arg, id) : NULL;
	return name ? name : id;
}

/* Cuts the text at the first `by`; NULL: it isn't there. */
static const char *cut(struct ctx *cx, const char **text, const char *by)
{
	const char *at = strstr(*text, by), *front;
	if (!at)
		return NULL;
	front = ctx_textn(cx, *text, (size_t)(at - *text));
	*text = at + strlen(by);
	return front;
}

/* The part behind the last "; ", which leaves the text; NULL: there is but one part. */
static const char *last_part(struct ctx *cx, const char **text)
{
	const char *at = NULL;
	for (const char *p = *text; (p = strstr(p, "; ")); p += 2)
		at = p;
	if (!at)
		return NULL;
	*text = ctx_textn(cx, *text, (size_t)(at - *text));
	return at + 2;
}

/* --- each form; false: it isn't of it --------------------------------------------------- */
static bool reason(struct telling *t, const char *d)
{
	add(t, SAY_MONITOR_REASON(d));
	return true;
}

static bool place(struct telling *t, const char *d)
{
	add(t, SAY_MONITOR_PLACE(d));
	return true;
}

static bool statement(struct telling *t, const char *d)
{
	add(t, SAY_MONITOR_STATEMENT(d));
	return true;
}

/* full|incremental, whose copy, its mark or "-" */
static bool batch(struct telling *t, const char *d)
{
	const char *kind = cut(t->cx, &d, " "), *org = kind ? cut(t->cx, &d, " ") : NULL;
	if (!org || !*d || strchr(d, ' '))
		return false;
	org = called(t, t->n->org, org);
	add(t, strcmp(kind, "full") == 0 ? SAY_MONITOR_FULL(org) : SAY_MONITOR_INCREMENTAL(org));
	add(t, strcmp(d, "-") == 0 ? SAY_MONITOR_NO_MARK() : SAY_MONITOR_MARK(d));
	return true;
}

/* system, table: into the sentence of that number, whose gaps they are */
static bool at_table(struct telling *t, const char *d, int sentence)
{
	const char *system = cut(t->cx, &d, " ");
	if (!system)
		return false;
	system = called(t, t->n->system, system);
	add(t, (struct said){ sentence, { said_text(system), said_text(d) } });
	return true;
}

static bool written(struct telling *t, const char *d)
{
	return at_table(t, d, SAID_MONITOR_WRITTEN);
}

static bool erased(struct telling *t, const char *d)
{
	return at_table(t, d, SAID_MONITOR_ERASED);
}

/* why, if a person asked; system, table */
static bool pulled(struct telling *t, const char *d)
{
	const char *why = d, *rest = last_part(t->cx, &why);
	if (rest)
		add(t, SAY_MONITOR_REASON(why));
	return at_table(t, rest ? rest : d, SAID_MONITOR_PULLED);
}

/* why; "3 named of 7" */
static bool traced(struct telling *t, const char *d)
{
	static const char middle[] = " named of ";
	const char *why = d, *rest = last_part(t->cx, &why);
	const char *of = rest ? strstr(rest, middle) : NULL;
	if (!of)
		return false;
	if (*why)
		add(t, SAY_MONITOR_REASON(why));
	add(t, SAY_MONITOR_TRACED(strtoll(of + sizeof middle - 1, NULL, 10),
				  strtoll(rest, NULL, 10)));
	return true;
}

static const char *of_lang(const struct telling *t, struct words w)
{
	return t->lang == SAID_ZH ? w.zh : w.en;
}

static const char *state(const struct telling *t, const struct process_text *p, const char *word)
{
	for (size_t i = 0; i < p->nstates; i++)
		if (strcmp(p->states[i].word, word) == 0)
			return of_lang(t, p->states[i].words);
	return word;
}

/* procedure, its state before > after */
static bool moved(struct telling *t, const char *d)
{
	const char *name = cut(t->cx, &d, " "), *from = name ? cut(t->cx, &d, " > ") : NULL;
	const struct process_text *p = from && t->n->pack ? pack_process(t->n->pack, name) : NULL;
	if (!p)
		return false;
	add(t, SAY_MONITOR_MOVED(of_lang(t, p->words), state(t, p, from), state(t, p, d)));
	return true;
}

/* --- what somebody took out: why, what, by which filters ---------------------------------- */
static bool asked_for(struct telling *t, const char *part)
{
	const char *value = strchr(part, '=');
	size_t n = value ? (size_t)(value - part) : 0;
	if (!n || strspn(part, "abcdefghijklmnopqrstuvwxyz_") != n)
		return false;
	const char *name = ctx_textn(t->cx, part, n);
	value++;
	if (strcmp(name, "from") == 0)
		add(t, SAY_MONITOR_FROM(value));
	else if (strcmp(name, "to") == 0)
		add(t, SAY_MONITOR_TO(value));
	else if (strcmp(name, "org") == 0)
		add(t, SAY_MONITOR_OF_ORG(called(t, t->n->org, value)));
	else if (strcmp(name, "format") == 0)
		add(t, SAY_MONITOR_FORMAT(value));
	else
		add(t, SAY_MONITOR_ASKED(name, value));
	return true;
}

static bool a_file(struct telling *t, const char *part)
{
	char *end;
	if (strncmp(part, "file ", 5) != 0)
		return false;
	long long n = strtoll(part + 5, &end, 10);
	if (n <= 0 || *end != ' ' || strlen(end + 1) != 64)
		return false;
	add(t, SAY_MONITOR_FILE(n));
	return true;
}

static bool taken(struct telling *t, const char *d)
{
	bool first = true;
	for (const char *part; (part = cut(t->cx, &d, "; ")); first = false)
		if (!asked_for(t, part) && !a_file(t, part))
			add(t, first ? SAY_MONITOR_REASON(part) : SAY_MONITOR_MORE(part));
	if (!asked_for(t, d) && !a_file(t, d))
		add(t, first ? SAY_MONITOR_REASON(d) : SAY_MONITOR_MORE(d));
	return true;
}

static const struct { const char *act; bool (*tell)(struct telling *t, const char *d); } forms[] = {
	{ "delivery", batch },                  { "delivery-fetch", reason },
	{ "delivery-write", written },          { "copy-registered", place },
	{ "copy-destroyed", statement },        { "copy-erase", erased },
	{ "record-export", taken },             { "file-looked-at", taken },
	{ "attachment-fetched", taken },        { "sealed-page-fetched", taken },
	{ "rejects-fetched", taken },           { "catalogue-export", taken },
	{ "release-file-fetched", taken },      { "person-erased", reason },
	{ "convert", moved },                   { "rows-asked", pulled },
	{ "leak-traced", traced },
};

static const char *tell(struct ctx *cx, const struct monitor_names *n, const char *act,
			const char *detail, enum said_lang lang)
{
	AUTO_BUF out = buf_make(TEXT_MOST);
	struct telling t = { cx, n, lang, &out };
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
		if (strcmp(forms[i].act, act) == 0 && forms[i].tell(&t, detail))
			return ctx_textn(cx, out.p, out.n);
	return detail;
}

struct words monitor_words(struct ctx *cx, const struct monitor_names *n, const char *act,
			   const char *detail)
{
	if (!act || !detail || !*detail)
		return (struct words){ NULL, NULL };
	return (struct words){ tell(cx, n, act, detail, SAID_ZH), tell(cx, n, act, detail, SAID_EN) };
}
