/* release_http.h - the doors to releases; for src/routes.c and the files here. */
#ifndef RELEASE_RELEASE_HTTP_H
#define RELEASE_RELEASE_HTTP_H
#include "release/release_store.h"
#include "web/req.h"

extern const struct route_list release_routes, release_open_routes, release_page_routes,
	version_routes;

/* One file of a release: "csv", "json", "datapackage", as `face` sees it. */
enum err release_file_answer(struct ctx *cx, struct req *rq, enum face face) MUST_USE;
/* The number in a path; ERR_NOT_FOUND when it is none. */
enum err release_number(struct ctx *cx, const char *text, int64_t *ret_no) MUST_USE;

/* The portal's pages. */
enum err page_releases(struct ctx *cx, struct req *rq);
enum err page_release_span(struct ctx *cx, struct req *rq);
#endif
