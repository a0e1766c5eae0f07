/* fuzz_jsonl.c - one line of JSON Lines against jansson, which is another reader
 * of the same grammar. Held: what jansson takes as an object whose names differ
 * is a record with the same names and texts; what is a record jansson takes too,
 * but for numbers beyond its range and names that stand twice further inside.
 *
 * Input: the line. */
#include "core/jsonl.h"
#include "base/ctx.h"
#include "base/utf8.h"
#include <jansson.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void same(const struct jsonl *j, const json_t *object)
{
	PRE(j->nfields == json_object_size(object));
	for (size_t i = 0; i < j->nfields; i++) {
		const struct jsonl_field *f = &j->fields[i];
		char name[65536];
		PRE(f->nname < sizeof name);
		memcpy(name, f->name, f->nname);
		name[f->nname] = 0;
		const json_t *v = json_object_get(object, name);
		PRE(v != NULL);
		if (json_is_string(v))
			PRE(f->n == json_string_length(v) &&
			    memcmp(f->p, json_string_value(v), f->n) == 0);
		if (json_is_boolean(v))
			PRE(f->n == (json_is_true(v) ? 4 : 5));
		if (json_is_null(v))
			PRE(f->n == 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *p = (const char *)data;
	if (!n || n > 60000 || memchr(p, '\n', n) || memchr(p, 0, n) || !utf8_valid(p, n) ||
	    strspn((char[2]){ p[0], 0 }, "{ \t\r") == 0)
		return 0;
	AUTO_CTX cx = { 0 };
	ctx_init(&cx, (ms_t){ 0 }, 64 << 20);
	AUTO_JSONL j = jsonl_make(&cx);
	jsonl_feed(&j, p, n);
	jsonl_finish(&j);
	enum csv_got got = jsonl_next(&j);
	json_error_t why;
	json_t *object = json_loadb(p, n, JSON_REJECT_DUPLICATES, &why);
	if (json_is_object(object)) {
		size_t deep = 0, most = 0;              /* an upper bound of its depth */
		for (size_t i = 0; i < n; i++) {
			deep += p[i] == '{' || p[i] == '[';
			most = deep > most ? deep : most;
			deep -= deep && (p[i] == '}' || p[i] == ']');
		}
		PRE(got == CSV_RECORD || most > 30);
		if (got == CSV_RECORD)
			same(&j, object);
	} else if (got == CSV_RECORD) {
		PRE(json_error_code(&why) == json_error_numeric_overflow ||
		    json_error_code(&why) == json_error_duplicate_key);
	}
	json_decref(object);
	return 0;
}
