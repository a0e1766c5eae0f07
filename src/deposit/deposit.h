/* deposit.h - batches of a table delivery written into the recipient's own database (Art. 20;
 * R20.1, R20.3).
 *
 * The recipient names a table of a system of its own (database/) that has a column for each
 * item given, and beside it a small table in which what was written is kept. Each batch that
 * is ready is then written there by gongshu-tap: in one transaction, and once, however often
 * it is tried (tap/write.c). Before a row leaves, the record and the register of copies know
 * of it. A failure leaves the table as it was and is tried again by itself for a while, and
 * whenever somebody asks. On the recipient's word the platform takes the rows away again.
 *
 * fit.c decides, deposit_store.c keeps, carry.c sees one
 * through, deposit_http.c is the counter. doc/adr/0044 says why so. */
#ifndef DEPOSIT_DEPOSIT_H
#define DEPOSIT_DEPOSIT_H
#include "core/filter.h"
#include "database/database.h"

struct app;
struct crew;

#define DEPOSIT_LEASE_MS 120000         /* renewed while rows are written */
#define DEPOSIT_ATTEMPTS 10             /* then it waits until somebody asks */
/* How long after so many attempts it is tried again: `first` seconds, doubled each time up
 * to an hour. Pure. */
int64_t deposit_wait_ms(int64_t first, int64_t attempts);

/* --- does the table fit? Pure. ----------------------------------------------------------- */
enum deposit_fault { DEPOSIT_FITS, DEPOSIT_NO_COLUMN, DEPOSIT_OTHER_TYPE, DEPOSIT_TOO_NARROW };
struct deposit_fit {
	enum deposit_fault  fault;
	const char         *item;       /* the one that has no place */
	const char         *column;     /* as far as there is one */
};
/* For each item the column of its code (capitals or not), in ret_at[nseen]. */
struct deposit_fit deposit_fit(const struct view *view, const size_t *seen, size_t nseen,
			       const struct database_column *columns, size_t ncolumns,
			       size_t *ret_at);
/* The statements that make both tables, in the words that PostgreSQL and its kin know, or
 * MySQL and its. */
enum deposit_dialect { DEPOSIT_STANDARD, DEPOSIT_MYSQL };
const char *deposit_statements(struct ctx *cx, const struct view *view, const size_t *seen,
			       size_t nseen, const char *schema, const char *table,
			       enum deposit_dialect dialect);

/* --- for the delivery -------------------------------------------------------------------- */
/* Inside a change: a batch is ready. Where there is a target it is to be written. */
enum err deposit_owed(struct ctx *cx, struct db *db, const char *case_id, int64_t batch,
		      const char *batch_id) MUST_USE;

/* The crew (job/crew.h) that writes: two at once, of two agencies, so that a slow database
 * doesn't hold all. What was under way at a stop is given back, and its transaction comes
 * to nothing. */
enum err deposit_start(struct ctx *cx, struct app *app, struct crew **ret) MUST_USE;
#endif
