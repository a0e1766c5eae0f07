/* release_file.c - see release_file.h. One walk over the release writes all of them. */
#include "release/release_file.h"
#include "base/enc.h"
#include "core/csvout.h"
#include "release/descriptor.h"
#include "release/package.h"
#include "release/reissue.h"
#include "sys/file.h"
#include "sys/outfile.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define STEP  50                        /* entries read in one memory */
#define PIECE (1u << 18)                /* bytes written at once */

/* A file in the making; a package's two tables are made before it. */
enum { PEN_CSV, PEN_JSON, PEN_ENTRIES, PEN_ITEMS, PENS_ };
struct pen { struct outfile out; struct buf b; const char *path; struct hash hash; };
struct face_files { enum face face; struct pen pens[PENS_]; bool begun; };
struct making {
	struct ctx       *cx;           /* lives as long as the making */
	struct db        *reader;
	const struct pack *pack;
	const char       *folder;
	struct release    release;
	struct face_files faces[2];
	int               nfaces;       /* 1: the open one alone */
	ms_t              due;          /* of what is struck: release_struck() */
	struct striking   striking;     /* what was */
};

static enum err unwritable(struct ctx *cx, enum err e)
{
	return fail(cx, e, e == ERR_FULL ? SAY_DISK_FULL() : SAY_RELEASE_UNWRITABLE());
}

static enum err pen_open(struct making *m, struct pen *p)
{
	p->path = ctx_print(m->cx, "%s/making.%s", m->folder, id_new(m->cx));
	p->b = buf_make(8u << 20);
	enum err e = outfile_open(m->cx, p->path, &p->out);
	return e == OK ? OK : unwritable(m->cx, e);
}

static enum err pen_flush(struct ctx *cx, struct pen *p, size_t least)
{
	if (!buf_ok(&p->b))
		return fail(cx, ERR_TOO_LARGE, SAY_TOO_LARGE());
	if (p->b.n < least)
		return OK;
	TRY(outfile_put(cx, &p->out, p->b.p, p->b.n));
	buf_clear(&p->b);
	return OK;
}

static void drop(struct making *m)
{
	for (int f = 0; f < 2; f++) {
		for (int i = 0; i < PENS_; i++) {
			struct pen *p = &m->faces[f].pens[i];
			outfile_drop(&p->out);
			buf_end(&p->b);
			if (p->path)
				unlink(p->path);
		}
	}
}

/* --- what stands in them -------------------------------------------------------- */
static size_t names_csv(struct buf *b, const struct fact *f, enum face face, const char *before,
			size_t at, enum csv_for whom)
{
	char name[64];
	for (; f->name; f++) {
		if (f->from > face)
			continue;
		snprintf(name, sizeof name, "%s%s", before, f->name);
		csv_cell(b, at++, name, whom);
	}
	return at;
}

/* `of` NULL: empty cells. */
static size_t facts_csv(struct ctx *cx, struct buf *b, const struct fact *f, const void *of,
			enum face face, size_t at, enum csv_for whom)
{
	for (; f->name; f++)
		if (f->from <= face)
			csv_cell(b, at++, of ? fact_text(cx, f, of) : NULL, whom);
	return at;
}

static void begin(struct making *m, struct face_files *f)
{
	struct buf *csv = &f->pens[PEN_CSV].b, *items = &f->pens[PEN_ITEMS].b;
	buf_text(csv, "\xEF\xBB\xBF");  /* spreadsheets guess wrong without */
	size_t at = names_csv(csv, entry_facts, f->face, "", 0, CSV_FOR_PEOPLE);
	names_csv(csv, item_facts, f->face, "item_", at, CSV_FOR_PEOPLE);
	csv_end(csv);
	names_csv(&f->pens[PEN_ENTRIES].b, entry_facts, f->face, "", 0, CSV_FOR_MACHINES);
	csv_end(&f->pens[PEN_ENTRIES].b);
	csv_cell(items, 0, "entry", CSV_FOR_MACHINES);
	names_csv(items, item_facts, f->face, "", 1, CSV_FOR_MACHINES);
	csv_end(items);
	struct jout j = jout_to(&f->pens[PEN_JSON].b);
	jout_open(&j);
	jout_key_int(&j, "release", m->release.no);
	jout_key_text(&j, "period", m->release.period);
	jout_key_ms(&j, "at", m->release.at);
	jout_key_text(&j, "title", m->release.title);
	jout_key_int(&j, "entries", f->face == FACE_OPEN ? m->release.open_entries
							 : m->release.entries);
	buf_text(&f->pens[PEN_JSON].b, ",\"items\":[");
}

