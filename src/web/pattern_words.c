/* pattern_words.c - a schema's pattern in words, for who typed something else: what a
 * text begins with and what it consists of, or what it can't have. */
#include "base/utf8.h"
#include "web/schema.h"
#include <string.h>

struct said_class { const char *zh, *en; };

static void add(struct ctx *cx, struct said_class *w, const char *zh, const char *en)
{
	w->zh = ctx_print(cx, "%s%s%s", w->zh, *w->zh ? "、" : "", zh);
	w->en = ctx_print(cx, "%s%s%s", w->en, *w->en ? ", " : "", en);
}

static const char *after(const char *p, const char *front)
{
	size_t n = strlen(front);
	return strncmp(p, front, n) == 0 ? p + n : NULL;
}

/* What stands between [ and ]: the usual ranges by their names, all else as it is. */
static struct said_class class_words(struct ctx *cx, const char *p, const char *end)
{
	static const struct { const char *range, *zh, *en; } usual[] = {
		{ "A-Za-z", "字母", "letters" }, { "a-z", "小写字母", "small letters" },
		{ "A-Z", "大写字母", "capital letters" }, { "0-9", "数字", "digits" },
		{ "\\d", "数字", "digits" }, { "\\n", "换行", "line breaks" },
		{ " ", "空格", "blanks" } };
	struct said_class w = { "", "" };
	while (p < end) {
		const char *next = NULL;
		for (size_t i = 0; !next && i < sizeof usual / sizeof usual[0]; i++) {
			next = after(p, usual[i].range);
			if (next)
				add(cx, &w, usual[i].zh, usual[i].en);
		}
		if (!next) {
			size_t len;
			p += *p == '\\';
			utf8_char(p, &len);
			add(cx, &w, ctx_print(cx, "“%.*s”", (int)len, p),
			    ctx_print(cx, "\"%.*s\"", (int)len, p));
			next = p + len;
		}
		p = next;
	}
	return w;
}

/* Of patterns that are one class, or one character of a class and then another class:
 * all that the schemas have. Others are told as they are. */
void pattern_words(struct ctx *cx, const char *pattern, const char **ret_zh, const char **ret_en)
{
	const char *end = pattern[1] == '[' ? strchr(pattern, ']') : NULL;
	const char *rest = end ? strchr(end + 1, '[') : NULL, *stop = rest ? strchr(rest, ']') : NULL;
	*ret_zh = ctx_print(cx, "要符合 %s", pattern);
	*ret_en = ctx_print(cx, "must match %s", pattern);
	if (!end)
		return;
	bool not = pattern[2] == '^';
	struct said_class w = class_words(cx, pattern + 2 + not, end);
	if (not) {
		*ret_zh = ctx_print(cx, "不能有%s", w.zh);
		*ret_en = ctx_print(cx, "can't have %s", w.en);
	} else if (!stop) {
		*ret_zh = ctx_print(cx, "只能由%s组成", w.zh);
		*ret_en = ctx_print(cx, "may only have %s", w.en);
	} else {
		struct said_class then = class_words(cx, rest + 1, stop);
		*ret_zh = ctx_print(cx, "要以%s开头，之后由%s组成", w.zh, then.zh);
		*ret_en = ctx_print(cx, "must begin with %s, and go on with %s", w.en, then.en);
	}
}
