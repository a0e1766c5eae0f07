/* fuzz_json.c - JSON bodies: what is read prints and reads the same, is at most
 * 32 deep, and decodes by any schema without harm. */
#include "web/schema.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static int depth_of(const json_t *j)
{
	int most = 0;
	size_t i;
	const char *key;
	json_t *v, *bare = (json_t *)(uintptr_t)j;
	json_object_foreach(bare, key, v) {
		int d = depth_of(v);
		most = d > most ? d : most;
	}
	json_array_foreach(bare, i, v) {
		int d = depth_of(v);
		most = d > most ? d : most;
	}
	return json_is_object(j) || json_is_array(j) ? most + 1 : 0;
}

static const struct field fields[] = {
	{ .name = "a", .kind = FIELD_TEXT, .at = 0, .at_has = 8, .has = true, .most = 10 },
	{ .name = "b", .kind = FIELD_INT, .at = 16, .at_has = 24, .has = true, .least = -9,
	  .most = 9 },
	{ .name = "c", .kind = FIELD_TEXT, .at = 32, .at_n = 40, .at_has = 48, .has = true,
	  .list = true, .list_most = 9, .most = 9, .pattern = "^[a-z][a-z0-9_]{0,3}x*$" },
	{ .name = "d", .kind = FIELD_DAY, .at = 52, .at_has = 49, .has = true, .nullable = true },
};
static const struct schema closed = { .name = "closed", .fields = fields, .n = 4, .size = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	AUTO_CTX cx;
	json_t *json = NULL, *again = NULL;
	const void *in = NULL;
	ctx_init(&cx, (ms_t){ 0 }, 8 << 20);
	if (json_read(&cx, (const char *)data, n, &json) != OK)
		return 0;
	PRE(depth_of(json) <= JSON_DEPTH);
	char *text = json_dumps(json, JSON_COMPACT);
	PRE(text && json_read(&cx, text, strlen(text), &again) == OK);
	PRE(json_equal(json, again));
	if (decode(&cx, &closed, json, &in) == OK)
		PRE(json_object_size(json) <= 4);
	free(text);
	json_decref(json);
	json_decref(again);
	return 0;
}
