/* batch.h - a load as people see it: asked for, under way, live or failed.
 *
 *     queued -> loading -> checking -> live
 *        ^         |           |
 *        +---------+-----------+----> failed
 *
 * A loader claims a batch with a lease; one whose lease runs out (its process
 * died) is queued again and loaded anew from its start, under a new version
 * number. Going live is one change: the version's row, the switch, the batch's
 * state and the leaf stand or fall together. */
#ifndef INGEST_BATCH_H
#define INGEST_BATCH_H
#include "catalogue/catalogue.h"
#include "core/who.h"
#include "ingest/load.h"

#define BATCH_LEASE_MS  15000           /* renewed every second */
#define BATCH_ATTEMPTS  4               /* then it is given up */

#define BATCH_STATE_TABLE(X) X(QUEUED, "queued") X(LOADING, "loading") \
	X(CHECKING, "checking") X(LIVE, "live") X(FAILED, "failed")
enum batch_state {                      /* stored as words */
#define X(id, word) BATCH_##id,
	BATCH_STATE_TABLE(X)
#undef X
	BATCH_STATES_
};
const char *batch_state_word(enum batch_state s);
const char *load_mode_word(enum load_mode m);
bool        load_mode_read(const char *word, enum load_mode *ret);
const char *header_word(enum header h);
bool        header_read(const char *word, enum header *ret);

struct batch {
	const char      *id, *resource, *upload, *filename, *org, *by_id, *by_name;
	int              resource_no;
	enum load_mode   mode;
	enum encoding    encoding;
	enum header      header;
	const char      *sheet;         /* of a workbook; NULL: the first with anything */
	const char      *mapping;       /* JSON object {file column: item code or null} */
	enum batch_state state;
	int64_t          attempts;
	int              version;
	int64_t          rows_read, rows_live, rows_rejected, bytes_total, bytes_done;
	const char      *problems;      /* JSON */
	const char      *fault, *detail, *detail_en;
	ms_t             created_at, started_at, ended_at;
};

/* Batches are seen by their own agency, by those who review its entries, and by
 * auditors of the record. Pure. */
bool batch_seen_by(const struct batch *b, const struct who *who);

/* Inside a change: fills id, leaves a leaf. */
enum err batch_add(struct ctx *cx, struct db *db, const struct who *who,
		   struct batch *b) MUST_USE;
enum err batch_by_id(struct ctx *cx, struct db *db, const char *id,
		     struct batch *ret) MUST_USE;
struct batch_list { struct batch *items; size_t n; int64_t total; };
enum err batch_list(struct ctx *cx, struct db *db, const char *resource, const char *after,
		    int64_t limit, struct batch_list *ret) MUST_USE;

/* --- for the loader ------------------------------------------------------ */
/* Everything a load needs, claimed in one change. */
struct code_index;                      /* codeset/codeset.h */
struct claim { bool any; struct batch batch; struct resource resource; struct dataset base;
	       const struct code_index **codes; };      /* an item's code set; NULL: none */
enum err batch_claim(struct ctx *cx, struct db *db, struct claim *ret) MUST_USE;
enum err batch_progress(struct ctx *cx, struct db *db, const struct batch *b,
			const struct load_progress *p) MUST_USE;
/* Makes the version live. ERR_CONFLICT: the batch is another loader's by now. */
enum err batch_live(struct ctx *cx, struct db *db, const struct batch *b,
		    const struct load_result *r, const struct column *columns,
		    size_t ncolumns) MUST_USE;
enum err batch_fail(struct ctx *cx, struct db *db, const struct batch *b,
		    const struct load_result *r, struct said why) MUST_USE;
enum err batch_release(struct ctx *cx, struct db *db, const struct batch *b) MUST_USE;

/* <data>/rejects/<batch>.csv in the arena. */
const char *batch_reject_path(struct ctx *cx, const char *dir, const char *id);
/* The columns of the items, as a load lays them down. */
size_t batch_columns(struct ctx *cx, const struct resource *r, struct column **ret);
/* The mapping as kept; ERR_INVALID when it names no item. */
enum err batch_mapping(struct ctx *cx, const char *json, const struct column *columns,
		       size_t n, struct mapping **ret, size_t *ret_n) MUST_USE;
#endif
