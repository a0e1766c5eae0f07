/* index.h - what can be asked of the record: a leaf by its hash, a person's
 * accesses, an auditor's search.
 *
 * A side database of its own, <data>/record/index.db, filled in the background
 * from placed segments and rebuilt from them when it is lost, too old or ahead
 * of the store: it holds nothing that isn't in the leaves and their private
 * parts. One thread writes; readers on any thread share two connections. See
 * doc/adr/0010 for why it is neither in the main store nor a file format of
 * ours. */
#ifndef RECORD_INDEX_H
#define RECORD_INDEX_H
#include "core/leaf.h"

struct index;

/* Opens or makes it. `writes`: this process fills it. A damaged or foreign file
 * is removed and begun anew when `writes`. */
enum err index_open(struct ctx *cx, const char *dir, bool writes, struct index **ret) MUST_USE;
void     index_close(struct index *x);
/* From now on this process fills it (the one that did is gone). */
enum err index_take(struct ctx *cx, struct index *x) MUST_USE;
/* How many leaves, from 0 on, it holds. */
uint64_t index_size(struct index *x);

/* Filling: begin, leaf after leaf in order, commit (or abandon). */
enum err index_begin(struct ctx *cx, struct index *x) MUST_USE;
enum err index_add(struct ctx *cx, struct index *x, uint64_t at, const struct hash *leaf,
		   const struct leaf_facts *f, const struct leaf_secret *secret) MUST_USE;
enum err index_commit(struct ctx *cx, struct index *x, uint64_t size) MUST_USE;
void     index_abandon(struct index *x);        /* after a failure between the two */
/* Throws everything away; the caller fills it again from 0. */
enum err index_reset(struct ctx *cx, struct index *x) MUST_USE;

/* Candidates for a leaf hash, newest first (64 bits of it are compared). */
enum err index_of_hash(struct ctx *cx, struct index *x, const struct hash *leaf,
		       uint64_t *ret, int most, int *ret_n) MUST_USE;

#define TAGS_MOST 8
struct index_query {
	enum note_kind kind;            /* 0: any */
	const char *org, *principal, *resource, *grant, *case_id, *outcome; /* NULL: any */
	ms_t        from, to;           /* 0: open; `to` is exclusive */
	const uint8_t *tags;            /* ntags x SUBJECT_TAG: a person, by year */
	int         ntags;              /* 0: any; at most TAGS_MOST */
	int64_t     before;             /* indexes below this; INT64_MAX from the top */
	int64_t     limit;
};
/* Indexes, newest first, at most query->limit, and how many match in all. */
enum err index_search(struct ctx *cx, struct index *x, const struct index_query *query,
		      int64_t **ret_at, int64_t *ret_n, int64_t *ret_total) MUST_USE;
#endif
