/* forward.h - a provider's own interface, mounted beside the tables held here (Art. 20 ¶2;
 * R20.1): calls for a resource's rows are answered by the provider, through the platform.
 *
 * The agency's stewards mount it: which of their systems it is, where, by which key, and how
 * long and how much it may answer. Who calls sees no difference: account, grant, purpose,
 * filter, masks, quota and record are those of every other call. Of the provider only the
 * items granted are asked for, and those its answer is checked by; what it answers is
 * believed as little as a file that somebody uploads, and less: a row that wasn't asked for,
 * or that the grant doesn't give, spoils the answer. A provider that hangs, lies or floods
 * harms nobody else: its calls wait in no thread, are few at once, and stop for a while when
 * it fails (breaker.h). The key is sealed, bound to where it is for, and never answered.
 *
 * url.c, question.c, row.c and breaker.c are pure; desk.c knows what is under way,
 * forward_store.c keeps, call.c asks, forward_http.c is the counter. */
#ifndef FORWARD_FORWARD_H
#define FORWARD_FORWARD_H
#include "core/policy.h"
#include "fetch/talk.h"
#include "store/store.h"

struct app;
struct forward;
struct req;
struct settings;
struct who;

#define FORWARD_MS_MOST 30000           /* that a provider may be given to answer */

struct interface {                      /* as it is mounted */
	const char *resource, *system;
	const char *org;                /* whose resource */
	const char *org_name, *region;
	const char *url, *header;
	const char *sealed;             /* the key; NULL: none is given */
	const char *address;            /* of the network, as it was looked up */
	int64_t     ms, rows, bytes;    /* the most of an answer */
	bool        enabled;
	bool        rightful;           /* the system stands, and is the resource's agency's */
	int64_t     revision;
	const char *changed_by;
	ms_t        changed_at;
};

/* --- pure ---------------------------------------------------------------------------- */
struct url { bool tls; const char *host; int port; };
/* An http or https address of a host with a path: no user, no fragment, nothing but plain
 * characters. */
bool url_read(struct ctx *cx, const char *text, struct url *ret);
/* Can it be the name of a header that carries a key, and its value? */
bool header_name_good(const char *name);
bool header_value_good(const char *value);

/* Who answers a call under a grant. */
enum forward_way {
	FORWARD_HERE,                   /* no interface, or one that is off: the rows held here */
	FORWARD_ASKED,                  /* the provider */
	FORWARD_OFF,                    /* nobody: it is off, and no rows are held */
	FORWARD_STRANDED,               /* nobody: its system isn't the provider's any more */
	FORWARD_NO_GROUPS,              /* nobody: groups aren't made of what comes in pages */
};
/* `i` NULL: none is mounted. `held`: rows were loaded. */
enum forward_way forward_way(const struct interface *i, bool held, enum grant_use use);

struct question {
	struct view          view;
	const char          *code;      /* of the resource */
	const size_t        *columns;   /* items wanted: indexes into the view, each once */
	size_t               n;
	const char *const   *code_sets; /* of each item, the list its values are of, or NULL */
	const struct filter *policy, *where;    /* both are asked for, and checked */
	int64_t              limit;
	const char          *cursor;    /* the provider's own; NULL: from the start */
};
/* {"resource", "fields", "where", "limit", "cursor"}: what the provider is sent. */
void        question_json(struct buf *out, const struct question *q);
/* The items' names as gongshu-fetch takes them (talk.h). */
const char *const *question_columns(struct ctx *cx, const struct question *q);
/* Fills q->columns: what is wanted, and what a row is checked by, each item once. */
void        question_wants(struct ctx *cx, struct question *q, const size_t *wanted, size_t n);

/* The cells of one row into values, a column each: texts live in the arena or the frame. A
 * cell that its item doesn't allow is FETCH_ROW, a row outside of what was asked and granted
 * FETCH_OUTSIDE; *ret_item is which item, when it is one. `whole` has room for the view. */
enum fetch_fault row_check(struct ctx *cx, const struct question *q,
			   const struct frame_field *cells, struct value *whole,
			   struct value *ret_values, size_t *ret_item);

/* --- kept ---------------------------------------------------------------------------- */
/* *ret_there false: none is mounted. */
enum err interface_of(struct ctx *cx, struct db *db, const char *resource,
		      struct interface *ret, bool *ret_there) MUST_USE;
/* Inside a change: mounts it, or another in its place; noted, and its grants decide anew. */
enum err interface_put(struct ctx *cx, struct db *db, const struct who *who,
		       const struct interface *i) MUST_USE;
/* Inside a change: a system is another than it was, or retired; those who ask its interfaces
 * decide anew. */
enum err forward_system_changed(struct ctx *cx, struct db *db, const char *system) MUST_USE;
/* The settings that concern it: ERR_INVALID names what is wrong. */
enum err forward_settings(struct ctx *cx, const struct settings *s) MUST_USE;
struct forward *forward_open(struct app *app);
void            forward_hush(struct forward *f);        /* the server stops */
void            forward_close(struct forward *f);       /* NULL is fine */

/* --- a call ---------------------------------------------------------------------------- */
struct forwarded {                      /* what came, checked */
	const size_t *place;            /* of each item of the view: its column + 1; 0: none */
	size_t        ncolumns;
	struct value *values;           /* row by row */
	int64_t       rows;
	const char   *cursor;           /* the provider's, for what stands behind; or NULL */
	int64_t       ms;
};
/* The value of an item in a row; null for one that wasn't asked for. */
struct value forwarded_value(const struct forwarded *f, int64_t row, size_t item);

/* Asks. *ret NULL: the request is on its way (req_depart()), and the handler returns; when
 * it runs again it asks the same and gets the answer. `all`: rows were asked for by keys,
 * and have to come at once. ERR_UPSTREAM, ERR_UPSTREAM_SLOW: the provider's failure, in a
 * sentence that names it; ERR_BUSY: it isn't asked now. */
enum err forward_ask(struct ctx *cx, struct req *rq, const struct interface *i,
		     const struct question *q, bool all, const struct forwarded **ret) MUST_USE;
#endif
