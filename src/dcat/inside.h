/* inside.h - what dcat.c asks of dcat_way.c, and both of dcat_words.c. */
#ifndef DCAT_INSIDE_H
#define DCAT_INSIDE_H
#include "dcat/dcat.h"

#define EU "http://publications.europa.eu/resource/authority/"

/* --- dcat_words.c; texts are in the arena ------------------------------------------------------ */
/* {site}/id/{kind}/{name}, and #what of an entry. */
const char *dcat_named(struct ctx *cx, const char *site, const char *kind, const char *name);
const char *dcat_part(struct ctx *cx, const char *site, const struct dcat_entry *e,
		      const char *what);
/* What stands beside `word` in a table of n; NULL: nothing. */
const char *dcat_found(const char *const (*table)[2], size_t n, const char *word);
const char *dcat_rights(enum access open);
void dcat_both(struct ctx *cx, struct graph *g, const char *property, struct said said);
void dcat_moment(struct graph *g, const char *property, ms_t t);       /* 0: says nothing */

/* --- dcat_way.c --------------------------------------------------------------------------- */
/* Is `to` told of the interface that grants open? */
bool dcat_shared(const struct dcat_entry *e, enum dcat_to to);
void dcat_service_put(struct ctx *cx, struct graph *g, const char *site,
		      const struct dcat_entry *e, bool open);
void dcat_form_put(struct ctx *cx, struct graph *g, const char *site,
		   const struct dcat_entry *e, const struct dcat_form *f);
void dcat_file_put(struct ctx *cx, struct graph *g, const char *site,
		   const struct dcat_entry *e, const struct dcat_file *f);
const char *dcat_file_name(struct ctx *cx, const char *site, const struct dcat_entry *e,
			   const struct dcat_file *f);
#endif
