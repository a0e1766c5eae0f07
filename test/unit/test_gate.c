/* test_gate.c - what the door reads before it knows who asks: heads, targets,
 * routes. */
#include "test.h"
#include "web/gate.h"
#include "web/match.h"
#include "web/target.h"
#include <stdlib.h>

static struct ctx cx;

/* "Name:value|Name:value" */
static enum err head(const char *method, const char *target, const char *lines)
{
	struct head_field f[GATE_FIELDS_MOST + 1];
	struct head h = { method, "HTTP/1.1", target, f, 0 };
	struct head_facts facts;
	char *text = ctx_text(&cx, lines);
	while (*text) {
		char *end = text + strcspn(text, "|"), *colon = strchr(text, ':');
		char *next = *end ? end + 1 : end;
		*end = *colon = 0;
		f[h.n++] = (struct head_field){ text, colon + 1, strlen(text), strlen(colon + 1) };
		text = next;
	}
	return gate_check(&cx, &h, &facts);
}

static void test_plain_heads_are_let_in(void)
{
	CHECK_INT(head("GET", "/", "Host:a"), OK);
	CHECK_INT(head("GET", "/a?b=c", "Host:a.b:80|Accept:*/*|Accept:text/html"), OK);
	CHECK_INT(head("POST", "/a", "Host:[::1]:80|Content-Length:0"), OK);
	CHECK_INT(head("POST", "/a", "Host:a|Transfer-Encoding:Chunked"), OK);
	CHECK_INT(head("OPTIONS", "*", "Host:a"), OK);
	CHECK_INT(head("GET", "/停车", "Host:a|X:\xe7\x9b\x90"), OK);
}

static void test_what_two_readers_could_read_differently_is_refused(void)
{
	static const char *const rows[] = {
		"", "Host:a|Host:a", "Host:a|host:b", "Host:", "Host:a b", "Host:a/b", "Host:[::1",
		"Host:a:x", "Host:a|Content-Length:1|Content-Length:1",
		"Host:a|Content-Length:1|Transfer-Encoding:chunked",
		"Host:a|Transfer-Encoding:chunked|Transfer-Encoding:chunked",
		"Host:a|Transfer-Encoding:gzip, chunked", "Host:a|Transfer-Encoding:chunked ",
		"Host:a|Content-Length:+1", "Host:a|Content-Length: 1", "Host:a|Content-Length:1 ",
		"Host:a|Content-Length:", "Host:a|Content-Length:0x1", "Host:a|Content-Length:1,1",
		"Host:a|Content-Length:9999999999999999999", "Host:a|Content-Length :1",
		"Host:a|X(:1", "Host:a|:1", "Host:a|X:a\rb", "Host:a|X:a\x7f", "Host:a|Expect:x",
		"Host:a|Cookie:a=b|Cookie:a=c", "Host:a|Authorization:Bearer a|Authorization:Bearer b",
		"Host:a|X-CSRF-Token:a|X-CSRF-Token:b", "Host:a|X-HTTP-Method-Override:DELETE",
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		CHECK_MSG(head("POST", "/", rows[i]) == ERR_INVALID, "%s", rows[i]);
	CHECK_INT(head("POST", "/", "Host:a|Content-Encoding:gzip"), ERR_MEDIA);
	CHECK_INT(head("GE T", "/", "Host:a"), ERR_INVALID);
	CHECK_INT(head("GET", "*", "Host:a"), ERR_INVALID);
	CHECK_INT(head("GET", "http://b/", "Host:a"), ERR_INVALID);
	CHECK_INT(head("GET", "/a#b", "Host:a"), ERR_INVALID);
}

static void test_segments_are_decoded_after_splitting(void)
{
	struct path p;
	CHECK_INT(path_read(&cx, "/a%2Fb/%e7%9b%90/c?x=1", &p), OK);
	CHECK_INT(p.n, 3);
	CHECK_TEXT(p.seg[0], "a/b");
	CHECK_TEXT(p.seg[1], "盐");
	CHECK_TEXT(p.query, "x=1");
	CHECK_INT(path_read(&cx, "/", &p), OK);
	CHECK_INT(p.n, 0);
	CHECK_INT(path_read(&cx, "/a/", &p), OK);
	CHECK_INT(p.n, 1);
	CHECK_INT(path_read(&cx, "/a//b", &p), OK);
	CHECK_TEXT(p.seg[1], "");
	static const char *const bad[] = { "/..", "/a/../b", "/%2e%2E", "/.", "/%00", "/%0a", "/%",
					   "/%4", "/%gg", "/%ff", "/%c0%af", "/%ed%a0%80" };
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		CHECK_MSG(path_read(&cx, bad[i], &p) == ERR_INVALID, "%s", bad[i]);
	CHECK_INT(path_read(&cx, "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17", &p),
		  ERR_NOT_FOUND);
}

static void test_a_parameter_is_known_and_stands_once(void)
{
	static const char *const known[] = { "q", "limit", NULL }, *const any[] = { "*", NULL };
	struct query *q = ctx_new(&cx, struct query);
	CHECK_INT(query_read(&cx, "q=a+b%2B&limit=", known, q), OK);
	CHECK_TEXT(q->at[0].value, "a b+");
	CHECK_TEXT(q->at[1].value, "");
	CHECK_INT(query_read(&cx, "&&q", known, q), OK);
	CHECK_INT(q->n, 1);
	CHECK_INT(query_read(&cx, "z=1", known, q), ERR_INVALID);
	CHECK_TEXT(cx.fault.field, "z");
	CHECK_INT(query_read(&cx, "q=1&%71=2", known, q), ERR_INVALID);
	CHECK_INT(query_read(&cx, "z=1", any, q), OK);
	CHECK_INT(query_read(&cx, "q=1", NULL, q), ERR_INVALID);
	CHECK_INT(query_read(&cx, "=1", any, q), ERR_INVALID);
	CHECK_INT(query_read(&cx, "q=%ff", any, q), ERR_INVALID);
}

/* --- routes ------------------------------------------------------------------- */

static enum err handler(struct ctx *c, struct req *rq)
{
	(void)c, (void)rq;
	return OK;
}

#define ROW(m, p) { .method = m, .path = p, .needs = CAP_PUBLIC, .audit = AUDIT_NONE, \
		    .handle = handler, .about = "x" }
