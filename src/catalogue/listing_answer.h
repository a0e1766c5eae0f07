/* listing_answer.h - a list's question read from a request, and its counts told;
 * for the catalogue's list and the portal's alike. */
#ifndef CATALOGUE_LISTING_ANSWER_H
#define CATALOGUE_LISTING_ANSWER_H
#include "catalogue/listing.h"
#include "web/req.h"

/* The question in a request's parameters: filters, words, order, page. */
enum err listing_asked(struct ctx *cx, struct req *rq, struct listing_ask *ret) MUST_USE;
/* "next_cursor", "total" and "facets" into an open object. */
enum err listing_end_json(struct ctx *cx, struct req *rq, struct jout *j,
			  const struct listing_page *page) MUST_USE;
/* What people read for a value of a facet: an agency's name, a domain's; NULL:
 * the value is a word of ours. */
const char *listing_label(struct ctx *cx, struct db *db, enum listing_dim d,
			  const char *value);
#endif
