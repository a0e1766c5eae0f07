/* job.h - one request on its way through the door; web/ only.
 *
 * A job is taken when a request line arrives and given back when its last byte
 * has left. One thread owns it at a time: the event loop while head and body
 * come in, a worker (or the store's thread) while its connection is suspended,
 * the loop again while the answer goes out. A quick call stays on its loop and is
 * held there while the store has its change (loop.c). Jobs, their arenas and buffers are
 * reused; nothing is allocated per request but what a handler asks for. */
#ifndef WEB_JOB_H
#define WEB_JOB_H
#include "base/buf.h"
#include "web/gate.h"
#include "web/kept.h"
#include "web/match.h"
#include "web/req.h"
#include "web/target.h"
#include "web/web.h"
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

enum job_state {
	JOB_HEAD,                       /* the request line is here */
	JOB_READING,                    /* the body comes in */
	JOB_DROPPING,                   /* refused; the rest of the body is let pass */
	JOB_AWAY,                       /* suspended: a worker or the store has it */
	JOB_HELD,                       /* not suspended: the store has it (loop.c) */
	JOB_READY,                      /* there is an answer to send */
	JOB_SENDING,
};
enum job_task { TASK_RUN, TASK_SINK, TASK_PIECE, TASK_CUT, TASK_FAILED };

enum answer_kind { ANSWER_NONE, ANSWER_EMPTY, ANSWER_BUF, ANSWER_CONST, ANSWER_FILE,
		   ANSWER_STREAM, ANSWER_KEPT };
#define ANSWER_HEADERS 16
#define ANSWER_MOST (64u << 20)
struct answer {
	enum answer_kind kind;
	int              status;
	const char      *type, *etag;
	struct buf       buf;           /* keeps its room from request to request */
	struct jout      j;
	const void      *p;             /* ANSWER_CONST */
	size_t           n;
	int              fd;            /* ANSWER_FILE; -1: none */
	struct kept     *kept;          /* ANSWER_KEPT; held */
	uint64_t         from, count;   /* its part */
	struct { const char *name, *value; } head[ANSWER_HEADERS];
	size_t           nhead;
	const char      *trailer, *trailer_value;       /* behind a stream's last piece; NULL: none */
	struct MHD_Response *response;  /* of a stream under way */
	store_fn        *after;
	void            *after_arg;
	const struct joint *joint;      /* of `after`; NULL: none */
	stream_fn       *more;
	void           (*end)(void *state);
	void            *state;
	size_t           sent;          /* of the piece in buf */
	size_t           heads;         /* headers that stood before the piece under way */
	bool             last, cut, anew;       /* anew: that piece is made once more */
};

struct sink {
	sink_fn *take;
	void   (*end)(void *state);
	void    *state;
	bool     done;                  /* take(…, 0) was called, or failed */
};

/* --- watch.c: streams that end when a right ends ------------------------- */
#define WATCH_TAG 40
struct watched { struct watched *prev, *next; int fd; bool on; char tag[WATCH_TAG]; };
struct watch;
struct watch *watch_start(struct web *w);
void          watch_stop(struct watch *w);
void          watch_off(struct web *web, struct watched *v);    /* its request is over */

struct live;
struct loop;
struct job {
	struct job            *next;    /* in the free list or the queue */
	struct web            *web;
	struct loop           *loop;    /* of its connection */
	struct MHD_Connection *mhd;
	struct live           *live;
	enum job_state         state;
	enum job_task          task;
	enum method            method;
	bool                   close;   /* no further request on this connection */
	bool                   deferred;        /* req_defer() was called */
	bool                   whole;   /* the body has ended */
	bool                   again;   /* the library's first call will come twice */
	bool                   admitted;        /* counted against its address's rate */
	bool                   home;    /* runs on its loop, not suspended */
	int                    tries;
	enum err               failed;  /* TASK_FAILED; held: what the store says */
	struct store_queued    change;  /* held: on its way to the store … */
	atomic_bool            back;    /* … and back */
	int64_t                began, queued;   /* clock_steady_us */
	size_t                 number;  /* of the route, or routes_count() for none */
	uint64_t               received, most;
	struct head_facts      facts;
	struct match           match;
	struct path            path;
	struct query           query;
	struct ctx             cx, piece;
	struct req             rq;
	struct answer          out;
	struct sink            sink;
	struct watched         watched;
	struct buf             body;
	const char            *session; /* the cookie's value, when it was the credential */
	struct idem           *idem;    /* an Idempotency-Key is being kept */
	struct lane           *lane;    /* that runs it, or ran it */
	depart_fn             *departs; /* away, once this thread is done with it */
	await_fn              *awaits;  /* goes on with this when the answers are here */
	void                  *await_state;
};

/* --- pool.c: the workers ------------------------------------------------ */
struct pool;
struct pool *pool_start(struct web *w, int workers, int most_waiting);
bool         pool_push(struct pool *p, struct job *j);     /* false: too many wait */
void         pool_push_always(struct pool *p, struct job *j);
void         pool_stop(struct pool *p);                    /* after the queue is empty */
int          pool_waiting(struct pool *p);
int          pool_idle(struct pool *p);

/* --- lane.c: quick calls on PostgreSQL -------------------------------------- */
struct lanes;
struct lanes *lanes_start(struct web *w);                  /* NULL on SQLite */
void          lanes_stop(struct lanes *l);                 /* after the queue is empty */
bool          lanes_push(struct lanes *l, struct job *j);  /* false: too many wait */
int           lanes_waiting(struct lanes *l);

