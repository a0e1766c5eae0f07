/* test_door.c - the HTTP door over real sockets, with routes of its own: what is
 * answered, what is refused, what waits for the store, what streams. */
#include "app.h"
#include "store/store.h"
#include "test.h"
#include "web/req.h"
#include "web/web.h"
#include <arpa/inet.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static struct store *store;
static struct web *web;
static const uint8_t key[32] = { 7 };
static struct app app;
static _Atomic int handled, ended, sunk;
static char reply[1 << 20];

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

static _Atomic int conflicts;
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
		return fail(cx, ERR_FORBIDDEN, SAY_NOT_FOUND("it"));
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

static _Atomic int made;
static enum err make(struct ctx *cx, struct req *rq)
{
	bool late = req_header(rq, "X-Late") != NULL;
	if (req_header(rq, "X-No"))
		return fail(cx, ERR_INCOMPLETE, SAY_NOT_FOUND("it"));
	jout_int(answer_json(rq, 201), ++made);
	answer_header(rq, "Location", "/made/1");
	if (late)
		answer_after(rq, nothing, NULL);
	return OK;
}

/* X-Work: more than quick; ?no: a row; X-Slow: a change that takes its time. */
static _Atomic int slow_begun;
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

static int dial(void)
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

static void put(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t k = send(fd, p, n, MSG_NOSIGNAL);
		if (k <= 0)
			return;
		p += k;
		n -= (size_t)k;
	}
}

static size_t read_all(int fd)
{
	size_t n = 0;
	for (ssize_t k; (k = recv(fd, reply + n, sizeof reply - n - 1, 0)) > 0;)
		n += (size_t)k;
	reply[n] = 0;
	close(fd);
	return n;
}

/* Status of the first answer; all bytes until the close in `reply`. */
static int ask(const char *head, const char *body, size_t nbody)
{
	int fd = dial();
	put(fd, head, strlen(head));
	put(fd, body, nbody);
	read_all(fd);
	return strncmp(reply, "HTTP/1.1 ", 9) ? 0 : atoi(reply + 9);
}

#define GET(target, more) ask("GET " target " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" \
			      more "\r\n", "", 0)

/* --- tests ------------------------------------------------------------------------- */

static void test_a_handler_gets_decoded_segments_and_parameters(void)
{
	CHECK_INT(GET("/hello/a%2Fb?q=%E7%9B%90+1", ""), 200);
	CHECK(strstr(reply, "{\"id\":\"a/b\",\"q\":\"盐 1\"}") != NULL);
	CHECK(strstr(reply, "X-Content-Type-Options: nosniff") != NULL);
	CHECK_INT(GET("/inline/x", ""), 200);
	CHECK(strstr(reply, "{\"id\":\"x\",\"q\":null}") != NULL);
}

