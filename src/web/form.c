/* form.c - see form.h. */
#include "web/form.h"
#include "web/target.h"
#include <string.h>

#define BLANKS " \t\r\n"

struct form { struct query q; };

enum err form_read(struct ctx *cx, struct req *rq, const char *const *known,
		   const struct form **ret)
{
	const char *type = req_header(rq, "Content-Type");
	static const char want[] = "application/x-www-form-urlencoded";
	struct form *f = ctx_new(cx, struct form);
	if (!type || strncmp(type, want, sizeof want - 1) != 0)
		return fail(cx, ERR_INVALID, SAY_BAD_VALUE("Content-Type"));
	TRY(query_read(cx, rq->nraw ? ctx_textn(cx, rq->raw, rq->nraw) : "", known, &f->q));
	*ret = f;
	return OK;
}

const char *form_get(struct ctx *cx, const struct form *f, const char *name)
{
	for (size_t i = 0; i < f->q.n; i++) {
		if (strcmp(f->q.at[i].name, name) != 0)
			continue;
		const char *s = f->q.at[i].value + strspn(f->q.at[i].value, BLANKS);
		size_t n = strlen(s);
		while (n && strchr(BLANKS, s[n - 1]))
			n--;
		return n ? ctx_textn(cx, s, n) : NULL;
	}
	return NULL;
}
