/* mended.c - see mended.h. Pure. */
#include "correction/mended.h"

const char *mended_word(enum mended m)
{
	static const char *const words[] = { NULL,
#define X(id, word) word,
		MENDED_TABLE(X)
#undef X
	};
	return words[m];
}

bool mended_since(const struct stood *s, int64_t stood, int64_t version, ms_t since)
{
	if (stood >= 0 ? version > stood : since.n > s->at.n)
		return true;
	return s->received.n && s->received.n < day_at(s->at).n &&
	       since.n >= day_start(s->received).n;
}

bool mended_elsewhere(bool held, bool asked, bool public)
{
	return !held || (asked && !public);
}
