/* door_room.c - see door_room.h. */
#include "door_room.h"
#include "app.h"
#include "web/req.h"
#include "web/web.h"
#include <arpa/inet.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct store *store;
_Atomic int handled, ended, sunk, conflicts, made, slow_begun;
char reply[1 << 20];
static struct web *web;
static const uint8_t key[32] = { 7 };
static struct app app;

/* --- routes ------------------------------------------------------------------ */

static enum err hello(struct ctx *cx, struct req *rq)
{
	(void)cx;
	handled++;
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	jout_key_text(j, "id", rq->seg[0]);
	jout_key_text(j, "q", req_query(rq, "q"));
	jout_close(j);
	return OK;
}

static enum err raw(struct ctx *cx, struct req *rq)
{
	(void)cx;
	answer_bytes(rq, 200, "text/plain", rq->raw, rq->nraw);
	return answer_etag(cx, rq, "\"v1\"");
}

static enum err add_row(struct ctx *cx, struct db *db, void *arg)
{
	AUTO_ROWS q = db_run(db, SQL_MIGRATION_ADD);
	bind_int(q, ":no", *(int64_t *)arg);
	bind_text(q, ":name", "door");
	bind_text(q, ":sha256", "x");
	bind_ms(q, ":applied", cx->now);
	return rows_done(cx, q, NULL);
}

static enum err durable(struct ctx *cx, struct req *rq)
{
	int64_t *no = ctx_new(cx, int64_t);
	TRY(req_query_int(cx, rq, "no", 1000, 100000, no));
	answer_json(rq, 201);
	jout_int(answer_json(rq, 201), *no);
	answer_after(rq, add_row, no);
	return OK;
}

static enum err moved(struct ctx *cx, struct db *db, void *arg)
{
	(void)db, (void)arg;
	return conflicts++ < 2 ? fail(cx, ERR_CONFLICT, SAY_STORE_CONFLICT()) : OK;
}

static enum err decide_again(struct ctx *cx, struct req *rq)
{
	(void)cx;
	handled++;
	jout_int(answer_json(rq, 200), handled);
	answer_after(rq, moved, NULL);
	return OK;
}

struct count { int64_t n; };
static enum err nothing(struct ctx *cx, struct db *db, void *arg)
{
	(void)cx, (void)db, (void)arg;
	return OK;
}

static enum err more(struct ctx *cx, struct req *rq, void *state, struct buf *out,
		     bool *ret_last)
{
	struct count *c = state;
	for (int i = 0; i < 1000; i++)
		buf_print(out, "%lld\n", (long long)c->n++);
	answer_after(rq, nothing, NULL);
	*ret_last = c->n == 20000;
	(void)cx;
	return OK;
}

static void more_end(void *state)
{
	(void)state;
	ended++;
}

static enum err stream(struct ctx *cx, struct req *rq)
{
	answer_stream(rq, 200, "text/plain", more, more_end, ctx_new(cx, struct count));
	return OK;
}

static enum err take(struct ctx *cx, struct req *rq, void *state, const void *p, size_t n)
{
	struct count *c = state;
	(void)cx, (void)p;
	c->n += (int64_t)n;
	sunk += (int)n;
	if (!n)
		jout_int(answer_json(rq, 200), c->n);
	return OK;
}

static enum err upload(struct ctx *cx, struct req *rq)
{
	if (req_header(rq, "X-No"))
		return fail(cx, ERR_FORBIDDEN, SAY_NOT_FOUND());
	req_sink(rq, take, more_end, ctx_new(cx, struct count));
	return OK;
}

static enum err file(struct ctx *cx, struct req *rq)
{
	char name[] = "/tmp/door-XXXXXX";
	int fd = mkstemp(name);
	(void)cx;
	unlink(name);
	if (write(fd, "0123456789", 10) != 10)
		return ERR_INTERNAL;
	answer_file(rq, "text/plain", fd, "\"f\"");
	return OK;
}

static enum err make(struct ctx *cx, struct req *rq)
{
	bool late = req_header(rq, "X-Late") != NULL;
	if (req_header(rq, "X-No"))
		return fail(cx, ERR_INCOMPLETE, SAY_NOT_FOUND());
	jout_int(answer_json(rq, 201), ++made);
	answer_header(rq, "Location", "/made/1");
	if (late)
		answer_after(rq, nothing, NULL);
	return OK;
}

/* X-Work: more than quick; ?no: a row; X-Slow: a change that takes its time. */
static enum err slowly(struct ctx *cx, struct db *db, void *arg)
{
	slow_begun++;
	usleep(150000);
	return nothing(cx, db, arg);
}

