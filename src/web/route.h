/* route.h - every door of the server, and who may open it.
 *
 * One const table per feature, gathered in src/routes.c. A row names the
 * capability it needs and its audit class; zero is "unset" and stops the
 * server at start (route_check). The dispatcher, not the handler, checks the
 * capability and what else the row asks of the caller, limits, reads and validates
 * the body, and answers errors; a
 * handler holds no permission code beyond "is this row yours". OpenAPI is
 * printed from these rows, so it cannot drift. */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H
#include "core/who.h"
#include "base/ctx.h"

enum audit {                            /* what the dispatcher notes */
	AUDIT_UNSET_,
	AUDIT_NONE,                     /* public facts, nothing to note */
	AUDIT_READ,                     /* refusals are noted */
	AUDIT_WRITE,                    /* the change notes itself (record_note) */
	AUDIT_RELEASE,                  /* data leaves: the blocking rule */
};

enum route_flag {
	ROUTE_INLINE   = 1,             /* runs on the event loop: must not wait */
	ROUTE_RAW_BODY = 2,             /* body is not JSON: rq->raw */
	ROUTE_STREAM_IN = 4,            /* body goes to req_sink() as it comes */
	ROUTE_NO_CSRF  = 8,             /* sign-in, public forms */
	ROUTE_NOT_KEPT = 16,            /* a change whose answer is for its caller alone */
	ROUTE_TOKEN_ONLY = 32,          /* never by cookie */
	ROUTE_ANY_ORIGIN = 64,          /* public reading: other sites' pages may too */
	ROUTE_HIDDEN = 128,             /* pages and assets: not in the API document */
	ROUTE_TUS = 256,                /* answers carry the headers of tus 1.0 */
	ROUTE_QUICK = 512,              /* begins on a loop or lane; see req_defer() */
	ROUTE_KEPT = 1024,              /* the same for what lies ready (kept.h): no store,
					 * and nobody in particular asks */
	ROUTE_SIGHT = 2048,             /* the agency its query asks for (`org`) is one that
					 * the caller sees (core/sight.h); req_in_sight() */
	ROUTE_AGENCY = 4096,            /* the caller acts for an organisation */
};
/* Kept once for the whole city: for its offices alone, by this article of the measures. */
#define ROUTE_CITY_BY(article) ((uint32_t)(article) << 24)
static inline uint32_t route_city_by(uint32_t flags)
{
	return flags >> 24;
}

struct req;
struct schema;
/* `{id}` takes one segment; `{rest*}`, at the end only, all that follow, joined
 * by '/'. A literal wins over `{…}`. HEAD is answered by GET's row, OPTIONS and
 * 405 by the table itself. A public route (CAP_PUBLIC) still tells the handler
 * who asks; a stale cookie is nobody there, a wrong token is 401 everywhere. */
struct route {
	const char  *method, *path;     /* "/api/v1/cases/{id}/acts" */
	enum cap     needs;
	enum audit   audit;
	const struct schema *body;      /* NULL: no body */
	const struct schema *reply;     /* NULL: not JSON */
	enum err   (*handle)(struct ctx *cx, struct req *rq);
	const char  *about;             /* one sentence; the API reference */
	uint32_t     flags;
	uint64_t     max_body;          /* bytes; 0: 1 MiB, ROUTE_STREAM_IN: no limit */
	const char *const *query;       /* names of query parameters, NULL-ended;
					 * "*" allows any; NULL: none */
};

/* The path of the row that answers a browser whose path no row has. */
#define ROUTE_NOWHERE "/missing"

/* Does it honour Idempotency-Key? Every POST that changes something does, but for
 * sign-in: a cookie is given once. */
bool route_keeps(const struct route *r);

/* NULL, or what is wrong with the table. */
const char *route_check(const struct route *r, size_t n);

struct route_list { const struct route *rows; size_t n; const char *tag; };
extern const struct route_list *const route_lists[];       /* src/routes.c; NULL ends */
#endif
