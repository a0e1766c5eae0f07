/* upload_send.c - see upload_send.h. */
#include "ingest/upload_send.h"
#include "ingest/upload.h"
#include "record/record.h"
#include <ctype.h>
#include <fcntl.h>
#include <string.h>

enum { NAME_MOST = 300 };               /* bytes of a name, before they are written out */

struct sent { struct upload_out out; const struct who *who; const char *peer; };

static enum err note_sent(struct ctx *cx, struct db *db, void *arg)
{
	const struct sent *s = arg;
	return record_note(cx, db, &(struct note){
		.kind = NOTE_EXPORT, .act = s->out.act, .org = s->who->org,
		.principal = s->who->id, .resource = s->out.resource,
		.case_id = s->out.case_id, .object = s->out.object, .bytes = s->out.bytes,
		.response = s->out.hash, .peer = s->peer });
}

/* The last part of what may look like a path. */
static const char *last_part(const char *name)
{
	for (const char *s = name; *s; s++)
		if (*s == '/' || *s == '\\')
			name = s + 1;
	return name;
}

/* attachment; filename="…"; filename*=UTF-8''… (RFC 6266, RFC 8187). */
static const char *disposition(struct ctx *cx, const char *name)
{
	AUTO_BUF plain = buf_make(NAME_MOST + 8), full = buf_make(NAME_MOST * 3 + 8);
	const char *last = last_part(name);
	for (size_t i = 0; last[i] && i < NAME_MOST; i++) {
		unsigned char c = (unsigned char)last[i];
		bool safe = c < 128 && (isalnum(c) || (c && strchr("-._", c)));
		if (c < 128)
			buf_byte(&plain, safe ? (char)c : '_');
		if (safe)
			buf_byte(&full, (char)c);
		else
			buf_print(&full, "%%%02X", c);
	}
	return ctx_print(cx, "attachment; filename=\"%s\"; filename*=UTF-8''%s",
			 plain.n ? buf_cstr(&plain) : "file", buf_cstr(&full));
}

enum err upload_send(struct ctx *cx, struct req *rq, const struct upload_out *out)
{
	int fd = open(upload_path(cx, store_dir(rq->store), out->upload), O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail(cx, ERR_GONE, SAY_UPLOAD_GONE());
	const char *etag = ctx_print(cx, "\"%s\"", out->upload);
	answer_file(rq, out->type, fd, etag);
	TRY(answer_etag(cx, rq, etag));
	answer_header(rq, "Content-Disposition", disposition(cx, out->name));
	if (answer_is_head(rq) || answer_is_known(rq, etag))
		return OK;
	struct sent *s = ctx_new(cx, struct sent);
	*s = (struct sent){ *out, rq->who, rq->peer };
	if (out->hash) {
		struct hash *h = ctx_new(cx, struct hash);
		*h = *out->hash;
		s->out.hash = h;
	}
	answer_after(rq, note_sent, s);
	return OK;
}
