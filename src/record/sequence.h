/* sequence.h - the steps of a round: place.c gives places, follow.c reads what has one;
 * sequence.c calls both and signs. All of them are the sequencer's thread's. Its changes
 * rest on conditional statements, so they go by the store's queue: on PostgreSQL that is
 * READ COMMITTED, and what the sequencer reads makes nobody else's transaction fail to
 * serialize. */
#ifndef RECORD_SEQUENCE_H
#define RECORD_SEQUENCE_H
#include "record/inside.h"

/* --- place.c ----------------------------------------------------------------- */
/* r->leads: may this process place and sign? On PostgreSQL by an advisory lock. */
enum err record_lead(struct ctx *cx, struct record *r) MUST_USE;
/* *ret_more: something still waits, for the next round or for who leads. */
enum err record_place(struct ctx *cx, struct record *r, bool *ret_more) MUST_USE;
/* Does any segment wait for its place? */
enum err record_waiting(struct ctx *cx, struct record *r, bool *ret_any) MUST_USE;
/* How many leaves have one. */
enum err record_placed(struct ctx *cx, struct db *db, int64_t *ret_size) MUST_USE;

/* --- follow.c ---------------------------------------------------------------- */
enum { FOLLOW_TREE = 1, FOLLOW_INDEX = 2, FOLLOW_MOST = 48 };
/* At most FOLLOW_MOST segments into the tree, the index, or both at once; *ret_n were
 * there. ERR_INTERNAL when a leaf isn't what was noted. */
enum err record_follow(struct ctx *cx, struct record *r, int what, int *ret_n) MUST_USE;
/* The last leaves under the signature, as the store has them now, are those of the files. */
enum err record_compare_tail(struct ctx *cx, struct record *r) MUST_USE;
#endif
