/* assets.c - finding a built file, choosing its form, filling the shell. */
#include "web/assets.h"
#include "base/err.h"
#include "web/coding.h"
#include <stdlib.h>
#include <string.h>

static int by_path(const void *key, const void *row)
{
	return strcmp(key, ((const struct asset *)row)->path);
}

const struct asset *asset_find(const char *path)
{
	return bsearch(path, assets, n_assets, sizeof(assets[0]), by_path);
}

enum coding asset_coding(const struct asset *a, const char *accept)
{
	if (accept && a->form[CODING_BROTLI].n && accepts_coding(accept, "br"))
		return CODING_BROTLI;
	if (accept && a->form[CODING_GZIP].n && accepts_coding(accept, "gzip"))
		return CODING_GZIP;
	return CODING_NONE;
}

#define LANG_MARK "zh-CN"
#define HEAD_MARK "<!--head-->"
#define MAIN_MARK "<!--main-->"
static const char bare_shell[] =
	"<!doctype html>\n<html lang=\"" LANG_MARK "\">\n<head>\n<meta charset=\"utf-8\">\n"
	HEAD_MARK "</head>\n<body>\n" MAIN_MARK "</body>\n</html>\n";

/* Copy up to `mark`, then `fill`; returns what stands behind the mark. */
static const char *fill_mark(struct buf *out, const char *from, const char *mark,
			     const char *fill)
{
	const char *at = strstr(from, mark);

	PRE(at != NULL);
	buf_bytes(out, from, (size_t)(at - from));
	buf_text(out, fill);
	return at + strlen(mark);
}

static void put_shell(struct buf *out, const char *shell, const char *lang, const char *head,
		      const char *body)
{
	const char *rest = fill_mark(out, shell, LANG_MARK, lang);
	rest = fill_mark(out, rest, HEAD_MARK, head);
	rest = fill_mark(out, rest, MAIN_MARK, body);
	buf_text(out, rest);
}

static const char *shell_of_portal(void)
{
	const struct asset *a = asset_find("/portal.html");
	return a ? (const char *)a->form[CODING_NONE].p : bare_shell;
}

void asset_plain_page(struct buf *out, const char *lang, const char *head, const char *body)
{
	static const char begins[] = "<script", ends[] = "</script>";
	const char *at = shell_of_portal();
	AUTO_BUF bare = buf_make(1 << 20);
	for (const char *script; (script = strstr(at, begins)) != NULL;) {
		const char *behind = strstr(script, ends);
		PRE(behind != NULL);
		buf_bytes(&bare, at, (size_t)(script - at));
		at = behind + sizeof ends - 1;
	}
	buf_text(&bare, at);
	put_shell(out, buf_cstr(&bare), lang, head, body);
}

void asset_portal_page(struct buf *out, const char *lang, const char *head, const char *body)
{
	put_shell(out, shell_of_portal(), lang, head, body);
}
