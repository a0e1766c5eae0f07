/* counter.h - who stands at a delivery's counter. */
#ifndef DELIVERY_COUNTER_H
#define DELIVERY_COUNTER_H
#include "cases/cases.h"
#include "delivery/batch.h"

struct app;
struct req;
/* The delivery of the path's first segment, if the caller may know of it. */
enum err delivery_known(struct ctx *cx, struct req *rq, struct case_file *ret) MUST_USE;
/* Its recipient: own people in the case, and own systems that may call for data. */
bool     delivery_receives(const struct who *who, const struct case_file *c);
/* A person of the recipient's, or ERR_FORBIDDEN. */
enum err delivery_keeps(struct ctx *cx, const struct req *rq, const struct case_file *c) MUST_USE;
/* The platform's operator: the city's, or within one county that one's. */
bool     delivery_delivers(const struct who *who, const struct case_file *c);
/* The grant the delivery rests on; ERR_CONFLICT: there is none yet. */
enum err delivery_grant(struct ctx *cx, struct db *db, const char *case_id,
			const char **ret_grant) MUST_USE;
/* ERR_FORBIDDEN with the reason when it is suspended, ended or over. */
enum err delivery_grant_stands(struct ctx *cx, struct db *db, const char *grant) MUST_USE;
/* Inside a change: a batch is to be made, b->kind says of which kind; the rest is filled. */
enum err delivery_batch_ask(struct ctx *cx, struct db *db, const struct app *app,
			    const struct who *who, const char *case_id,
			    struct delivery_batch *b) MUST_USE;
#endif
