/* database.h - the database of an agency's information system, asked through ODBC (R12.1).
 *
 * A system of the register (itsystem/) may have one: driver, host, port, name, user and
 * password. The agency's own stewards set it, list its tables, have items proposed from
 * one, and let rows be pulled from it. The site's settings name the drivers and networks
 * there may be; it is another program that connects (tap/tap.h). The password is sealed
 * under the server's key, bound to place and user, and never answered: who changes any of
 * them says it again, so that it can't be sent somewhere else.
 * propose.c decides, database_store.c keeps, ask.c asks, database_http.c is the counter. */
#ifndef DATABASE_DATABASE_H
#define DATABASE_DATABASE_H
#include "core/guess.h"
#include "core/who.h"
#include "store/store.h"
#include "tap/tap.h"

struct app;

struct database {
	const char *system, *driver, *host;
	int         port;
	const char *name, *login;
	const char *sealed;             /* the password */
	const char *changed_by;
	ms_t        changed_at;
};

/* ERR_CONFLICT: the system has none. */
enum err database_find(struct ctx *cx, struct db *db, const char *system,
		       struct database *ret) MUST_USE;
/* Where to go and as whom, looked up and checked now. */
enum err database_place(struct ctx *cx, const struct app *app, const struct database *d,
			struct tap_place *ret) MUST_USE;

/* Inside a change: what is about to be done with it, on the record. `act` says what,
 * `detail` of what (a table); `by` is a principal of `org`. */
enum err database_note(struct ctx *cx, struct db *db, const char *org, const char *by,
		       const char *system, const char *act, const char *detail) MUST_USE;

struct database_column {
	const char *name, *remark;      /* remark NULL: none */
	int64_t     type, size, digits, key;
	bool        nullable;
};
/* How a call of an agency's asks: limited in time and size. */
struct tap_setup database_call(struct ctx *cx, const struct app *app, const char *agency,
			       const struct tap_place *place);
/* The columns of a table; `setup` with its place and limits. */
enum err database_columns(struct ctx *cx, struct tap_setup setup, const char *schema,
			  const char *table, struct database_column **ret,
			  size_t *ret_n) MUST_USE;

/* The item that holds what the column does: type, length, decimals, key, whether it may
 * be empty. False: bytes, which no item holds. Pure. */
bool database_item(const struct database_column *c, struct item *it);
/* A title from a column's comment: its first words; the name when there is none. Pure. */
const char *database_title(struct ctx *cx, const struct database_column *c);
#endif
