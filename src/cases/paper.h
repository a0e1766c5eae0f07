/* paper.h - the papers of an act: are they what they say, and which are there?
 *
 * A paper's kind (text, bool, date, basis …) comes from the pack; this looks at
 * the JSON a client sent. Pure. */
#ifndef CASES_PAPER_H
#define CASES_PAPER_H
#include "core/pack.h"
#include <jansson.h>

#define FILES_MOST 10                  /* files of one paper */

/* ERR_INVALID with the field ("papers.basis.level") for a paper the pack doesn't
 * know, or one of another form than its kind. NULL is no papers. */
enum err papers_check(struct ctx *cx, const struct pack *p, const json_t *papers) MUST_USE;
/* Those that count as given: texts that aren't blank, promises that are made. */
paper_set papers_given(const struct pack *p, const json_t *papers);
/* ERR_INCOMPLETE when a basis is there that doesn't count by these levels (the sentence
 * says which do), whose level isn't that of the instrument the pack knows, or that is a
 * law, a regulation or a rule without its article. */
enum err papers_basis(struct ctx *cx, const struct pack *p, uint8_t levels,
		      const json_t *papers, const char *article) MUST_USE;
/* What a basis cites, in one way for all who cite it: the instrument by the pack's name
 * and level, the article as article_written() has it. law NULL: it names none. */
struct citation { const char *law, *level, *article; };
struct citation paper_citation(struct ctx *cx, const struct pack *p, const json_t *basis);
/* Law and article in a line, as they were said. NULL: it names no law. */
const char *paper_cited(struct ctx *cx, const json_t *basis);
/* The first of a set, in the pack's order, for a message; and all, as a list in
 * the language's words. */
const struct paper *paper_first(const struct pack *p, paper_set set);
struct words        papers_words(struct ctx *cx, const struct pack *p, paper_set set);

/* The day in a date paper or in conditions.valid_until; n 0: none. */
day_t papers_promised(const json_t *papers);
day_t papers_event(const json_t *papers);

/* JSON that ends with its block. */
static inline void json_freep(json_t **j) { json_decref(*j); }
#define AUTO_JSON __attribute__((cleanup(json_freep))) json_t *
/* As text in the arena; ERR_TOO_LARGE beyond what one case may hold. */
#define PAPERS_BYTES (256 << 10)
enum err json_text(struct ctx *cx, const json_t *j, const char **ret_text) MUST_USE;
#endif
