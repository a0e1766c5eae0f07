/* segment.h - text cut into the words that search knows, the same everywhere.
 *
 * Chinese is written without spaces, and dictionaries miss names; so a run of
 * ideographs becomes its overlapping pairs and, at its end, its last character:
 * 教育局 -> 教育 育局 局. Asking for a run asks for its pairs side by side, which
 * is exactly "contains"; asking for one character asks for words that begin with
 * it. Latin words and digits stay whole, lower case, and match from their
 * beginning. Full-width and compatibility forms are made plain first (NFKC with
 * case folding). Both stores are fed and asked by this file, so both find the
 * same. Pure. */
#ifndef CORE_SEGMENT_H
#define CORE_SEGMENT_H
#include "base/ctx.h"

#define SEGMENT_MAX 8000                /* words kept of one text */

/* At most `max` bytes of a text, cut between characters, NFKC and case-folded, in
 * the arena; what isn't UTF-8 reads as empty. */
const char *segment_plain(struct ctx *cx, const char *text, size_t max);

/* What an index holds. SQLite: words between blanks. */
const char *segment_words(struct ctx *cx, const char *text);

/* PostgreSQL: a tsvector literal, 'word':12A; weights keep title, body and the
 * rest apart, positions go on from *pos with a gap between texts. */
const char *segment_vector(struct ctx *cx, const char *text, char weight, int *pos);

/* What is asked. NULL when `text` holds no word at all. */
enum segment_where { SEGMENT_TITLE, SEGMENT_PUBLIC, SEGMENT_ALL };
const char *segment_match(struct ctx *cx, const char *text, enum segment_where where);
const char *segment_tsquery(struct ctx *cx, const char *text, enum segment_where where);
#endif