static void test_what_the_tables_do_not_know_is_refused(void)
{
	CHECK_INT(GET("/nothing", ""), 404);
	CHECK(strstr(reply, "application/problem+json") != NULL);
	CHECK_INT(GET("/hello/a?z=1", ""), 400);
	CHECK(strstr(reply, "\"field\":\"z\"") != NULL);
	CHECK_INT(GET("/hello/a?q=1&q=2", ""), 400);
	CHECK_INT(GET("/hello/%00", ""), 400);
	CHECK_INT(GET("/hello/%c0%af", ""), 400);
	CHECK_INT(GET("/hello/..", ""), 400);
	CHECK_INT(GET("/hello/", ""), 404);
	CHECK_INT(GET("/signed", ""), 401);
	CHECK_INT(ask("DELETE /hello/a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "", 0), 405);
	CHECK(strstr(reply, "Allow: GET, HEAD, OPTIONS") != NULL);
	CHECK_INT(ask("OPTIONS /raw HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "", 0), 204);
	CHECK(strstr(reply, "Allow: GET, HEAD, POST, OPTIONS") != NULL);
	CHECK_INT(ask("HEAD /hello/a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "", 0), 200);
	CHECK(strstr(reply, "{") == NULL);
}

static void test_a_body_within_its_limit_arrives_and_beyond_it_is_413(void)
{
	static char big[200001];
	memset(big, 'x', sizeof big - 1);
	CHECK_INT(ask("POST /raw HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
		      "Content-Length: 100000\r\n\r\n", big, 100000), 200);
	CHECK(strlen(strstr(reply, "\r\n\r\n")) == 100004);
	CHECK_INT(ask("POST /raw HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
		      "Content-Length: 100001\r\n\r\n", big, 100001), 413);
	CHECK_INT(ask("POST /raw HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
		      "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "", 0), 200);
	CHECK(strstr(reply, "hello") != NULL);
	static char chunked[200100];
	int n = snprintf(chunked, sizeof chunked, "30d40\r\n%.200000s\r\n0\r\n\r\n", big);
	CHECK_INT(ask("POST /raw HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
		      "Transfer-Encoding: chunked\r\n\r\n", chunked, (size_t)n), 413);
}

static void test_an_etag_known_is_304_and_another_one_is_412(void)
{
	CHECK_INT(GET("/raw", "If-None-Match: \"v1\"\r\n"), 304);
	CHECK_INT(GET("/raw", "If-Match: \"v0\"\r\n"), 412);
	CHECK_INT(GET("/raw", "If-Match: \"v0\", \"v1\"\r\n"), 200);
}

static void test_an_answer_waits_for_its_change(void)
{
	CHECK_INT(ask("POST /durable?no=1001 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "", 0),
		  201);
	CHECK_INT(ask("POST /durable?no=1001 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "", 0)
		  >= 400, 1);
	CHECK(strstr(reply, "application/problem+json") != NULL);
}

static void test_a_conflict_makes_the_handler_decide_again(void)
{
	handled = conflicts = 0;
	CHECK_INT(GET("/again", ""), 200);
	CHECK_INT(handled, 3);
	conflicts = -100;
	CHECK_INT(GET("/again", ""), 409);
}

static void test_a_stream_goes_out_piece_by_piece_and_ends_once(void)
{
	ended = 0;
	CHECK_INT(GET("/stream", ""), 200);
	CHECK(strstr(reply, "19999\n") != NULL);
	CHECK(strstr(reply, "\r\n0\r\n\r\n") != NULL);
	CHECK_INT(ended, 1);
	int fd = dial();                        /* one who leaves early */
	put(fd, "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n", 34);
	close(fd);
	for (int i = 0; i < 200 && ended < 2; i++)
		usleep(10000);
	CHECK_INT(ended, 2);
}

static void test_an_upload_is_handed_on_as_it_comes(void)
{
	static char big[1000000];
	ended = sunk = 0;
	CHECK_INT(ask("PUT /upload HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
		      "Content-Length: 1000000\r\n\r\n", big, sizeof big), 200);
	CHECK(strstr(reply, "1000000") != NULL);
	CHECK_INT(ended, 1);
	CHECK_INT(ask("PUT /upload HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-No: 1\r\n"
		      "Content-Length: 1000000\r\n\r\n", big, sizeof big), 403);
	CHECK_INT(ask("PUT /upload HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
		      "Content-Length: 0\r\n\r\n", "", 0), 200);
	sunk = ended = 0;
	int fd = dial();                        /* cut half-way: what came still counts */
	put(fd, "PUT /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n", 58);
	put(fd, big, 300000);
	close(fd);
	for (int i = 0; i < 300 && !ended; i++)
		usleep(10000);
	CHECK_INT(ended, 1);
	CHECK_INT(sunk, 300000);
}

static void test_a_file_is_sent_by_range(void)
{
	CHECK_INT(GET("/file", ""), 200);
	CHECK(strstr(reply, "0123456789") != NULL);
	CHECK_INT(GET("/file", "Range: bytes=2-4\r\n"), 206);
	CHECK(strstr(reply, "Content-Range: bytes 2-4/10") != NULL);
	CHECK(strstr(reply, "\r\n\r\n234") != NULL);
	CHECK_INT(GET("/file", "Range: bytes=-3\r\n"), 206);
	CHECK(strstr(reply, "\r\n\r\n789") != NULL);
	CHECK_INT(GET("/file", "Range: bytes=10-\r\n"), 416);
	CHECK_INT(GET("/file", "Range: bytes=2-4\r\nIf-Range: \"g\"\r\n"), 200);
	CHECK_INT(GET("/file", "If-None-Match: \"f\"\r\n"), 304);
}

#define MAKE(key, more) ask("POST /make HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" \
			    "Content-Length: 2\r\nIdempotency-Key: " key "\r\n" more "\r\n", "{}", 2)

static void test_the_same_key_is_done_once_and_another_body_is_409(void)
{
	made = 0;
	CHECK_INT(MAKE("a", ""), 201);
	CHECK_INT(MAKE("a", ""), 201);
	CHECK(strstr(reply, "Location: /made/1") && strstr(reply, "\r\n\r\n1"));
	CHECK_INT(made, 1);
	CHECK_INT(ask("POST /make HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n"
		      "Idempotency-Key: a\r\n\r\n", "[]", 2), 409);
	CHECK(strstr(reply, "idempotency-other") != NULL);
	CHECK_INT(MAKE("late", "X-Late: 1\r\n"), 201);
	CHECK_INT(MAKE("late", "X-Late: 1\r\n"), 201);
	CHECK(strstr(reply, "\r\n\r\n2") != NULL);
	CHECK_INT(made, 2);
	CHECK_INT(MAKE("no", "X-No: 1\r\n"), 422);
	CHECK_INT(MAKE("no", ""), 201);
	CHECK_INT(MAKE("a b", ""), 400);
}

static void test_requests_on_one_connection_follow_each_other(void)
{
	int fd = dial();
	static const char two[] =
		"GET /hello/1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /raw HTTP/1.1\r\nHost: a\r\n"
		"Content-Length: 3\r\n\r\nabcGET /nope HTTP/1.1\r\nHost: a\r\n\r\n"
		"GET /hello/4 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
	put(fd, two, sizeof two - 1);
	read_all(fd);
	const char *a = strstr(reply, "\"id\":\"1\""), *b = a ? strstr(a, "abc") : NULL;
	const char *c = b ? strstr(b, " 404 ") : NULL;
	CHECK(c && strstr(c, "\"id\":\"4\""));
}

static void test_two_readers_could_disagree_so_it_is_refused(void)
{
	static const char *const heads[] = {
		"POST /raw HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
		"POST /raw HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
		"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"POST /raw HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
		"POST /raw HTTP/1.1\r\nHost: a\r\nContent-Length : 4\r\n\r\nabcd",
		"POST /raw HTTP/1.1\r\nHost: a\r\nContent-Length: +4\r\n\r\nabcd",
		"GET /hello/a HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
		"GET /hello/a HTTP/1.1\r\n\r\n",
	};
	for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
		handled = 0;
		int status = ask(heads[i], "", 0);
		CHECK_MSG(status == 400 || status == 0, "row %zu: %d", i, status);
		CHECK_INT(handled, 0);
	}
}

/* --- quick calls --------------------------------------------------------------- */

static void test_a_quick_call_is_answered_on_its_loop_and_more_by_a_worker(void)
{
	CHECK_INT(GET("/quick/a", ""), 200);
	CHECK(strstr(reply, "\r\n\r\na 1 0") != NULL);
	handled = 0;
	CHECK_INT(GET("/quick/b", "X-Work: 1\r\n"), 200);
	CHECK(strstr(reply, "\r\n\r\nb 0 0") != NULL);
	CHECK_INT(handled, 2);
	CHECK_INT(GET("/quick/a?no=1", ""), 400);
}

static void test_a_held_call_waits_for_its_change_and_decides_again_when_it_must(void)
{
	CHECK_INT(GET("/quick/c?no=2001", ""), 200);
	CHECK(strstr(reply, "\r\n\r\nc 1 2001") != NULL);
	CHECK_INT(GET("/quick/c?no=2001", ""), 409);
	handled = conflicts = 0;
	CHECK_INT(GET("/quick/c", "X-Moved: 1\r\n"), 200);
	CHECK_INT(handled, 3);
	conflicts = -100;
	CHECK_INT(GET("/quick/c", "X-Moved: 1\r\n"), 409);
}

static bool is_there(struct ctx *cx, int64_t no)
{
	bool more = true;
	AUTO_ROWS q = db_run(store_reader(store, 4), SQL_MIGRATION_LIST);
	while (more && rows_next(cx, q, &more) == OK)
		if (more && col_int(q, "no") == no)
			return true;
	return false;
}

enum { LINES = 40, EACH = 25 };
static void test_many_held_calls_on_many_connections_are_each_answered_in_order(void)
{
	AUTO_CTX cx;
	int fd[LINES];
	ctx_init(&cx, (ms_t){ 0 }, 0);
	for (int i = 0; i < LINES; i++) {
		AUTO_BUF all = buf_make(1 << 20);
		for (int k = 0; k < EACH; k++)
			buf_print(&all, "GET /quick/x%d?no=%d HTTP/1.1\r\nHost: a\r\n%s\r\n", k,
				  3000 + i * EACH + k, k + 1 < EACH ? "" : "Connection: close\r\n");
		fd[i] = dial();
		put(fd[i], all.p, all.n);
	}
	for (int i = 0; i < LINES; i++) {
		read_all(fd[i]);
		const char *at = reply;
		for (int k = 0; k < EACH && at; k++) {
			at = strstr(at, ctx_print(&cx, "\r\n\r\nx%d 1 %d", k, 3000 + i * EACH + k));
			CHECK_MSG(at && is_there(&cx, 3000 + i * EACH + k), "line %d, call %d", i, k);
		}
	}
}

static void test_a_client_that_leaves_while_its_call_is_held_harms_nobody(void)
{
	static const char head[] = "GET /quick/d HTTP/1.1\r\nHost: a\r\nX-Slow: 1\r\n\r\n";
	struct linger at_once = { .l_onoff = 1 };
	int fd[4], before = handled;
	slow_begun = 0;
	for (int i = 0; i < 4; i++) {
		fd[i] = dial();
		put(fd[i], head, sizeof head - 1);
	}
	for (int i = 0; i < 5000 && (!slow_begun || handled < before + 4); i++)
		usleep(1000);           /* all four are held, the first is under way */
	for (int i = 0; i < 4; i++) {
		setsockopt(fd[i], SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
		close(fd[i]);
	}
	CHECK_INT(GET("/quick/e", ""), 200);            /* beside them, not behind */
	CHECK_INT(GET("/quick/e", "X-Slow: 1\r\n"), 200);
	CHECK_INT(slow_begun, 5);
}

int main(void)
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
	RUN(test_a_handler_gets_decoded_segments_and_parameters);
	RUN(test_what_the_tables_do_not_know_is_refused);
	RUN(test_a_body_within_its_limit_arrives_and_beyond_it_is_413);
	RUN(test_an_etag_known_is_304_and_another_one_is_412);
	RUN(test_an_answer_waits_for_its_change);
	RUN(test_a_conflict_makes_the_handler_decide_again);
	RUN(test_a_stream_goes_out_piece_by_piece_and_ends_once);
	RUN(test_an_upload_is_handed_on_as_it_comes);
	RUN(test_a_file_is_sent_by_range);
	RUN(test_the_same_key_is_done_once_and_another_body_is_409);
	RUN(test_requests_on_one_connection_follow_each_other);
	RUN(test_two_readers_could_disagree_so_it_is_refused);
	RUN(test_a_quick_call_is_answered_on_its_loop_and_more_by_a_worker);
	RUN(test_a_held_call_waits_for_its_change_and_decides_again_when_it_must);
	RUN(test_many_held_calls_on_many_connections_are_each_answered_in_order);
	RUN(test_a_client_that_leaves_while_its_call_is_held_harms_nobody);
	web_stop(web);
	store_close(store);
	char *rm = ctx_print(&cx, "rm -rf %s", dir);
	return system(rm) | TEST_END();
}
