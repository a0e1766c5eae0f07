/* release_store.c - see release_store.h. */
#include "release/release_store.h"
#include "base/enc.h"
#include "catalogue/catalogue.h"
#include "core/who.h"
#include "notice/notice.h"
#include "record/record.h"
#include "release/reissue.h"
#include <string.h>

/* --- reading ----------------------------------------------------------------- */
void release_row(struct ctx *cx, struct rows *q, struct release *ret)
{
	*ret = (struct release){
		.no = col_int(q, "no"), .at = col_ms(q, "at"), .entries = col_int(q, "entries"),
		.open_entries = col_int(q, "open_entries"), .title = col_text(cx, q, "title"),
		.by = col_text(cx, q, "by_name"), .period = col_text(cx, q, "period") };
}

enum err release_get(struct ctx *cx, struct db *db, int64_t no, struct release *ret)
{
	bool more;
	*ret = (struct release){ 0 };
	if (no == 0)
		return OK;
	AUTO_ROWS q = db_run(db, SQL_RELEASE_GET);
	bind_int(q, ":no", no);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_RELEASE_UNKNOWN(no));
	release_row(cx, q, ret);
	return OK;
}

enum err release_files_json(struct ctx *cx, struct db *db, struct jout *j, int64_t no,
			    const char *face)
{
	struct served list[RELEASE_FILES_MOST];
	size_t n;
	TRY(release_served(cx, db, no, face, list, &n));
	jout_key(j, "files");
	jout_list(j);
	for (size_t i = 0; i < n; i++) {
		const struct served *s = &list[i];
		bool open = strcmp(s->face, face_word(FACE_OPEN)) == 0;
		if (s->withheld)
			continue;
		jout_open(j);
		jout_key_text(j, "face", s->face);
		jout_key_text(j, "format", s->format);
		jout_key_int(j, "bytes", s->bytes);
		jout_key_text(j, "hash", s->hash);
		jout_key_text(j, "leaf", s->leaf);
		jout_key_text(j, "first_hash", s->first_hash);
		jout_key_int(j, "struck", s->struck);
		jout_key_text(j, "url", ctx_print(cx, "%s/releases/%lld/files/%s",
						  open ? "/open/v1" : "/api/v1/catalogue",
						  (long long)no, s->format));
		jout_close(j);
	}
	jout_end_list(j);
	return OK;
}

enum err stood_get(struct ctx *cx, struct db *db, const struct pack *pack,
		   const struct standing_row *row, enum face face, struct stood *ret)
{
	TRY(resource_version(cx, db, row->resource, row->version, &ret->r));
	ret->r.org = row->org;          /* whose it was then */
	ret->org_name = row->org_name;
	if (face == FACE_OPEN)
		resource_keep_opened(pack, &ret->r);
	return OK;
}

/* --- making ------------------------------------------------------------------ */
static enum err stand(struct ctx *cx, struct db *db, int64_t no)
{
	AUTO_ROWS q = db_run(db, SQL_RELEASE_STAND);
	bind_int(q, ":no", no);
	return rows_done(cx, q, NULL);
}

enum err release_make(struct ctx *cx, struct db *db, const struct who *by, const char *title,
		      const char *period, int64_t *ret_no)
{
	TRY(catalogue_next(cx, db, "release", ret_no));
	AUTO_ROWS q = db_run(db, SQL_RELEASE_ADD);
	bind_int(q, ":no", *ret_no);
	bind_ms(q, ":now", cx->now);
	bind_text(q, ":title", title);
	bind_text(q, ":by_name", by ? by->name : NULL);
	bind_text(q, ":period", period);
	TRY(rows_done(cx, q, NULL));
	TRY(stand(cx, db, *ret_no));
	return record_note(cx, db, &(struct note){
		.kind = NOTE_CATALOGUE, .act = "release", .org = by ? by->org : NULL,
		.principal = by ? by->id : NULL, .detail = period,
		.object = ctx_print(cx, "%lld", (long long)*ret_no) });
}

static enum err number(struct ctx *cx, struct rows *q, const char *column, int64_t *ret)
{
	bool more;
	TRY(rows_next(cx, q, &more));
	*ret = more ? col_int(q, column) : 0;
	return OK;
}

enum err release_moved(struct ctx *cx, struct db *db, int64_t *ret_n)
{
	int64_t last;
	AUTO_ROWS l = db_run(db, SQL_RELEASE_LAST);
	TRY(number(cx, l, "no", &last));
	AUTO_ROWS q = db_run(db, SQL_RELEASE_MOVED);
	bind_int(q, ":no", last);
	return number(cx, q, "n", ret_n);
}

