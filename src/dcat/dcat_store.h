/* dcat_store.h - the entries of a page of the catalogue, and what stands around them, as
 * the store has them and the portal gives them. In the request's arena. */
#ifndef DCAT_DCAT_STORE_H
#define DCAT_DCAT_STORE_H
#include "dcat/dcat.h"

struct dcat_asked {
	enum graph_syntax syntax;
	enum dcat_to      to;
	int64_t           page, limit, low, high;
	const char       *org, *dataset;        /* NULL: all */
};
struct dcat_places { struct dcat_place *at; size_t n; };

struct req;
/* At most a->limit entries; *ret_more: there are others behind them. */
enum err dcat_entries(struct ctx *cx, struct req *rq, const struct dcat_asked *a,
		      struct dcat_entry *entries, size_t *ret_n, bool *ret_more) MUST_USE;
/* The places in trees that they hang in, each once, whoever hangs in it. */
enum err dcat_places(struct ctx *cx, struct db *db, const struct dcat_entry *entries,
		     size_t n, struct dcat_places *all) MUST_USE;
/* The catalogue they stand in. */
enum err dcat_catalogue(struct ctx *cx, struct req *rq, const struct dcat_asked *a,
			struct dcat_catalogue *ret) MUST_USE;
#endif
