/* reform_ready.c - can it be carried out as things stand, and what would go along? */
#include "account/org.h"
#include "base/buf.h"
#include "catalogue/catalogue.h"
#include "reform/inside.h"
#include "store/store.h"
#include <stdlib.h>
#include <string.h>

struct looking {
	const struct reform_new_in *plan;
	enum reform_kind            kind;
	const char                 *self;
	const struct who           *office;
	const struct org          **from;       /* nfrom of them */
	struct reform_counts        n;
};

static enum err wrong(struct ctx *cx, enum err e, const char *field)
{
	return fail_field(cx, e, field);
}

/* --- whom it is about ---------------------------------------------------------- */
static enum err org_ready(struct ctx *cx, struct db *db, const struct looking *l,
			  const char *id, const char *field, const struct org **ret_org)
{
	const struct org *o;
	bool more;
	if (account_org(cx, db, id, &o) != OK)
		return wrong(cx, fail(cx, ERR_INVALID, SAY_NO_ORG()), field);
	struct party p = org_party(o);
	if (l->office && !reform_within(cx, l->office, &p))
		return wrong(cx, fail(cx, ERR_FORBIDDEN, SAY_REFORM_REACH(o->name)), field);
	if (o->state != ORG_ACTIVE)
		return wrong(cx, fail(cx, ERR_CONFLICT, SAY_ORG_NOT_ACTIVE(o->name)), field);
	AUTO_ROWS q = db_run(db, SQL_REFORM_OF_ORG);
	bind_text(q, ":org", id);
	bind_text(q, ":self", l->self ? l->self : "");
	TRY(rows_next(cx, q, &more));
	if (more)
		return wrong(cx, fail(cx, ERR_CONFLICT, SAY_REFORM_UNDER_WAY(
			o->name, col_text(cx, q, "title"))), field);
	*ret_org = o;
	return OK;
}

static enum err count_org(struct ctx *cx, struct db *db, struct looking *l,
			  const struct org *o)
{
	bool more;
	struct reform_counts *n = &l->n;
	AUTO_ROWS q = db_run(db, SQL_REFORM_COUNT_ORG);
	bind_text(q, ":org", o->id);
	TRY(rows_next(cx, q, &more));
	int64_t cases = col_int(q, "asked") + col_int(q, "answered");
	if (l->kind == REFORM_CLOSE && (col_int(q, "entries") || col_int(q, "answered")))
		return fail(cx, ERR_CONFLICT, SAY_REFORM_STILL_HOLDS(
			o->name, col_int(q, "entries"), cases));
	n->orgs++;
	n->entries += col_int(q, "entries");
	n->drafts += col_int(q, "drafts");
	n->negative += col_int(q, "negative");
	n->elements += col_int(q, "elements");
	n->cases += cases;
	n->grants_given += col_int(q, "given");
	n->grants_taken += col_int(q, "taken");
	n->keys += col_int(q, "keys");
	n->tokens += col_int(q, "tokens");
	n->people += col_int(q, "people");
	n->parts += col_int(q, "parts");
	return OK;
}

/* --- what was chosen ------------------------------------------------------------ */
static enum err not_theirs(struct ctx *cx, const struct looking *l, const char *name,
			   const char *field)
{
	return wrong(cx, fail(cx, ERR_CONFLICT,
			      SAY_REFORM_NOT_THEIRS(name, l->from[0]->name)), field);
}

static enum err count_entry(struct ctx *cx, struct db *db, struct looking *l,
			    const char *name, const char *field)
{
	bool more;
	struct resource r;
	enum err e = resource_named(cx, db, name, &r);
	if (e == ERR_NOT_FOUND)
		return not_theirs(cx, l, name, field);
	TRY(e);
	if (strcmp(r.org, l->from[0]->id) != 0)
		return not_theirs(cx, l, r.title ? r.title : name, field);
	if (r.state == RESOURCE_RETIRED)
		return wrong(cx, fail(cx, ERR_CONFLICT, SAY_REFORM_RETIRED(r.title)), field);
	AUTO_ROWS q = db_run(db, SQL_REFORM_COUNT_ENTRY);
	bind_text(q, ":resource", r.id);
	bind_text(q, ":org", r.org);
	TRY(rows_next(cx, q, &more));
	l->n.entries++;
	l->n.drafts += r.draft > 0;
	l->n.negative += col_int(q, "negative");
	l->n.cases += col_int(q, "cases");
	l->n.grants_given += col_int(q, "given");
	return OK;
}

