/* usage.h - how much is used, by day, agency, entry and grant: no persons (R34.1).
 *
 * Everything is counted from the record's leaves (usage_count.h), some segments at a
 * time and behind the calls: what a call does for it is nothing. The mark of how far it
 * was counted moves in the same change as the sums, so a leaf counts once, whatever
 * stops; `gongshu recount` makes all of it anew from the record. How many different
 * persons a grant's answers of a day were about is an estimate by HyperLogLog: of the
 * identifiers nothing is kept but how many leading zeros their keyed tags have. */
#ifndef USAGE_USAGE_H
#define USAGE_USAGE_H
#include "core/leaf.h"

/* --- what one pass gathers; pure --------------------------------------------- */
#define SKETCH_BYTES 256                /* about 6 % off */
struct usage_sum {
	struct usage_sum *next, *chain; /* in the order they came; of one slot */
	day_t       day;
	const char *org, *resource, *grant;     /* ids; "" when not known */
	bool        delivered;          /* it is the grant's agency's, whoever made it */
	int64_t     calls, rows, bytes; /* answers of any kind; rows that left */
	int64_t     claims, groups;     /* of the calls: verifications, aggregates */
	int64_t     empty, refused;     /* calls for rows that found none; refusals */
	int64_t     copies, copied;     /* deliveries and exports, and their rows */
	uint32_t    hours;              /* bit 0: 00-01 of that day in UTC+8 … */
	bool        persons;            /* the sketch says something */
	uint8_t     sketch[SKETCH_BYTES];
};
struct usage_from {                     /* a key or token was used from there */
	struct usage_from *next, *chain;
	const char *key, *address, *org;
	ms_t        first, last;
};

/* What has to be monitored (R39.1), by what its leaf says; personal data that is called
 * for stands in the sums, by grant and day. */
#define MONITORED_KINDS(X) /* the words are stored and on the wire */             \
	X(COPY, "copy")             /* a batch made, fetched, put down */         \
	X(EXPORT, "export")         /* taken out by somebody's hand */            \
	X(DEIDENTIFY, "deidentify") /* opened or shared after a treatment */      \
	X(DESTROY, "destroy")       /* copies, and persons taken out */           \
	X(PULL, "pull")             /* rows asked from an agency's database */    \
	X(TRACE, "trace")           /* whose copy leaked, looked for */
enum monitored {
	MONITORED_NOT,
#define X(id, word) MONITORED_##id,
	MONITORED_KINDS(X)
#undef X
	MONITORED_KINDS_
};
enum monitored usage_monitored(const struct leaf_facts *f);
const char    *monitored_word(enum monitored m);
struct usage_watched { struct usage_watched *next; int64_t leaf; enum monitored kind; ms_t at;
		       const char *org, *resource; };

#define USAGE_SLOTS 1024
struct usage_tally {
	struct ctx        *cx;          /* where the sums live */
	struct usage_sum  *sums, **sums_end, *sum_at[USAGE_SLOTS];
	struct usage_from *froms, **froms_end, *from_at[USAGE_SLOTS];
	struct usage_watched *watched, **watched_end;
	size_t             nsums, nfroms;
};
void usage_begin(struct ctx *cx, struct usage_tally *t);
/* One leaf, with its private part or NULL. */
void usage_count(struct usage_tally *t, int64_t index, const struct leaf_facts *f,
		 const struct leaf_secret *s);

void    sketch_add(uint8_t sketch[SKETCH_BYTES], const uint8_t tag[SUBJECT_TAG]);
void    sketch_join(uint8_t sketch[SKETCH_BYTES], const uint8_t *other);
int64_t sketch_count(const uint8_t sketch[SKETCH_BYTES]);

#define USAGE_SPAN 31                   /* days at most that one question is about */
#endif
