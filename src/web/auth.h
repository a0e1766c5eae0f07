/* auth.h - who is asking, and may they; web/ only. */
#ifndef WEB_AUTH_H
#define WEB_AUTH_H
#include "web/job.h"

/* True when the request carries no token and no signature: asked by nobody, for
 * routes that are the same to all (a cookie makes no difference there). */
bool     auth_nobody(struct job *j) MUST_USE;
/* Credentials to a principal: rq->who. 400 when there are two, 401 when they
 * are wrong or missing where they are needed. */
enum err auth_who(struct job *j) MUST_USE;
/* 403: another site, no CSRF token, not by cookie, no capability. 429. */
enum err auth_may(struct job *j) MUST_USE;
/* Tells the record about a refusal, where the route asks for it. */
void     auth_refused(struct job *j, enum err e);
#endif
