#include "web/openapi.h"
#include "base/jout.h"
#include "web/about.h"
#include "web/schema.h"
#include <ctype.h>
#include <string.h>

static void put_ref(struct jout *j, const char *key, const char *kind, const char *name)
{
	AUTO_BUF ref = buf_make(300);
	buf_print(&ref, "#/components/%s/%s", kind, name);
	if (key)
		jout_key(j, key);
	jout_open(j);
	jout_key_text(j, "$ref", buf_cstr(&ref));
	jout_close(j);
}

/* {rest*} is {rest} in the document. */
static void put_path(struct jout *j, const char *path)
{
	AUTO_BUF plain = buf_make(300);
	for (const char *p = path; *p; p++)
		if (*p != '*')
			buf_byte(&plain, *p);
	jout_key(j, buf_cstr(&plain));
}

static void put_parameter(struct jout *j, const char *name, size_t n, const char *in,
			  bool demanded)
{
	bool number = n == 5 && memcmp(name, "limit", 5) == 0;
	jout_open(j);
	jout_key(j, "name");
	jout_textn(j, name, n);
	jout_key_text(j, "in", in);
	if (demanded)
		jout_key_bool(j, "required", true);
	jout_key_raw(j, "schema", number ? "{\"type\":\"integer\",\"minimum\":1,\"maximum\":1000}"
					 : "{\"type\":\"string\"}");
	jout_close(j);
}

static void put_any_parameters(struct jout *j)
{
	jout_raw(j, "{\"name\":\"parameters\",\"in\":\"query\",\"style\":\"form\","
		 "\"explode\":true,\"schema\":{\"type\":\"object\","
		 "\"additionalProperties\":{\"type\":\"string\"}}}");
}

static void put_parameters(struct jout *j, const struct route *r)
{
	jout_key(j, "parameters");
	jout_list(j);
	for (const char *p = strchr(r->path, '{'); p; p = strchr(p + 1, '{')) {
		size_t n = strcspn(p + 1, "*}");
		put_parameter(j, p + 1, n, "path", true);
	}
	for (const char *const *q = r->query; q && *q; q++) {
		if (strcmp(*q, "*") == 0)
			put_any_parameters(j);
		else
			put_parameter(j, *q, strlen(*q), "query", false);
	}
	if (r->needs == CAP_DATA_CALL) {                /* what each call for data names */
		put_parameter(j, "Gongshu-Purpose", 15, "header", true);
		put_parameter(j, "Gongshu-Matter", 14, "header", false);
	}
	if (route_keeps(r))
		put_parameter(j, "Idempotency-Key", 15, "header", false);
	jout_end_list(j);
}

static void put_content(struct jout *j, const char *type, const struct schema *s)
{
	jout_key(j, "content");
	jout_open(j);
	jout_key(j, type);
	jout_open(j);
	if (s)
		put_ref(j, "schema", "schemas", schema_name(s));
	jout_close(j);
	jout_close(j);
}

static void put_body(struct jout *j, const struct route *r)
{
	if (!r->body && !(r->flags & (ROUTE_RAW_BODY | ROUTE_STREAM_IN)))
		return;
	jout_key(j, "requestBody");
	jout_open(j);
	jout_key_bool(j, "required", r->body != NULL);
	put_content(j, r->body ? "application/json" : "*/*", r->body);
	jout_close(j);
}

static void put_responses(struct jout *j, const struct route *r)
{
	jout_key(j, "responses");
	jout_open(j);
	jout_key(j, "2XX");
	jout_open(j);
	jout_key_text(j, "description", r->about);
	if (r->reply)
		put_content(j, "application/json", r->reply);
	jout_close(j);
	if (strcmp(r->method, "GET") == 0) {
		jout_key(j, "3XX");
		jout_raw(j, "{\"description\":\"not changed, or elsewhere\"}");
	}
	put_ref(j, "4XX", "responses", "problem");
	put_ref(j, "5XX", "responses", "problem");
	jout_close(j);
}

static void put_security(struct jout *j, const struct route *r)
{
	jout_key(j, "security");
	jout_list(j);
	if (r->needs == CAP_PUBLIC)
		jout_raw(j, "{}");
	if (!(r->flags & ROUTE_TOKEN_ONLY))
		jout_raw(j, "{\"session\":[]}");
	jout_raw(j, "{\"token\":[]}");
	if (!(r->flags & ROUTE_STREAM_IN))
		jout_raw(j, "{\"signature\":[]}");
	jout_end_list(j);
}

/* get_api_v1_cases_id_acts */
static void put_operation_id(struct jout *j, const struct route *r)
{
	AUTO_BUF id = buf_make(300);
	for (const char *p = r->method; *p; p++)
		buf_byte(&id, (char)tolower((unsigned char)*p));
	for (const char *p = r->path; *p; p++) {
		if (isalnum((unsigned char)*p))
			buf_byte(&id, *p);
		else if (id.n && id.p[id.n - 1] != '_')
			buf_byte(&id, '_');
	}
	while (id.n && id.p[id.n - 1] == '_')
		id.n--;
	jout_key_text(j, "operationId", buf_cstr(&id));
}