/* A row an item; the entry's own cells stand in the first, as in the template of the
 * import. */
static void entry_csv(struct ctx *cx, struct buf *b, const struct stood *s, enum face face)
{
	for (size_t i = 0; i == 0 || i < s->r.nitems; i++) {
		size_t at = facts_csv(cx, b, entry_facts, i ? NULL : s, face, 0, CSV_FOR_PEOPLE);
		facts_csv(cx, b, item_facts, i < s->r.nitems ? &s->r.items[i] : NULL, face, at,
			  CSV_FOR_PEOPLE);
		csv_end(b);
	}
}

static enum err entry_out(struct ctx *cx, struct face_files *f, const struct stood *s)
{
	struct pen *pens = f->pens;
	struct buf *json = &pens[PEN_JSON].b;
	entry_csv(cx, &pens[PEN_CSV].b, s, f->face);
	buf_text(json, f->begun ? ",\n" : "\n");
	f->begun = true;
	struct jout j = jout_to(json);
	stood_json(cx, &j, s, f->face);
	facts_csv(cx, &pens[PEN_ENTRIES].b, entry_facts, s, f->face, 0, CSV_FOR_MACHINES);
	csv_end(&pens[PEN_ENTRIES].b);
	for (size_t i = 0; i < s->r.nitems; i++) {
		csv_cell(&pens[PEN_ITEMS].b, 0, s->r.code, CSV_FOR_MACHINES);
		facts_csv(cx, &pens[PEN_ITEMS].b, item_facts, &s->r.items[i], f->face, 1,
			  CSV_FOR_MACHINES);
		csv_end(&pens[PEN_ITEMS].b);
	}
	for (int i = 0; i < PENS_; i++)
		TRY(pen_flush(cx, &pens[i], PIECE));
	return OK;
}

/* --- the walk -------------------------------------------------------------------- */
struct walked { struct standing_row row; bool open, struck; };

static enum err next_rows(struct ctx *cx, const struct making *m, const char *after,
			  struct walked list[STEP], size_t *ret_n)
{
	AUTO_ROWS q = db_run(m->reader, SQL_RELEASE_WALK);
	bind_int(q, ":no", m->release.no);
	bind_text(q, ":after", after);
	bind_int(q, ":count", STEP);
	bind_ms(q, ":due", m->due);
	for (*ret_n = 0; *ret_n < STEP; ++*ret_n) {
		bool more;
		TRY(rows_next(cx, q, &more));
		if (!more)
			return OK;
		list[*ret_n] = (struct walked){
			{ col_text(cx, q, "resource"), col_text(cx, q, "org"),
			  col_text(cx, q, "org_name"), (int)col_int(q, "version") },
			col_int(q, "open") != 0, m->nfaces == 1 && col_int(q, "struck") };
	}
	return OK;
}

static enum err one_entry(struct ctx *cx, struct making *m, const struct walked *w)
{
	struct stood s;
	if (m->nfaces == 1 && !w->open)
		return OK;
	TRY(stood_get(cx, m->reader, m->pack, &w->row, FACE_FULL, &s));
	if (m->nfaces == 2)
		TRY(entry_out(cx, &m->faces[FACE_FULL], &s));
	if (!w->open)
		return OK;
	resource_keep_opened(m->pack, &s.r);
	if (w->struck) {
		strike(cx, &s);
		striking_add(&m->striking, w->row.resource, strlen(w->row.resource));
	}
	return entry_out(cx, &m->faces[FACE_OPEN], &s);
}

static enum err some_entries(struct making *m, char after[ID_TEXT], size_t *ret_n)
{
	struct walked list[STEP];
	AUTO_CTX mine;
	ctx_init(&mine, m->cx->now, 64u << 20);
	enum err e = next_rows(&mine, m, after, list, ret_n);
	for (size_t i = 0; e == OK && i < *ret_n; i++)
		e = one_entry(&mine, m, &list[i]);
	if (e == OK && *ret_n)
		snprintf(after, ID_TEXT, "%s", list[*ret_n - 1].row.resource);
	return e == OK ? OK : fail(m->cx, e, SAY_INTERNAL());
}

static enum err walk(struct making *m)
{
	char after[ID_TEXT] = "";
	for (size_t n = STEP; n == STEP;)
		TRY(some_entries(m, after, &n));
	return OK;
}

