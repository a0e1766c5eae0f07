/* web.h - the HTTP door: starting it, stopping it, and what it asks of others.
 *
 * Threads: event loops (one a core) parse and send, and run what is quick; a
 * bounded pool of workers runs the other handlers, the store's thread finishes what answer_after() left, one
 * reaper cuts connections that take too long. Read req.h for what a handler
 * sees, job.h for the life of a request. */
#ifndef WEB_WEB_H
#define WEB_WEB_H
#include "base/buf.h"
#include "base/ctx.h"
#include "core/who.h"

struct app;
struct credentials;
struct db;
struct req;
struct route_list;
struct web;

/* Who may be asking is other features' business. NULL members: nobody can. */
struct web_hooks {
	enum err (*who)(struct ctx *cx, struct app *app, struct db *db,
			const struct credentials *c, const struct who **ret_who);
	/* Does X-CSRF-Token belong to this session? Constant time; NULL never does. */
	bool     (*csrf_ok)(struct app *app, const struct who *w, const char *sent);
	/* A request that carries Signature-Input: the key's id, or ERR_UNSIGNED. */
	enum err (*signature)(struct ctx *cx, struct req *rq, const char **ret_key_id);
	/* Does this still stand, by which a stream was tagged (answer_tag)? */
	bool     (*stands)(struct app *app, struct db *db, const char *tag);
	/* A request was refused (401, 403, 429) on a route that is not AUDIT_NONE. */
	void     (*refused)(struct ctx *cx, struct req *rq, enum err e);
	void     (*metrics)(struct app *app, struct buf *out);     /* more lines */
	bool     (*ready)(struct app *app);
};

struct web_setup {
	struct app              *app;
	const struct route_list *const *lists;
	struct web_hooks         hooks;
	const char              *listen;        /* "127.0.0.1:8080", "[::1]:0" */
	int                      workers, loops, connections, per_address;
	int                      loop_readers;      /* number of the first loop's read
						     * connection; 0: none */
	int                      watch_reader;      /* one for the watch; 0: none */
	int                      idle_seconds, request_seconds;
	int64_t                  body_bytes;        /* largest JSON body; 0: 1 MiB */
	int                      rate_per_second;   /* from one address; 0: no limit */
	bool                     secure_cookie;
	const char              *hosts;             /* comma-separated; empty: any */
	const char              *trusted_proxies;   /* addresses, comma-separated */
	const char              *public_url;        /* for absolute links; see req_site() */
};

enum err    web_start(struct ctx *cx, const struct web_setup *set, struct web **ret) MUST_USE;
const char *web_address(const struct web *w);        /* "127.0.0.1:41234" */
/* No new connections; what is in flight ends (streams are cut after 10 s). */
void        web_stop(struct web *w);
#endif
