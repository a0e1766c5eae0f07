/* describe_table.c - a dataset's table told to programs: Frictionless data package, CSV on
 * the Web, OpenAPI. The same facts each time; only the vocabulary differs. */
#include "portal/describe.h"
#include "portal/ready.h"
#include "portal/routes.h"

static enum err described(struct ctx *cx, struct req *rq, struct opened *o, struct jout **ret)
{
	TRY(portal_live(cx, rq, rq->seg[0], o));
	*ret = answer_json(rq, 200);
	answer_header(rq, "Cache-Control", "no-cache");
	return answer_etag(cx, rq, o->etag);
}

/* --- Frictionless data package -------------------------------------------- */
static const char *frictionless(enum item_type t)
{
	switch (t) {
	case ITEM_INTEGER: return "integer";
	case ITEM_DECIMAL: return "number";
	case ITEM_DATE: return "date";
	case ITEM_DATETIME: return "datetime";
	case ITEM_BOOLEAN: return "boolean";
	case ITEM_STRING: case ITEM_TEXT: case ITEM_GEOMETRY: case ITEM_UNSET_: case ITEM_MAX_:
		break;
	}
	return "string";
}

static void table_schema(struct jout *j, const struct opened *o)
{
	jout_key(j, "schema");
	jout_open(j);
	jout_key(j, "fields");
	jout_list(j);
	for (size_t i = 0; i < o->r.nitems; i++) {
		const struct item *it = &o->r.items[i];
		jout_open(j);
		jout_key_text(j, "name", it->code);
		jout_key_text(j, "title", it->name);
		jout_key_text(j, "type", frictionless(it->type));
		jout_key(j, "constraints");
		jout_open(j);
		jout_key_bool(j, "required", !it->nullable);
		jout_close(j);
		jout_close(j);
	}
	jout_end_list(j);
	jout_key(j, "primaryKey");
	jout_list(j);
	for (size_t i = 0; i < o->r.nitems; i++)
		if (o->r.items[i].key)
			jout_text(j, o->r.items[i].code);
	jout_end_list(j);
	jout_close(j);
}

static enum err datapackage(struct ctx *cx, struct req *rq)
{
	struct opened o;
	struct jout *j;
	TRY(described(cx, rq, &o, &j));
	jout_open(j);
	jout_key_text(j, "profile", "tabular-data-package");
	jout_key_text(j, "name", o.r.code);
	jout_key_text(j, "id", o.r.national_code);
	jout_key_text(j, "title", o.r.title);
	jout_key_text(j, "description", o.r.abstract);
	jout_key_ms(j, "created", o.data.live_at);
	jout_key_text(j, "homepage", ctx_print(cx, "%s/datasets/%s", req_site(cx, rq), o.r.code));
	jout_key(j, "licenses");
	jout_list(j);
	jout_open(j);
	jout_key_text(j, "name", "other-open");
	jout_key_text(j, "title", said_words(cx, SAY_PORTAL_LICENCE(), SAID_ZH));
	jout_close(j);
	jout_end_list(j);
	jout_key(j, "resources");
	jout_list(j);
	jout_open(j);
	jout_key_text(j, "profile", "tabular-data-resource");
	jout_key_text(j, "name", o.r.code);
	jout_key_text(j, "path", portal_address(cx, rq, &o, "/download?format=csv&for=machines"));
	jout_key_text(j, "format", "csv");
	jout_key_text(j, "mediatype", "text/csv");
	jout_key_text(j, "encoding", "utf-8");
	table_schema(j, &o);
	jout_close(j);
	jout_end_list(j);
	jout_close(j);
	return OK;
}

/* --- CSV on the Web -------------------------------------------------------- */
static void csvw_columns(struct jout *j, const struct opened *o)
{
	jout_key(j, "tableSchema");
	jout_open(j);
	jout_key(j, "columns");
	jout_list(j);
	for (size_t i = 0; i < o->r.nitems; i++) {
		const struct item *it = &o->r.items[i];
		const char *type = frictionless(it->type);
		jout_open(j);
		jout_key_text(j, "name", it->code);
		jout_key_text(j, "titles", it->code);
		jout_key_text(j, "dc:title", it->name);
		jout_key_text(j, "datatype", it->type == ITEM_DATETIME ? "dateTimeStamp" : type);
		jout_key_bool(j, "required", !it->nullable);
		jout_close(j);
	}
	jout_end_list(j);
	for (size_t i = 0; i < o->r.nitems; i++)
		if (o->r.items[i].key) {
			jout_key_text(j, "primaryKey", o->r.items[i].code);
			break;
		}
	jout_close(j);
}

