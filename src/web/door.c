/* door.c - the event loops' side: what libmicrohttpd calls, and when.
 *
 * The life of a request: door_target (a job is taken) -> door_request, first call
 * (gate, path, route; refusals at once) -> body pieces -> suspended while a
 * worker has it -> again (the answer is queued) -> door_finished (the job is
 * given back). Nothing here waits. */
#include "sys/clock.h"
#include "app.h"
#include "web/job.h"
#include <string.h>
#include <strings.h>

#define BODY_DROPPED_MOST (64u << 20)   /* a refused body longer than this is cut */
#define SINK_PIECE   (256u << 10)

/* --- the head -------------------------------------------------------------- */

void *door_target(void *cls, const char *uri, struct MHD_Connection *mhd)
{
	struct loop *l = cls;
	struct job *j = job_take(l->web);
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	j->mhd = mhd;
	j->loop = l;
	j->live = info ? info->socket_context : NULL;
	j->state = JOB_HEAD;
	j->began = clock_steady_us();
	j->number = routes_count(j->web->routes);
	ctx_reset(&j->cx, clock_now());
	j->rq = (struct req){ .app = j->web->set.app, .cx = &j->cx, .out = &j->out, .job = j,
			      .target = ctx_text(&j->cx, uri ? uri : "") };
	if (j->live)
		live_phase(j->live, LIVE_HEAD);
	return j;
}

static enum MHD_Result take_field(void *cls, enum MHD_ValueKind kind, const char *name,
				  size_t nname, const char *value, size_t nvalue)
{
	struct head *h = cls;
	(void)kind;
	if (h->n <= GATE_FIELDS_MOST)
		h->fields[h->n++] = (struct head_field){ name, value ? value : "", nname,
							 nvalue };
	return MHD_YES;
}

static enum err read_head(struct job *j, const char *method, const char *version)
{
	struct head h = { method, version, j->rq.target, j->loop->fields, 0 };
	MHD_get_connection_values_n(j->mhd, MHD_HEADER_KIND, take_field, &h);
	return gate_check(&j->cx, &h, &j->facts);
}

static void match(struct job *j, bool known)
{
	j->match = routes_match(&j->cx, j->web->routes, known ? j->method : METHOD_MAX_, &j->path);
}

static bool wants_page(struct job *j)
{
	const char *accept = req_header(&j->rq, "Accept");
	return (j->method == METHOD_GET || j->method == METHOD_HEAD) && accept &&
	       strstr(accept, "text/html");
}

static enum err find_route(struct job *j, const char *method)
{
	struct ctx *cx = &j->cx;
	if (j->rq.target[0] != '/')
		return fail(cx, ERR_NOT_FOUND, SAY_ROUTE_UNKNOWN());
	TRY(path_read(cx, j->rq.target, &j->path));
	j->rq.path = j->path.text;
	bool known = method_read(method, &j->method);
	match(j, known);
	if (!j->match.methods && known && wants_page(j)) {       /* told by a page, as people read */
		TRY(path_read(cx, ROUTE_NOWHERE, &j->path));
		match(j, known);
	}
	if (!j->match.methods)
		return fail(cx, ERR_NOT_FOUND, SAY_ROUTE_UNKNOWN());
	if (!j->match.route)
		return known && j->method == METHOD_OPTIONS
			? OK : fail(cx, ERR_METHOD, SAY_ROUTE_METHOD(method));
	j->rq.route = j->match.route;
	j->rq.method = method_word(j->method);
	j->number = j->match.number;
	memcpy(j->rq.seg, j->match.seg, sizeof j->rq.seg);
	return OK;
}

static bool host_known(const struct web *w, const char *host)
{
	const char *list = w->set.hosts;
	if (!list || !*list || !host)
		return true;
	size_t n = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":");
	for (const char *p = list; *p; p += strspn(p, " ,")) {
		size_t len = strcspn(p, " ,");
		if (len == n && strncasecmp(p, host, n) == 0)
			return true;
		p += len;
	}
	return false;
}

static bool has_body(const struct job *j)
{
	return j->facts.chunked || j->facts.length > 0;
}