static const struct route rows[] = {
	ROW("GET", "/"), ROW("GET", "/a/{id}"), ROW("POST", "/a/{id}"), ROW("GET", "/a/current"),
	ROW("GET", "/a/{id}/b/{no}"), ROW("GET", "/files/{rest*}"), ROW("GET", "/files/one/two"),
};
static const struct route_list list = { rows, sizeof rows / sizeof rows[0], "x" };
static const struct route_list *const lists[] = { &list, NULL };

static const char *found(enum method m, const char *target, struct match *ret)
{
	static struct routes *routes;
	struct path p;
	if (!routes && routes_build(&cx, lists, &routes) != OK)
		return "no table";
	if (path_read(&cx, target, &p) != OK)
		return "no path";
	*ret = routes_match(&cx, routes, m, &p);
	return ret->route ? ret->route->path : ret->methods ? "other method" : "nothing";
}

static void test_a_literal_wins_and_the_rest_is_joined(void)
{
	struct match m;
	CHECK_TEXT(found(METHOD_GET, "/", &m), "/");
	CHECK_TEXT(found(METHOD_GET, "/a/current", &m), "/a/current");
	CHECK_TEXT(found(METHOD_HEAD, "/a/x", &m), "/a/{id}");
	CHECK_TEXT(m.seg[0], "x");
	CHECK_TEXT(found(METHOD_POST, "/a/x", &m), "/a/{id}");
	CHECK_TEXT(found(METHOD_POST, "/a/current", &m), "other method");
	CHECK_TEXT(found(METHOD_DELETE, "/a/x", &m), "other method");
	CHECK_TEXT(methods_text(&cx, m.methods), "GET, HEAD, POST, OPTIONS");
	CHECK_TEXT(found(METHOD_GET, "/a/x/b/7", &m), "/a/{id}/b/{no}");
	CHECK_TEXT(m.seg[1], "7");
	CHECK_TEXT(found(METHOD_GET, "/files/one/two", &m), "/files/one/two");
	CHECK_TEXT(found(METHOD_GET, "/files/one/two/three", &m), "/files/{rest*}");
	CHECK_TEXT(m.seg[0], "one/two/three");
	CHECK_TEXT(found(METHOD_GET, "/files", &m), "nothing");
	CHECK_TEXT(found(METHOD_GET, "/a//b/7", &m), "nothing");
	CHECK_TEXT(found(METHOD_GET, "/b", &m), "nothing");
}

static void test_a_row_that_forgets_something_does_not_start(void)
{
	struct route r = ROW("GET", "/a");
	CHECK(route_check(&r, 1) == NULL);
	r.needs = CAP_UNSET_;
	CHECK(route_check(&r, 1) != NULL);
	r = (struct route)ROW("GET", "/a");
	r.audit = AUDIT_UNSET_;
	CHECK(route_check(&r, 1) != NULL);
	r = (struct route)ROW("GET", "/a");
	r.handle = NULL;
	CHECK(route_check(&r, 1) != NULL);
	r = (struct route)ROW("FETCH", "/a");
	CHECK(route_check(&r, 1) != NULL);
	r = (struct route)ROW("GET", "/a");
	r.needs = CAP_SIGNED_IN;
	r.flags = ROUTE_INLINE;
	CHECK(route_check(&r, 1) != NULL);
}

static void test_a_row_that_stands_twice_does_not_start(void)
{
	static const struct route other[] = { ROW("POST", "/b"), ROW("GET", "/a/{name}") };
	static const struct route_list more = { other, 2, "y" };
	const struct route_list *const both[] = { &list, &more, NULL };
	struct routes *routes = NULL;
	CHECK_INT(routes_build(&cx, both, &routes), ERR_INTERNAL);
	CHECK(routes == NULL);
}

static void test_every_post_that_changes_something_honours_a_key(void)
{
	struct route r = ROW("POST", "/a");
	CHECK(!route_keeps(&r));
	r.audit = AUDIT_WRITE;
	CHECK(route_keeps(&r));
	r.flags = ROUTE_NOT_KEPT;
	CHECK(!route_keeps(&r));
	r = (struct route)ROW("PATCH", "/a");
	r.audit = AUDIT_WRITE;
	CHECK(!route_keeps(&r));
}

int main(void)
{
	ctx_init(&cx, (ms_t){ 0 }, 0);
	RUN(test_plain_heads_are_let_in);
	RUN(test_what_two_readers_could_read_differently_is_refused);
	RUN(test_segments_are_decoded_after_splitting);
	RUN(test_a_parameter_is_known_and_stands_once);
	RUN(test_a_literal_wins_and_the_rest_is_joined);
	RUN(test_a_row_that_forgets_something_does_not_start);
	RUN(test_a_row_that_stands_twice_does_not_start);
	RUN(test_every_post_that_changes_something_honours_a_key);
	ctx_end(&cx);
	return TEST_END();
}
