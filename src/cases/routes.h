/* routes.h - the doors of cases, procedures and the calendar; for src/routes.c
 * and the *_http.c files here. */
#ifndef CASES_ROUTES_H
#define CASES_ROUTES_H
#include "web/route.h"

extern const struct route_list attachment_routes, case_routes, law_routes;

struct req;
enum err cases_post(struct ctx *cx, struct req *rq);
enum err cases_get(struct ctx *cx, struct req *rq);
enum err case_get(struct ctx *cx, struct req *rq);
enum err case_act_post(struct ctx *cx, struct req *rq);
enum err case_acts_post(struct ctx *cx, struct req *rq);
/* Asked before a case about `resource` is opened, before an act on one. */
enum err case_gate(struct ctx *cx, struct req *rq, const char *process,
		   const char *resource) MUST_USE;
enum err case_gate_act(struct ctx *cx, struct req *rq, const char *id,
		       const char *act) MUST_USE;
enum err work_get(struct ctx *cx, struct req *rq);
enum err processes_get(struct ctx *cx, struct req *rq);
enum err process_get(struct ctx *cx, struct req *rq);
enum err pack_get(struct ctx *cx, struct req *rq);
enum err calendar_due_get(struct ctx *cx, struct req *rq);
enum err calendar_get(struct ctx *cx, struct req *rq);
enum err calendar_post(struct ctx *cx, struct req *rq);
#endif
