/* piece.h - one piece of an answer in the making: what is asked under which grant,
 * whether it may leave, the rows, printed. An answer is one piece (dataapi_http.c), a
 * stream many (stream.c), each decided, charged and noted for itself. */
#ifndef DATAAPI_PIECE_H
#define DATAAPI_PIECE_H
#include "dataapi/release.h"
#include "grant/grants.h"
#include "rowsql/rowread.h"
#include "web/req.h"

struct call {
	const struct plan *plan;
	struct data_ask    ask;
	int64_t            after;       /* row number to begin behind */
	int64_t            last;        /* of the last row printed */
	int64_t            most;        /* rows of this piece */
	bool               more;        /* there is a row behind */
	struct rows       *use;         /* asked for; only for limited grants */
	struct usage       used;        /* as read */
	struct row_ask     want;
	struct rowscan    *scan;
	const char        *cursor;      /* to go on behind it: the provider's own … */
	const struct forwarded *far;    /* … whose interface answered; NULL: rows held here */
	int64_t            row;         /* of `far`, the current one */
	size_t             asked;       /* persons by whom was asked … */
	uint32_t          *slots;       /* … found again by hash, when they are many */
	size_t             nslots;
	struct batch      *batch;       /* what became of each key; NULL: not asked */
	int64_t            before;      /* rows that left in earlier pieces */
	struct marked_list marked;
	struct taken       taken;
};

/* The plan of the caller's grant and what they ask, as `read` reads it (version 0: of
 * the rows that are live); refused when there is none. */
typedef enum err ask_fn(struct ctx *cx, const struct req *rq, struct view view,
			struct data_ask *ret);
enum err piece_plan(struct ctx *cx, struct req *rq, int version, ask_fn *read,
		    struct call *c) MUST_USE;
enum err piece_may(struct ctx *cx, const struct req *rq, const struct call *c) MUST_USE;
enum err piece_may_files(struct ctx *cx, const struct req *rq, const struct call *c) MUST_USE;
/* Is there anybody who answers (plan_way())? In a sentence if not. */
enum err piece_way(struct ctx *cx, const struct call *c) MUST_USE;
/* Is there a call left? Reads c->used; the answer to what was asked (c->use), if it was. */
enum err piece_quota(struct ctx *cx, struct req *rq, struct call *c) MUST_USE;
/* Where the provider's own interface answers, its answer is got first. *ret_away: it isn't
 * here yet, and the handler returns (forward/forward.h). c->most rows, or what it gives. */
enum err piece_forward(struct ctx *cx, struct req *rq, struct call *c, bool *ret_away) MUST_USE;
/* Asks for the rows: piece_print() reads them, and asks itself if nobody has. */
enum err piece_ask(struct ctx *cx, struct req *rq, struct call *c) MUST_USE;
/* Reads the rows that were asked for: `take` gets each; persons, keys and rows are
 * counted here. */
typedef void take_fn(const struct call *c, void *arg);
/* The i-th wanted item of the current row. */
struct value piece_value(const struct call *c, size_t i);
enum err piece_rows(struct ctx *cx, struct req *rq, struct call *c, take_fn *take,
		    void *arg) MUST_USE;
enum err piece_print(struct ctx *cx, struct req *rq, struct call *c, struct buf *out,
		     bool head) MUST_USE;
/* The marks of what was printed, if any: the end of a JSON answer, a line of NDJSON. */
void     piece_marks(struct ctx *cx, struct call *c, struct buf *out);
/* The piece may not pass the quota: nothing of it leaves then. */
enum err piece_within(struct ctx *cx, const struct call *c) MUST_USE;
void     piece_headers(struct ctx *cx, struct req *rq, const struct call *c);

/* stream.c: all rows, a piece after the other. */
enum err stream_answer(struct req *rq, const struct call *c) MUST_USE;
#endif
