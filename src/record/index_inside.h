/* index_inside.h - the index as its own files see it.
 *
 *   index.c         opening, filling, sealing the fresh leaves into a part
 *   index_folder.c  which files make up the index; trimming and beginning anew
 *   index_merge.c   the thread that makes few large parts of many small ones
 *   index_search.c  look-ups and searches over parts and fresh leaves
 *   part.c, part_write.c, fresh.c   one part; how it is written; leaves without one */
#ifndef RECORD_INDEX_INSIDE_H
#define RECORD_INDEX_INSIDE_H
#include "record/fresh.h"
#include "record/index.h"
#include <pthread.h>

enum { PARTS_MOST = 4096, WORD_SLOTS = 1024, WORD_LONGEST = 48, INDEX_PATH = 4096 };

struct word { uint64_t key; uint8_t n; char text[WORD_LONGEST]; };

struct index {
	struct ctx      own;
	const char     *dir;            /* <data>/record/index */
	pthread_mutex_t mu;             /* guards what follows */
	struct part    *part[PARTS_MOST];       /* each begins where the last ends */
	int             nparts;
	struct fresh   *fresh;          /* what comes after them */
	uint64_t        settled;        /* leaves under a signature: may be merged */
	size_t          base;           /* bytes of a part of the lowest level */
	bool            merges;         /* the thread runs */
	pthread_cond_t  work;
	_Atomic bool    stop;           /* … and shall end */
	pthread_t       thread;
	/* The filling thread's own: */
	bool            writes;         /* this process seals and merges */
	uint32_t        seal, seal_at;  /* leaves that make a part; try at so many */
	int64_t         folder_seen;    /* when the folder was last changed, ns */
	struct word     word[WORD_SLOTS];
};

uint64_t key_of_text(const void *p, size_t n);

/* index_folder.c; the caller is the filling thread. */
const char *part_path(const struct index *x, uint64_t first, uint64_t n, char out[INDEX_PATH]);
/* Takes the files that follow each other from leaf 0 on. A process that writes
 * removes all others. */
enum err folder_read(struct ctx *cx, struct index *x) MUST_USE;

/* index_merge.c */
void merges_start(struct index *x);
void merges_stop(struct index *x);
#endif
