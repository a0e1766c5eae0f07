/* answer.c - what handlers say. The answer stays in the job until it is sent. */
#include "app.h"
#include "sys/settings.h"
#include "web/job.h"
#include <string.h>
#include <unistd.h>

void answer_clear(struct answer *a)
{
	if (a->kind == ANSWER_FILE && a->fd >= 0)
		close(a->fd);
	if (a->kind == ANSWER_STREAM && a->end)
		a->end(a->state);
	kept_drop(a->kept);
	struct buf buf = a->buf;
	if (buf.room > (32u << 10))
		buf_end(&buf);
	buf_clear(&buf);
	buf.max = ANSWER_MOST;
	*a = (struct answer){ .buf = buf, .fd = -1 };
}

/* A second answer takes the place of the first; headers stay. */
static struct answer *begin(struct req *rq, enum answer_kind kind, int status,
			    const char *type)
{
	struct answer *a = rq->out;
	if (a->kind == ANSWER_FILE && a->fd >= 0)
		close(a->fd);
	kept_drop(a->kept);
	a->kept = NULL;
	a->fd = -1;
	a->kind = kind;
	a->status = status;
	a->type = type;
	buf_clear(&a->buf);
	return a;
}

struct jout *answer_json(struct req *rq, int status)
{
	struct answer *a = begin(rq, ANSWER_BUF, status, "application/json");
	a->j = jout_to(&a->buf);
	return &a->j;
}

struct jout *answer_list(struct req *rq)
{
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	jout_key(j, "items");
	jout_list(j);
	return j;
}

void answer_list_end(struct ctx *cx, struct req *rq, const char *next_key, int64_t total)
{
	struct jout *j = &rq->out->j;
	jout_end_list(j);
	jout_key_text(j, "next_cursor", next_key ? req_cursor(cx, rq, next_key) : NULL);
	jout_key_int(j, "total", total);
	jout_close(j);
}

void answer_brief_end(struct ctx *cx, struct req *rq, const struct brief *w)
{
	int64_t next = w->from + w->limit;
	answer_list_end(cx, rq, next < w->seen ? ctx_print(cx, "%lld", (long long)next) : NULL,
			w->seen);
}

void answer_status(struct req *rq, int status)
{
	begin(rq, ANSWER_EMPTY, status, NULL);
}

void answer_bytes(struct req *rq, int status, const char *type, const void *p, size_t n)
{
	struct answer *a = begin(rq, ANSWER_BUF, status, type);
	buf_bytes(&a->buf, p, n);
}

void answer_const(struct req *rq, int status, const char *type, const void *p, size_t n)
{
	struct answer *a = begin(rq, ANSWER_CONST, status, type);
	a->p = p;
	a->n = n;
}

struct buf *answer_buf(struct req *rq, int status, const char *type)
{
	return &begin(rq, ANSWER_BUF, status, type)->buf;
}

void answer_file(struct req *rq, const char *type, int fd, const char *etag)
{
	struct answer *a = begin(rq, ANSWER_FILE, 200, type);
	a->fd = fd;
	a->etag = ctx_text(rq->cx, etag);
}

void answer_kept(struct req *rq, struct kept *k)
{
	struct answer *a = begin(rq, ANSWER_KEPT, kept_status(k), NULL);
	a->kept = k;
	a->etag = kept_etag(k);
}

bool answer_is_head(const struct req *rq)
{
	return rq->job->method == METHOD_HEAD;
}

void answer_header(struct req *rq, const char *name, const char *value)
{
	struct answer *a = rq->out;
	PRE(a->nhead < ANSWER_HEADERS);
	a->head[a->nhead].name = ctx_text(rq->cx, name);
	a->head[a->nhead++].value = ctx_text(rq->cx, value);
}

/* What the tus protocol wants on every answer, and what the server can do. */
void answer_tus(struct req *rq, bool abilities)
{
	answer_header(rq, "Tus-Resumable", "1.0.0");
	if (!abilities)
		return;
	answer_header(rq, "Tus-Version", "1.0.0");
	answer_header(rq, "Tus-Extension", "creation,expiration,checksum,termination");
	answer_header(rq, "Tus-Checksum-Algorithm", "sha1,sha256");
	answer_header(rq, "Tus-Max-Size", ctx_print(rq->cx, "%lld",
		      (long long)rq->app->settings->upload_bytes));
}

/* `list` is what If-Match or If-None-Match sent. */
static bool names_etag(const char *list, const char *etag)
{
	size_t n = strlen(etag);
	if (strcmp(list, "*") == 0)
		return true;
	for (const char *p = list; *p;) {
		p += strspn(p, " \t,");
		if (p[0] == 'W' && p[1] == '/')
			p += 2;
		size_t len = strcspn(p, ",");
		while (len && (p[len - 1] == ' ' || p[len - 1] == '\t'))
			len--;
		if (len == n && memcmp(p, etag, n) == 0)
			return true;
		p += strcspn(p, ",");
	}
	return false;
}

bool answer_is_known(const struct req *rq, const char *etag)
{
	const char *known = etag ? req_header(rq, "If-None-Match") : NULL;
	return known && names_etag(known, etag);
}