/* --- run.c: what a worker does with a job -------------------------------- */
void run_job(struct job *j, struct db *db);
void run_awaited(struct job *j);                           /* after req_await() */
/* On the event loop. After run_quick() and run_held() the job is READY, HELD, or
 * AWAY: a worker must take it. */
void run_inline(struct job *j);
bool run_kept(struct job *j);                              /* false: not there */
void run_quick(struct job *j, struct db *db);
void run_held(struct job *j);                              /* the store gave it back */

/* --- body.c ------------------------------------------------------------------ */
enum err body_read(struct job *j) MUST_USE;     /* into j->rq.body; a stream's is left alone */

/* --- answer.c, problem.c, send.c ------------------------------------------ */
void answer_clear(struct answer *a);                       /* drops what is in it */
void answer_problem(struct job *j, enum err e);
void answer_tus(struct req *rq, bool abilities);
/* The last things: If-None-Match, ranges. After it the answer only goes out. */
void answer_settle(struct job *j);
enum MHD_Result send_answer(struct job *j);
void send_headers(struct job *j, struct MHD_Response *r);  /* of the answer in `j` */

/* --- kept.c -------------------------------------------------------------- */
int kept_status(const struct kept *k);
struct MHD_Response *kept_response(const struct kept *k, int status);

/* --- job.c: from hand to hand ------------------------------------------------ */
void job_ready(struct job *j);          /* from any thread: resume and send */
void job_more(struct job *j);           /* resume and read on (streams in) */
struct job *job_take(struct web *w);
void job_give(struct job *j);
void job_free(struct job *j);
void job_hop(struct job *j, enum job_task task);  /* on the loop: suspend, to the workers */
void job_depart(struct job *j);         /* suspended: to whom the handler named (run.c) */

/* --- door.c: the loop's side ---------------------------------------------- */
/* What the library calls: request line seen, head and body, request over. */
void *door_target(void *cls, const char *uri, struct MHD_Connection *mhd);
enum MHD_Result door_request(void *cls, struct MHD_Connection *mhd, const char *url,
			     const char *method, const char *version, const char *data,
			     size_t *ndata, void **con_cls);
void door_finished(void *cls, struct MHD_Connection *mhd, void **con_cls,
		   enum MHD_RequestTerminationCode why);

/* --- live.c: connections --------------------------------------------------- */
enum live_phase { LIVE_IDLE, LIVE_HEAD, LIVE_BODY, LIVE_STREAM_IN, LIVE_AWAY, LIVE_SENDING };
struct lives;
struct lives *lives_start(struct web *w);
void          lives_stop(struct lives *l);
bool          lives_admit(struct lives *l, const struct sockaddr *addr);
struct live  *live_open(struct lives *l, int fd, const struct sockaddr *addr);
void          live_close(struct lives *l, struct live *v);
void          live_phase(struct live *v, enum live_phase phase);
void          live_bytes(struct live *v, size_t n);        /* of the body */
const char   *live_address(const struct live *v);
int           lives_count(struct lives *l);
void          lives_cut_all(struct lives *l);
void          live_cut(struct live *v);

/* --- meter.c ----------------------------------------------------------------- */
struct meter;
struct meter *meter_new(size_t routes);
void          meter_free(struct meter *m);
void          meter_add(struct meter *m, size_t route, int status, int64_t us);
void          meter_print(const struct web *w, struct buf *out);

/* --- loop.c: event loops ----------------------------------------------------- */
struct loop {
	struct web        *web;
	struct MHD_Daemon *daemon;
	struct db         *db;          /* its read connection; NULL: nothing is quick */
	pthread_t          thread;
	int                sockets, bell;
	bool               stirred;     /* the library may have more to do at once */
	bool               closed;      /* no new connections */
	unsigned           held, sent;
	struct store_queued *first, **last;     /* held, and not sent yet */
	struct job        *orphans;
	struct head_field  fields[GATE_FIELDS_MOST + 1];        /* of the head being read */
	atomic_bool        stop, rests;
	_Atomic unsigned   brought, ringing;
};
struct loop *loop_start(struct web *w, int number, int listener);      /* NULL: failed */
void         loop_stop(struct loop *l);
void         loop_hold(struct loop *l, struct job *j);     /* j->change says for what */
bool         loop_take_back(struct loop *l, struct job *j);
void         loop_orphan(struct loop *l, struct job *j);
/* From any thread: */
void         loop_wake(struct loop *l);
void         loop_bring(struct loop *l, struct job *j);    /* a held one */
void         loop_resume(struct loop *l, struct MHD_Connection *mhd);
struct MHD_Daemon *door_daemon(struct loop *l, int listener);           /* web.c */

#define LOOPS_MOST 64
struct web {
	struct web_setup   set;
	struct routes     *routes;
	struct pool       *pool;
	struct lanes      *lanes;
	struct lives      *lives;
	struct watch      *watch;
	struct meter      *meter;
	struct loop       *loop[LOOPS_MOST];
	struct limits     *limits;
	atomic_bool        stopping;
	atomic_int         jobs_out;
	pthread_mutex_t    free_lock;
	struct job        *free_jobs;
	int                nfree;
	char               address[80];
	struct buf         openapi;
	char               openapi_etag[32];
};
#endif
