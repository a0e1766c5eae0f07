/* attachment_store.c - see attachment.h. */
#include "app.h"
#include "base/enc.h"
#include "cases/acting.h"
#include "cases/attachment.h"
#include "ingest/upload.h"
#include "record/record.h"
#include "web/req.h"
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* --- at the counter ------------------------------------------------------------------ */
static enum err wrong(struct ctx *cx, const char *paper, size_t i, struct said said)
{
	return fail_field(cx, fail(cx, ERR_INVALID, said),
			  ctx_print(cx, "papers.%s[%zu]", paper, i));
}

/* Its first bytes to `head`, its hash; false when it can't be read. */
static bool read_all(const char *path, char head[16], size_t *ret_head, struct hash *ret)
{
	char piece[1 << 16];
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	struct hashing *h = hashing_begin();
	*ret_head = 0;
	while ((n = read(fd, piece, sizeof piece)) > 0) {
		for (ssize_t i = 0; i < n && *ret_head < 16; i++)
			head[(*ret_head)++] = piece[i];
		hashing_add(h, piece, (size_t)n);
	}
	close(fd);
	*ret = hashing_end(h);
	return n == 0;
}

static enum err look_at(struct ctx *cx, struct req *rq, const struct upload *u,
			struct attached *ret, struct said *ret_why)
{
	char head[16];
	size_t n;
	*ret_why = SAY_ATTACHMENT_KIND();
	if (u->size == 0 || u->size > ATTACHMENT_BYTES) {
		*ret_why = SAY_ATTACHMENT_SIZE(ATTACHMENT_BYTES >> 20);
		return ERR_INVALID;
	}
	*ret = (struct attached){ .upload = u->id, .name = u->filename, .size = u->size };
	if (!read_all(upload_path(cx, store_dir(rq->store), u->id), head, &n, &ret->hash))
		return fail(cx, ERR_INTERNAL, SAY_INTERNAL());
	ret->type = attachment_type(u->filename, head, n);
	return ret->type ? OK : ERR_INVALID;
}

static enum err look_list(struct ctx *cx, struct req *rq, const char *paper,
			  const json_t *list, struct case_ask *ask, struct attached *files)
{
	for (size_t i = 0; i < json_array_size(list) && i < FILES_MOST; i++) {
		const char *id = json_string_value(json_array_get(list, i));
		struct upload u;
		struct said why;
		if (!id)
			continue;
		enum err e = upload_complete(cx, rq->db, id, rq->who, &u);
		if (e == ERR_NOT_FOUND)
			continue;
		if (e == ERR_CONFLICT)
			return fail_field(cx, e, ctx_print(cx, "papers.%s[%zu]", paper, i));
		TRY(e);
		e = look_at(cx, rq, &u, &files[ask->nfiles], &why);
		if (e == ERR_INVALID)
			return wrong(cx, paper, i, why);
		TRY(e);
		ask->nfiles++;
	}
	return OK;
}

static enum err look(struct ctx *cx, struct req *rq, const json_t *papers, struct case_ask *ask)
{
	const struct pack *p = legal_pack(rq->app->legal);
	for (size_t i = 0; papers && i < p->npapers; i++) {
		const json_t *v = json_object_get(papers, p->papers[i].name);
		if (p->papers[i].kind != PAPER_FILES || !json_array_size(v))
			continue;
		struct attached *files = ctx_array(cx, struct attached, ask->nfiles + FILES_MOST);
		if (ask->nfiles)
			memcpy(files, ask->files, ask->nfiles * sizeof *files);
		ask->files = files;
		TRY(look_list(cx, rq, p->papers[i].name, v, ask, files));
	}
	return OK;
}

/* A draft that is handed in brings what it was opened with. */
static enum err look_draft(struct ctx *cx, struct req *rq, struct case_ask *ask)
{
	struct case_file c;
	enum err e = case_read(cx, rq->db, ask->id, rq->who, &c);
	const struct case_process *cp = e == OK ? case_process_named(c.process) : NULL;
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	if (!cp || process_act_no(cp->process, ask->act) != cp->process->submit || !c.papers)
		return OK;
	AUTO_JSON papers = json_loads(c.papers, 0, NULL);
	return look(cx, rq, papers, ask);
}

enum err attachments_look(struct ctx *cx, struct req *rq, struct case_ask *ask)
{
	if (ask->id)
		TRY(look_draft(cx, rq, ask));
	return look(cx, rq, ask->papers, ask);
}

