/* load_queue.h - the second half of a load: a thread that puts checked rows
 * into the store while the first half reads and checks on another core.
 *
 * The reader fills one block after another; a few of them lie between the two,
 * so memory is the same for every file. */
#ifndef INGEST_LOAD_QUEUE_H
#define INGEST_LOAD_QUEUE_H
#include "rowsql/rowload.h"

#define QUEUE_BLOCKS 4
#define QUEUE_CELLS  24576              /* a block is sent with so many cells */
#define QUEUE_TEXT   (384 << 10)        /* or so many bytes of text */
#define QUEUE_TEXT_MOST (8u << 20)      /* one row may be 4 MiB */

struct queue_block {
	struct block  block;
	int64_t      *numbers;
	struct cell  *cells;
	size_t       *offset;           /* of a cell's text in `text` */
	struct buf    text;
	size_t        room;             /* rows */
};

struct load_queue;
/* Begins the load and the thread. */
enum err load_queue_begin(struct ctx *cx, struct rowload_setup setup,
			  struct load_queue **ret_queue) MUST_USE;
/* The block to fill next: waits while all are on their way. NULL: the other
 * half has failed; load_queue_end() tells why. */
struct queue_block *load_queue_block(struct load_queue *q);
void     load_queue_send(struct load_queue *q);
/* `keep` false: the load is dropped. Waits for the thread. */
enum err load_queue_end(struct ctx *cx, struct load_queue **q, bool keep,
			struct rowload_sum *ret_sum) MUST_USE;
#endif
