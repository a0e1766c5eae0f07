/* itsystem.c - see itsystem.h. Pure. */
#include "itsystem/itsystem.h"
#include "base/utf8.h"
#include <string.h>

static const char *const hostings[] = {
#define X(id, word) word,
	HOSTING_TABLE(X)
#undef X
};

bool hosting_read(const char *word, enum hosting *ret)
{
	for (int i = 0; i < HOSTING_MAX_; i++) {
		if (strcmp(hostings[i], word) == 0) {
			*ret = (enum hosting)i;
			return true;
		}
	}
	return false;
}

const char *hosting_word(enum hosting h)
{
	return hostings[h];
}

const char *itsystem_wrong(const struct itsystem *s, day_t today)
{
	if (s->hosting == HOSTING_MOVING && !s->cloud_on.n)
		return "cloud_on";
	if (s->hosting == HOSTING_CLOUD && s->cloud_on.n > today.n)
		return "cloud_on";
	return NULL;
}

enum { NAME_MOST = 128 };               /* characters; itsystem.schema.json */

static size_t first_chars(const char *s, size_t most)
{
	size_t at = 0, len;
	for (; s[at] && most; most--, at += len)
		utf8_char(s + at, &len);
	return at;
}

const char *itsystem_told_apart(struct ctx *cx, const char *name, const char *former, int nth)
{
	const char *tail = nth > 1 ? ctx_print(cx, "%d）", nth) : "）";
	size_t room = NAME_MOST - 1 - utf8_count(tail, strlen(tail));
	size_t kept = first_chars(former, room / 2);
	size_t said = first_chars(name, room - utf8_count(former, kept));
	return ctx_print(cx, "%.*s（%.*s%s", (int)said, name, (int)kept, former, tail);
}
