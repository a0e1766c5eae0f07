/* guidance.c - see guidance.h. Pure. */
#include "guidance/guidance.h"
#include <string.h>
#include <strings.h>

static const char *const levels[] = {
#define X(id, word) word,
	GUIDANCE_LEVELS(X)
#undef X
};

bool guidance_level_read(const char *word, enum guidance_level *ret)
{
	for (int i = 0; i < GUIDANCE_LEVELS_; i++) {
		if (strcmp(levels[i], word) == 0) {
			*ret = (enum guidance_level)i;
			return true;
		}
	}
	return false;
}

const char *guidance_level_word(enum guidance_level l)
{
	return levels[l];
}

/* The same words as the pages ask by: web/src/console/parts/GuideLinks.vue. */
const char *const guidance_places[] = {
	"entry", "form", "category", "items", "grade", "update_cycle", "collection", "share",
	"open", "request", "exchange", "quality", NULL,
};

bool guidance_place_known(const char *word)
{
	for (const char *const *p = guidance_places; *p; p++)
		if (strcmp(*p, word) == 0)
			return true;
	return false;
}

const char *guidance_state_word(enum guidance_state s)
{
	static const char *const words[] = { [GUIDANCE_COMING] = "coming",
					     [GUIDANCE_IN_FORCE] = "in_force",
					     [GUIDANCE_ENDED] = "ended" };
	return words[s];
}

enum guidance_state guidance_state_on(day_t today, day_t from, day_t to, day_t replaced)
{
	if ((to.n && to.n < today.n) || (replaced.n && replaced.n <= today.n))
		return GUIDANCE_ENDED;
	return from.n > today.n ? GUIDANCE_COMING : GUIDANCE_IN_FORCE;
}

const char *guidance_file_type(const char *name)
{
	static const struct { const char *end, *type; } kinds[] = {
		{ ".pdf", "application/pdf" }, { ".ofd", "application/ofd" },
		{ ".doc", "application/msword" }, { ".txt", "text/plain; charset=utf-8" },
		{ ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
		{ ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
	};
	size_t n = strlen(name);
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		size_t k = strlen(kinds[i].end);
		if (n > k && strcasecmp(name + n - k, kinds[i].end) == 0)
			return kinds[i].type;
	}
	return NULL;
}
