/* catalogue_law.c - what an entry must hold before it may be submitted, what
 * makes it complete, and who may know of it (Arts. 9, 17, 18, 24). Pure. */
#include "catalogue/catalogue.h"
#include "catalogue/flat.h"
#include "catalogue/form.h"
#include "core/grade.h"
#include <string.h>

const char *resource_state_word(enum resource_state s)
{
	static const char *const words[RESOURCE_STATE_MAX_] = {
#define X(id, word) [RESOURCE_##id] = word,
		RESOURCE_STATE_TABLE(X)
#undef X
	};
	return words[s];
}

bool resource_state_read(const char *word, enum resource_state *ret_state)
{
	for (int i = 0; i < RESOURCE_STATE_MAX_; i++) {
		if (strcmp(resource_state_word((enum resource_state)i), word) == 0) {
			*ret_state = (enum resource_state)i;
			return true;
		}
	}
	return false;
}

static enum access narrower(enum access a, enum access b)
{
	return a > b ? a : b;
}

enum access item_share(const struct resource *r, const struct item *it)
{
	return narrower(it->share_type, r->share_type);
}

enum access item_open(const struct resource *r, const struct item *it)
{
	return narrower(it->open_type, r->open_type);
}

void resource_keep_opened(const struct pack *pack, struct resource *r)
{
	size_t n = 0;
	for (size_t i = 0; i < r->nitems; i++) {
		enum access a = item_open(r, &r->items[i]);
		if (grade_bars_opening(grade_own(pack, &r->items[i])))
			continue;
		if (a == ACCESS_UNCONDITIONAL ||
		    (a == ACCESS_CONDITIONAL && r->open_type == ACCESS_CONDITIONAL))
			r->items[n++] = r->items[i];
	}
	r->nitems = n;
}

bool resource_owned_by(const struct resource *r, const struct who *who)
{
	return who->org && who_can(who, CAP_CATALOGUE_WRITE) && strcmp(r->org, who->org) == 0;
}

/* Reviewers of every level: a county's entries pass through its own operator
 * and then the city's. */
bool resource_seen_by(const struct resource *r, const struct who *who)
{
	if (who->org && strcmp(r->org, who->org) == 0)
		return true;
	if (who_can(who, CAP_CATALOGUE_REVIEW))
		return true;
	return who_can(who, CAP_CATALOGUE_READ) &&
	       (r->state == RESOURCE_PUBLISHED || r->state == RESOURCE_RETIRED);
}

/* --- what blocks submission ------------------------------------------- */
static bool said(const char *s)
{
	return s && *s;
}

static bool is_table(const struct resource *r)
{
	return said(r->form) && strcmp(r->form, "table") == 0;
}

static bool has_basis(const struct basis *b)
{
	return said(b->law);
}

/* Its agency is named as the collector, or says why it collects (Art. 11 ¶1). */
bool resource_collects(const struct resource *r)
{
	return (r->collector && r->org && strcmp(r->collector, r->org) == 0) ||
	       said(r->collect_basis) || said(r->collect_scope) || said(r->collect_necessity);
}

/* One row: what is asked, and whether the entry owes it. */
struct want { const char *field; bool owed; };

const char *const *resource_missing(struct ctx *cx, const struct resource *r)
{
	bool share_limit = r->share_type == ACCESS_CONDITIONAL || r->share_type == ACCESS_NONE;
	bool open_limit = r->open_type == ACCESS_CONDITIONAL || r->open_type == ACCESS_NONE;
	const struct form *form = form_named(r->form);
	bool collects = resource_collects(r);
	const struct want wants[] = {
		{ "title",            !said(r->title) },
		{ "abstract",         !said(r->abstract) },
		{ "form",             !said(r->form) },
		{ "update_cycle",     !said(r->update_cycle) },
		{ "grade",            !r->grade },
		{ "share_type",       !r->share_type },
		{ "open_type",        !r->open_type },
		{ "format",           form_owes(form, "format") && !said(r->format) },
		{ "items",            form_owes(form, "items") && !r->nitems },
		{ "collection.basis", collects && !said(r->collect_basis) },
		{ "collection.scope", collects && !said(r->collect_scope) },
		{ "collection.necessity", collects && !said(r->collect_necessity) },
		{ "share_reason",     share_limit && !said(r->share_reason) },
		{ "share_basis",      share_limit && !has_basis(&r->share_basis) },
		{ "open_reason",      open_limit && !said(r->open_reason) },
		{ "open_basis",       open_limit && !has_basis(&r->open_basis) },
	};
	size_t n = sizeof wants / sizeof wants[0], k = 0;
	const char **list = ctx_array(cx, const char *, n + 1);
	for (size_t i = 0; i < n; i++)
		if (wants[i].owed)
			list[k++] = wants[i].field;
	list[k] = NULL;
	return list;
}

/* A rule does not carry a limit of sharing (Art. 18 ¶1); of opening it does
 * (Art. 24). */
static bool carries(const struct basis *b, bool rule_too)
{
	const char *l = b->level;
	return l && (!strcmp(l, "law") || !strcmp(l, "regulation") ||
		     (rule_too && !strcmp(l, "rule")));
}

const char *resource_weak_basis(const struct resource *r)
{
	bool share_limit = r->share_type == ACCESS_CONDITIONAL || r->share_type == ACCESS_NONE;
	bool open_limit = r->open_type == ACCESS_CONDITIONAL || r->open_type == ACCESS_NONE;
	if (share_limit && !carries(&r->share_basis, false))
		return "share_basis";
	if (open_limit && !carries(&r->open_basis, true))
		return "open_basis";
	return NULL;
}

enum err catalogue_submittable(struct ctx *cx, const struct resource *r)
{
	const char *const *missing = resource_missing(cx, r);
	if (*missing) {
		const char *zh, *en;
		flat_called_all(cx, missing, &zh, &en);
		return fail_field(cx, fail(cx, ERR_INCOMPLETE, SAY_ENTRY_INCOMPLETE(zh, en)),
				  missing[0]);
	}
	const char *weak = resource_weak_basis(r);
	if (!weak)
		return OK;
	bool share = weak[0] == 's';
	enum err e = share ? fail(cx, ERR_INCOMPLETE, SAY_BASIS_TOO_LOW_SHARE())
			   : fail(cx, ERR_INCOMPLETE, SAY_BASIS_TOO_LOW_OPEN());
	fail_article(cx, e, share ? "18 ¶1" : "24");
	return fail_field(cx, e, share ? "share_basis.level" : "open_basis.level");
}

int resource_completeness(const struct resource *r)
{
	bool described = r->nitems > 0 || !is_table(r);
	for (size_t i = 0; i < r->nitems; i++)
		described = described && said(r->items[i].description);
	const bool told[] = {
		said(r->title), said(r->abstract), r->nkeywords > 0, said(r->category),
		said(r->theme), said(r->form), said(r->format), said(r->collector),
		said(r->reviewer), said(r->source_system), said(r->duty),
		said(r->collect_basis), said(r->collect_scope), said(r->collect_necessity),
		said(r->update_cycle), said(r->region), r->grade > 0,
		r->share_type != ACCESS_UNSET, r->open_type != ACCESS_UNSET,
		r->share_type != ACCESS_CONDITIONAL || said(r->share_conditions),
		r->open_type != ACCESS_CONDITIONAL || said(r->open_conditions),
		r->nitems > 0 || !is_table(r), described,
	};
	size_t n = sizeof told / sizeof told[0], k = 0;
	for (size_t i = 0; i < n; i++)
		k += told[i];
	return (int)(100 * k / n);
}