/* --- into place ------------------------------------------------------------------------ */
const char *release_file_path(struct ctx *cx, const struct store *s, const char *hash,
			      enum release_format format)
{
	return ctx_print(cx, "%s/releases/%s.%s", store_dir(s), hash,
			 release_format_suffix(format));
}

static enum err placed(struct making *m, const char *from, struct release_file *file)
{
	char hex[HEX_TEXT(HASH_SIZE)];
	struct ctx *cx = m->cx;
	hex_text(file->hash.b, HASH_SIZE, hex);
	const char *to = release_file_path(cx, db_store(m->reader), hex, file->format);
	if (rename(from, to) != 0)
		return unwritable(cx, errno == ENOSPC ? ERR_FULL : ERR_INTERNAL);
	return file_sync_folder(cx, m->folder);
}

static enum err pen_done(struct making *m, struct pen *p)
{
	TRY(pen_flush(m->cx, p, 0));
	return outfile_done(m->cx, &p->out, &p->hash);
}

static enum err pack(struct making *m, struct face_files *f, struct release_file *file)
{
	struct ctx *cx = m->cx;
	AUTO_PACKAGE p = NULL;
	AUTO_BUF text = buf_make(1u << 20);
	const char *path = ctx_print(cx, "%s/making.%s", m->folder, id_new(cx));
	const struct pen *entries = &f->pens[PEN_ENTRIES], *items = &f->pens[PEN_ITEMS];
	descriptor_json(cx, &(struct described){
		.no = m->release.no, .title = m->release.title, .at = m->release.at,
		.face = f->face, .entries = { entries->hash, entries->out.n },
		.items = { items->hash, items->out.n } }, &text);
	TRY(package_begin(cx, path, &p));
	TRY(package_bytes(cx, p, "datapackage.json", text.p, text.n));
	TRY(package_file(cx, p, "entries.csv", entries->path));
	TRY(package_file(cx, p, "items.csv", items->path));
	TRY(package_done(cx, p, &file->hash, &file->bytes));
	return placed(m, path, file);
}

static enum err finish(struct making *m, struct face_files *f, struct release_file *files)
{
	static const enum release_format of_pen[] = { RELEASE_CSV, RELEASE_JSON };
	buf_text(&f->pens[PEN_JSON].b, "\n]}\n");
	for (int i = 0; i < PENS_; i++)
		TRY(pen_done(m, &f->pens[i]));
	for (int i = 0; i < 2; i++) {
		files[i] = (struct release_file){ f->face, of_pen[i], f->pens[i].hash,
						  f->pens[i].out.n };
		TRY(placed(m, f->pens[i].path, &files[i]));
	}
	files[2] = (struct release_file){ .face = f->face, .format = RELEASE_PACKAGE };
	return pack(m, f, &files[2]);
}

static enum err make(struct making *m, struct release_file *ret)
{
	for (int f = 0; f < m->nfaces; f++) {
		for (int i = 0; i < PENS_; i++)
			TRY(pen_open(m, &m->faces[f].pens[i]));
		begin(m, &m->faces[f]);
	}
	TRY(walk(m));
	for (int f = 0; f < m->nfaces; f++)
		TRY(finish(m, &m->faces[f], ret + f * RELEASE_FORMATS_));
	return OK;
}

static enum err make_all(struct making *m, int64_t no, struct release_file *ret)
{
	m->folder = ctx_print(m->cx, "%s/releases", store_dir(db_store(m->reader)));
	m->faces[FACE_OPEN].face = FACE_OPEN;
	m->faces[FACE_FULL].face = FACE_FULL;
	for (int f = 0; f < 2; f++)
		for (int i = 0; i < PENS_; i++)
			m->faces[f].pens[i].out.fd = -1;
	TRY(release_get(m->cx, m->reader, no, &m->release));
	enum err e = make(m, ret);
	drop(m);
	return e;
}

enum err release_files_make(struct ctx *cx, struct db *reader, const struct pack *pack,
			    int64_t no, struct release_file ret[RELEASE_FILES_MOST])
{
	struct making m = { .cx = cx, .reader = reader, .pack = pack, .nfaces = 2 };
	return make_all(&m, no, ret);
}

enum err release_files_anew(struct ctx *cx, struct db *reader, const struct pack *pack,
			    int64_t no, ms_t due, struct struck *ret_struck,
			    struct release_file ret[RELEASE_FORMATS_])
{
	struct making m = { .cx = cx, .reader = reader, .pack = pack, .nfaces = 1, .due = due,
			    .striking = striking_begin() };
	enum err e = make_all(&m, no, ret);
	striking_end(&m.striking, ret_struck);
	return e;
}
