/* reissue.c - see reissue.h. */
#include "release/reissue.h"
#include "record/record.h"
#include <string.h>

/* --- what is struck -------------------------------------------------------------- */
struct striking striking_begin(void)
{
	return (struct striking){ .h = hashing_begin() };
}

void striking_add(struct striking *s, const char *resource, size_t n)
{
	hashing_add(s->h, resource, n);
	hashing_add(s->h, "\n", 1);
	s->n++;
}

void striking_end(struct striking *s, struct struck *ret)
{
	struct hash h = hashing_end(s->h);
	s->h = NULL;
	ret->n = s->n;
	hex_text(h.b, HASH_SIZE, ret->key);
}

static enum err add_struck(struct ctx *cx, struct rows *q, struct striking *s)
{
	for (bool more;;) {
		size_t n;
		TRY(rows_next(cx, q, &more));
		if (!more)
			return OK;
		const char *resource = col_peek(q, "resource", &n);
		striking_add(s, resource, n);
	}
}

enum err release_struck(struct ctx *cx, struct db *db, int64_t no, ms_t due, struct struck *ret)
{
	struct striking s = striking_begin();
	AUTO_ROWS q = db_run(db, SQL_RELEASE_STRUCK);
	bind_int(q, ":no", no);
	bind_ms(q, ":due", due);
	enum err e = add_struck(cx, q, &s);
	striking_end(&s, ret);
	return e;
}

void strike(struct ctx *cx, struct stood *s)
{
	s->r = (struct resource){ .code = s->r.code, .org = s->r.org,
				  .title = said_words(cx, SAY_RELEASE_STRUCK(), SAID_ZH) };
}

/* --- what is served --------------------------------------------------------------- */
static enum err first_files(struct ctx *cx, struct db *db, int64_t no, const char *face,
			    struct served list[RELEASE_FILES_MOST], size_t *ret_n)
{
	AUTO_ROWS q = db_run(db, SQL_RELEASE_FILES);
	bind_int(q, ":no", no);
	bind_text(q, ":face", face);
	for (*ret_n = 0; *ret_n < RELEASE_FILES_MOST; ++*ret_n) {
		bool more;
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		list[*ret_n] = (struct served){
			.face = col_text(cx, q, "face"), .format = col_text(cx, q, "format"),
			.hash = col_text(cx, q, "hash"), .leaf = col_text(cx, q, "leaf"),
			.bytes = col_int(q, "bytes") };
	}
	return OK;
}

static void put_anew(struct ctx *cx, struct rows *q, struct served *s)
{
	s->first_hash = s->hash;
	s->hash = col_text(cx, q, "hash");
	s->leaf = col_text(cx, q, "leaf");
	s->bytes = col_int(q, "bytes");
	s->struck = col_int(q, "entries");
	s->withheld = false;
}

static enum err anew(struct ctx *cx, struct db *db, int64_t no, const struct struck *struck,
		     struct served *list, size_t n)
{
	AUTO_ROWS q = db_run(db, SQL_RELEASE_REISSUES);
	bind_int(q, ":no", no);
	bind_text(q, ":struck", struck->key);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			return OK;
		const char *format = col_text(cx, q, "format");
		for (size_t i = 0; i < n; i++)
			if (list[i].withheld && strcmp(list[i].format, format) == 0)
				put_anew(cx, q, &list[i]);
	}
}

enum err release_served(struct ctx *cx, struct db *db, int64_t no, const char *face,
			struct served list[RELEASE_FILES_MOST], size_t *ret_n)
{
	struct struck struck;
	TRY(first_files(cx, db, no, face, list, ret_n));
	TRY(release_struck(cx, db, no, RELEASE_NOW, &struck));
	if (!struck.n)
		return OK;
	for (size_t i = 0; i < *ret_n; i++)
		list[i].withheld = strcmp(list[i].face, face_word(FACE_OPEN)) == 0;
	return anew(cx, db, no, &struck, list, *ret_n);
}

/* --- made anew ---------------------------------------------------------------------- */
static enum err next_struck(struct ctx *cx, struct db *db, int64_t after, int64_t *ret_no)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_RELEASE_STRUCK_NEXT);
	bind_int(q, ":after", after);
	TRY(rows_next(cx, q, &more));
	*ret_no = more ? col_int(q, "no") : 0;
	return OK;
}

static enum err had(struct ctx *cx, struct db *db, int64_t no, const struct struck *s, bool *ret)
{
	AUTO_ROWS q = db_run(db, SQL_RELEASE_REISSUES);
	bind_int(q, ":no", no);
	bind_text(q, ":struck", s->key);
	return rows_next(cx, q, ret);
}

enum err release_to_reissue(struct ctx *cx, struct db *db, ms_t due, int64_t after,
			    int64_t *ret_no)
{
	bool done = true;
	for (*ret_no = after; done;) {
		struct struck s;
		TRY(next_struck(cx, db, *ret_no, ret_no));
		if (!*ret_no)
			return OK;
		TRY(release_struck(cx, db, *ret_no, due, &s));
		if (s.n)
			TRY(had(cx, db, *ret_no, &s, &done));
	}
	return OK;
}

static enum err put(struct ctx *cx, struct db *db, int64_t no, const struct struck *s,
		    const struct release_file *f, const char *was)
{
	struct hash leaf;
	char hex[HEX_TEXT(HASH_SIZE)], name[B64_TEXT(HASH_SIZE)];
	hex_text(f->hash.b, HASH_SIZE, hex);
	TRY(record_note_hash(cx, db, &(struct note){ .kind = NOTE_CATALOGUE,
		.act = "release-reissue", .object = ctx_text(cx, hex), .bytes = f->bytes,
		.detail = ctx_print(cx, "%lld %s was %s struck %lld", (long long)no,
				    release_format_word(f->format), was, (long long)s->n) }, &leaf));
	AUTO_ROWS q = db_run(db, SQL_RELEASE_REISSUE_ADD);
	bind_int(q, ":no", no);
	bind_text(q, ":struck", s->key);
	bind_text(q, ":format", release_format_word(f->format));
	bind_text(q, ":hash", hex);
	bind_int(q, ":bytes", f->bytes);
	bind_text(q, ":leaf", b64url_text(leaf.b, HASH_SIZE, name));
	bind_int(q, ":entries", s->n);
	bind_ms(q, ":now", cx->now);
	return rows_done(cx, q, NULL);
}

enum err release_reissued(struct ctx *cx, struct db *db, int64_t no, const struct struck *s,
			  const struct release_file files[RELEASE_FORMATS_])
{
	struct served first[RELEASE_FILES_MOST];
	bool already;
	size_t n;
	if (!s->n)
		return OK;
	TRY(had(cx, db, no, s, &already));
	if (already)                    /* by another server */
		return OK;
	TRY(first_files(cx, db, no, face_word(FACE_OPEN), first, &n));
	for (size_t i = 0; i < n; i++)
		for (int f = 0; f < RELEASE_FORMATS_; f++)
			if (strcmp(first[i].format, release_format_word(files[f].format)) == 0)
				TRY(put(cx, db, no, s, &files[f], first[i].hash));
	return OK;
}