static enum err allow_body(struct job *j)
{
	const struct route *r = j->match.route;
	if (!r)
		return OK;
	j->most = r->max_body ? r->max_body
			      : r->flags & ROUTE_STREAM_IN ? UINT64_MAX
							 : (uint64_t)j->web->set.body_bytes;
	if (j->facts.length > 0 && (uint64_t)j->facts.length > j->most)
		return fail(&j->cx, ERR_TOO_LARGE, SAY_BODY_TOO_LARGE((int64_t)j->most));
	if (!(r->flags & ROUTE_STREAM_IN)) {
		j->body.max = j->most < (64u << 20) ? (size_t)j->most : 64u << 20;
		j->most = j->body.max;
	} else {
		j->body.max = SINK_PIECE + (64u << 10);
	}
	return OK;
}

/* OPTIONS: what the path knows; to other sites only where that is wanted. */
static void answer_options(struct job *j)
{
	const char *methods = methods_text(&j->cx, j->match.methods);
	struct path *p = &j->path;
	struct match get = routes_match(&j->cx, j->web->routes, METHOD_GET, p);
	answer_status(&j->rq, 204);
	answer_header(&j->rq, "Allow", methods);
	if (get.route && (get.route->flags & ROUTE_ANY_ORIGIN)) {
		answer_header(&j->rq, "Access-Control-Allow-Origin", "*");
		answer_header(&j->rq, "Access-Control-Allow-Methods", "GET, HEAD");
		answer_header(&j->rq, "Access-Control-Allow-Headers", "authorization");
		answer_header(&j->rq, "Access-Control-Max-Age", "86400");
	}
	struct match post = routes_match(&j->cx, j->web->routes, METHOD_POST, p);
	if ((post.route && (post.route->flags & ROUTE_TUS)) ||
	    (get.route && (get.route->flags & ROUTE_TUS)))
		answer_tus(&j->rq, true);
}

/* --- the answer, from the loop ---------------------------------------------- */

/* The library takes an answer before the body or after it, never between. */
static void drop_body(struct job *j)
{
	j->state = JOB_DROPPING;
	j->most = BODY_DROPPED_MOST;
	live_phase(j->live, LIVE_BODY);
}

/* A client that is still sending would not read our answer: let its body pass
 * first, unless it is very long or waits to be asked. An answer given in the
 * library's first call also ends the connection: without a body, wait for the
 * second. */
static enum MHD_Result refuse(struct job *j, enum err e)
{
	answer_problem(j, e);
	if (j->close)
		return send_answer(j);
	if (!has_body(j))
		j->state = JOB_READY;
	else if (j->facts.expects || j->facts.length > (int64_t)BODY_DROPPED_MOST)
		return send_answer(j);
	else
		drop_body(j);
	return MHD_YES;
}

static enum MHD_Result head_done(struct job *j, const char *method, const char *version)
{
	enum err e = read_head(j, method, version);
	if (e != OK) {
		j->close = true;
		return refuse(j, e);
	}
	if (!host_known(j->web, j->facts.host))
		return refuse(j, fail(&j->cx, ERR_INVALID, SAY_HOST_UNKNOWN()));
	e = find_route(j, method);
	if (e == OK)
		e = allow_body(j);
	if (e != OK)
		return refuse(j, e);
	j->state = JOB_READING;
	if (j->match.route && (j->match.route->flags & ROUTE_STREAM_IN) && has_body(j)) {
		j->again = true;
		job_hop(j, TASK_RUN);
	} else if (has_body(j)) {
		live_phase(j->live, LIVE_BODY);
	}
	return MHD_YES;
}

/* By token or signature only: looking after a session may write. */
static bool is_quick(const struct job *j)
{
	return (j->loop->db || j->web->lanes) && (j->match.route->flags & ROUTE_QUICK) &&
	       !req_header(&j->rq, "Cookie");
}

static enum MHD_Result after_quick(struct job *j)
{
	if (j->state == JOB_READY)
		return send_answer(j);
	if (j->state != JOB_HELD && j->departs) {
		MHD_suspend_connection(j->mhd);
		job_depart(j);
	} else if (j->state != JOB_HELD) {
		job_hop(j, TASK_RUN);
	}
	return MHD_YES;
}

static enum MHD_Result quick(struct job *j)
{
	live_phase(j->live, LIVE_AWAY);
	run_quick(j, j->loop->db);
	return after_quick(j);
}

static enum MHD_Result held(struct job *j)
{
	if (!loop_take_back(j->loop, j))
		return MHD_YES;
	run_held(j);
	return after_quick(j);
}

