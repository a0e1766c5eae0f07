/* case_json.h - cases, terms and procedures as they go over the wire. */
#ifndef CASES_CASE_JSON_H
#define CASES_CASE_JSON_H
#include "base/jout.h"
#include "cases/store.h"

enum case_detail { CASE_BRIEF, CASE_FULL };    /* a list's item, or the case's page */

struct case_view {
	const struct legal *legal;
	const struct who   *who;
	struct db          *db;
};
/* One object. FULL adds acts, missing papers, the last steps and the explanation. */
enum err case_json(struct ctx *cx, struct jout *j, const struct case_view *view,
		   const struct case_file *c, enum case_detail detail) MUST_USE;

/* `acts`: what may be done; `acts_barred`: what the table allows and is refused to who looks
 * yet, with why. `own`: it is their own submission. */
enum err case_acts_json(struct ctx *cx, struct jout *j, const struct case_view *view,
			const struct law *l, const struct case_file *c, bool own) MUST_USE;

void step_json(struct jout *j, const struct law *l, const struct case_step *s);
void explanation_json(struct ctx *cx, struct jout *j, const struct day_said *days, size_t n);
void words_json(struct jout *j, const char *key, struct words w);     /* key, key_en */
/* The papers a rule asks for, as a list under `papers`. */
void papers_json(struct ctx *cx, struct jout *j, const struct pack *p,
		 const struct rule_text *t);
void paper_json(struct jout *j, const struct paper *p, bool required, bool house,
		uint8_t levels);
/* The same duty under other law, under `beside`; from.n 0: without days. */
void beside_json(struct jout *j, const struct pack *p, const struct calendar *cal,
		 const struct term_text *t, day_t from);
void process_json(struct ctx *cx, struct jout *j, const struct law *l);
void pack_json(struct jout *j, const struct pack *p);
#endif
