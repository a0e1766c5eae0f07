/* backend.h - what a store must be able to do; the inside of store/.
 *
 * Two tables of functions, sqlite_backend and pg_backend, and the structures
 * both fill. Nothing outside store/ includes this. */
#ifndef STORE_BACKEND_H
#define STORE_BACKEND_H
#include "store/store.h"
#include "store/text.h"
#include <pthread.h>

enum txn_kind { TXN_SERIAL, TXN_CONDITIONAL };

struct rows {
	struct db             *db;
	const struct sql_text *text;
	enum sql               id;
	uint64_t               bound;       /* bit per parameter */
	bool                   run;         /* stepped or executed */
	bool                   own;         /* statement is not the cached one */
	struct sqlite3_stmt   *stmt;        /* SQLite */
	struct pg_result      *res;         /* PostgreSQL, with the row we are on */
	bool                   asked;       /* rows_ask(): the answer comes in `ask` */
	struct db_ask          ask;
	char                   name[16];    /* of the statement asked */
	struct rows           *next_posted; /* rows_post() */
	int64_t                want;        /* how many rows it must change; -1: any */
	int                    row, nrows;
	int64_t                changed;
	struct rows           *next_free;
	const char            *val[SQL_PARAMS];   /* PostgreSQL parameters */
	int                    len[SQL_PARAMS], format[SQL_PARAMS];
	uint64_t               num[SQL_PARAMS];   /* big-endian integers */
	struct buf             held;              /* copies of texts and blobs */
	size_t                 at[SQL_PARAMS];
};

struct db {
	struct store          *store;
	const struct backend  *ops;
	struct sqlite3        *sq;
	struct sqlite3_stmt  **cached;          /* SQL_MAX_ of them */
	bool                  *in_use;          /* the cached one is being read */
	struct pg_conn        *pg;
	bool                  *prepared;
	struct rows           *free_rows;
	bool                   writer, in_txn;
	bool                   quiet;           /* see db_quiet() */
	bool                   moved;           /* a change of this group was not quiet */
	bool                   sends;           /* rows_joint() only sends … */
	bool                   sent;            /* … and did */
	bool                   retry;           /* the store asks to run it again */
	bool                   aborted;         /* the transaction can't go on */
	bool                   lost;            /* PostgreSQL: connection gone */
	bool                   gathers;         /* ask.c */
	struct db_ask         *asks;
	/* PostgreSQL: what goes along with the next statement, see pg_due.c. */
	bool                   begin_due, due_sent, committing;
	enum txn_kind          kind;
	struct rows           *posted, **last_posted;
	int                    nposted;
	uint64_t               posts;           /* ever */
	/* When what was posted fails: the group is run again carefully, where nothing
	 * is posted; or the change alone fails. */
	enum { LATE_AGAIN, LATE_NEVER, LATE_FAILS } late;
	int                    generation;      /* grows with each reconnection */
	int64_t                changes;         /* rows changed on this connection */
	int                    log_pages;       /* SQLite: pages in the WAL */
	struct buf             leaves, secrets;
	int                    nleaves;
};

struct backend {
	enum err (*connect)(struct ctx *cx, struct store *s, struct db *db);
	void     (*disconnect)(struct db *db);
	enum err (*prepare)(struct ctx *cx, struct rows *r);
	enum err (*step)(struct ctx *cx, struct rows *r, bool *ret_more);
	void     (*finish)(struct rows *r);
	enum err (*script)(struct ctx *cx, struct db *db, const char *sql);
	enum err (*begin)(struct ctx *cx, struct db *db, enum txn_kind kind);
	enum err (*commit)(struct ctx *cx, struct db *db);
	void     (*rollback)(struct db *db);
	enum err (*post)(struct ctx *cx, struct rows *r);       /* NULL on SQLite */
	void     (*gather)(struct db *db);      /* db_gather(), db_again(); NULL on SQLite */
	bool     (*again)(struct ctx *cx, struct db *db);
	void     (*ask)(struct rows *r);        /* notes it for db_fetch(); NULL on SQLite */
	/* PostgreSQL: between pipe_begin and pipe_end statements are only sent;
	 * pipe_next gives how many rows each changed, in order. NULL on SQLite. */
	enum err (*pipe_begin)(struct ctx *cx, struct db *db);
	enum err (*send)(struct ctx *cx, struct rows *r);
	enum err (*pipe_sync)(struct ctx *cx, struct db *db);
	enum err (*pipe_next)(struct ctx *cx, struct db *db, int64_t *ret_changed);
	enum err (*pipe_end)(struct ctx *cx, struct db *db);
	void     (*idle)(struct db *db);        /* after a group: checkpoints */
	const char *dialect;                    /* in `-- :only` lines */
};
extern const struct backend sqlite_backend, pg_backend;

struct store {
	_Atomic uint64_t      epoch;
	enum store_kind       kind;
	struct store_setup    setup;
	const struct backend *ops;
	char                 *dir, *dsn;
	struct db            *readers, *writers, queue_db;
	int                   nwriters;
	int                   lock_fd;
	store_seal_fn        *seal;
	void                 *seal_arg;
	pthread_mutex_t       mu;
	pthread_cond_t        wake, freed;
	struct store_queued  *first, **last;
	bool                 *writer_busy;
	bool                  stopping, started;
	pthread_t             thread;
};

enum err migrate(struct ctx *cx, struct db *db) MUST_USE;       /* migrate.c */
enum err change_start(struct ctx *cx, struct store *s) MUST_USE;  /* change.c */
void     change_stop(struct store *s);
/* One transaction on `db` around a single closure, with retries. */
enum err change_alone(struct ctx *cx, struct db *db, store_fn *fn, void *arg);
#endif
