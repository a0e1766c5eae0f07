/* send.c - from our answer to the library's response. Bodies are sent from where
 * they lie: the job keeps them until the last byte has left. */
#include "sys/clock.h"
#include "web/job.h"
#include <string.h>

#define CSP "default-src 'none'; script-src 'self'; style-src 'self'; " \
	"img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; " \
	"base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"

static ssize_t read_piece(void *cls, uint64_t pos, char *to, size_t room)
{
	struct job *j = cls;
	struct answer *a = &j->out;
	(void)pos;
	j->loop->stirred = true;
	if (a->sent < a->buf.n) {
		size_t n = a->buf.n - a->sent < room ? a->buf.n - a->sent : room;
		memcpy(to, a->buf.p + a->sent, n);
		a->sent += n;
		return (ssize_t)n;
	}
	if (a->cut) {
		if (j->live)
			live_cut(j->live);      /* the library alone closes it too late */
		return MHD_CONTENT_READER_END_WITH_ERROR;
	}
	if (a->last) {
		if (a->trailer && a->response)
			(void)MHD_add_response_footer(a->response, a->trailer, a->trailer_value);
		return MHD_CONTENT_READER_END_OF_STREAM;
	}
	buf_clear(&a->buf);
	a->sent = 0;
	job_hop(j, TASK_PIECE);
	return 0;
}

static struct MHD_Response *response_of(struct job *j)
{
	static char none[1];
	struct answer *a = &j->out;
	struct MHD_Response *r = NULL;
	switch (a->kind) {
	case ANSWER_KEPT:               /* sent by others meanwhile: see send_answer() */
	case ANSWER_NONE:
	case ANSWER_EMPTY:
		return MHD_create_response_from_buffer(0, none, MHD_RESPMEM_PERSISTENT);
	case ANSWER_BUF:
		return MHD_create_response_from_buffer(a->buf.n, a->buf.n ? a->buf.p : none,
						       MHD_RESPMEM_PERSISTENT);
	case ANSWER_CONST: {
		void *bare = (void *)(uintptr_t)a->p;   /* the library only reads it */
		return MHD_create_response_from_buffer(a->n, bare, MHD_RESPMEM_PERSISTENT);
	}
	case ANSWER_FILE:
		r = MHD_create_response_from_fd_at_offset64(a->count, a->fd, a->from);
		if (r)
			a->fd = -1;             /* the library closes it */
		return r;
	case ANSWER_STREAM:
		r = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 64 << 10, read_piece, j,
						      NULL);
		/* The library ends pieces that were never begun, and the next answer would be
		 * read from there: for HEAD no pieces are spoken of, and the connection ends. */
		if (r && j->method == METHOD_HEAD)
			(void)MHD_set_response_options(r, MHD_RF_HTTP_VERSION_1_0_ONLY,
						       MHD_RO_END);
		return r;
	}
	return r;
}

static void add(struct MHD_Response *r, const char *name, const char *value)
{
	(void)MHD_add_response_header(r, name, value);
}

static void add_page_headers(struct MHD_Response *r)
{
	add(r, "Content-Security-Policy", CSP);
	add(r, "Cross-Origin-Opener-Policy", "same-origin");
	add(r, "Permissions-Policy", "camera=(), microphone=(), geolocation=()");
}

void send_headers(struct job *j, struct MHD_Response *r)
{
	struct answer *a = &j->out;
	bool caches = false;
	if (a->type)
		add(r, "Content-Type", a->type);
	if (a->etag)
		add(r, "ETag", a->etag);
	for (size_t i = 0; i < a->nhead; i++) {
		add(r, a->head[i].name, a->head[i].value);
		caches |= strcmp(a->head[i].name, "Cache-Control") == 0;
	}
	if (!caches)
		add(r, "Cache-Control", "no-store");
	add(r, "X-Content-Type-Options", "nosniff");
	add(r, "Referrer-Policy", "no-referrer");
	if (a->type && strncmp(a->type, "text/html", 9) == 0)
		add_page_headers(r);
	if (j->rq.route && (j->rq.route->flags & ROUTE_ANY_ORIGIN))
		add(r, "Access-Control-Allow-Origin", "*");
	if (j->close || atomic_load_explicit(&j->web->stopping, memory_order_relaxed))
		add(r, "Connection", "close");
}

enum MHD_Result send_answer(struct job *j)
{
	bool kept = j->out.kind == ANSWER_KEPT;
	struct MHD_Response *r = kept ? kept_response(j->out.kept, j->out.status) : response_of(j);
	if (!r)
		return MHD_NO;
	if (!kept)
		send_headers(j, r);
	j->state = JOB_SENDING;
	j->loop->stirred = true;
	live_phase(j->live, LIVE_SENDING);
	j->out.response = j->out.kind == ANSWER_STREAM ? r : NULL;
	meter_add(j->web->meter, j->number, j->out.status, clock_steady_us() - j->began);
	enum MHD_Result queued = MHD_queue_response(j->mhd, (unsigned)j->out.status, r);
	if (!kept)
		MHD_destroy_response(r);
	return queued;
}
