/* index.h - what can be asked of the record: a leaf by its hash, a person's
 * accesses, an auditor's search.
 *
 * Files of its own, <data>/record/index/, filled in the background from placed
 * segments and made again from them when they are lost, damaged or of another
 * record: they hold nothing that isn't in the leaves and their private parts.
 * The newest leaves stand in memory; so many of them make a part, a sorted file
 * that never changes; a thread makes larger parts of neighbouring ones. One
 * thread fills, any thread reads, without waiting for each other. A second
 * process on the same folder reads the parts and keeps fresh leaves of its own.
 * doc/adr/0010 has the reasons. */
#ifndef RECORD_INDEX_H
#define RECORD_INDEX_H
#include "core/leaf.h"

struct index;

/* Opens or makes it. `writes`: this process fills the folder. */
enum err index_open(struct ctx *cx, const char *dir, bool writes, struct index **ret) MUST_USE;
void     index_close(struct index *x);
/* From now on this process fills it (the one that did is gone). */
enum err index_take(struct ctx *cx, struct index *x) MUST_USE;
/* Looks for what the process that writes has done meanwhile. */
enum err index_refresh(struct ctx *cx, struct index *x) MUST_USE;
/* How many leaves, from 0 on, it holds. */
uint64_t index_size(struct index *x);

/* Filling, leaf after leaf in order from index_size() on: seen by readers once
 * committed; what was added since the last commit can be abandoned. */
void     index_add(struct index *x, const struct hash *leaf, const struct leaf_facts *f,
		   const struct leaf_secret *secret);
void     index_commit(struct ctx *cx, struct index *x, const struct hash *last);
void     index_abandon(struct index *x);
/* False while parts cannot be written and memory has taken enough. */
bool     index_takes(struct index *x);

/* The parts alone: how many leaves, and the hash of the last. False: none. */
bool     index_end(struct index *x, uint64_t *ret_size, struct hash *ret_last);
/* Forgets fresh leaves, and parts that go beyond `size` leaves. */
void     index_trim(struct index *x, uint64_t size);
/* So many leaves will not be taken back any more. Damaged parts found since are
 * thrown away here. */
void     index_settle(struct index *x, uint64_t size);
/* No list knows these tags any more; the caller is the one that fills. */
enum err index_forget(struct ctx *cx, struct index *x, const uint8_t *tags, int n) MUST_USE;
/* For tests: parts of so few leaves; how many parts there are. */
void     index_tune(struct index *x, uint32_t leaves);
int      index_parts(struct index *x);

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
