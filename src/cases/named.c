/* named.c - see named.h. */
#include "cases/named.h"
#include "cases/paper.h"
#include "grant/grants.h"
#include "ingest/batch.h"
#include "ingest/upload.h"
#include <string.h>

#define NAMED_MOST 100                 /* of a case: beyond that an id stays an id */

enum named_kind { NAMED_NOT, NAMED_CASE, NAMED_GRANT, NAMED_ENTRY, NAMED_BATCH, NAMED_FILE };

/* Papers that are ids by their name alone; the others' kinds tell. */
static const struct { const char *paper; enum named_kind kind; } by_name[] = {
	{ "request", NAMED_CASE }, { "renews", NAMED_GRANT }, { "grants", NAMED_GRANT },
	{ "batch", NAMED_BATCH }, { "violation", NAMED_CASE },
	{ "origin", NAMED_CASE },
};

struct thing {                         /* what is told of one */
	const char *kind, *title, *org_name, *resource;
	int64_t     size;              /* of a file; -1: none is told */
};
struct naming {
	struct db           *db;
	const struct who    *who;
	struct jout         *j;
	struct { const char *paper, *id; } done[NAMED_MOST];
	size_t               n;
	bool                 open;     /* the list was begun */
};

static enum named_kind kind_of(const struct paper *p)
{
	for (size_t i = 0; i < sizeof by_name / sizeof by_name[0]; i++)
		if (strcmp(by_name[i].paper, p->name) == 0)
			return by_name[i].kind;
	return p->kind == PAPER_FILE ? NAMED_FILE
	     : p->kind == PAPER_ENTRY ? NAMED_ENTRY : NAMED_NOT;
}

/* --- one thing each: ERR_NOT_FOUND where there is none, or not for `who` ------------- */
static enum err a_case(struct ctx *cx, const struct naming *n, const char *id, struct thing *t)
{
	struct case_file c;
	TRY(case_read(cx, n->db, id, n->who, &c));
	*t = (struct thing){ "case", c.title, c.applicant_name, c.resource, -1 };
	return OK;
}

static enum err a_grant(struct ctx *cx, const struct naming *n, const char *id, struct thing *t)
{
	struct grant g;
	TRY(grant_shown(cx, n->db, id, &g));
	if (!who_can(n->who, CAP_GRANT_READ) || !grant_seen_by(cx, &g, n->who))
		return ERR_NOT_FOUND;
	*t = (struct thing){ "grant", g.shown->title, g.shown->org_name, g.resource, -1 };
	return OK;
}

static enum err an_entry(struct ctx *cx, const struct naming *n, const char *id, struct thing *t)
{
	struct resource r;
	TRY(resource_for_reading(cx, n->db, id, n->who, &r));
	*t = (struct thing){ "entry", r.title, NULL, r.id, -1 };
	return OK;
}

static enum err a_batch(struct ctx *cx, const struct naming *n, const char *id, struct thing *t)
{
	struct batch b;
	TRY(batch_by_id(cx, n->db, id, &b));
	if (!batch_seen_by(&b, n->who))
		return ERR_NOT_FOUND;
	*t = (struct thing){ "batch", b.filename, NULL, b.resource, -1 };
	return OK;
}

static enum err a_file(struct ctx *cx, const struct naming *n, const char *id, const char *org,
		       struct thing *t)
{
	struct upload u;
	TRY(upload_of_org(cx, n->db, id, org, &u));
	*t = (struct thing){ "file", u.filename, NULL, NULL, u.size };
	return OK;
}

static enum err look(struct ctx *cx, const struct naming *n, enum named_kind kind,
		     const char *id, const char *org, struct thing *t)
{
	switch (kind) {
	case NAMED_CASE:  return a_case(cx, n, id, t);
	case NAMED_GRANT: return a_grant(cx, n, id, t);
	case NAMED_ENTRY: return an_entry(cx, n, id, t);
	case NAMED_BATCH: return a_batch(cx, n, id, t);
	case NAMED_FILE:  return a_file(cx, n, id, org, t);
	case NAMED_NOT:   break;
	}
	return ERR_NOT_FOUND;
}

/* --- told ------------------------------------------------------------------------------ */
static void tell(struct naming *n, const char *paper, const char *id, const struct thing *t)
{
	if (!n->open) {
		jout_key(n->j, "named");
		jout_list(n->j);
		n->open = true;
	}
	jout_open(n->j);
	jout_key_text(n->j, "paper", paper);
	jout_key_text(n->j, "id", id);
	jout_key_text(n->j, "kind", t->kind);
	jout_key_text(n->j, "title", t->title);
	jout_key_text(n->j, "org_name", t->org_name);
	jout_key_text(n->j, "resource", t->resource);
	if (t->size >= 0)
		jout_key_int(n->j, "size", t->size);
	jout_close(n->j);
}

static enum err one(struct ctx *cx, struct naming *n, const struct paper *p, const json_t *v,
		    const char *org)
{
	struct fault was = cx->fault;
	const char *id = json_string_value(v);
	struct thing t;

	if (!id || !*id || n->n == NAMED_MOST)
		return OK;
	for (size_t i = 0; i < n->n; i++)
		if (strcmp(n->done[i].paper, p->name) == 0 && strcmp(n->done[i].id, id) == 0)
			return OK;
	n->done[n->n].paper = p->name;
	n->done[n->n++].id = ctx_text(cx, id);
	enum err e = look(cx, n, kind_of(p), id, org, &t);
	cx->fault = e == ERR_NOT_FOUND ? was : cx->fault;
	if (e == OK)
		tell(n, p->name, n->done[n->n - 1].id, &t);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err papers_named(struct ctx *cx, struct naming *n, const struct pack *pack,
			     const char *text, const char *org)
{
	AUTO_JSON papers = text ? json_loads(text, 0, NULL) : NULL;
	for (size_t i = 0; papers && i < pack->npapers; i++) {
		const struct paper *p = &pack->papers[i];
		const json_t *v = json_object_get(papers, p->name);
		if (!v || kind_of(p) == NAMED_NOT)
			continue;
		TRY(one(cx, n, p, v, org));
		for (size_t k = 0; k < json_array_size(v); k++)
			TRY(one(cx, n, p, json_array_get(v, k), org));
	}
	return OK;
}

enum err named_json(struct ctx *cx, struct jout *j, struct db *db, const struct law *l,
		    const struct case_file *c, const struct who *who)
{
	struct naming *n = ctx_new(cx, struct naming);
	struct case_step *steps;
	size_t nsteps;

	*n = (struct naming){ .db = db, .who = who, .j = j };
	TRY(case_steps(cx, db, c->id, 0, STEPS_SHOWN, &steps, &nsteps));
	for (size_t i = nsteps; i > 0; i--)
		TRY(papers_named(cx, n, l->pack, steps[i - 1].papers, steps[i - 1].by_org));
	TRY(papers_named(cx, n, l->pack, c->papers, NULL));
	if (n->open)
		jout_end_list(j);
	return OK;
}
