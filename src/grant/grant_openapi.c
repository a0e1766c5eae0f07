/* grant_openapi.c - see grant_openapi.h: only the calls the grant answers, only its items,
 * as parameters only what may be asked about. */
#include "grant/grant_openapi.h"

struct page {
	struct ctx            *cx;
	struct jout           *j;
	const struct grant    *g;
	const struct resource *res;
	struct view            view;
	enum answered_by       by;
	const char            *site;
};

static bool may_ask(const struct viewed *f)
{
	return f->granted && (f->mask == MASK_KEEP || f->mask == MASK_VERIFY);
}

static const char *type_of(const struct viewed *f)
{
	if (f->mask != MASK_KEEP)
		return "string";
	return f->shape.type == ITEM_INTEGER ? "integer"
	     : f->shape.type == ITEM_BOOLEAN ? "boolean" : "string";
}

/* --- parameters ------------------------------------------------------------------ */

static void parameter(struct page *p, const char *in, const char *name, const char *type,
		      const char *about, bool required)
{
	jout_open(p->j);
	jout_key_text(p->j, "name", name);
	jout_key_text(p->j, "in", in);
	jout_key_bool(p->j, "required", required);
	jout_key_text(p->j, "description", about);
	jout_key(p->j, "schema");
	jout_open(p->j);
	jout_key_text(p->j, "type", type);
	jout_close(p->j);
	jout_close(p->j);
}

static void headers(struct page *p)
{
	jout_open(p->j);
	jout_key_text(p->j, "name", "Gongshu-Purpose");
	jout_key_text(p->j, "in", "header");
	jout_key_bool(p->j, "required", true);
	jout_key(p->j, "schema");
	jout_open(p->j);
	jout_key_text(p->j, "const", p->g->purpose_code);
	jout_close(p->j);
	jout_close(p->j);
	if (p->g->matter)
		parameter(p, "header", "Gongshu-Matter", "string", "consumer's own file number", true);
}

static void row_schema(struct page *p)
{
	jout_key(p->j, "properties");
	jout_open(p->j);
	for (size_t i = 0; i < p->view.n; i++) {
		const struct viewed *f = &p->view.at[i];
		if (!f->granted)
			continue;
		jout_key(p->j, f->code);
		jout_open(p->j);
		jout_key(p->j, "type");
		jout_list(p->j);
		jout_text(p->j, type_of(f));
		jout_text(p->j, "null");
		jout_end_list(p->j);
		jout_key_text(p->j, "title", p->res->items[i].name);
		jout_key_text(p->j, "x-mask", mask_word(f->mask));
		jout_key_bool(p->j, "x-ask", may_ask(f));
		jout_close(p->j);
	}
	jout_close(p->j);
}

/* --- examples ---------------------------------------------------------------------- */

static void sample(struct page *p, const char *lang, const char *source)
{
	jout_open(p->j);
	jout_key_text(p->j, "lang", lang);
	jout_key_text(p->j, "source", source);
	jout_close(p->j);
}

/* `body` NULL: a GET. It is JSON and Python alike. The token comes from the environment,
 * and what is printed is what came, a refusal's reason as well. */
static void samples(struct page *p, const char *path, const char *body)
{
	struct ctx *cx = p->cx;
	const char *url = ctx_print(cx, "%s%s", p->site, path);
	const char *matter = p->g->matter ? " -H 'Gongshu-Matter: 2026-1'" : "";
	const char *more = p->g->matter ? ", \"Gongshu-Matter\": \"2026-1\"" : "";
	const char *data = body ? ctx_print(cx, " -H 'Content-Type: application/json' -d '%s'", body)
				: "";
	jout_key(p->j, "x-codeSamples");
	jout_list(p->j);
	sample(p, "curl", ctx_print(cx, "curl -sS --fail-with-body -H \"Authorization: "
		"Bearer $GONGSHU_TOKEN\" -H 'Gongshu-Purpose: %s'%s%s '%s'",
		p->g->purpose_code, matter, data, url));
	sample(p, "python", ctx_print(cx,
		"import os, urllib.error, urllib.request\n"
		"ask = urllib.request.Request(\"%s\",%s%s%s headers={\n"
		"    \"Authorization\": \"Bearer \" + os.environ[\"GONGSHU_TOKEN\"],\n"
		"    %s\"Gongshu-Purpose\": \"%s\"%s})\n"
		"try:\n"
		"    print(urllib.request.urlopen(ask).read().decode())\n"
		"except urllib.error.HTTPError as refused:\n"
		"    raise SystemExit(refused.read().decode())\n",
		url, body ? " data='" : "", body ? body : "", body ? "'.encode()," : "",
		body ? "\"Content-Type\": \"application/json\", " : "", p->g->purpose_code, more));
	jout_end_list(p->j);
}

/* --- the calls ----------------------------------------------------------------------- */