static enum err quick(struct ctx *cx, struct req *rq)
{
	int64_t *no = ctx_new(cx, int64_t);
	handled++;
	if (rq->quick && req_header(rq, "X-Work")) {
		req_defer(rq);
		return OK;
	}
	TRY(req_query_int(cx, rq, "no", 1000, 100000, no));
	buf_print(answer_buf(rq, 200, "text/plain"), "%s %d %lld", rq->seg[0], rq->quick,
		  (long long)*no);
	if (*no)
		answer_after(rq, add_row, no);
	if (req_header(rq, "X-Slow"))
		answer_after(rq, slowly, NULL);
	if (req_header(rq, "X-Moved"))
		answer_after(rq, moved, NULL);
	return OK;
}

static const char *const query_q[] = { "q", NULL }, *const query_no[] = { "no", NULL };
/* clang-format off */
static const struct route rows[] = {
{ "GET",  "/hello/{id}",  CAP_PUBLIC,    AUDIT_NONE, NULL, NULL, hello, "x", 0, 0, query_q },
{ "GET",  "/inline/{id}", CAP_PUBLIC,    AUDIT_NONE, NULL, NULL, hello, "x", ROUTE_INLINE, 0, query_q },
{ "GET",  "/signed",      CAP_SIGNED_IN, AUDIT_READ, NULL, NULL, hello, "x", 0, 0, NULL },
{ "POST", "/raw",         CAP_PUBLIC,    AUDIT_WRITE, NULL, NULL, raw, "x", ROUTE_RAW_BODY, 100000, NULL },
{ "GET",  "/raw",         CAP_PUBLIC,    AUDIT_NONE, NULL, NULL, raw, "x", 0, 0, NULL },
{ "POST", "/durable",     CAP_PUBLIC,    AUDIT_WRITE, NULL, NULL, durable, "x", 0, 0, query_no },
{ "GET",  "/again",       CAP_PUBLIC,    AUDIT_NONE, NULL, NULL, decide_again, "x", 0, 0, NULL },
{ "GET",  "/stream",      CAP_PUBLIC,    AUDIT_NONE, NULL, NULL, stream, "x", 0, 0, NULL },
{ "PUT",  "/upload",      CAP_PUBLIC,    AUDIT_WRITE, NULL, NULL, upload, "x", ROUTE_STREAM_IN, 0, NULL },
{ "POST", "/make",        CAP_PUBLIC,    AUDIT_WRITE, NULL, NULL, make, "x",
  ROUTE_RAW_BODY, 0, NULL },
{ "GET",  "/quick/{id}",  CAP_PUBLIC,    AUDIT_NONE, NULL, NULL, quick, "x", ROUTE_QUICK, 0, query_no },
{ "GET",  "/file",        CAP_PUBLIC,    AUDIT_NONE, NULL, NULL, file, "x", 0, 0, NULL },
};
/* clang-format on */
static const struct route_list list = { rows, sizeof rows / sizeof rows[0], "test" };
static const struct route_list *const lists[] = { &list, NULL };

/* --- a client ------------------------------------------------------------------ */

int dial(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	to.sin_port = htons((uint16_t)atoi(strchr(web_address(web), ':') + 1));
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	struct timeval wait = { 10, 0 };
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
	if (connect(fd, (struct sockaddr *)&to, sizeof to) < 0)
		return -1;
	return fd;
}

void put(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t k = send(fd, p, n, MSG_NOSIGNAL);
		if (k <= 0)
			return;
		p += k;
		n -= (size_t)k;
	}
}

size_t read_all(int fd)
{
	size_t n = 0;
	for (ssize_t k; (k = recv(fd, reply + n, sizeof reply - n - 1, 0)) > 0;)
		n += (size_t)k;
	reply[n] = 0;
	close(fd);
	return n;
}

int ask(const char *head, const char *body, size_t nbody)
{
	int fd = dial();
	put(fd, head, strlen(head));
	put(fd, body, nbody);
	read_all(fd);
	return strncmp(reply, "HTTP/1.1 ", 9) ? 0 : atoi(reply + 9);
}

/* --- running -------------------------------------------------------------------- */

int door_room(void (*all)(void))
{
	AUTO_CTX cx;
	char dir[] = "/tmp/door-store-XXXXXX";
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	if (!mkdtemp(dir) || store_open(&cx, (struct store_setup){ .dir = dir, .dsn = "sqlite",
			.readers = 7, .fsync_off = true }, &store) != OK)
		return 1;
	app = (struct app){ .store = store, .seal_key = key };
	struct web_setup set = { .app = &app, .lists = lists, .listen = "127.0.0.1:0",
				 .workers = 4, .loops = 2, .loop_readers = 5, .per_address = 1000 };
	if (web_start(&cx, &set, &web) != OK)
		return 1;
	all();
	web_stop(web);
	store_close(store);
	char *rm = ctx_print(&cx, "rm -rf %s", dir);
	return system(rm) | TEST_END();
}
