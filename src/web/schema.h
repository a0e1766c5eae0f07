/* schema.h - shapes of JSON bodies, as tables; generated from *.schema.json.
 *
 * tool/schemagen.py makes, for each $defs entry of src/<feature>/<feature>.
 * schema.json (JSON Schema 2020-12 subset), a C struct and a `struct schema`
 * that reads it. decode() refuses unknown fields, wrong types, texts too long
 * or not matching, and names the field ("items[2].code"). Absent optional
 * fields read as NULL, 0 or false; `has_<name>` tells for numbers, booleans
 * and where null differs from absent. The OpenAPI document and the
 * TypeScript types come from the same files. */
#ifndef WEB_SCHEMA_H
#define WEB_SCHEMA_H
#include "base/ctx.h"
#include <jansson.h>

struct schema;
/* `json` into a fresh struct in the arena. ERR_INVALID with field otherwise.
 * Texts point into the arena, `json_t *` fields into `json` (borrowed). */
enum err decode(struct ctx *cx, const struct schema *s, const json_t *json,
		const void **ret_struct) MUST_USE;
const char *schema_name(const struct schema *s);
/* Strict parse: depth <= 32, no duplicate keys, UTF-8; ERR_INVALID names the
 * line and column. Freed with json_decref. */
enum err json_read(struct ctx *cx, const char *p, size_t n, json_t **ret_json) MUST_USE;
extern const char *const schema_files[][2];     /* name, text; NULL-ended */
#endif
