/* part.h - a run of leaves in the index: sorted once, never changed.
 *
 * A part knows, for `n` leaves from `first` on, the time of each, and for every
 * key of every column which leaves carry it. Keys are 64 bits of a SHA-256 or of
 * a keyed tag, so they are spread evenly. A column is three arrays:
 *
 *     key    k0 < k1 < k2 …          nkeys
 *     start  s0, s1, s2 … nleaves    nkeys + 1; left out when each has one leaf
 *     leaf   of k0 ascending, of k1 … , counted from the part's first
 *
 * In a file they follow a page of header, each at a multiple of 8 bytes, in the
 * machine's own byte order; the header has their places and sums. A part is
 * derived data: whatever is wrong with it, it is thrown away and made again. */
#ifndef RECORD_PART_H
#define RECORD_PART_H
#include "base/ctx.h"
#include "base/hash.h"
#include <stdatomic.h>

enum part_column { PART_HASH, PART_SUBJECT, PART_KIND, PART_OUTCOME, PART_ORG, PART_PRINCIPAL,
		   PART_RESOURCE, PART_GRANT, PART_CASE, PART_COLUMNS };

struct column {
	const uint64_t *key;
	const uint32_t *start;          /* NULL: the i-th key has the i-th leaf */
	const uint32_t *leaf;
	uint64_t        nkeys, nleaves;
};

#define PART_ZONE 1024                  /* leaves that share a zone */
struct zone { int64_t least, most; };   /* of their times, in ms */

struct part {
	_Atomic int    refs;
	_Atomic bool   bad;             /* found damaged while reading */
	uint64_t       first, n;
	struct hash    last;            /* of leaf first + n - 1 */
	const int64_t *at;              /* n */
	const struct zone *zone;        /* a file's; NULL in memory */
	struct column  col[PART_COLUMNS];
	char          *path;            /* NULL: in memory */
	void          *map;             /* what the arrays lie in */
	size_t         size;
};

struct leaves { const uint32_t *p; size_t n; };   /* ascending */
struct leaves part_find(struct part *p, enum part_column c, uint64_t key);

/* The file of that name, NULL when it isn't a whole part of these leaves. Those
 * of up to PART_SUMMED bytes are summed up at once: they are written without
 * waiting for the disk. */
#define PART_SUMMED (8 << 20)
struct part *part_open(const char *path, uint64_t first, uint64_t n);
bool         part_sound(const struct part *p);    /* all sums hold */
/* What was read of a large file needn't stay mapped: the kernel keeps what it likes. */
void         part_unread(const struct part *p);
struct part *part_keep(struct part *p);
void         part_drop(struct part *p);           /* the last one lets go of it */

/* --- part_write.c ------------------------------------------------------ */
#define PART_FAN 8
/* Neighbours made into one file, without the subjects that are to be forgotten.
 * Gives up with ERR_BUSY when *stop turns true. */
struct forget { const uint64_t *key; int n; };
enum err part_write(struct ctx *cx, struct part *const *in, int n, struct forget forget,
		    const char *path, const _Atomic bool *stop) MUST_USE;

/* --- the file ---------------------------------------------------------- */
#define PART_MAGIC "gongshu index 2\n"
#define PART_HEAD  4096
#define PART_ENDS  0x0102030405060708u            /* the byte order it was made in */
struct section { uint64_t at, sum; };             /* offset, sum of its words */
struct part_head {
	char           magic[16];
	uint64_t       ends, first, n, size;
	struct hash    last;
	struct section at, zone;
	struct { uint64_t nkeys, nleaves; struct section key, start, leaf; } col[PART_COLUMNS];
	struct hash    sum;             /* of all above */
};
/* A running sum over 64-bit words: finds damage, proves nothing. */
static inline uint64_t sum_word(uint64_t sum, uint64_t word)
{
	uint64_t x = (sum ^ word) * 0x9e3779b97f4a7c15u;
	return x ^ x >> 32;
}
/* The first 64 bits of a hash or tag, spread evenly; 0 means none. */
static inline uint64_t key_of_bytes(const uint8_t *p)
{
	uint64_t v = 0;
	for (int i = 0; i < 8; i++)
		v = v << 8 | p[i];
	return v ? v : 1;
}
static inline size_t in_words(size_t bytes) { return (bytes + 7) / 8 * 8; }
#endif
