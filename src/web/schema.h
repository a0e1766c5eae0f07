/* schema.h - shapes of JSON bodies, as tables; generated from *.schema.json.
 *
 * tool/schemagen.py makes, for each $defs entry of src/<feature>/<feature>.
 * schema.json (a JSON Schema 2020-12 subset, see tool/README.md), a C struct
 * `struct <name>_in` and a table `schema_<name>`, declared in the generated
 * "<feature>_schema.h". A route names the table, and its handler reads
 *
 *     const struct case_open_in *in = rq->body;
 *
 * decode() refuses unknown fields, wrong types, texts too long or not matching,
 * and names the field ("items[2].code"). Absent optional fields read as NULL, 0
 * or false; `has_<name>` stands beside each field that may be absent or null
 * and is true when it was sent (also as null). The OpenAPI document and the
 * TypeScript types come from the same files. */
#ifndef WEB_SCHEMA_H
#define WEB_SCHEMA_H
#include "base/ctx.h"
#include <jansson.h>

enum field_kind {
	FIELD_TEXT, FIELD_DAY, FIELD_MS, FIELD_INT, FIELD_NUMBER, FIELD_BOOL,
	FIELD_OBJECT,                   /* const struct <sub>_in *, or an array of them */
	FIELD_JSON,                     /* json_t *, borrowed; free of form */
};

struct schema;
struct field {
	const char          *name;
	enum field_kind      kind;
	bool                 list, has, required, nullable, json_only;
	json_type            json;              /* when json_only */
	size_t               at, at_n, at_has;  /* offsets in the struct */
	int64_t              least, most;       /* number; or characters of a text */
	size_t               list_least, list_most;
	const char *const   *words;             /* allowed words, NULL-ended */
	const char          *pattern;
	const struct schema *sub;
};
struct schema {
	const char         *name;
	const struct field *fields;
	size_t              n, size;
	bool                open;               /* unknown fields are let pass */
	bool                reply;              /* for the document only: never decoded */
};

/* `json` into a fresh struct in the arena. ERR_INVALID with field otherwise.
 * Texts point into `json`, as do `json_t *` fields: it must outlive them. */
enum err decode(struct ctx *cx, const struct schema *s, const json_t *json,
		const void **ret_struct) MUST_USE;

/* Strict parse: depth <= 32, no duplicate keys, no NUL, UTF-8, an object or a
 * list; ERR_INVALID names the line and column. Freed with json_decref. */
#define JSON_DEPTH 32
enum err json_read(struct ctx *cx, const char *p, size_t n, json_t **ret_json) MUST_USE;

/* Does all of `s` match? Patterns are the subset that schemagen.py lets pass. */
bool pattern_match(const char *pattern, const char *s);
/* What it asks for, as the rest of a sentence about a field. */
void pattern_words(struct ctx *cx, const char *pattern, const char **ret_zh, const char **ret_en);

const char *schema_name(const struct schema *s);
extern const char *const schema_texts[][2];     /* name, OpenAPI component; NULL-ended */
#endif
