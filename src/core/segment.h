/* segment.h - text cut into the words that search knows, the same everywhere.
 *
 * Chinese is written without spaces, and dictionaries miss names; so a run of
 * ideographs becomes its overlapping pairs and, at its end, its last character:
 * 教育局 -> 教育 育局 局. Asking for a run asks for its pairs side by side, which
 * is exactly "contains"; asking for one character asks for words that begin with
 * it. Latin words and digits stay whole, lower case, and match from their
 * beginning. Full-width and compatibility forms are made plain first (NFKC with
 * case folding).
 *
 * A title is also found by the first letters of its pinyin: its runs are written
 * once more in circled letters, which no text or question can hold (NFKC makes
 * them plain), and cut in pairs as well: 不动产 -> ⓑⓓ ⓓⓒ ⓒ. A Latin word of three
 * letters or more asks for them too. One reading a character (tool/pinyin_initials.c).
 *
 * Both stores are fed and asked by this file, so both find the same. Pure. */
#ifndef CORE_SEGMENT_H
#define CORE_SEGMENT_H
#include "base/ctx.h"

/* Grows when the same text would be cut otherwise: indexes are made anew. */
#define SEGMENT_FORMAT 1
#define SEGMENT_TITLE_MAX 1000          /* words kept of a title */
#define SEGMENT_MAX 8000                /* words kept of any other text */
#define SEGMENT_WORD 48                 /* bytes kept of a Latin word */

/* At most `max` bytes of a text, cut between characters, NFKC and case-folded, in
 * the arena; what isn't UTF-8 reads as empty. */
const char *segment_plain(struct ctx *cx, const char *text, size_t max);

/* What an index holds: words, each between blanks (" 教育 育局 局 "); of nothing "". */
enum segment_part { PART_TITLE, PART_BODY, PART_CLOSED };
const char *segment_words(struct ctx *cx, const char *text, enum segment_part part);

/* PostgreSQL: the words of an entry as a tsvector literal, in its own order. The title's
 * stand there twice, plain and as ^word (but for its initials, which stand nowhere
 * else), what only staff may find as ~word: so every question is answered by the index alone,
 * without a look at weights. */
const char *segment_vector(struct ctx *cx, const char *title, const char *body,
			   const char *closed);

/* What is asked. NULL when `text` holds no word at all. */
enum segment_where { SEGMENT_TITLE, SEGMENT_PUBLIC, SEGMENT_ALL };
const char *segment_match(struct ctx *cx, const char *text, enum segment_where where);
/* PostgreSQL's vectors know no order: *ret_beside is what must also stand side by
 * side in the words, "pairs,pairs|or a word,…"; NULL: the query says it all. */
const char *segment_tsquery(struct ctx *cx, const char *text, enum segment_where where,
			    const char **ret_beside);
#endif
