/* finder_inside.h - what the finder keeps, between following the catalogue
 * (finder_follow.c), being asked (finder.c) and a run (finder_run.c). */
#ifndef DUPLICATE_FINDER_INSIDE_H
#define DUPLICATE_FINDER_INSIDE_H
#include "duplicate/finder.h"
#include "duplicate/names.h"
#include <pthread.h>

#define FINDER_STEP 128                 /* entries taken in at a time */

struct finder {
	pthread_mutex_t lock;           /* of `alike` and `behind`; no questions under it */
	pthread_mutex_t following;      /* of `seq`: held for one step; taken before `lock` */
	pthread_mutex_t running;
	struct ctx      own;            /* the synonyms */
	struct names   *names;
	struct alike   *alike;
	int64_t         seq;            /* the last change taken in */
	bool            behind;         /* by more than a step: the clock's thread catches up */
	_Atomic bool    leaving;        /* the server stops */
	ms_t            next;           /* when the clock runs it again */
};

/* --- an entry as alike.h knows it -------------------------------------------------- */
int64_t finder_org(const char *org);
void    finder_place(enum org_level level, const char *region, char place[ALIKE_PLACE]);
struct item_names { uint64_t *v; size_t n, room; };
/* An item counts by its name and by the data element it carries. */
void    finder_item(struct ctx *cx, const struct finder *f, struct item_names *l,
		    const char *name, const char *element);

/* --- the catalogue, as it changes -------------------------------------------------- */
struct changed { const char *id, *state, *org, *title, *level, *region; int64_t no, seq, head; };

/* Those behind `seq`, at most `most`. */
enum err finder_changes(struct ctx *cx, struct db *db, int64_t seq, struct changed *list,
			size_t most, size_t *ret_n) MUST_USE;
/* In the arena of `cx`; one that doesn't stand in the catalogue has no names. */
enum err finder_entry(struct ctx *cx, const struct finder *f, struct db *db,
		      const struct changed *c, struct alike_entry *e) MUST_USE;
/* Takes in everything, a step at a time. */
enum err finder_follow_all(struct finder *f, struct db *db, ms_t now) MUST_USE;
#endif
