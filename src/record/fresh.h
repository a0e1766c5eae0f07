/* fresh.h - the newest leaves of the index, in memory until they make a part.
 *
 * One thread adds; what it added is seen by readers once it is published, and
 * never changes after. A table that is full is copied into a larger one; readers
 * keep the one they have. It isn't written anywhere: after a start the leaves
 * behind the last part are read from the store again. */
#ifndef RECORD_FRESH_H
#define RECORD_FRESH_H
#include "core/leaf.h"
#include "record/part.h"

struct fresh_row { int64_t at; uint64_t key[PART_COLUMNS]; };   /* 0: none */
struct fresh_subject { uint64_t key; uint32_t leaf; };

struct fresh {
	_Atomic int refs;
	uint64_t    first;              /* index of row 0 */
	uint32_t    n, room;            /* published; that fit */
	uint32_t    nsubjects, subject_room;
	uint32_t    added, subjects_added;      /* the adding thread's own */
	struct hash last;               /* of row n - 1 */
	struct fresh_row *row;
	struct fresh_subject *subject;
	uint32_t   *slot;               /* 2 x room: rows + 1, by hash */
};

struct fresh *fresh_make(uint64_t first, uint32_t room, uint32_t subject_room);
struct fresh *fresh_keep(struct fresh *f);
void          fresh_drop(struct fresh *f);
/* Room for a row and its subjects; false: take fresh_larger() first. */
bool          fresh_fits(const struct fresh *f, size_t nsubjects);
struct fresh *fresh_larger(const struct fresh *f, size_t nsubjects);
/* `tags`: nsubjects x SUBJECT_TAG bytes. */
void          fresh_add(struct fresh *f, const struct fresh_row *row, const uint8_t *tags,
			size_t nsubjects);
/* The caller holds readers off for these two. */
void          fresh_publish(struct fresh *f, const struct hash *last);
int           fresh_of_hash(const struct fresh *f, uint64_t key, uint64_t *ret, int most);
/* What is published, as a part in memory. */
struct part  *fresh_part(const struct fresh *f);
#endif
