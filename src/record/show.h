/* show.h - a leaf as the auditor's search shows it, for others who list leaves. Where
 * its private part was erased it says so; where a system acted it names no person. */
#ifndef RECORD_SHOW_H
#define RECORD_SHOW_H
#include "base/jout.h"
#include "base/ctx.h"

struct req;
struct shown { const char *act, *detail; };     /* NULL: there is none */
enum err record_leaf_json(struct ctx *cx, struct req *rq, struct jout *j, int64_t index,
			  struct shown *ret) MUST_USE;
/* A moment, or a day, of the query: its first instant, with `end` the one after its last. */
enum err record_time(struct ctx *cx, struct req *rq, const char *name, bool end,
		     ms_t *ret) MUST_USE;
#endif
