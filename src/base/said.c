#include "base/said.h"
#include "base/buf.h"
#include "base/ctx.h"
#include <string.h>

struct said_row { const char *code, *words[2]; };
extern const struct said_row said_rows[];      /* generated: say.c */

const char *said_code(int id)
{
	return said_rows[id].code;
}

/* Gaps are written {0} .. {3} by the generator. */
const char *said_words(struct ctx *cx, struct said s, enum said_lang lang)
{
	AUTO_BUF b = buf_make(64 * 1024);
	for (const char *p = said_rows[s.id].words[lang]; *p; p++) {
		if (p[0] != '{' || p[1] < '0' || p[1] > '3' || p[2] != '}') {
			buf_byte(&b, *p);
			continue;
		}
		const struct said_arg *a = &s.args[p[1] - '0'];
		if (a->text)
			buf_text(&b, a->text);
		else
			buf_int(&b, a->number);
		p += 2;
	}
	return ctx_textn(cx, b.p, b.n);
}
