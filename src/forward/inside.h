/* inside.h - what the shell files of forward/ share among themselves. */
#ifndef FORWARD_INSIDE_H
#define FORWARD_INSIDE_H
#include "base/jout.h"
#include "core/who.h"
#include "fetch/fetcher.h"
#include "forward/desk.h"
#include "forward/forward.h"

struct forward { struct app *app; struct fetcher *fetcher; struct desk *desk; };

/* Seals the key into i->sealed, bound to where it is for; NULL: none. */
void     interface_seal(struct ctx *cx, const struct app *app, struct interface *i,
			const char *key);
/* Where to go and by which key, as the settings allow it now. */
enum err interface_place(struct ctx *cx, const struct app *app, const struct interface *i,
			 struct fetch_place *ret) MUST_USE;
/* The address of its host, looked up now: ERR_INVALID names the field url. */
enum err interface_reach(struct ctx *cx, const struct app *app, const char *url,
			 const char **ret_address) MUST_USE;

/* --- inside a change; each is noted, and moves the resource's grants ------------------- */
enum err interface_remove(struct ctx *cx, struct db *db, const struct who *who,
			  const char *resource) MUST_USE;
enum err interface_enable(struct ctx *cx, struct db *db, const struct who *who,
			  const struct interface *i, bool enabled) MUST_USE;
/* What is about to be done with it, on the record. */
enum err interface_note(struct ctx *cx, struct db *db, const struct who *who,
			const struct interface *i, const char *act, const char *detail) MUST_USE;
/* It failed so often that it isn't asked for a while: noted, and its stewards are told. */
void     interface_paused(struct app *app, const struct interface *i, enum fetch_fault why);

/* The current row of a statement that reads interfaces. */
struct interface interface_row(struct ctx *cx, struct rows *q);

/* --- the counter (forward_http.c, list_http.c) ------------------------------------------- */
void     interface_failure_json(struct jout *j, const struct desk_failure *f);
enum err interface_list(struct ctx *cx, struct req *rq) MUST_USE;
#endif
