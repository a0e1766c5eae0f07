/* form.h - a form as a page without script sends it (application/x-www-form-urlencoded). */
#ifndef WEB_FORM_H
#define WEB_FORM_H
#include "web/req.h"

/* The body of a ROUTE_RAW_BODY call. `known`: names of fields, NULL-ended; another, one
 * given twice, and what isn't UTF-8 is ERR_INVALID with the field. */
struct form;
enum err    form_read(struct ctx *cx, struct req *rq, const char *const *known,
		      const struct form **ret) MUST_USE;
/* Without blanks around it; NULL: not given, or nothing but blanks. */
const char *form_get(struct ctx *cx, const struct form *f, const char *name);
#endif
