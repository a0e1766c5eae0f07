#include "base/said.h"
#include "base/buf.h"
#include "base/ctx.h"
#include "base/unit.h"
#include <string.h>

struct said_row { const char *code, *words[2]; };
extern const struct said_row said_rows[];      /* generated: say.c */

const char *said_code(int id)
{
	return said_rows[id].code;
}

/* "2026-11-07" as 2026年11月7日; whatever isn't a day stays as it is. */
static void put_day(struct buf *b, const char *text, enum said_lang lang)
{
	day_t day;
	if (lang == SAID_ZH && day_read(text, &day)) {
		struct ymd at = day_split(day);
		buf_print(b, "%d年%d月%d日", at.year, at.month, at.day);
	} else {
		buf_text(b, text);
	}
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
		if (a->day)
			put_day(&b, a->text, lang);
		else if (a->text)
			buf_text(&b, a->text);
		else
			buf_int(&b, a->number);
		p += 2;
	}
	return ctx_textn(cx, b.p, b.n);
}
