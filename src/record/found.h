/* found.h - a leaf as it was found, and how its parts are told; of record/ alone. */
#ifndef RECORD_FOUND_H
#define RECORD_FOUND_H
#include "catalogue/catalogue.h"
#include "record/inside.h"
#include "web/req.h"

struct found_leaf {
	struct leaf_facts  facts;
	struct leaf_secret secret;
	bool               erased;
	int64_t            at;
	const char        *receipt;
};

/* Texts are in the arena. */
enum err shown_load(struct ctx *cx, struct req *rq, int64_t at, struct found_leaf *ret) MUST_USE;
void     shown_leaf(struct ctx *cx, struct req *rq, struct jout *j, const struct found_leaf *f);
/* NULL: it says nothing; nobody is called so. */
const char *shown_word(struct ctx *cx, struct span s);
const char *shown_org(struct ctx *cx, struct req *rq, const char *id);
bool     shown_entry(struct ctx *cx, struct req *rq, const char *id, struct resource *ret);
#endif
