/* completeness_inside.h - between completeness_http.c, _entries.c and _list.c. */
#ifndef COMPLETENESS_COMPLETENESS_INSIDE_H
#define COMPLETENESS_COMPLETENESS_INSIDE_H
#include "base/jout.h"
#include "completeness/completeness_store.h"

struct req;

/* Whose entries are asked for. */
struct completeness_of completeness_asked(const struct req *rq);
/* An entry, its checks that failed as bits, and what it lacks. */
#define COMPLETENESS_COLUMNS 7
extern const char *const completeness_heads[COMPLETENESS_COLUMNS];
void completeness_entry_json(struct jout *j, const struct completeness_entry *e,
			     uint32_t failed);
void completeness_entry_csv(struct ctx *cx, struct buf *b, const struct completeness_entry *e,
			    uint32_t failed);
enum err completeness_list(struct ctx *cx, struct req *rq) MUST_USE;
enum err completeness_entries(struct ctx *cx, struct req *rq) MUST_USE;
#endif