static enum err csvw(struct ctx *cx, struct req *rq)
{
	struct opened o;
	struct jout *j;
	TRY(described(cx, rq, &o, &j));
	jout_open(j);
	jout_key_text(j, "@context", "http://www.w3.org/ns/csvw");
	jout_key_text(j, "url", portal_address(cx, rq, &o, "/download?format=csv&for=machines"));
	jout_key_text(j, "dc:title", o.r.title);
	jout_key_text(j, "dc:description", o.r.abstract);
	jout_key_text(j, "dc:publisher", o.org->name);
	csvw_columns(j, &o);
	jout_close(j);
	return OK;
}

/* --- OpenAPI of one dataset ------------------------------------------------ */
static void parameter(struct jout *j, const char *name, const char *about, const char *type)
{
	jout_open(j);
	jout_key_text(j, "name", name);
	jout_key_text(j, "in", "query");
	jout_key_text(j, "description", about);
	jout_key(j, "schema");
	jout_open(j);
	jout_key_text(j, "type", type);
	jout_close(j);
	jout_close(j);
}

static const char rows_answer[] =
	"{\"200\":{\"description\":\"rows\",\"content\":{\"application/json\":{\"schema\":"
	"{\"type\":\"object\",\"properties\":{\"rows\":{\"type\":\"array\",\"items\":"
	"{\"$ref\":\"#/components/schemas/row\"}},"
	"\"next_cursor\":{\"type\":[\"string\",\"null\"]}}}}}}}";

static void rows_operation(struct jout *j, const struct opened *o)
{
	jout_key(j, "get");
	jout_open(j);
	jout_key_text(j, "summary", o->r.title);
	jout_key_text(j, "operationId", "rows");
	jout_key(j, "parameters");
	jout_list(j);
	parameter(j, "fields", "items to send, separated by commas", "string");
	parameter(j, "limit", "rows in one answer, at most 1000", "integer");
	parameter(j, "cursor", "where the answer before ended", "string");
	for (size_t i = 0; i < o->r.nitems; i++)
		parameter(j, o->r.items[i].code, o->r.items[i].name,
			  frictionless(o->r.items[i].type));
	jout_end_list(j);
	jout_key_raw(j, "responses", rows_answer);
	jout_close(j);
}

static void row_schema(struct jout *j, const struct opened *o)
{
	jout_key(j, "components");
	jout_open(j);
	jout_key(j, "schemas");
	jout_open(j);
	jout_key(j, "row");
	jout_open(j);
	jout_key_text(j, "type", "object");
	jout_key(j, "properties");
	jout_open(j);
	for (size_t i = 0; i < o->r.nitems; i++) {
		const struct item *it = &o->r.items[i];
		bool as_is = it->type == ITEM_INTEGER || it->type == ITEM_BOOLEAN;
		jout_key(j, it->code);
		jout_open(j);
		jout_key(j, "type");
		jout_list(j);
		jout_text(j, as_is ? frictionless(it->type) : "string");
		jout_text(j, "null");
		jout_end_list(j);
		jout_key_text(j, "description", it->name);
		jout_close(j);
	}
	jout_close(j);
	jout_close(j);
	jout_close(j);
	jout_close(j);
}

static enum err openapi(struct ctx *cx, struct req *rq)
{
	struct opened o;
	struct jout *j;
	TRY(described(cx, rq, &o, &j));
	jout_open(j);
	jout_key_text(j, "openapi", "3.1.0");
	jout_key(j, "info");
	jout_open(j);
	jout_key_text(j, "title", o.r.title);
	jout_key_text(j, "description", o.r.abstract ? o.r.abstract : "");
	jout_key_text(j, "version", ctx_print(cx, "%d.%d", o.r.version, o.data.version));
	jout_close(j);
	jout_key(j, "servers");
	jout_list(j);
	jout_open(j);
	jout_key_text(j, "url", req_site(cx, rq));
	jout_close(j);
	jout_end_list(j);
	jout_key(j, "paths");
	jout_open(j);
	jout_key(j, ctx_print(cx, "/open/v1/datasets/%s/rows", o.r.code));
	jout_open(j);
	rows_operation(j, &o);
	jout_close(j);
	jout_close(j);
	row_schema(j, &o);
	jout_close(j);
	return OK;
}

enum err portal_datapackage(struct ctx *cx, struct req *rq)
{
	return portal_ready(cx, rq, datapackage);
}

enum err portal_csvw(struct ctx *cx, struct req *rq)
{
	return portal_ready(cx, rq, csvw);
}

enum err portal_openapi(struct ctx *cx, struct req *rq)
{
	return portal_ready(cx, rq, openapi);
}