/* Who holds the capability: anybody, people by their roles, agencies' systems. */
static void put_callers(struct jout *j, const struct route *r)
{
	jout_key_text(j, "x-capability", cap_word(r->needs));
	jout_key(j, "x-roles");
	jout_list(j);
	for (int role = 0; role < ROLE_MAX_; role++)
		if (r->needs > CAP_SIGNED_IN && role_caps(1u << role) >> r->needs & 1)
			jout_text(j, role_word((enum role)role));
	jout_end_list(j);
	if (route_city_by(r->flags))
		jout_key_bool(j, "x-city-only", true);
}

static void put_summary(struct jout *j, const struct route *r)
{
	struct about_line zh;
	jout_key_text(j, "summary", r->about);
	if (!about_route(r->method, r->path, &zh))
		return;
	jout_key(j, "x-summary-zh");
	jout_textn(j, zh.said, zh.nsaid);
}

static void put_operation(struct jout *j, const struct route *r, const char *tag)
{
	char method[8] = { 0 };
	for (size_t i = 0; i < sizeof method - 1 && r->method[i]; i++)
		method[i] = (char)tolower((unsigned char)r->method[i]);
	jout_key(j, method);
	jout_open(j);
	put_operation_id(j, r);
	jout_key(j, "tags");
	jout_list(j);
	jout_text(j, tag);
	jout_end_list(j);
	put_summary(j, r);
	put_callers(j, r);
	put_parameters(j, r);
	put_body(j, r);
	put_responses(j, r);
	put_security(j, r);
	jout_close(j);
}

/* All rows of one path stand under its first. */
static bool seen_before(const struct route_list *const *lists, const struct route *r)
{
	for (; *lists; lists++)
		for (size_t i = 0; i < (*lists)->n; i++) {
			const struct route *o = &(*lists)->rows[i];
			if (o == r)
				return false;
			if (!(o->flags & ROUTE_HIDDEN) && strcmp(o->path, r->path) == 0)
				return true;
		}
	return false;
}

static void put_path_item(struct jout *j, const struct route_list *const *lists,
			  const char *path)
{
	put_path(j, path);
	jout_open(j);
	for (; *lists; lists++)
		for (size_t i = 0; i < (*lists)->n; i++) {
			const struct route *r = &(*lists)->rows[i];
			if (!(r->flags & ROUTE_HIDDEN) && strcmp(r->path, path) == 0)
				put_operation(j, r, (*lists)->tag);
		}
	jout_close(j);
}

static bool tagged(const struct route_list *const *lists, const struct about_line *tag)
{
	for (; *lists; lists++)
		if (strlen((*lists)->tag) == tag->nname &&
		    memcmp((*lists)->tag, tag->name, tag->nname) == 0)
			return true;
	return false;
}

/* In the order in which a reader wants them. */
static void put_tags(struct jout *j, const struct route_list *const *lists)
{
	struct about_line l;
	jout_key(j, "tags");
	jout_list(j);
	for (const char *at = about_text(); about_next(&at, &l);) {
		if (l.kind != ABOUT_TAG || !tagged(lists, &l))
			continue;
		jout_open(j);
		jout_key(j, "name");
		jout_textn(j, l.name, l.nname);
		jout_key(j, "x-name-zh");
		jout_textn(j, l.said, l.nsaid);
		jout_close(j);
	}
	jout_end_list(j);
}

static void put_components(struct jout *j)
{
	jout_key(j, "components");
	jout_open(j);
	jout_key(j, "schemas");
	jout_open(j);
	for (size_t i = 0; schema_texts[i][0]; i++)
		jout_key_raw(j, schema_texts[i][0], schema_texts[i][1]);
	jout_close(j);
	jout_key_raw(j, "responses",
		"{\"problem\":{\"description\":\"why not (RFC 9457)\",\"content\":"
		"{\"application/problem+json\":{\"schema\":"
		"{\"$ref\":\"#/components/schemas/problem\"}}}}}");
	jout_key_raw(j, "securitySchemes",
		"{\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"gongshu-session\","
		"\"description\":\"with X-CSRF-Token on every unsafe method\"},"
		"\"token\":{\"type\":\"http\",\"scheme\":\"bearer\"},"
		"\"signature\":{\"type\":\"apiKey\",\"in\":\"header\",\"name\":\"Signature\","
		"\"description\":\"HTTP Message Signatures (RFC 9421), tag gongshu\"}}");
	jout_close(j);
}

void openapi_print(const struct route_list *const *lists, const char *version,
		   struct buf *out)
{
	struct jout j = jout_to(out);
	jout_open(&j);
	jout_key_text(&j, "openapi", "3.1.0");
	jout_key(&j, "info");
	jout_open(&j);
	jout_key_text(&j, "title", "Gongshu 公数");
	jout_key_text(&j, "version", version);
	jout_key_raw(&j, "license", "{\"name\":\"Apache-2.0\",\"identifier\":\"Apache-2.0\"}");
	jout_close(&j);
	jout_key_raw(&j, "servers", "[{\"url\":\"/\"}]");
	put_tags(&j, lists);
	jout_key(&j, "paths");
	jout_open(&j);
	for (const struct route_list *const *l = lists; *l; l++)
		for (size_t i = 0; i < (*l)->n; i++) {
			const struct route *r = &(*l)->rows[i];
			if (!(r->flags & ROUTE_HIDDEN) && !seen_before(lists, r))
				put_path_item(&j, lists, r->path);
		}
	jout_close(&j);
	put_components(&j);
	jout_close(&j);
}
