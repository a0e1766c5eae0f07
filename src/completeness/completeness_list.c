/* completeness_list.c - the check of Art. 44 for a list that somebody brings: the
 * entries and the systems of a project. Each entry is told of, whole or not, and what
 * the list names that isn't there, or isn't the caller's to see. */
#include "app.h"
#include "cases/legal.h"
#include "completeness/completeness_inside.h"
#include "completeness_schema.h"
#include "web/csvfile.h"
#include <stdlib.h>
#include <string.h>

struct name { const char *text; bool met; };
struct names { struct name *at; size_t n; };
struct listing { struct names entries, systems; struct jout *j; struct buf *csv;
		 int64_t found, whole; };

static int by_text(const void *a, const void *b)
{
	return strcmp(((const struct name *)a)->text, ((const struct name *)b)->text);
}

static struct names names_of(struct ctx *cx, const json_t *list)
{
	struct names all = { ctx_array(cx, struct name, json_array_size(list) + 1), 0 };
	for (size_t i = 0; i < json_array_size(list); i++)
		all.at[all.n++].text = json_string_value(json_array_get(list, i));
	if (all.n)
		qsort(all.at, all.n, sizeof *all.at, by_text);
	return all;
}

/* A name may stand twice in the list: each is met. */
static bool meet(struct names *all, const char *text)
{
	struct name key = { text, false };
	struct name *at = text && all->n ? bsearch(&key, all->at, all->n, sizeof key, by_text) : NULL;
	if (!at)
		return false;
	while (at > all->at && strcmp(at[-1].text, text) == 0)
		at--;
	for (; at < all->at + all->n && strcmp(at->text, text) == 0; at++)
		at->met = true;
	return true;
}

static enum err put_listed(struct ctx *cx, const struct completeness_entry *e, void *arg)
{
	struct listing *l = arg;
	bool named = meet(&l->entries, e->code);
	named |= meet(&l->entries, e->facts.national_code);
	named |= meet(&l->entries, e->id);
	named |= meet(&l->systems, e->system);
	if (!named)
		return OK;
	uint32_t failed = e->checked.applies & ~e->checked.passes;
	l->found++;
	l->whole += !failed;
	if (l->csv)
		completeness_entry_csv(cx, l->csv, e, failed);
	else
		completeness_entry_json(l->j, e, failed);
	return OK;
}

static void put_unknown(struct jout *j, const struct names *all)
{
	for (size_t i = 0; i < all->n; i++)
		if (!all->at[i].met && (!i || strcmp(all->at[i - 1].text, all->at[i].text) != 0))
			jout_text(j, all->at[i].text);
}

static void unknown_csv(struct ctx *cx, struct buf *b, const struct names *all)
{
	for (size_t i = 0; i < all->n; i++) {
		const char *cells[COMPLETENESS_COLUMNS] = { all->at[i].text, NULL, NULL, NULL, NULL,
			said_words(cx, SAY_COMPLETENESS_NOT_THERE(), SAID_ZH), NULL };
		if (!all->at[i].met && (!i || strcmp(all->at[i - 1].text, all->at[i].text) != 0))
			csv_row(b, cells, COMPLETENESS_COLUMNS);
	}
}

static enum err walk(struct ctx *cx, struct req *rq, struct listing *l)
{
	struct completeness_of of = completeness_asked(rq);
	return completeness_walk(cx, rq->db, legal_calendar(rq->app->legal), &of, put_listed, l);
}

enum err completeness_list(struct ctx *cx, struct req *rq)
{
	struct listing l = { .entries = names_of(cx, json_object_get(rq->json, "entries")),
			     .systems = names_of(cx, json_object_get(rq->json, "systems")) };
	bool file;
	TRY(csvfile_asked(cx, rq, &file));
	if (!l.entries.n && !l.systems.n)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_COMPLETENESS_LIST_EMPTY()), "entries");
	if (file) {
		l.csv = csvfile_whole(rq, "completeness-list");
		csv_row(l.csv, completeness_heads, COMPLETENESS_COLUMNS);
		TRY(walk(cx, rq, &l));
		unknown_csv(cx, l.csv, &l.entries);
		unknown_csv(cx, l.csv, &l.systems);
		return OK;
	}
	l.j = answer_json(rq, 200);
	jout_open(l.j);
	jout_key(l.j, "items");
	jout_list(l.j);
	TRY(walk(cx, rq, &l));
	jout_end_list(l.j);
	jout_key_int(l.j, "found", l.found);
	jout_key_int(l.j, "complete", l.whole);
	jout_key(l.j, "unknown");
	jout_list(l.j);
	put_unknown(l.j, &l.entries);
	put_unknown(l.j, &l.systems);
	jout_end_list(l.j);
	jout_close(l.j);
	return ctx_check(cx);
}
