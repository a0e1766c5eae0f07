/* rows_file.c - see rows_file.h. Numbers are written with the fewest digits
 * that mean the same, and without an exponent, as a decimal is read. */
#include "ingest/rows_file.h"
#include "base/jout.h"
#include "sys/file.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_MOST (64u << 20)

static void real(struct buf *b, double v)
{
	char text[400];
	for (int decimals = 0; decimals <= 20; decimals++) {
		snprintf(text, sizeof text, "%.*f", decimals, v);
		if (strtod(text, NULL) == v)
			break;
	}
	buf_text(b, text);
}

/* A geometry may be an object; it is kept as it is. */
static void value(struct buf *b, struct jout *j, const json_t *v)
{
	switch (json_typeof(v)) {
	case JSON_STRING:
		jout_textn(j, json_string_value(v), json_string_length(v));
		return;
	case JSON_INTEGER:
		jout_int(j, json_integer_value(v));
		return;
	case JSON_REAL: {
		AUTO_BUF digits = buf_make(512);
		real(&digits, json_real_value(v));
		jout_raw(j, buf_cstr(&digits));
		return;
	}
	case JSON_TRUE: case JSON_FALSE:
		jout_bool(j, json_is_true(v));
		return;
	case JSON_OBJECT: case JSON_ARRAY: {
		char *text = json_dumps(v, JSON_COMPACT);
		jout_raw(j, text ? text : "null");
		free(text);
		return;
	}
	case JSON_NULL:
		break;
	}
	jout_null(j);
	(void)b;
}

enum err rows_write(struct ctx *cx, const json_t *rows, const char *path, int64_t *ret_bytes)
{
	AUTO_BUF out = buf_make(ROWS_MOST);
	size_t i;
	json_t *row, *v;
	const char *key;
	json_array_foreach(rows, i, row) {
		if (!json_is_object(row))
			return fail_field(cx, fail(cx, ERR_INVALID,
				SAY_BATCH_ROW_NOT_OBJECT((int64_t)i + 1)), "rows");
		struct jout j = jout_to(&out);
		jout_open(&j);
		json_object_foreach(row, key, v) {
			jout_key(&j, key);
			value(&out, &j, v);
		}
		jout_close(&j);
		buf_byte(&out, '\n');
	}
	if (!buf_ok(&out))
		return fail(cx, ERR_TOO_LARGE, SAY_TOO_LARGE());
	*ret_bytes = (int64_t)out.n;
	return file_put(cx, path, out.p ? out.p : "", out.n, 0600);
}
