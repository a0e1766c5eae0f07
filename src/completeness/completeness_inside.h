/* completeness_inside.h - between completeness_http.c and completeness_entries.c. */
#ifndef COMPLETENESS_COMPLETENESS_INSIDE_H
#define COMPLETENESS_COMPLETENESS_INSIDE_H
#include "base/buf.h"
#include "completeness/completeness_store.h"

struct req;

/* Whose entries are asked for. */
struct completeness_of completeness_asked(const struct req *rq);
enum err completeness_as_file(struct ctx *cx, const struct req *rq, bool *ret_file) MUST_USE;
struct buf *completeness_csv(struct req *rq, const char *name);
enum err completeness_entries(struct ctx *cx, struct req *rq) MUST_USE;
#endif
