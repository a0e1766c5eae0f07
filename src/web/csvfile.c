/* csvfile.c - see csvfile.h. */
#include "web/csvfile.h"
#include <string.h>

const char csvfile_type[] = "text/csv; charset=utf-8; header=present";

enum err csvfile_asked(struct ctx *cx, const struct req *rq, bool *ret_file)
{
	const char *format = req_given(rq, "format");
	*ret_file = format && (strcmp(format, "csv") == 0 || strcmp(format, "xlsx") == 0);
	if (!format || *ret_file || strcmp(format, "json") == 0)
		return OK;
	return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("format")), "format");
}

static void named(struct req *rq, const char *name)
{
	answer_header(rq, "Content-Disposition",
		      ctx_print(rq->cx, "attachment; filename=\"%s.csv\"", name));
}

struct buf *csvfile_whole(struct req *rq, const char *name)
{
	struct buf *b = answer_buf(rq, 200, csvfile_type);
	named(rq, name);
	csv_mark(b);
	return b;
}

void csvfile_stream(struct req *rq, const char *name, stream_fn *more, void *state)
{
	answer_stream(rq, 200, csvfile_type, more, NULL, state);
	named(rq, name);
}
