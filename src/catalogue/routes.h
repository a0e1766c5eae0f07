/* routes.h - the catalogue's doors; for src/routes.c and the catalogue's own
 * *_http.c files. */
#ifndef CATALOGUE_ROUTES_H
#define CATALOGUE_ROUTES_H
#include "web/route.h"

extern const struct route_list catalogue_routes;

struct req;
enum err resource_post(struct ctx *cx, struct req *rq);
enum err resource_bulk(struct ctx *cx, struct req *rq);
enum err resource_patch(struct ctx *cx, struct req *rq);
enum err resource_get(struct ctx *cx, struct req *rq);
enum err resource_version_get(struct ctx *cx, struct req *rq);
enum err resource_versions(struct ctx *cx, struct req *rq);
enum err resource_history(struct ctx *cx, struct req *rq);
enum err resource_remarks(struct ctx *cx, struct req *rq);
enum err resource_remark_put(struct ctx *cx, struct req *rq);
enum err resource_list(struct ctx *cx, struct req *rq);
enum err negative_list_get(struct ctx *cx, struct req *rq);
enum err catalogue_export(struct ctx *cx, struct req *rq);
enum err catalogue_sheets(struct ctx *cx, struct req *rq);
enum err catalogue_template(struct ctx *cx, struct req *rq);
enum err catalogue_import(struct ctx *cx, struct req *rq);
enum err supply_demand(struct ctx *cx, struct req *rq);
enum err theme_list(struct ctx *cx, struct req *rq);
#endif
