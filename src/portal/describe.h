/* describe.h - a dataset told to people's programs: the portal's own JSON, a
 * Frictionless data package, CSV on the Web, OpenAPI, schema.org. */
#ifndef PORTAL_DESCRIBE_H
#define PORTAL_DESCRIBE_H
#include "portal/dataset.h"

#define PREVIEW_ROWS 100
#define PORTAL_USED_MOST 6

/* Entries downloaded most in the last thirty days, and how often. */
enum err portal_used(struct ctx *cx, struct db *db, int nos[PORTAL_USED_MOST],
		     int64_t n[PORTAL_USED_MOST], size_t *ret_count) MUST_USE;
/* The loads that made its data what it is, newest first. */
struct loaded { int version; const char *mode; int64_t rows; ms_t at; };
#define LOADED_MOST 20
enum err portal_loads(struct ctx *cx, struct db *db, const struct opened *o,
		      struct loaded loads[LOADED_MOST], size_t *ret_count) MUST_USE;

/* Where the dataset's part `tail` is found on this site. */
const char *portal_address(struct ctx *cx, const struct req *rq, const struct opened *o,
			   const char *tail);
void     formats_json(struct jout *j, bool live);
void     columns_json(struct jout *j, const struct opened *o);
enum err dataset_json(struct ctx *cx, struct req *rq, struct jout *j,
		      const struct opened *o) MUST_USE;
void     schema_org_json(struct ctx *cx, struct req *rq, struct jout *j,
			 const struct opened *o);
const char *portal_citation(struct ctx *cx, const struct req *rq, const struct opened *o);
#endif