static void begin_call(struct page *p, const char *method, const char *about)
{
	jout_key(p->j, method);
	jout_open(p->j);
	jout_key_text(p->j, "summary", about);
	jout_key(p->j, "parameters");
	jout_list(p->j);
	headers(p);
}

static void end_call(struct page *p, bool rows)
{
	jout_key(p->j, "responses");
	jout_open(p->j);
	jout_key(p->j, "200");
	jout_open(p->j);
	jout_key_text(p->j, "description", "charged and on the record: Gongshu-Receipt");
	if (rows) {
		jout_key_raw(p->j, "content", "{\"application/json\":{\"schema\":{\"type\":\"object\","
			     "\"properties\":{\"rows\":{\"type\":\"array\",\"items\":"
			     "{\"$ref\":\"#/components/schemas/row\"}},\"next_cursor\":"
			     "{\"type\":[\"string\",\"null\"]}}}}}");
	}
	jout_close(p->j);
	jout_key_raw(p->j, "429", "{\"description\":\"quota used up: RateLimit-*, Retry-After\"}");
	jout_close(p->j);
	jout_close(p->j);
}

static void get_rows(struct page *p, const char *path)
{
	jout_key(p->j, path);
	jout_open(p->j);
	begin_call(p, "get", "Rows, by exact values of items");
	for (size_t i = 0; i < p->view.n; i++)
		if (may_ask(&p->view.at[i]))
			parameter(p, "query", p->view.at[i].code, "string", p->res->items[i].name,
				  false);
	parameter(p, "query", "fields", "string", "items, comma-separated", false);
	parameter(p, "query", "limit", "integer", "1 to 1000", false);
	parameter(p, "query", "cursor", "string", "next_cursor of the page before", false);
	jout_end_list(p->j);
	samples(p, ctx_print(p->cx, "%s?limit=10", path), NULL);
	end_call(p, true);
	jout_close(p->j);
}

struct member { const char *name, *type, *about; };

static const struct member in_query[] = {
	{ "keys", "array", "up to 1,000 values of the key item; objects when there are several" },
	{ "where", "object", "{item, op, value}, joined by {and: [..]}, {or: [..]}, {not: ..}" },
	{ "fields", "array", "items; left out: all" },
	{ "limit", "integer", "1 to 1000" },
	{ "cursor", "string", "next_cursor of the page before" },
	{ 0 },
};

static const struct member in_verify[] = {
	{ "key", "object", "every key item, or one item that identifies a person" },
	{ "claims", "object", "what is to be verified: 1 to 20 items that have x-ask" },
	{ 0 },
};

static const struct member in_aggregate[] = {
	{ "where", "object", "{item, op, value}, joined by {and: [..]}, {or: [..]}, {not: ..}" },
	{ "group_by", "array", "up to 3 items" },
	{ "measures", "array", "up to 10 of {op, item}: count, sum, avg, min, max" },
	{ 0 },
};

static void request_body(struct page *p, const struct member *m, const char *example)
{
	jout_key(p->j, "requestBody");
	jout_open(p->j);
	jout_key_bool(p->j, "required", true);
	jout_key(p->j, "content");
	jout_open(p->j);
	jout_key(p->j, "application/json");
	jout_open(p->j);
	jout_key(p->j, "schema");
	jout_open(p->j);
	jout_key_text(p->j, "type", "object");
	jout_key(p->j, "properties");
	jout_open(p->j);
	for (; m->name; m++) {
		jout_key(p->j, m->name);
		jout_open(p->j);
		jout_key_text(p->j, "type", m->type);
		jout_key_text(p->j, "description", m->about);
		jout_close(p->j);
	}
	jout_close(p->j);
	jout_close(p->j);
	jout_key_raw(p->j, "example", example);
	jout_close(p->j);
	jout_close(p->j);
	jout_close(p->j);
}

static void post(struct page *p, const char *path, const char *about, const struct member *members,
		 const char *body, bool rows)
{
	jout_key(p->j, path);
	jout_open(p->j);
	begin_call(p, "post", about);
	jout_end_list(p->j);
	request_body(p, members, body);
	samples(p, path, body);
	end_call(p, rows);
	jout_close(p->j);
}

static const char no_aggregate[] =
	"The provider's own interface answers as things stand: not all rows are here, so numbers of "
	"groups can't be made of them. Ask for rows where the grant gives them, or ask the provider "
	"to load the data or to catalogue the statistic.";

