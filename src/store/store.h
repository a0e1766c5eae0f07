/* store.h - the one door to SQLite or PostgreSQL.
 *
 * Statements are a closed set, named in *.sql files (tool/sqlgen.py): no text
 * from outside can become SQL. A statement is run on a connection (`struct db`),
 * its parameters bound by name, its columns read by name:
 *
 *     AUTO_ROWS q = db_run(db, SQL_CASE_BY_ID);
 *     bind_text(q, ":id", id);
 *     TRY(rows_next(cx, q, &more));
 *
 * Reading: every worker owns a read connection, handed to handlers. Writing: a
 * closure given to store_change() gets a connection inside a transaction. On
 * SQLite one writer thread runs all queued closures, each under a savepoint,
 * and commits them as a group; on PostgreSQL the worker's own connection runs
 * it, SERIALIZABLE, and again on a serialization failure. So a closure may run
 * twice: it sends no reply and no mail, and sets its results only by writing
 * them over. Features hold no transactions of their own.
 *
 * Types are the same on both: BIGINT (booleans 0/1, days, milliseconds), TEXT
 * without NUL, BLOB. See doc/adr/0003. */
#ifndef STORE_STORE_H
#define STORE_STORE_H
#include "base/buf.h"
#include "base/ctx.h"
#include "sql.h"                        /* generated: enum sql */

struct store;
struct db;
struct rows;

enum store_kind { STORE_SQLITE, STORE_PG };

/* While a data directory holds this file a restore into it has not ended: no
 * store opens there (ERR_CONFLICT). */
#define STORE_UNFINISHED "restoring"

struct store_setup {
	const char *dir;                /* data directory, must exist */
	const char *dsn;                /* "sqlite" or "postgresql://…" */
	int         readers;            /* worker threads that will read */
	bool        fsync_off;          /* tests that need no durability */
	bool        read_only;          /* beside a live server: verify, backup */
};

/* Opens, checks versions and settings, migrates. On failure a sentence for the
 * operator in `cx`. */
enum err store_open(struct ctx *cx, struct store_setup setup,
		    struct store **ret_store) MUST_USE;
void     store_close(struct store *s);
enum store_kind store_kind(const struct store *s);
const char *store_dir(const struct store *s);

/* The store a data directory was made with ("sqlite" or a DSN), or NULL. */
const char *store_recall(struct ctx *cx, const char *dir);

/* Does a process hold the directory that nobody else may write to? */
bool store_in_use(const char *dir);

/* The read connection of worker `i` (0 .. readers-1); one thread at a time. */
struct db *store_reader(struct store *s, int i);

typedef enum err store_fn(struct ctx *cx, struct db *db, void *arg);
/* Run `fn` in a durable transaction: when OK comes back it is on disk; when an
 * error comes back nothing of it is. Blocks. */
enum err store_change(struct ctx *cx, struct store *s, store_fn *fn, void *arg) MUST_USE;

/* The same without waiting: `done` is called on the store's thread when the
 * group is durable (or failed). `cx`, `arg` belong to the store until then.
 * On PostgreSQL these groups run READ COMMITTED on one connection: `fn` must
 * rest on conditional statements (UPDATE … WHERE revision = :seen), never on
 * what it read a moment ago. */
typedef void store_done(struct ctx *cx, void *arg, enum err result);
void store_change_later(struct ctx *cx, struct store *s, store_fn *fn,
			store_done *done, void *arg);

/* The same waited for: for what rests on conditional statements on either store. */
enum err store_change_queued(struct ctx *cx, struct store *s, store_fn *fn,
			     void *arg) MUST_USE;

/* The same for several at once, without an allocation: each stands where its
 * caller keeps it, chained by `next`, and is the store's until `done` is called. */
struct store_queued {
	struct ctx          *cx;
	store_fn            *fn;
	store_done          *done;
	void                *arg;
	const struct joint  *joint;     /* NULL: none */
	const void          *share;     /* of the joint write */
	struct store_queued *next;
	/* The store's own: */
	enum err             result;
	bool                 made;      /* by store_change_later() */
	struct shared       *shared;
	struct store_queued *mate;      /* the next that shares it */
};
void store_send(struct store *s, struct store_queued *list);

/* A first statement that changes of one group may share because it only adds to a
 * row: of those that follow each other, the ones that go together are written as
 * one, and `fn` is what comes after. `write` runs one conditional statement by
 * rows_joint(); it changes one row, or none. If none, each share is written by
 * itself, in order, so that the first still get what is left; one that even so
 * changes none is not followed by `fn` but by `none`, which says why not. */
struct joint {
	bool     (*together)(const void *a, const void *b);
	enum err (*write)(struct ctx *cx, struct db *db, const void *const *shares, int n,
			  int64_t *ret_changed);
	enum err (*none)(struct ctx *cx, struct db *db, const void *share);
};

/* Grows with every change this process made durable, but for those that called
 * db_quiet(): charges and leaves, which no cache looks at. While it stands still
 * what was read from SQLite is still so; on PostgreSQL other processes write too. */
uint64_t store_epoch(const struct store *s);
void     db_quiet(struct db *db);

/* Called inside each group before it commits, with what store_leaf() gathered;
 * the record turns it into one segment row. Without one, leaves are an error. */
typedef enum err store_seal_fn(struct ctx *cx, struct db *db, struct buf *leaves,
			       struct buf *secrets, int n, void *arg);
void store_on_seal(struct store *s, store_seal_fn *fn, void *arg);
void *store_seal_arg(const struct store *s);       /* that `arg`; NULL without */
/* Add one leaf (and its private part) to the group; undone if the closure fails.
 * Each is stored as a u32-length-prefixed run. */
