/* guidance.h - the rules that those who catalogue and grade go by (Art. 8; R08.1).
 *
 * A rule is a document: title, issuer, number, level, since and until when in force,
 * and the places of the forms where it applies. A new version of it is a rule of its
 * own that names the old one. Some come with the rule pack and are only read; the
 * city's operator and authority register the others, with a link or the file itself.
 * guidance.c decides, guidance_store.c keeps them, guidance_http.c is the counter. */
#ifndef GUIDANCE_GUIDANCE_H
#define GUIDANCE_GUIDANCE_H
#include "core/pack.h"

#define GUIDANCE_LEVELS(X) /* the words are stored; the order is that of lists */ \
	X(NATIONAL, "national") X(PROVINCIAL, "provincial") X(CITY, "city") X(SECTOR, "sector")
enum guidance_level {
#define X(id, word) GUIDANCE_##id,
	GUIDANCE_LEVELS(X)
#undef X
	GUIDANCE_LEVELS_
};
bool        guidance_level_read(const char *word, enum guidance_level *ret);
const char *guidance_level_word(enum guidance_level l);

/* Where rules are shown: parts of the entry's form, and pages. NULL-ended. */
extern const char *const guidance_places[];
bool guidance_place_known(const char *word);

enum guidance_state { GUIDANCE_COMING, GUIDANCE_IN_FORCE, GUIDANCE_ENDED };
const char *guidance_state_word(enum guidance_state s);
/* `from`, `to`: n 0: not said. `replaced`: since when a newer version is in force; n 0:
 * there is none. */
enum guidance_state guidance_state_on(day_t today, day_t from, day_t to, day_t replaced);

/* What a file's name says it is; NULL: not a kind that rules are kept in. */
const char *guidance_file_type(const char *name);
#endif
