/* descriptor.c - see descriptor.h. */
#include "release/descriptor.h"
#include "base/enc.h"
#include "base/jout.h"
#include "release/fact.h"
#include <string.h>

static const char *table_type(enum fact_kind k)
{
	return k == FACT_NUMBER ? "integer" : k == FACT_TRUTH ? "boolean" : "string";
}

static void field_json(struct jout *j, const char *name, const char *type, bool required)
{
	jout_open(j);
	jout_key_text(j, "name", name);
	jout_key_text(j, "type", type);
	if (required) {
		jout_key(j, "constraints");
		jout_open(j);
		jout_key_bool(j, "required", true);
		jout_close(j);
	}
	jout_close(j);
}

static void fields_json(struct jout *j, const struct fact *f, enum face face)
{
	for (; f->name; f++)
		if (f->from <= face)
			field_json(j, f->name, table_type(f->kind), !strcmp(f->name, "code"));
}

static void items_keys_json(struct jout *j)
{
	jout_key(j, "primaryKey");
	jout_list(j);
	jout_text(j, "entry");
	jout_text(j, "code");
	jout_end_list(j);
	jout_key(j, "foreignKeys");
	jout_list(j);
	jout_open(j);
	jout_key_text(j, "fields", "entry");
	jout_key(j, "reference");
	jout_open(j);
	jout_key_text(j, "resource", "entries");
	jout_key_text(j, "fields", "code");
	jout_close(j);
	jout_close(j);
	jout_end_list(j);
}

static void table_json(struct ctx *cx, struct jout *j, enum face face, const struct packed *t,
		       bool items)
{
	char hex[HEX_TEXT(HASH_SIZE)];
	hex_text(t->hash.b, HASH_SIZE, hex);
	jout_open(j);
	jout_key_text(j, "profile", "tabular-data-resource");
	jout_key_text(j, "name", items ? "items" : "entries");
	jout_key_text(j, "path", items ? "items.csv" : "entries.csv");
	jout_key_text(j, "format", "csv");
	jout_key_text(j, "mediatype", "text/csv");
	jout_key_text(j, "encoding", "utf-8");
	jout_key_int(j, "bytes", t->bytes);
	jout_key_text(j, "hash", ctx_print(cx, "sha256:%s", hex));
	jout_key(j, "schema");
	jout_open(j);
	jout_key(j, "fields");
	jout_list(j);
	if (items)
		field_json(j, "entry", "string", true);
	fields_json(j, items ? item_facts : entry_facts, face);
	jout_end_list(j);
	if (items)
		items_keys_json(j);
	else
		jout_key_text(j, "primaryKey", "code");
	jout_close(j);
	jout_close(j);
}

void descriptor_json(struct ctx *cx, const struct described *r, struct buf *b)
{
	bool open = r->face == FACE_OPEN;
	struct jout j = jout_to(b);
	jout_open(&j);
	jout_key_text(&j, "profile", "tabular-data-package");
	jout_key_text(&j, "name", ctx_print(cx, "%s-release-%lld", open ? "open-catalogue"
				: "catalogue", (long long)r->no));
	jout_key_text(&j, "title", said_words(cx, open ? SAY_RELEASE_TITLE_OPEN(r->no)
				: SAY_RELEASE_TITLE_FULL(r->no), SAID_ZH));
	if (r->title)
		jout_key_text(&j, "description", r->title);
	jout_key_text(&j, "version", ctx_print(cx, "%lld", (long long)r->no));
	jout_key_ms(&j, "created", r->at);
	jout_key(&j, "resources");
	jout_list(&j);
	table_json(cx, &j, r->face, &r->entries, false);
	table_json(cx, &j, r->face, &r->items, true);
	jout_end_list(&j);
	jout_close(&j);
	buf_byte(b, '\n');
}
