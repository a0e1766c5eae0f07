/* json.c - JSON from outside. jansson reads it; what it lets pass is stopped
 * before: depth is counted over the text, so a deep body costs no stack. */
#include "base/utf8.h"
#include "web/schema.h"

static bool too_deep(const char *p, size_t n)
{
	int depth = 0;
	bool text = false;
	for (size_t i = 0; i < n; i++) {
		char c = p[i];
		if (text) {
			if (c == '\\')
				i++;
			else if (c == '"')
				text = false;
		} else if (c == '"') {
			text = true;
		} else if (c == '{' || c == '[') {
			if (++depth > JSON_DEPTH)
				return true;
		} else if (c == '}' || c == ']') {
			depth--;
		}
	}
	return false;
}

enum err json_read(struct ctx *cx, const char *p, size_t n, json_t **ret_json)
{
	json_error_t error;
	if (!n)
		return fail(cx, ERR_INVALID, SAY_BODY_MISSING());
	if (!utf8_valid(p, n))
		return fail(cx, ERR_INVALID, SAY_BODY_NOT_UTF8());
	if (too_deep(p, n))
		return fail(cx, ERR_INVALID, SAY_JSON_TOO_DEEP(JSON_DEPTH));
	json_t *json = json_loadb(p, n, JSON_REJECT_DUPLICATES, &error);
	if (!json) {
		if (json_error_code(&error) == json_error_duplicate_key)
			return fail(cx, ERR_INVALID, SAY_JSON_TWICE(error.line, error.column));
		return fail(cx, ERR_INVALID, SAY_JSON_BAD(error.line, error.column));
	}
	*ret_json = json;
	return OK;
}