static void limits(struct page *p)
{
	const struct quota *q = &p->g->quota;
	const struct { const char *key; int64_t n; } counts[] = {
		{ "calls", q->calls }, { "rows", q->rows }, { "subjects", q->subjects },
	};
	jout_key(p->j, "x-grant");
	jout_open(p->j);
	jout_key_text(p->j, "id", p->g->id);
	jout_key_text(p->j, "purpose", p->g->purpose);
	jout_key_raw(p->j, "where", p->g->where);
	jout_key_text(p->j, "valid_until", p->g->valid_until);
	jout_key_text(p->j, "answered_by", p->by == ANSWERED_HERE ? "platform" : "provider");
	if (p->by == ANSWERED_BY_PROVIDER && p->g->uses & USE_BIT(USE_AGGREGATE))
		jout_key_text(p->j, "no_aggregate", no_aggregate);
	jout_key(p->j, "quota");
	jout_open(p->j);
	for (size_t i = 0; i < 3; i++)
		if (counts[i].n != QUOTA_NONE)
			jout_key_int(p->j, counts[i].key, counts[i].n);
	jout_key_text(p->j, "per", quota_per_word(q->per));
	jout_close(p->j);
	jout_close(p->j);
}

/* A value that reads as one of its type and needn't be there. */
static const char *some_value(const struct viewed *f)
{
	return f->shape.type == ITEM_DATE ? "2026-01-05"
	     : f->shape.type == ITEM_DATETIME ? "2026-01-05T08:00:00+08:00"
	     : f->shape.type == ITEM_BOOLEAN ? "true" : "0";
}

/* Two keys, as text or, of several items, as objects; without the key item, the first rows. */
static const char *keys_body(struct page *p)
{
	struct ctx *cx = p->cx;
	const char *one = "", *alone = NULL;
	for (size_t i = 0; i < p->view.n; i++) {
		const struct viewed *f = &p->view.at[i];
		if (!f->key)
			continue;
		if (!may_ask(f))
			return "{\"limit\": 10}";
		alone = *one ? NULL : some_value(f);
		one = ctx_print(cx, "%s%s\"%s\": \"%s\"", one, *one ? ", " : "", f->code, some_value(f));
	}
	if (!*one)
		return "{\"limit\": 10}";
	return alone ? ctx_print(cx, "{\"keys\": [\"%s\", \"%s\"]}", alone, alone)
		     : ctx_print(cx, "{\"keys\": [{%s}, {%s}]}", one, one);
}

static const char *verify_body(struct page *p)
{
	const char *key = NULL, *claim = NULL;
	for (size_t i = 0; i < p->view.n; i++) {
		const struct viewed *f = &p->view.at[i];
		if (may_ask(f) && (f->key || f->subject) && !key)
			key = f->code;
		else if (may_ask(f) && shape_physical(&f->shape) == PHYS_TEXT && !claim)
			claim = f->code;
	}
	return key && claim ? ctx_print(p->cx, "{\"key\": {\"%s\": \"0\"}, \"claims\": {\"%s\": "
					"\"0\"}}", key, claim) : NULL;
}

static void paths(struct page *p)
{
	const char *path = ctx_print(p->cx, "/data/v1/%s", p->g->code), *claims = verify_body(p);
	jout_key(p->j, "paths");
	jout_open(p->j);
	if (p->g->uses & USE_BIT(USE_ROWS)) {
		get_rows(p, path);
		post(p, ctx_print(p->cx, "%s/query", path), "Rows, by a filter or up to 1,000 keys",
		     in_query, keys_body(p), true);
	}
	if (p->g->uses & USE_BIT(USE_VERIFY) && claims)
		post(p, ctx_print(p->cx, "%s/verify", path), "Yes or no to each claim", in_verify,
		     claims, false);
	if (p->g->uses & USE_BIT(USE_AGGREGATE) && p->by == ANSWERED_HERE)
		post(p, ctx_print(p->cx, "%s/aggregate", path), "Numbers of groups", in_aggregate,
		     "{\"group_by\": []}", false);
	jout_close(p->j);
}

void grant_openapi(struct ctx *cx, struct jout *j, const struct grant *g,
		   const struct resource *res, struct view view, enum answered_by by,
		   const char *site)
{
	struct page p = { cx, j, g, res, view, by, site };
	jout_open(j);
	jout_key_text(j, "openapi", "3.1.0");
	jout_key(j, "info");
	jout_open(j);
	jout_key_text(j, "title", res->title);
	jout_key_text(j, "version", ctx_print(cx, "%lld", (long long)g->revision));
	jout_close(j);
	jout_key_raw(j, "servers", ctx_print(cx, "[{\"url\":\"%s\"}]", site));
	limits(&p);
	paths(&p);
	jout_key(j, "components");
	jout_open(j);
	jout_key(j, "schemas");
	jout_open(j);
	jout_key(j, "row");
	jout_open(j);
	jout_key_text(j, "type", "object");
	row_schema(&p);
	jout_close(j);
	jout_close(j);
	jout_key_raw(j, "securitySchemes", "{\"token\":{\"type\":\"http\",\"scheme\":\"bearer\"}}");
	jout_close(j);
	jout_key_raw(j, "security", "[{\"token\":[]}]");
	jout_close(j);
}
