/* req.h - one request, after the dispatcher has authenticated and checked it,
 * and the answer in the making.
 *
 * A handler reads rq->…, does its work through store/ and the features, and
 * leaves an answer with one of the answer_… calls. Returning an error drops
 * that answer; the dispatcher writes problem+json (RFC 9457) from cx->fault. */
#ifndef WEB_REQ_H
#define WEB_REQ_H
#include "base/jout.h"
#include "core/who.h"
#include "store/store.h"
#include "web/route.h"
#include <jansson.h>

struct app;                             /* what the whole server shares, app.h */
struct answer;
struct job;
struct signature;                       /* sign/sign.h */

/* What a call was about, by ids: a refusal's leaf names it. Copies, since it outlives what
 * the call was decided by. */
#define ABOUT_TEXT 24
struct about { char resource[ABOUT_TEXT], grant[ABOUT_TEXT]; };

struct req {
	struct app         *app;
	struct store       *store;
	struct db          *db;         /* this worker's read connection */
	const struct route *route;
	const char         *method;     /* "GET" … */
	const char         *path;       /* decoded after splitting; for messages */
	const char         *target;     /* as sent: path?query */
	const char         *seg[4];     /* what {…} matched, decoded, in order */
	struct ctx         *cx;         /* the request's own: what streams may keep */
	const struct who   *who;        /* never NULL; WHO_NOBODY if unsigned */
	bool                quick;      /* on a loop or lane: be quick, or req_defer();
					 * ROUTE_KEPT: without `db` */
	const void         *body;       /* struct of the route's schema, or NULL */
	json_t             *json;       /* the same as parsed; lives as long as rq */
	const char         *raw;        /* the bytes as sent */
	size_t              nraw;
	const char         *peer;       /* address, text */
	struct answer      *out;
	const struct signature *signature;      /* of a signed request (sign/sign.h), or NULL */
	const void         *listed;     /* what a listing's callbacks need of who answers */
	struct about        about;      /* once a call for data knows it */
	void               *brought;    /* of req_depart(), once the request was away */
	struct job         *job;        /* web/ only */
};

/* ROUTE_QUICK: a call that costs microseconds saves the way to a worker and back.
 * It begins on the event loop (rq->quick), with a read connection of its own, and
 * may not wait there. What turns out to be more calls this and returns OK: a
 * worker then runs the handler from the start. */
void req_defer(struct req *rq);

/* On PostgreSQL quick calls run on a lane instead, several at a time, and their
 * read connection gathers (db_gathers). A handler that has asked what it has to
 * ask calls this and returns OK; `fn` is called on the same thread when the
 * answers are here, and ends the request as a handler would. */
typedef enum err await_fn(struct ctx *cx, struct req *rq, void *state);
void req_await(struct req *rq, await_fn *fn, void *state);

/* What somebody far away has to be asked is waited for by no thread: the handler calls
 * this and returns OK. `fn` is called with `arg` as the last thing done here, and sees to it
 * that req_back() is called once, on any thread; a worker then runs the handler from the
 * start, who is asking included, and finds `arg` as rq->brought. Until then the request,
 * its arena too, is whose who was called. */
typedef void depart_fn(void *arg);
void req_depart(struct req *rq, depart_fn *fn, void *arg);
void req_back(struct req *rq);

/* Query parameters, decoded, valid UTF-8; NULL when not given. A name given
 * twice or unknown to the route was refused before the handler ran. */
const char *req_query(const struct req *rq, const char *name);
/* The same; NULL also when nothing stands behind its name. */
const char *req_given(const struct req *rq, const char *name);
/* Does it say yes, once req_query_flag() has taken it? */
bool        req_flagged(const struct req *rq, const char *name);
size_t      req_query_count(const struct req *rq);
void        req_query_at(const struct req *rq, size_t i, const char **ret_name,
			 const char **ret_value);
enum err    req_query_int(struct ctx *cx, const struct req *rq, const char *name,
			  int64_t least, int64_t most, int64_t *val) MUST_USE;
/* true, false, 1 or 0; left out: false. */
enum err    req_query_flag(struct ctx *cx, const struct req *rq, const char *name,
			   bool *ret) MUST_USE;
/* Whose affairs a ROUTE_SIGHT list shows: what its query asks for (`org`, `region`)
 * within what the caller sees. NULL: doesn't narrow; `region` is the front of a
 * division's digits. */
struct in_sight { const char *org, *region; };
struct in_sight req_in_sight(const struct req *rq);
const char *req_header(const struct req *rq, const char *name);   /* NULL: none */
/* "http://…" to put before an absolute link: the site's public_url; without one the
 * address this server listens on. The Host that was asked counts only where it is
 * known (`hosts`) or the server listens to more than this machine: a link must not
 * lead wherever a caller wrote. */
const char *req_site(struct ctx *cx, const struct req *rq);
/* Every header as sent; false from `each` stops. For signatures. */
typedef bool req_header_fn(void *arg, const char *name, const char *value);
void        req_headers(const struct req *rq, req_header_fn *each, void *arg);

/* limit (default 50, at most 1,000) and cursor of a listing. The cursor is
 * opaque to clients: sealed text of the last key (AEAD). NULL: from the start. */
struct page { int64_t limit; const char *after; };
enum err    req_page(struct ctx *cx, struct req *rq, struct page *ret_page) MUST_USE;
const char *req_cursor(struct ctx *cx, struct req *rq, const char *last_key);

/* Who asks, looked at as of now and not of a moment ago; *ret_other: they act for
 * another organisation than before, and may still ask this. */