bool answer_sends(const struct req *rq)
{
	return !answer_is_head(rq) && !answer_is_known(rq, rq->out->etag);
}

enum err answer_etag(struct ctx *cx, struct req *rq, const char *etag)
{
	const char *wanted = req_header(rq, "If-Match");
	rq->out->etag = ctx_text(rq->cx, etag);
	if (wanted && !names_etag(wanted, etag))
		return fail(cx, ERR_STALE, SAY_IF_MATCH_STALE());
	return OK;
}

void answer_after(struct req *rq, store_fn *fn, void *arg)
{
	answer_after_joint(rq, NULL, fn, arg);
}

void answer_after_joint(struct req *rq, const struct joint *joint, store_fn *fn, void *arg)
{
	rq->out->joint = joint;
	rq->out->after = fn;
	rq->out->after_arg = arg;
}

bool answer_anew(const struct req *rq)
{
	return rq->out->anew;
}

void answer_trailer(struct req *rq, const char *name, const char *value)
{
	rq->out->trailer = ctx_text(rq->cx, name);
	rq->out->trailer_value = ctx_text(rq->cx, value);
}

void answer_stream(struct req *rq, int status, const char *type, stream_fn *more,
		   void (*end)(void *state), void *state)
{
	struct answer *a = begin(rq, ANSWER_STREAM, status, type);
	a->more = more;
	a->end = end;
	a->state = state;
}

void req_sink(struct req *rq, sink_fn *take, void (*end)(void *state), void *state)
{
	rq->job->sink = (struct sink){ .take = take, .end = end, .state = state };
}

/* --- the last things ------------------------------------------------------- */

static bool read_number(const char **p, uint64_t *ret)
{
	uint64_t v = 0;
	const char *s = *p;
	if (*s < '0' || *s > '9')
		return false;
	for (; *s >= '0' && *s <= '9'; s++)
		if (__builtin_mul_overflow(v, UINT64_C(10), &v) ||
		    __builtin_add_overflow(v, (uint64_t)(*s - '0'), &v))
			return false;
	*p = s;
	*ret = v;
	return true;
}

/* bytes=a-b, bytes=a-, bytes=-n: one part. More parts, or what isn't a range:
 * the whole file. False: beyond the end. */
static bool cut_range(const char *s, uint64_t size, uint64_t *from, uint64_t *count)
{
	uint64_t a = 0, b = size ? size - 1 : 0;
	if (strncmp(s, "bytes=", 6) != 0)
		return true;
	s += 6;
	if (*s == '-') {
		s++;
		if (!read_number(&s, &b) || *s)
			return true;
		if (!b || !size)
			return false;
		*from = b < size ? size - b : 0;
		*count = size - *from;
		return true;
	}
	if (!read_number(&s, &a) || *s++ != '-')
		return true;
	if (*s && (!read_number(&s, &b) || *s || b < a))
		return true;
	if (a >= size)
		return false;
	*from = a;
	*count = (b < size ? b + 1 : size) - a;
	return true;
}

/* What goes out of a file by Range and If-Range; false: all of it is beyond the end. */
static bool file_part(const struct job *j, uint64_t size, uint64_t *from, uint64_t *count)
{
	const struct answer *a = &j->out;
	const char *range = req_header(&j->rq, "Range");
	const char *unless = req_header(&j->rq, "If-Range");
	*from = 0;
	*count = size;
	if (!range || (unless && (!a->etag || strcmp(unless, a->etag) != 0)))
		return true;
	return cut_range(range, size, from, count);
}

int64_t answer_file_bytes(const struct req *rq)
{
	uint64_t from, count;
	off_t size = lseek(rq->job->out.fd, 0, SEEK_END);
	return size >= 0 && file_part(rq->job, (uint64_t)size, &from, &count) ? (int64_t)count : 0;
}

static void settle_file(struct job *j)
{
	struct answer *a = &j->out;
	off_t size = lseek(a->fd, 0, SEEK_END);
	if (size < 0) {
		answer_problem(j, fail(&j->cx, ERR_INTERNAL, SAY_INTERNAL()));
		return;
	}
	answer_header(&j->rq, "Accept-Ranges", "bytes");
	if (!file_part(j, (uint64_t)size, &a->from, &a->count)) {
		answer_problem(j, fail(&j->cx, ERR_RANGE, SAY_RANGE_BAD()));
		answer_header(&j->rq, "Content-Range",
			      ctx_print(&j->cx, "bytes */%lld", (long long)size));
	} else if (a->count != (uint64_t)size) {
		a->status = 206;
		answer_header(&j->rq, "Content-Range",
			      ctx_print(&j->cx, "bytes %llu-%llu/%lld",
					(unsigned long long)a->from,
					(unsigned long long)(a->from + a->count - 1),
					(long long)size));
	}
}

void answer_settle(struct job *j)
{
	struct answer *a = &j->out;
	bool plain = a->status == 200 && j->method <= METHOD_HEAD && a->kind != ANSWER_STREAM;
	bool known = plain && answer_is_known(&j->rq, a->etag);
	if (known && a->kind == ANSWER_KEPT)
		a->status = 304;
	else if (known)
		answer_status(&j->rq, 304);
	else if (a->kind == ANSWER_FILE)
		settle_file(j);
}
