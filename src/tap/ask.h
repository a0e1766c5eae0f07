/* ask.h - what gongshu-tap is asked, and the ODBC connection string made of it. Pure.
 *
 * The server writes an ask as one frame (frame.h), the program reads it back. Names
 * and values of a site never become attributes of their own: each is one value, in
 * braces where it has to be. */
#ifndef TAP_ASK_H
#define TAP_ASK_H
#include "base/ctx.h"
#include "tap/frame.h"

#define TAP_COLUMNS  400                /* of one table */
#define TAP_ASK_MOST (512u << 10)

/* The table in a recipient's database that tells which batches were written. */
#define TAP_LEDGER   "gongshu_delivery"

#define TAP_VERB_TABLE(X) X(TABLES, "tables") X(DESCRIBE, "describe") X(ROWS, "rows") \
	X(WRITE, "write") X(ERASE, "erase")
enum tap_verb {
#define X(id, word) TAP_##id,
	TAP_VERB_TABLE(X)
#undef X
	TAP_VERBS_
};

/* How a connection is kept from being read or taken over. Words of the setting
 * `database_tls`; what isn't said is the first. */
#define TAP_TLS_TABLE(X) X(REQUIRE, "require") X(VERIFY, "verify") X(OFF, "off")
enum tap_tls {
#define X(id, word) TAP_TLS_##id,
	TAP_TLS_TABLE(X)
#undef X
	TAP_TLS_MAX_
};
bool tap_tls_read(const char *word, enum tap_tls *ret);
/* Is it known how `driver` is told so? A driver that can't be told goes only with off. */
bool tap_tls_told(const char *driver, enum tap_tls tls);

struct tap_place {                      /* a database, and as whom */
	const char *driver;             /* as unixODBC has it registered */
	const char *address;            /* of the network, in digits */
	int         port;
	const char *database, *user, *password;
	enum tap_tls tls;
};

/* A batch that is written into a table (write.c), once. */
struct tap_batch {
	const char *id, *of;            /* NULL: of no batch; the delivery it belongs to */
	const char *base;               /* what must have been written; NULL: it replaces all */
	const char *hash;               /* of its file */
	const char *keys;               /* for each column '1' when rows are known by it, else '0' */
};

struct tap_ask {
	enum tap_verb      verb;
	struct tap_place   place;
	const char        *schema, *table;      /* schema NULL: the database knows none */
	const char *const *columns;             /* TAP_ROWS: to read, in this order */
	size_t             ncolumns;
	const char        *since, *from;        /* a column, and the least value of it; NULL: all */
	int64_t            most;                /* rows, tables; 0: all there are. TAP_WRITE: of the file */
	struct tap_batch   batch;               /* TAP_WRITE, TAP_ERASE */
};

const char *tap_verb_word(enum tap_verb v);
bool tap_writes(enum tap_verb v);
void tap_ask_write(struct buf *out, const struct tap_ask *ask);
/* False: it is no ask. Texts are in the arena. */
bool tap_ask_read(struct ctx *cx, const struct frame *f, struct tap_ask *ret);

/* Could `text` be a value of a connection string at all? No control characters, no
 * more than `most` bytes. */
bool tap_value_good(const char *text, size_t most);
/* Driver={…};Server=…;… with what the driver has to be told besides, to read or to write. */
void tap_string(struct buf *out, const struct tap_place *p, bool writes);
#endif
