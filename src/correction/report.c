/* report.c - what a report of the public may say, and its secret code. Pure. */
#include "correction/report.h"
#include "base/hash.h"
#include "base/utf8.h"
#include <string.h>

static bool plain(const char *s)
{
	for (; *s; s++)
		if (((unsigned char)*s < 0x20 && !strchr("\t\r\n", *s)) || *s == 0x7f)
			return false;
	return true;
}

static enum err text(struct ctx *cx, const char *name, const char *s, size_t most)
{
	if (!s || (plain(s) && utf8_count(s, strlen(s)) <= most))
		return OK;
	return fail_field(cx, fail(cx, ERR_INVALID, SAY_REPORT_TEXT((int64_t)most)), name);
}

enum err report_check(struct ctx *cx, const struct item *items, size_t nitems,
		      const struct report_said *said)
{
	if (!said->what || utf8_count(said->what, strlen(said->what)) < 4)
		return fail_field(cx, fail(cx, ERR_INCOMPLETE, SAY_REPORT_WHAT()), "what");
	TRY(text(cx, "what", said->what, REPORT_WHAT));
	TRY(text(cx, "record_key", said->record_key, REPORT_PLACE));
	TRY(text(cx, "contact", said->contact, REPORT_CONTACT));
	if (said->item && !item_by_code(items, nitems, said->item))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_REPORT_NO_ITEM()), "item");
	return said->item || said->record_key || !nitems
		? OK : fail_field(cx, fail(cx, ERR_INCOMPLETE, SAY_REPORT_WHERE()), "record_key");
}

/* No I, L, O or U: nobody has to tell them from 1, 0 and V. */
static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

void report_secret(const uint8_t bytes[REPORT_SECRET_CHARS], char out[REPORT_SECRET_TEXT])
{
	size_t k = 0;
	for (size_t i = 0; i < REPORT_SECRET_CHARS; i++) {
		if (i && i % 5 == 0)
			out[k++] = '-';
		out[k++] = letters[bytes[i] % 32];
	}
	out[k] = '\0';
}

static char as_meant(char c)
{
	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	return c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c == 'U' ? 'V' : c;
}

struct hash report_secret_hash(const char *typed)
{
	char meant[REPORT_SECRET_CHARS + 1];    /* one more: too long is none of ours */
	size_t n = 0;
	for (; *typed && n < sizeof meant; typed++)
		if (!strchr("- \t", *typed))
			meant[n++] = as_meant(*typed);
	return hash_of(meant, n);
}