/* --- inside the change ---------------------------------------------------------------- */
static enum err kept(struct ctx *cx, struct db *db, const char *case_id, const char *upload,
		     bool *ret_kept)
{
	*ret_kept = false;
	if (!case_id)
		return OK;
	AUTO_ROWS q = db_run(db, SQL_ATTACHMENT_KEPT);
	bind_text(q, ":case_id", case_id);
	bind_text(q, ":upload", upload);
	return rows_next(cx, q, ret_kept);
}

static const struct attached *looked_at(const struct acting *a, const char *upload)
{
	for (size_t i = 0; i < a->nfiles; i++)
		if (strcmp(a->files[i].upload, upload) == 0)
			return &a->files[i];
	return NULL;
}

/* A draft's files that were looked at when it was opened are uploads of its agency still;
 * what its bytes are is looked at when it is handed in. */
static enum err one_known(struct ctx *cx, struct db *db, const struct acting *a,
			  const char *paper, size_t i, const char *upload)
{
	bool there;
	if (looked_at(a, upload))
		return OK;
	TRY(kept(cx, db, a->c.id, upload, &there));
	return there ? OK : wrong(cx, paper, i, SAY_ATTACHMENT_UNKNOWN());
}

enum err attachments_known(struct ctx *cx, struct db *db, const struct acting *a,
			   const json_t *papers)
{
	const struct pack *p = a->law->pack;
	for (size_t i = 0; papers && i < p->npapers; i++) {
		const json_t *v = json_object_get(papers, p->papers[i].name);
		if (p->papers[i].kind != PAPER_FILES)
			continue;
		for (size_t k = 0; k < json_array_size(v); k++)
			TRY(one_known(cx, db, a, p->papers[i].name, k,
				      json_string_value(json_array_get(v, k))));
	}
	return OK;
}

static enum err room_left(struct ctx *cx, struct db *db, const char *case_id)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_ATTACHMENT_COUNT);
	bind_text(q, ":case_id", case_id);
	TRY(rows_next(cx, q, &more));
	return more && col_int(q, "n") >= ATTACHMENTS_MOST
		? fail(cx, ERR_TOO_LARGE, SAY_ATTACHMENTS_MANY(ATTACHMENTS_MOST)) : OK;
}

static enum err keep_one(struct ctx *cx, struct db *db, const struct acting *a,
			 const struct attached *f, const char *act)
{
	const char *id = id_new(cx);
	char hash[B64_TEXT(HASH_SIZE)];
	TRY(room_left(cx, db, a->c.id));
	TRY(upload_keep(cx, db, a->who, f->upload));
	AUTO_ROWS q = db_run(db, SQL_ATTACHMENT_ADD);
	bind_text(q, ":id", id);
	bind_text(q, ":case_id", a->c.id);
	bind_text(q, ":upload", f->upload);
	bind_text(q, ":act", act);
	bind_text(q, ":name", f->name);
	bind_text(q, ":type", f->type);
	bind_int(q, ":size", f->size);
	bind_text(q, ":hash", b64url_text(f->hash.b, HASH_SIZE, hash));
	bind_text(q, ":by_id", a->who->id);
	bind_text(q, ":by_name", a->who->name);
	bind_text(q, ":by_org", a->who->org);
	bind_ms(q, ":at", cx->now);
	TRY(rows_done(cx, q, NULL));
	return record_note(cx, db, &(struct note){
		.kind = NOTE_CASE, .act = "file-attached", .org = a->who->org,
		.principal = a->who->id, .resource = a->c.resource, .case_id = a->c.id,
		.object = id, .bytes = f->size, .request = &f->hash });
}

static enum err keep_list(struct ctx *cx, struct db *db, const struct acting *a,
			  const json_t *list, const char *act)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *upload = json_string_value(json_array_get(list, i));
		const struct attached *f = looked_at(a, upload);
		bool there;
		TRY(kept(cx, db, a->c.id, upload, &there));
		if (f && !there)
			TRY(keep_one(cx, db, a, f, act));
	}
	return OK;
}

enum err attachments_keep(struct ctx *cx, struct db *db, const struct acting *a,
			  const json_t *papers, const char *act)
{
	const struct pack *p = a->law->pack;
	for (size_t i = 0; papers && i < p->npapers; i++)
		if (p->papers[i].kind == PAPER_FILES)
			TRY(keep_list(cx, db, a, json_object_get(papers, p->papers[i].name), act));
	return OK;
}
