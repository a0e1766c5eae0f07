/* fact.c - see fact.h. */
#include "release/fact.h"
#include <string.h>

enum { OF_TEXT, OF_INT, OF_BOOL, OF_ACCESS, OF_TYPE, OF_MS, OF_KEYWORDS, OF_CATEGORIES };

#define R(name_, from_, kind_, how_, member_)                                    \
	{ name_, FACE_##from_, FACT_##kind_, OF_##how_, offsetof(struct stood, member_) }
#define I(name_, from_, kind_, how_, member_)                                    \
	{ name_, FACE_##from_, FACT_##kind_, OF_##how_, offsetof(struct item, member_) }

/* clang-format off */
const struct fact entry_facts[] = {
R("code",                 OPEN, TEXT,   TEXT,     r.code),
R("national_code",        OPEN, TEXT,   TEXT,     r.national_code),
R("version",              OPEN, NUMBER, INT,      r.version),
R("published_at",         OPEN, TEXT,   MS,       r.published_at),
R("title",                OPEN, TEXT,   TEXT,     r.title),
R("abstract",             OPEN, TEXT,   TEXT,     r.abstract),
R("keywords",             OPEN, LIST,   KEYWORDS, r),
R("theme",                OPEN, TEXT,   TEXT,     r.theme),
R("industry",             OPEN, TEXT,   TEXT,     r.industry),
R("scenario",             OPEN, TEXT,   TEXT,     r.scenario),
R("form",                 OPEN, TEXT,   TEXT,     r.form),
R("org",                  OPEN, TEXT,   TEXT,     r.org),
R("org_name",             OPEN, TEXT,   TEXT,     org_name),
R("region",               OPEN, TEXT,   TEXT,     r.region),
R("update_cycle",         OPEN, TEXT,   TEXT,     r.update_cycle),
R("open_type",            OPEN, TEXT,   ACCESS,   r.open_type),
R("open_conditions",      OPEN, TEXT,   TEXT,     r.open_conditions),
R("open_reason",          FULL, TEXT,   TEXT,     r.open_reason),
R("open_law",             FULL, TEXT,   TEXT,     r.open_basis.law),
R("open_level",           FULL, TEXT,   TEXT,     r.open_basis.level),
R("open_article",         FULL, TEXT,   TEXT,     r.open_basis.article),
R("share_type",           FULL, TEXT,   ACCESS,   r.share_type),
R("share_conditions",     FULL, TEXT,   TEXT,     r.share_conditions),
R("share_reason",         FULL, TEXT,   TEXT,     r.share_reason),
R("share_law",            FULL, TEXT,   TEXT,     r.share_basis.law),
R("share_level",          FULL, TEXT,   TEXT,     r.share_basis.level),
R("share_article",        FULL, TEXT,   TEXT,     r.share_basis.article),
R("category",             OPEN, TEXT,   TEXT,     r.category),
R("categories",           OPEN, LIST,   CATEGORIES, r),
R("format",               FULL, TEXT,   TEXT,     r.format),
R("grade",                FULL, NUMBER, INT,      r.grade),
R("collector",            FULL, TEXT,   TEXT,     r.collector),
R("reviewer",             FULL, TEXT,   TEXT,     r.reviewer),
R("source_system",        FULL, TEXT,   TEXT,     r.source_system),
R("duty",                 FULL, TEXT,   TEXT,     r.duty),
R("collection_basis",     FULL, TEXT,   TEXT,     r.collect_basis),
R("collection_scope",     FULL, TEXT,   TEXT,     r.collect_scope),
R("collection_necessity", FULL, TEXT,   TEXT,     r.collect_necessity),
{ .name = NULL },
};

const struct fact item_facts[] = {
I("code",        OPEN, TEXT,   TEXT,   code),
I("name",        OPEN, TEXT,   TEXT,   name),
I("type",        OPEN, TEXT,   TYPE,   type),
I("length",      OPEN, NUMBER, INT,    length),
I("precision",   OPEN, NUMBER, INT,    precision),
I("key",         OPEN, TRUTH,  BOOL,   key),
I("nullable",    OPEN, TRUTH,  BOOL,   nullable),
I("code_set",    OPEN, TEXT,   TEXT,   code_set),
I("format",      OPEN, TEXT,   TEXT,   format),
I("description", OPEN, TEXT,   TEXT,   description),
I("grade",       FULL, NUMBER, INT,    grade),
I("share_type",  FULL, TEXT,   ACCESS, share_type),
I("open_type",   FULL, TEXT,   ACCESS, open_type),
I("element",     FULL, TEXT,   TEXT,   element),
I("mask",        FULL, TEXT,   TEXT,   mask),
{ .name = NULL },
};
/* clang-format on */

static const char *word(const char *s)
{
	return s && *s ? s : NULL;
}

static const char *keywords(struct ctx *cx, const struct resource *r)
{
	const char *all = NULL;
	for (size_t i = 0; i < r->nkeywords; i++)
		all = all ? ctx_print(cx, "%s;%s", all, r->keywords[i]) : r->keywords[i];
	return all;
}

static const char *moment(struct ctx *cx, ms_t t)
{
	char text[MS_TEXT];
	return t.n ? ctx_text(cx, ms_text(t, text)) : NULL;
}

const char *fact_text(struct ctx *cx, const struct fact *f, const void *of)
{
	const void *at = (const char *)of + f->at;
	switch (f->how) {
	case OF_TEXT: return word(*(const char *const *)at);
	case OF_INT: return *(const int *)at ? ctx_print(cx, "%d", *(const int *)at) : NULL;
	case OF_BOOL: return *(const bool *)at ? "true" : "false";
	case OF_ACCESS: return word(access_word(*(const enum access *)at));
	case OF_TYPE: return item_type_word(*(const enum item_type *)at);
	case OF_MS: return moment(cx, *(const ms_t *)at);
	case OF_KEYWORDS: return keywords(cx, at);
	case OF_CATEGORIES: return resource_categories_text(cx, at, ";");
	}
	return NULL;
}

/* --- as JSON ------------------------------------------------------------------ */
static void list_json(struct jout *j, const char *text)
{
	jout_list(j);
	for (const char *p = text; p && *p; p += *p == ';') {
		size_t n = strcspn(p, ";");
		jout_textn(j, p, n);
		p += n;
	}
	jout_end_list(j);
}

static void facts_json(struct ctx *cx, struct jout *j, const struct fact *f, const void *of,
		       enum face face)
{
	for (; f->name; f++) {
		if (f->from > face)
			continue;
		const char *text = fact_text(cx, f, of);
		jout_key(j, f->name);
		if (f->kind == FACT_LIST)
			list_json(j, text);
		else if (f->kind == FACT_TEXT)
			jout_text(j, text);
		else
			jout_raw(j, text);
	}
}

void stood_json(struct ctx *cx, struct jout *j, const struct stood *s, enum face face)
{
	jout_open(j);
	facts_json(cx, j, entry_facts, s, face);
	jout_key(j, "items");
	jout_list(j);
	for (size_t i = 0; i < s->r.nitems; i++) {
		jout_open(j);
		facts_json(cx, j, item_facts, &s->r.items[i], face);
		jout_close(j);
	}
	jout_end_list(j);
	jout_close(j);
}

/* --- two compared --------------------------------------------------------------- */
struct compare { struct ctx *cx; enum face face; struct difference *list; size_t n, room; };

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static void differs(struct compare *c, struct difference d)
{
	if (c->n < c->room)
		c->list[c->n] = d;
	c->n++;
}

/* The version and its day differ whenever anything does, and say nothing more. */
static bool bookkeeping(const struct fact *f)
{
	return strcmp(f->name, "version") == 0 || strcmp(f->name, "published_at") == 0;
}

static void compare_facts(struct compare *c, const struct fact *f, const void *was,
			  const void *now, const char *item)
{
	for (; f->name; f++) {
		if (f->from > c->face || bookkeeping(f))
			continue;
		const char *a = fact_text(c->cx, f, was), *b = fact_text(c->cx, f, now);
		if (!same(a, b))
			differs(c, (struct difference){ item ? ITEM_CHANGED : FIELD_CHANGED,
							f->name, item, a, b });
	}
}

size_t differences(struct ctx *cx, const struct stood *was, const struct stood *now,
		   enum face face, struct difference *list, size_t room)
{
	struct compare c = { cx, face, list, 0, room };
	compare_facts(&c, entry_facts, was, now, NULL);
	for (size_t i = 0; i < now->r.nitems; i++) {
		const struct item *it = &now->r.items[i];
		const struct item *old = item_by_code(was->r.items, was->r.nitems, it->code);
		if (old)
			compare_facts(&c, item_facts, old, it, it->code);
		else
			differs(&c, (struct difference){ ITEM_ADDED, NULL, it->code, NULL,
							 it->name });
	}
	for (size_t i = 0; i < was->r.nitems; i++) {
		const struct item *it = &was->r.items[i];
		if (!item_by_code(now->r.items, now->r.nitems, it->code))
			differs(&c, (struct difference){ ITEM_GONE, NULL, it->code, it->name,
							 NULL });
	}
	return c.n;
}
