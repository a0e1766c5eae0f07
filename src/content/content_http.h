/* content_http.h - the counters where files are mounted, taken under a grant, and taken
 * by the public. */
#ifndef CONTENT_CONTENT_HTTP_H
#define CONTENT_CONTENT_HTTP_H
#include "content/content.h"
#include "web/req.h"

enum err content_post(struct ctx *cx, struct req *rq);
/* The answer is the file, in ranges too; *ret_leaves: something of it will be sent. */
enum err content_answer(struct ctx *cx, struct req *rq, const struct content_file *f,
			bool *ret_leaves) MUST_USE;
extern const struct route_list content_routes, content_data_routes, content_open_routes;
#endif