static enum err take(struct ctx *cx, struct db *db, const struct period *p,
		     const char *outcome, int64_t no)
{
	int64_t taken;
	AUTO_ROWS q = db_run(db, SQL_RELEASE_PERIOD_TAKE);
	bind_text(q, ":period", p->text);
	bind_ms(q, ":now", cx->now);
	bind_text(q, ":outcome", outcome);
	if (no)
		bind_int(q, ":no", no);
	else
		bind_null(q, ":no");
	TRY(rows_done(cx, q, &taken));
	return taken ? OK : fail(cx, ERR_CONFLICT, SAY_INTERNAL());
}

static enum err tell_skipped(struct ctx *cx, struct db *db, const char *period, struct said why)
{
	return notice_put_about(cx, db, &(struct notice_about){ .desk = RELEASE_DESK,
		.about = period, .kind = NOTICE_RELEASE_SKIPPED, .why = why });
}

/* A period that ended since anybody looked had no release. */
static enum err tell_missed(struct ctx *cx, struct db *db, const struct period *p, ms_t looked)
{
	struct period before = release_period(p->cycle, (day_t){ p->first.n - 1 });
	if (day_at(looked).n >= before.first.n)
		return OK;
	return tell_skipped(cx, db, before.text, SAY_RELEASE_NO_SERVER());
}

static enum err unchanged(struct ctx *cx, struct db *db, const struct period *p)
{
	TRY(take(cx, db, p, "unchanged", 0));
	TRY(tell_skipped(cx, db, p->text, SAY_RELEASE_NOTHING_NEW()));
	return record_note(cx, db, &(struct note){ .kind = NOTE_CATALOGUE,
		.act = "release-unchanged", .object = p->text });
}

static enum err turn(struct ctx *cx, struct db *db, const struct period *p,
		     const char **ret_outcome)
{
	bool any;
	int64_t n, no;
	AUTO_ROWS q = db_run(db, SQL_RELEASE_PERIOD_LAST);
	TRY(rows_next(cx, q, &any));
	*ret_outcome = "begun";
	if (!any)
		return take(cx, db, p, *ret_outcome, 0);
	TRY(tell_missed(cx, db, p, col_ms(q, "at")));
	TRY(release_moved(cx, db, &n));
	*ret_outcome = n ? "released" : "unchanged";
	if (!n)
		return unchanged(cx, db, p);
	TRY(release_make(cx, db, NULL, NULL, p->text, &no));
	return take(cx, db, p, *ret_outcome, no);
}

enum err release_turn(struct ctx *cx, struct db *db, const struct period *p,
		      const char **ret_outcome)
{
	bool had;
	AUTO_ROWS q = db_run(db, SQL_RELEASE_PERIOD_GET);
	bind_text(q, ":period", p->text);
	TRY(rows_next(cx, q, &had));
	*ret_outcome = NULL;
	return had ? OK : turn(cx, db, p, ret_outcome);
}

/* --- files -------------------------------------------------------------------- */
static enum err filed(struct ctx *cx, struct db *db, int64_t no, const struct release_file *f)
{
	struct hash leaf;
	char hex[HEX_TEXT(HASH_SIZE)], name[B64_TEXT(HASH_SIZE)];
	hex_text(f->hash.b, HASH_SIZE, hex);
	TRY(record_note_hash(cx, db, &(struct note){ .kind = NOTE_CATALOGUE,
		.act = "release-file", .object = ctx_text(cx, hex), .bytes = f->bytes,
		.detail = ctx_print(cx, "%lld %s %s", (long long)no, face_word(f->face),
				    release_format_word(f->format)) }, &leaf));
	AUTO_ROWS q = db_run(db, SQL_RELEASE_FILE_ADD);
	bind_int(q, ":no", no);
	bind_text(q, ":face", face_word(f->face));
	bind_text(q, ":format", release_format_word(f->format));
	bind_text(q, ":hash", hex);
	bind_int(q, ":bytes", f->bytes);
	bind_text(q, ":leaf", b64url_text(leaf.b, HASH_SIZE, name));
	return rows_done(cx, q, NULL);
}

enum err release_filed(struct ctx *cx, struct db *db, int64_t no,
		       const struct release_file files[RELEASE_FILES_MOST])
{
	bool had;
	AUTO_ROWS q = db_run(db, SQL_RELEASE_FILES);
	bind_int(q, ":no", no);
	bind_text(q, ":face", NULL);
	TRY(rows_next(cx, q, &had));
	for (int i = 0; !had && i < RELEASE_FILES_MOST; i++)
		TRY(filed(cx, db, no, &files[i]));
	return OK;
}
