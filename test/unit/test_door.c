/* test_door.c - the HTTP door over real sockets: what is answered, what is refused, what
 * waits for the store, what streams. */
#include "door_room.h"
#include <unistd.h>

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

static void all(void)
{
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
}

int main(void)
{
	return door_room(all);
}
