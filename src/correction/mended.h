/* mended.h - what carries a correction, so that no word alone does (R23.1).
 *
 * `corrected` is held against what happened on the platform since the provider received the
 * report: a batch of the data or a version of the files that went live, or a version of the
 * entry that was published where its words were wrong. What the platform doesn't hold - an
 * interface that the provider answers, data that lies elsewhere - is mended at its source,
 * by the provider's word, and told as that to everybody. Where nothing changed the answer is
 * `uphold`, with its reason. */
#ifndef CORRECTION_MENDED_H
#define CORRECTION_MENDED_H
#include "base/ctx.h"

struct case_file;
struct case_move;
struct db;
struct jout;

#define MENDED_TABLE(X) /* the words are stored and on the wire */                    \
	X(BATCH, "batch") X(FILES, "files") X(ENTRY, "entry") X(SOURCE, "source")
enum mended {
	MENDED_NOT,
#define X(id, word) MENDED_##id,
	MENDED_TABLE(X)
#undef X
	MENDED_WORDS_
};
const char *mended_word(enum mended m);         /* NULL: nothing */

/* What stood when the report was typed in; a version below 0 wasn't kept. */
struct stood { int64_t data, files, entry; ms_t at; day_t received; };
/* Is a version that stands since `since` later than the receipt? By its number, whatever
 * clocks say; of a report that came another way on an earlier day, also when it stands
 * since that day or later: of the receipt no more than the day is known. Pure. */
bool mended_since(const struct stood *s, int64_t stood, int64_t version, ms_t since);
/* May the provider's word count? Where the platform holds what the reporter got, it
 * doesn't: `held` rows or files, `asked` an interface answers those who have a grant, but
 * never the public. Pure. */
bool mended_elsewhere(bool held, bool asked, bool public);

struct mending { enum mended by; int64_t version; ms_t at; };
/* Inside the change of the act: what its papers name, held against the store. ERR_INVALID,
 * ERR_INCOMPLETE or ERR_CONFLICT with the paper, saying what is missing and where to do it. */
enum err mended_check(struct ctx *cx, struct db *db, const struct case_move *m,
		      struct mending *ret) MUST_USE;
/* What may be named for the case now, newest first, as members of its object. */
enum err mended_offer(struct ctx *cx, struct jout *j, struct db *db,
		      const struct case_file *c) MUST_USE;
#endif