static enum err count_key(struct ctx *cx, struct db *db, struct looking *l, const char *id,
			  const char *field)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_REFORM_KEY_OF);
	bind_text(q, ":id", id);
	TRY(rows_next(cx, q, &more));
	if (!more || strcmp(col_text(cx, q, "org"), l->from[0]->id) != 0)
		return not_theirs(cx, l, id, field);
	l->n.keys++;
	return OK;
}

static enum err count_person(struct ctx *cx, struct db *db, struct looking *l,
			     const char *id, const char *field)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_REFORM_PERSON_OF);
	bind_text(q, ":id", id);
	TRY(rows_next(cx, q, &more));
	const char *org = more ? col_text(cx, q, "org") : NULL;
	if (!org || strcmp(org, l->from[0]->id) != 0)
		return not_theirs(cx, l, id, field);
	l->n.people++;
	l->n.tokens += col_int(q, "tokens");
	return OK;
}

typedef enum err count_fn(struct ctx *cx, struct db *db, struct looking *l, const char *id,
			  const char *field);

/* In an arena of its own each: twenty thousand need no more of it than one. */
static enum err count_all(struct ctx *cx, struct db *db, struct looking *l, count_fn *count,
			  const char *const *ids, size_t n, const char *list)
{
	for (size_t i = 0; i < n; i++) {
		AUTO_CTX own;
		ctx_init(&own, cx->now, 0);
		const char *field = ctx_print(&own, "%s[%zu]", list, i);
		enum err e = count(&own, db, l, ids[i], field);
		if (e != OK)
			return fail_field(cx, fail(cx, e, own.fault.said), own.fault.field);
	}
	return OK;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Nothing goes to two places. */
static enum err once(struct ctx *cx, const struct reform_new_in *plan)
{
	size_t n = 0;
	for (size_t i = 0; i < plan->nparts; i++)
		n += plan->parts[i].nresources;
	const char **all = ctx_array(cx, const char *, n + 1);
	n = 0;
	for (size_t i = 0; i < plan->nparts; i++)
		for (size_t k = 0; k < plan->parts[i].nresources; k++)
			all[n++] = plan->parts[i].resources[k];
	qsort(all, n, sizeof *all, by_text);
	for (size_t i = 1; i < n; i++)
		if (strcmp(all[i], all[i - 1]) == 0)
			return wrong(cx, fail(cx, ERR_INVALID, SAY_REFORM_CHOSEN_TWICE(all[i])),
				     "parts");
	return OK;
}

/* --- whom it makes --------------------------------------------------------------- */
static bool takes_in(const struct looking *l, const char *org)
{
	for (size_t i = 0; l->kind == REFORM_MERGE && i < l->plan->nfrom; i++)
		if (strcmp(l->plan->from[i], org) == 0)
			return true;
	return false;
}

/* Below one that it takes in, a new one would end up below itself. */
static enum err parent_ready(struct ctx *cx, struct db *db, const struct looking *l,
			     const char *said, const char *field)
{
	const struct org *o;
	const char *parent = said ? said : l->from[0]->parent;
	size_t gone = l->kind == REFORM_MERGE ? l->plan->nfrom : 0;
	enum err e = org_parent_check(cx, db, NULL, parent);
	for (size_t i = 0; e == OK && i < gone; i++)
		e = org_parent_check(cx, db, l->plan->from[i], parent);
	if (e != OK)
		return wrong(cx, e, field);
	if (!said || !l->office)
		return OK;
	TRY(account_org(cx, db, said, &o));
	struct party p = org_party(o);
	if (!reform_within(cx, l->office, &p))
		return wrong(cx, fail(cx, ERR_FORBIDDEN, SAY_REFORM_REACH(o->name)), field);
	return OK;
}

/* Nobody has the code, or one that goes; and no two new ones get it. */
static enum err code_ready(struct ctx *cx, struct db *db, const struct looking *l, size_t i,
			   const char *field)
{
	const char *holder, *code = l->plan->parts[i].new->code;
	enum err e = org_code_look(cx, db, &code, &holder);
	if (e != OK)
		return wrong(cx, e, field);
	bool taken = holder && !takes_in(l, holder);
	for (size_t k = 0; *code && !taken && k < i; k++) {
		const struct reform_org_in *n = l->plan->parts[k].new;
		const char *other = n ? n->code : NULL;
		TRY(org_code_look(cx, db, &other, &holder));
		taken = strcmp(code, other) == 0;
	}
	if (taken)
		return wrong(cx, fail(cx, ERR_CONFLICT, SAY_ORG_CODE_TAKEN(code)), field);
	return OK;
}

/* What making it will ask for on the day is asked now. */
static enum err new_ready(struct ctx *cx, struct db *db, const struct looking *l, size_t i)
{
	const struct reform_org_in *n = l->plan->parts[i].new;
	const char *region = l->from[0]->region;        /* it gets the same */
	enum err e = org_region_check(cx, l->from[0]->level, &region);
	if (e != OK)
		return wrong(cx, e, "from[0]");
	TRY(parent_ready(cx, db, l, n->parent, ctx_print(cx, "parts[%zu].new.parent", i)));
	return code_ready(cx, db, l, i, ctx_print(cx, "parts[%zu].new.code", i));
}

static enum err part_ready(struct ctx *cx, struct db *db, struct looking *l, size_t i,
			   const char **ret_name)
{
	const struct reform_part_in *p = &l->plan->parts[i];
	const char *at = ctx_print(cx, "parts[%zu]", i);
	const struct org *o;
	if (p->into) {
		TRY(org_ready(cx, db, l, p->into, ctx_print(cx, "%s.into", at), &o));
		*ret_name = o->name;
	} else {
		TRY(new_ready(cx, db, l, i));
		*ret_name = said_words(cx, SAY_REFORM_NEW_NAME(p->new->name), SAID_ZH);
	}
	TRY(count_all(cx, db, l, count_entry, p->resources, p->nresources,
		      ctx_print(cx, "%s.resources", at)));
	TRY(count_all(cx, db, l, count_key, p->keys, p->nkeys, ctx_print(cx, "%s.keys", at)));
	return count_all(cx, db, l, count_person, p->people, p->npeople,
			 ctx_print(cx, "%s.people", at));
}

/* 甲局、乙局 → 丙局 */
static void title_side(struct buf *b, const char *name, size_t i)
{
	buf_print(b, "%s%s", i ? "、" : "", name);
}

enum err reform_ready(struct ctx *cx, struct db *db, const struct reform_new_in *plan,
		      enum reform_kind kind, const char *self, const struct who *office,
		      struct reform_look *ret)
{
	struct looking l = { plan, kind, self, office,
			     ctx_array(cx, const struct org *, plan->nfrom), { 0 } };
	bool whole = kind == REFORM_RENAME || kind == REFORM_MERGE || kind == REFORM_CLOSE;
	AUTO_BUF title = buf_make(64 << 10);
	for (size_t i = 0; i < plan->nfrom; i++) {
		TRY(org_ready(cx, db, &l, plan->from[i], ctx_print(cx, "from[%zu]", i),
			      &l.from[i]));
		title_side(&title, l.from[i]->name, i);
		if (whole)
			TRY(count_org(cx, db, &l, l.from[i]));
	}
	if (plan->name && strcmp(plan->name, l.from[0]->name) == 0)
		return wrong(cx, fail(cx, ERR_CONFLICT, SAY_REFORM_SAME_NAME()), "name");
	buf_text(&title, plan->name || plan->nparts ? " → " : "");
	if (plan->name)
		title_side(&title, plan->name, 0);
	TRY(once(cx, plan));
	for (size_t i = 0; i < plan->nparts; i++) {
		const char *name;
		TRY(part_ready(cx, db, &l, i, &name));
		title_side(&title, name, i);
	}
	*ret = (struct reform_look){ l.n, ctx_textn(cx, title.p, title.n) };
	return OK;
}