void db_leaf(struct db *db, const void *leaf, size_t nleaf, const void *secret,
	     size_t nsecret);

/* --- statements ------------------------------------------------------- */
#define AUTO_ROWS __attribute__((cleanup(rows_freep))) struct rows *
struct rows *db_run(struct db *db, enum sql id);          /* never NULL */
void rows_freep(struct rows **r);

void bind_int(struct rows *r, const char *name, int64_t v);
void bind_text(struct rows *r, const char *name, const char *v);   /* NULL: null */
/* For `lower(x) LIKE :q ESCAPE '!'`: the words anywhere in a text, literally and in
 * either case; none: null. */
void bind_like(struct rows *r, const char *name, const char *words);
/* A list of texts, as JSON: `x IN (SELECT value FROM json_each(:list))`, on PostgreSQL
 * `= ANY (ARRAY(SELECT json_array_elements_text(:list::json)))`. */
void bind_texts(struct rows *r, const char *name, const char *const *list, size_t n);
void bind_blob(struct rows *r, const char *name, const void *p, size_t n);
void bind_null(struct rows *r, const char *name);
void bind_ms(struct rows *r, const char *name, ms_t t);
void bind_day(struct rows *r, const char *name, day_t d);

/* Steps to the next row. All parameters must be bound: a missing one is our
 * bug and stops the program. */
enum err rows_next(struct ctx *cx, struct rows *r, bool *ret_more) MUST_USE;
/* On a connection that gathers: the statement goes out with the next db_fetch(),
 * and rows_next() may be called only after that. Elsewhere this does nothing. */
enum err rows_ask(struct ctx *cx, struct rows *r) MUST_USE;
/* Runs a statement that returns no rows; how many rows it changed. */
enum err rows_done(struct ctx *cx, struct rows *r, int64_t *ret_changed) MUST_USE;
/* The same for joint.write: on PostgreSQL those of a group go in one pipeline. */
enum err rows_joint(struct ctx *cx, struct rows *r, int64_t *ret_changed) MUST_USE;
/* Inside a change: the same for a statement nobody waits for. On PostgreSQL it goes
 * out with the statement behind it, or with the commit, which then fails. `want`:
 * how many rows it must change, or it fails by ERR_CONFLICT; -1: any. Takes *r. */
enum err rows_post(struct ctx *cx, struct rows **r, int64_t want) MUST_USE;
/* Runs it and asks for exactly one change: 0 changed is `err` with `said`. */
enum err rows_one(struct ctx *cx, struct rows *r, enum err err, struct said said) MUST_USE;

/* All numbers of the first column, as uint32_t behind what a list holds: of every
 * row, or on PostgreSQL of an array a row; the second column says which list it
 * is, 0 .. n-1. For long answers. */
enum err rows_numbers(struct ctx *cx, struct rows *r, struct buf *const lists[],
		      int n) MUST_USE;

int64_t col_int(struct rows *r, const char *name);        /* null reads 0 */
ms_t    col_ms(struct rows *r, const char *name);
day_t   col_day(struct rows *r, const char *name);
bool    col_null(struct rows *r, const char *name);
/* In the arena; null reads NULL. */
const char *col_text(struct ctx *cx, struct rows *r, const char *name);
const void *col_blob(struct ctx *cx, struct rows *r, const char *name, size_t *ret_n);
/* Valid until the next step; for hot paths. */
const char *col_peek(struct rows *r, const char *name, size_t *ret_n);

/* A new id: 16 characters, ascending in time, unguessable in its tail. */
#define id_new(cx) id_new_at((cx), (cx)->now)
const char *id_new_at(struct ctx *cx, ms_t t);
/* From here on ids are what `seed` makes of their order and time: the same demo
 * city has the same ids. 0: by chance again. */
void id_by_seed(uint64_t seed);

/* For tests: prepare every named statement that this store has; the first that fails is told. */
enum err store_prepare_all(struct ctx *cx, struct db *db) MUST_USE;

/* --- questions of several requests at once (ask.c) --------------------- */
/* On PostgreSQL this read connection gathers from now on: what is asked on it by
 * rows_ask() or rowscan_open() is sent by db_fetch(), all in one way there and
 * back. What isn't asked but run is answered at once, as ever. One that takes
 * longer than a second, or whose connection was lost, fails by ERR_BUSY. */
void db_gather(struct db *db);
bool db_gathers(const struct db *db);
void db_fetch(struct db *db);

/* --- for rowsql/ and backup only ------------------------------------- */
enum store_kind db_kind(const struct db *db);
struct store *db_store(struct db *db);
const char *store_dsn(const struct store *s);      /* as given at start */
struct sqlite3 *db_sqlite(struct db *db);          /* NULL on PostgreSQL */
struct pg_conn *db_pg(struct db *db);              /* PGconn; NULL on SQLite */
int db_generation(const struct db *db);            /* grows when PG reconnects */
/* A reading found the connection cut. Then db_again() is true if it could be made
 * anew: what was read in vain may be asked once more. */
void db_lose(struct db *db);
bool db_again(struct ctx *cx, struct db *db);
/* A prepared statement to be run by db_fetch(), which sets `answer` (NULL: the
 * connection was lost). Parameters are lent until then, the name too. */
struct db_ask {
	struct db_ask     *next;
	const char        *name;
	int                n, generation;
	const char *const *val;
	const int         *len, *format;
	struct pg_result  *answer;
};
void db_ask(struct db *db, struct db_ask *a);
void db_unask(struct db *db, struct db_ask *a);    /* withdraws it, or drops its answer */
#endif
