/* routes.h - the portal's doors. */
#ifndef PORTAL_ROUTES_H
#define PORTAL_ROUTES_H
#include "web/route.h"

extern const struct route_list portal_routes, page_routes;

struct req;
enum err portal_list(struct ctx *cx, struct req *rq);
enum err portal_summary(struct ctx *cx, struct req *rq);
enum err portal_most_used(struct ctx *cx, struct req *rq);
enum err portal_get(struct ctx *cx, struct req *rq);
enum err portal_preview(struct ctx *cx, struct req *rq);
enum err portal_rows(struct ctx *cx, struct req *rq);
enum err portal_download(struct ctx *cx, struct req *rq);
enum err portal_openapi(struct ctx *cx, struct req *rq);
enum err portal_datapackage(struct ctx *cx, struct req *rq);
enum err portal_csvw(struct ctx *cx, struct req *rq);
enum err portal_sitemap(struct ctx *cx, struct req *rq);
enum err portal_robots(struct ctx *cx, struct req *rq);
enum err page_home(struct ctx *cx, struct req *rq);
enum err page_datasets(struct ctx *cx, struct req *rq);
enum err page_dataset(struct ctx *cx, struct req *rq);
enum err page_developers(struct ctx *cx, struct req *rq);
enum err page_other(struct ctx *cx, struct req *rq);
enum err portal_report(struct ctx *cx, struct req *rq);
enum err portal_report_look(struct ctx *cx, struct req *rq);
enum err page_report(struct ctx *cx, struct req *rq);
enum err page_report_post(struct ctx *cx, struct req *rq);
enum err page_reports(struct ctx *cx, struct req *rq);
enum err page_reports_post(struct ctx *cx, struct req *rq);
enum err page_nowhere(struct ctx *cx, struct req *rq);
#endif