static enum MHD_Result to_lane(struct job *j)
{
	j->task = TASK_RUN;
	j->state = JOB_AWAY;
	j->rq.quick = true;
	live_phase(j->live, LIVE_AWAY);
	MHD_suspend_connection(j->mhd);
	if (!lanes_push(j->web->lanes, j)) {
		answer_problem(j, fail(&j->cx, ERR_BUSY, SAY_OVERLOADED()));
		job_ready(j);
	}
	return MHD_YES;
}

/* All of it is here: on the loop if it can't wait, else to a worker. */
static enum MHD_Result request_done(struct job *j)
{
	const struct route *r = j->match.route;
	j->whole = true;
	if (!r)
		answer_options(j);
	else if (atomic_load_explicit(&j->web->stopping, memory_order_relaxed))
		answer_problem(j, fail(&j->cx, ERR_BUSY, SAY_STOPPING()));
	else if (r->flags & ROUTE_INLINE)
		run_inline(j);
	else if (is_quick(j))
		return j->loop->db ? quick(j) : to_lane(j);
	else if (!(r->flags & ROUTE_KEPT) || !run_kept(j)) {
		job_hop(j, j->sink.take ? TASK_SINK : TASK_RUN);
		return MHD_YES;
	}
	return send_answer(j);
}

/* --- the body ----------------------------------------------------------------- */

static enum MHD_Result body_piece(struct job *j, const char *p, size_t *n)
{
	bool sink = j->sink.take != NULL;
	j->loop->stirred = true;
	j->received += *n;
	live_bytes(j->live, *n);
	if (j->received > j->most) {
		answer_problem(j, fail(&j->cx, ERR_TOO_LARGE,
				       SAY_BODY_TOO_LARGE((int64_t)j->most)));
		j->sink.done = true;
		drop_body(j);
		*n = 0;
		return MHD_YES;
	}
	buf_bytes(&j->body, p, *n);
	PRE(buf_ok(&j->body));
	*n = 0;
	if (sink && j->body.n >= SINK_PIECE)
		job_hop(j, TASK_SINK);
	return MHD_YES;
}

static enum MHD_Result drop_piece(struct job *j, size_t *ndata)
{
	if (!*ndata)
		return send_answer(j);
	j->loop->stirred = true;
	j->received += *ndata;
	live_bytes(j->live, *ndata);
	*ndata = 0;
	return j->received <= j->most ? MHD_YES : MHD_NO;
}

enum MHD_Result door_request(void *cls, struct MHD_Connection *mhd, const char *url,
			      const char *method, const char *version, const char *data,
			      size_t *ndata, void **con_cls)
{
	struct job *j = *con_cls;
	(void)cls, (void)mhd, (void)url;
	if (!j || !j->live)
		return MHD_NO;
	if (j->state == JOB_HELD)
		return held(j);
	if (j->again) {                 /* suspended in the first call, which then comes twice */
		j->again = false;
		if (j->state == JOB_READY && j->facts.expects)
			return send_answer(j);
		if (j->state == JOB_READY)
			drop_body(j);
		return MHD_YES;
	}
	switch (j->state) {
	case JOB_HEAD:
		return head_done(j, method, version);
	case JOB_READING:
		return *ndata ? body_piece(j, data, ndata) : request_done(j);
	case JOB_DROPPING:
		return drop_piece(j, ndata);
	case JOB_READY:
		/* A stream-in may be answered before its body was read. */
		if (j->whole || !has_body(j))
			return send_answer(j);
		drop_body(j);
		return drop_piece(j, ndata);
	case JOB_AWAY:
	case JOB_HELD:
	case JOB_SENDING:
		break;
	}
	return MHD_YES;
}

void door_finished(void *cls, struct MHD_Connection *mhd, void **con_cls,
		     enum MHD_RequestTerminationCode why)
{
	struct job *j = *con_cls;
	(void)cls, (void)mhd, (void)why;
	*con_cls = NULL;
	if (!j)
		return;
	if (j->live)
		live_phase(j->live, LIVE_IDLE);
	watch_off(j->web, &j->watched);
	j->live = NULL;
	j->mhd = NULL;
	if (j->state == JOB_HELD) {
		loop_orphan(j->loop, j);
	} else if (j->sink.take) {      /* what had come, and the end, on a worker */
		j->task = TASK_CUT;
		pool_push_always(j->web->pool, j);
	} else {
		job_give(j);
	}
}
