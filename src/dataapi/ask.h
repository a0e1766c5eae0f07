/* ask.h - what a call asks for, read from its query string or its body. */
#ifndef DATAAPI_ASK_H
#define DATAAPI_ASK_H
#include "core/policy.h"
#include "dataapi/batch.h"
#include "dataapi/print.h"

struct req;

#define DATA_PAGE      100              /* rows, when the caller doesn't say */
#define DATA_PAGE_MOST 1000             /* rows of one piece, and of one JSON answer */
#define DATA_ROWS_MOST 1000000000

struct data_ask {
	const char          *purpose, *matter;  /* headers */
	enum grant_use       use;
	enum data_format     format;
	size_t              *seen;      /* indexes into the view, in the order asked */
	size_t               nseen;
	const struct filter *where;     /* the caller's own; NULL: all rows */
	int64_t              limit;
	bool                 whole;     /* more than one piece: a stream */
	const char          *cursor;    /* as sent, or NULL */
	const struct key_list *keys;    /* each to be answered for itself, or NULL */
	const json_t        *sent_keys; /* the same as sent */
};

/* ERR_INVALID names the parameter or field. Items left out: all that are granted
 * and, in `view`, in clear or masked. */
enum err ask_read(struct ctx *cx, const struct req *rq, struct view view,
		  struct data_ask *ret) MUST_USE;
/* The header every call carries; ERR_INVALID without it. */
enum err ask_purpose(struct ctx *cx, const struct req *rq, const char **ret) MUST_USE;
#endif
