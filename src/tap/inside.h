/* inside.h - what the files that ask a database share among themselves: odbc.c connects
 * and listens, catalogue.c looks for tables and columns, read.c and write.c move rows.
 * All text goes through ODBC as UTF-16, the one form that every driver means alike;
 * SQLWCHAR has two bytes in unixODBC. Whatever returns false has told the fault. */
#ifndef TAP_INSIDE_H
#define TAP_INSIDE_H
#include "tap/heard.h"
#include "tap/odbc.h"
#include <sql.h>
#include <sqlext.h>
#include <sqlucode.h>

#define ODBC_NAME_MOST 128              /* characters of a name */
#define ODBC_CELL_MOST (1u << 20)       /* bytes of a value */
#define ODBC_PIECE     4096             /* characters read at a time */
#define ODBC_KEYS_MOST 32
#define ODBC_TOO_LONG  "54000"          /* SQLSTATE of a limit that is exceeded */

struct tap {
	struct ctx  *cx, row;           /* row: of rows that are written */
	struct buf  *out;
	bool       (*flush)(void);
	SQLHENV      env;
	SQLHDBC      dbc;
	SQLHSTMT     stmt;
	const char  *password;          /* so that no message tells it */
	char         quote[8];
	const char  *catalog;           /* the one connected to, as far as it is told */
	bool         mysql;             /* or what descends from it: a catalog is a database there */
	SQLWCHAR     piece[ODBC_PIECE];
	struct buf   cell;
	int64_t      flushed_at;        /* seconds */
	int64_t      told;              /* frames W */
};

/* --- odbc.c ----------------------------------------------------------------------------- */
bool      odbc_good(SQLRETURN r);
SQLWCHAR *odbc_wide(struct ctx *cx, const char *text);
void      odbc_fault(struct tap *t, const char *word, const char *state, const char *message);
/* The SQLSTATE of what the statement said last. */
void      odbc_state(SQLHSTMT s, char ret[6]);
bool      odbc_begin(struct tap *t);    /* a statement, the one before forgotten */
bool      odbc_failed(struct tap *t);   /* tells what the statement said; false */
/* *ret_more false at the end. */
bool      odbc_next(struct tap *t, bool *ret_more);
/* A column of the row under way, into t->cell. */
bool      odbc_cell(struct tap *t, int column, bool *ret_null);
/* The same as text of its own; null is NULL. */
bool      odbc_text(struct tap *t, int column, const char **ret);
bool      odbc_number(struct tap *t, int column, int64_t *ret, int64_t none);
bool      odbc_end(struct tap *t, int64_t n);
bool      odbc_put(struct tap *t, size_t at);   /* ends a frame; sends what is due */
/* A name as this database quotes it. It was found in the database's own list before. */
void      odbc_name(const struct tap *t, struct buf *out, const char *text);
void      odbc_table_name(const struct tap *t, struct buf *out, const char *schema,
			  const char *table);

/* --- catalogue.c -------------------------------------------------------------------------- */
struct keys { const char *names[ODBC_KEYS_MOST]; size_t n; };
struct column { const char *name, *word, *remark; int64_t type, size, digits, null; };
/* *ret_n 0: there is no such table, or it isn't shown. */
bool odbc_columns(struct tap *t, const char *schema, const char *table, struct column **ret,
		  size_t *ret_n);
/* Those of the table asked about; false also when there are none. */
bool odbc_table(struct tap *t, const struct tap_ask *ask, struct column **ret, size_t *ret_n);
bool odbc_keys(struct tap *t, const char *schema, const char *table, struct keys *k);
const struct column *odbc_column(const struct column *all, size_t n, const char *name);

/* --- ledger.c ----------------------------------------------------------------------------- */
/* Tells the state alone, be it that of the statement; false. */
bool odbc_refused(struct tap *t, int64_t row);
bool odbc_refused_as(struct tap *t, const char *state, int64_t row);
/* A statement whose parameters are texts; false isn't told yet. */
bool odbc_run(struct tap *t, const char *sql, const char *const *texts, size_t n);
bool odbc_ask(struct tap *t, const char *sql, const char *const *texts, size_t n, const char **ret);
bool odbc_any_row(struct tap *t, const struct tap_ask *ask, bool *ret);
/* The ledger is as it has to be, and from now on all is one transaction. */
bool odbc_ledger_open(struct tap *t, const struct tap_ask *ask);
bool odbc_ledger_has(struct tap *t, const struct tap_ask *ask, const char **ret);
bool odbc_ledger_alone(struct tap *t, const struct tap_ask *ask);
bool odbc_ledger_written(struct tap *t, const struct tap_ask *ask, const char *batch,
			 int64_t *ret_rows);
bool odbc_ledger_enter(struct tap *t, const struct tap_ask *ask);
bool odbc_keep(struct tap *t);          /* commits; else it isn't known whether */
bool odbc_undo(struct tap *t);          /* rolls back */
bool odbc_done(struct tap *t, int64_t rows, enum tap_done how);

/* --- the verbs ---------------------------------------------------------------------------- */
bool odbc_tables(struct tap *t, const struct tap_ask *ask);
bool odbc_describe(struct tap *t, const struct tap_ask *ask);
bool odbc_read(struct tap *t, const struct tap_ask *ask);
bool odbc_write(struct tap *t, const struct tap_ask *ask);
bool odbc_erase(struct tap *t, const struct tap_ask *ask);
#endif