enum err req_who_again(struct req *rq, bool *ret_other) MUST_USE;

/* A list so short that it is walked whole each time, for its exact total: ask
 * brief_takes() once for each item and write those it takes. Its cursor is a place. */
struct brief { int64_t from, limit, seen; };
enum err req_brief(struct ctx *cx, struct req *rq, struct brief *ret_brief) MUST_USE;
bool     brief_takes(struct brief *w);
void     answer_brief_end(struct ctx *cx, struct req *rq, const struct brief *w);
/* The brief list of a statement's rows; `put` writes one. */
typedef enum err put_fn(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q);
enum err answer_brief(struct ctx *cx, struct req *rq, struct rows *q, put_fn *put) MUST_USE;

/* JSON: write into the returned writer; complete when the handler returns. */
struct jout *answer_json(struct req *rq, int status);
/* {items:[…], next_cursor, total}: open, write items, close. */
struct jout *answer_list(struct req *rq);
void         answer_list_end(struct ctx *cx, struct req *rq, const char *next_key,
			     int64_t total);
/* A listing of two statements: `count` gives n, `list` the rows after `:after`, one
 * more than the page holds (`:limit`), each with its place in column `key`. `bind`
 * gives both their filters, NULL: none; `put` writes one row.
 *
 * Another order, that `sort` asks for, has a statement of its own. Its `place` is text, of
 * which :after is the last one shown; or where `by_day` "<day> <id>", which go into :after_day
 * and :after apart, so that an index finds where the page begins. */
struct listed {
	enum sql    count, list;
	const char *key;
	void      (*bind)(const struct req *rq, struct rows *q);
	put_fn     *put;
};
struct listed_order {
	const char *word;                      /* "": the usual one; NULL ends them */
	enum sql    list;
	bool        by_day;
};
enum err answer_listed(struct ctx *cx, struct req *rq, const struct listed *l) MUST_USE;
enum err answer_ordered(struct ctx *cx, struct req *rq, const struct listed *l,
			const struct listed_order *orders) MUST_USE;
void answer_status(struct req *rq, int status);              /* empty body */
void answer_bytes(struct req *rq, int status, const char *type, const void *p,
		  size_t n);                                 /* copied */
void answer_const(struct req *rq, int status, const char *type, const void *p,
		  size_t n);                                 /* lives for ever */
struct buf *answer_buf(struct req *rq, int status, const char *type);
/* A file range; takes the descriptor. Range and If-Range are the door's work. */
void answer_file(struct req *rq, const char *type, int fd, const char *etag);
/* Bytes of that file that go out to who asks so; 0: the range is refused, or it is empty. */
int64_t answer_file_bytes(const struct req *rq);
bool answer_is_head(const struct req *rq);   /* HEAD: a body would be dropped */
/* The client named this ETag as what it has: 304 will be the answer. */
bool answer_is_known(const struct req *rq, const char *etag);
/* A body goes out: it isn't asked for by HEAD, nor known by the ETag that stands. */
bool answer_sends(const struct req *rq);
void answer_header(struct req *rq, const char *name, const char *value);  /* copied */
/* Sets ETag; ERR_STALE when If-Match was sent and differs. */
enum err answer_etag(struct ctx *cx, struct req *rq, const char *etag) MUST_USE;

/* ROUTE_STREAM_IN: the handler runs before the body is read. It either answers
 * (the body is then dropped) or calls req_sink(); then `take` is called on a
 * worker for each piece, in order, and last with n = 0, when it must leave an
 * answer. An error from `take` becomes the answer. `end`, if not NULL, is called
 * once at last, on a worker, also when the client left half-way: what had
 * arrived until then was given to `take` before. */
typedef enum err sink_fn(struct ctx *cx, struct req *rq, void *state, const void *p, size_t n);
void req_sink(struct req *rq, sink_fn *take, void (*end)(void *state), void *state);

/* Hold the finished answer until `fn` is durable; then the first byte leaves.
 * If `fn` fails with ERR_CONFLICT the handler runs again (at most 3 times), so
 * that it decides anew; other errors become the answer. */
void answer_after(struct req *rq, store_fn *fn, void *arg);

/* The same with a first write that others may share: see struct joint. `arg` is the
 * share as well. */
void answer_after_joint(struct req *rq, const struct joint *joint, store_fn *fn, void *arg);

/* The stream under way lasts only as long as `tag` (a grant's id) stands: when it
 * ends, the connection is reset within a fraction of a second. */
void answer_tag(struct req *rq, const char *tag);

/* A stream: the door calls `more` on a worker thread for each next piece. It
 * appends to `out` and may leave a change that must be durable before the piece
 * goes out (answer_after again; ERR_CONFLICT makes the piece anew). *ret_last
 * ends the stream; an error cuts the connection without a terminator. The first
 * piece is asked for before the status is sent, so an error there is still an
 * answer. `cx` is emptied after each piece: what must last goes to rq->cx or
 * `state`, which lives until `end` (may be NULL) is called, on any thread. rq->db
 * is the reader of the worker that runs the piece. */
typedef enum err stream_fn(struct ctx *cx, struct req *rq, void *state,
			   struct buf *out, bool *ret_last);
/* Is the piece asked for the last one once more? What it was decided on moved before it
 * was charged, and nothing of it left. */
bool answer_anew(const struct req *rq);
/* A field behind the last piece (RFC 9110, 6.5), which its head names in `Trailer`. Copied. */
void answer_trailer(struct req *rq, const char *name, const char *value);
void answer_stream(struct req *rq, int status, const char *type, stream_fn *more,
		   void (*end)(void *state), void *state);
#endif
