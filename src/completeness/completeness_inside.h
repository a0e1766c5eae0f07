/* completeness_inside.h - between completeness_http.c and completeness_entries.c. */
#ifndef COMPLETENESS_COMPLETENESS_INSIDE_H
#define COMPLETENESS_COMPLETENESS_INSIDE_H
#include "completeness/completeness_store.h"

struct req;

/* Whose entries are asked for. */
struct completeness_of completeness_asked(const struct req *rq);
enum err completeness_entries(struct ctx *cx, struct req *rq) MUST_USE;
#endif
