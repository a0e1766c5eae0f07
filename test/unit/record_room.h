/* record_room.h - a record on a store of its own, for the tests of its parts.
 *
 * Each test begins with fresh() and ends with away(). Runs on SQLite, and on
 * PostgreSQL when GONGSHU_TEST_PG names one (in a database of its own there). */
#ifndef RECORD_ROOM_H
#define RECORD_ROOM_H
#include "record/inside.h"
#include "test.h"

extern const char *dsn;
extern char dir[64];
extern struct store *store;
extern struct record *rec;
extern bool threaded;                   /* the record has its thread */

int  on_both_stores(void (*all)(void)); /* what main() returns */
void fresh(void);
void away(void);
void stop(void);
void start(void);
const char *refusal(struct ctx *cx);    /* code of why it doesn't open */
void raw(const char *sql);              /* past the program, as somebody with the database */

struct hash note_one(struct note n);
enum err note_and_fail(struct note n);  /* in a change that fails after it */
void note_many(int n, struct hash *leaf);
bool settle(void);
/* Found by its hash, and proved against the checkpoint as a stranger would. */
bool proved(const struct hash *leaf);
/* How many leaves a search shows, a hundred at most; and how many there are. */
int64_t found(const struct index_query *q, int64_t *ret_total);
/* What verify says of the store as it is: its faults, or "good SIGNED+WAITING". */
const char *verdict(struct ctx *cx);

void restart(void);                     /* start, with parts of a hundred leaves */
void shell(const char *what);           /* in the folder of the index */
#endif
