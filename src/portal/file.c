/* file.c - making and finding the files of downloads. */
#include "portal/file.h"
#include "app.h"
#include "base/enc.h"
#include "base/html.h"
#include "sys/file.h"
#include "sys/outfile.h"
#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STEP  5000                      /* rows read at once */
#define SMALL 200000                    /* cells: made before anybody asks */
#define PIECE (1u << 20)                /* bytes written at once */

const struct portal_form_text portal_forms[PORTAL_FORMS_] = {
	[FORM_CSV] = { "csv", NULL, "csv", "text/csv; charset=utf-8; header=present" },
	[FORM_CSV_PEOPLE] = { "csv", "people", "sheet.csv",
			      "text/csv; charset=utf-8; header=present" },
	[FORM_CSV_MACHINES] = { "csv", "machines", "machines.csv",
				"text/csv; charset=utf-8; header=present" },
	[FORM_JSON] = { "json", NULL, "json", "application/json" },
	[FORM_NDJSON] = { "ndjson", NULL, "ndjson", "application/x-ndjson" },
	[FORM_XML] = { "xml", NULL, "xml", "application/xml" },
};

bool portal_form_read(const char *format, const char *whom, enum portal_form *ret_form)
{
	for (int i = 0; i < PORTAL_FORMS_; i++) {
		const struct portal_form_text *f = &portal_forms[i];
		bool same = whom ? f->whom && !strcmp(f->whom, whom) : !f->whom;
		if (same && strcmp(f->format, format) == 0) {
			*ret_form = (enum portal_form)i;
			return true;
		}
	}
	return false;
}

static enum csv_for reader(enum portal_form form)
{
	return form == FORM_CSV_MACHINES ? CSV_FOR_MACHINES : CSV_FOR_PEOPLE;
}

static bool is_csv(enum portal_form form)
{
	return form <= FORM_CSV_MACHINES;
}

/* --- making ------------------------------------------------------------- */
static void begin(struct buf *b, const struct opened *o, enum portal_form form)
{
	if (form == FORM_CSV_PEOPLE)
		buf_text(b, "\xEF\xBB\xBF");    /* spreadsheets guess wrong without */
	if (form == FORM_CSV_PEOPLE)
		header_words(b, o);
	else if (is_csv(form))
		header_csv(b, o, reader(form));
	if (form == FORM_JSON)
		buf_text(b, "[");
	if (form == FORM_XML)
		buf_text(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rows>");
}

/* XML knows no control characters but these three, escaped or not. */
static void plain(char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)p[i] < ' ' && !strchr("\t\n\r", p[i]))
			p[i] = ' ';
}

/* An item's code is [a-z][a-z0-9_]*, so it is a good name of an element; a null
 * has no element. */
static void row_xml(struct buf *b, const struct opened *o, const struct rowscan *s)
{
	struct html h = html_to(b);
	buf_text(b, "<row>");
	for (size_t i = 0; i < o->nseen; i++) {
		AUTO_BUF text = buf_make(2u << 20);
		const struct viewed *f = &o->fields.at[o->seen[i]];
		struct value v = rowscan_value(s, i);
		if (v.null)
			continue;
		value_print(&text, &f->shape, &v);
		plain(text.p, text.n);
		buf_print(b, "<%s>", f->code);
		html_textn(&h, text.p ? text.p : "", text.n);
		buf_print(b, "</%s>", f->code);
	}
	buf_text(b, "</row>");
}

static void one_row(struct buf *b, const struct opened *o, const struct rowscan *s,
		    enum portal_form form, bool first)
{
	if (is_csv(form)) {
		row_csv(b, o, s, reader(form));
		return;
	}
	if (form == FORM_XML) {
		buf_byte(b, '\n');
		row_xml(b, o, s);
		return;
	}
	if (form == FORM_JSON)
		buf_text(b, first ? "\n" : ",\n");
	struct jout j = jout_to(b);
	row_json(&j, o, s);
	if (form == FORM_NDJSON)
		buf_text(b, "\n");
}

static enum err flush(struct ctx *cx, struct outfile *f, struct buf *b)
{
	if (!buf_ok(b))
		return fail(cx, ERR_TOO_LARGE, SAY_TOO_LARGE());
	TRY(outfile_put(cx, f, b->p, b->n));
	buf_clear(b);
	return OK;
}

/* The next rows; *n counts all, *after is the number of the last. */
static enum err some_rows(struct req *rq, const struct opened *o, enum portal_form form,
			  struct outfile *f, struct buf *b, int64_t *n, int64_t *after)
{
	struct row_ask ask;
	AUTO_CTX mine;
	ctx_init(&mine, rq->cx->now, 16u << 20);
	AUTO_SCAN s = NULL;
	TRY(portal_scan(&mine, rq, o, NULL, *after, STEP, &ask, &s));
	for (bool more;;) {
		TRY(rowscan_next(&mine, s, &more));
		if (!more)
			return OK;
		one_row(b, o, s, form, *n == 0);
		*after = rowscan_n(s);
		++*n;
		if (b->n > PIECE)
			TRY(flush(&mine, f, b));
	}
}

static enum err all_rows(struct ctx *cx, struct req *rq, const struct opened *o,
			 enum portal_form form, struct outfile *f)
{
	int64_t n = 0, after = 0, had;
	AUTO_BUF b = buf_make(8u << 20);
	begin(&b, o, form);
	do {
		had = n;
		enum err e = some_rows(rq, o, form, f, &b, &n, &after);
		if (e != OK)
			return fail(cx, e, SAY_INTERNAL());
	} while (n - had == STEP);
	if (form == FORM_JSON)
		buf_text(&b, "\n]\n");
	if (form == FORM_XML)
		buf_text(&b, "\n</rows>\n");
	return flush(cx, f, &b);
}

/* Whatever stands beside and is of another version or revision. */
static void remove_older(struct ctx *cx, const char *folder, const char *stamp)
{
	DIR *d = opendir(folder);
	if (!d)
		return;
	for (const struct dirent *e; (e = readdir(d)) != NULL;)
		if (e->d_name[0] != '.' && strncmp(e->d_name, stamp, strlen(stamp)) != 0)
			unlink(ctx_print(cx, "%s/%s", folder, e->d_name));
	closedir(d);
}

static const char *folder_of(struct ctx *cx, const struct req *rq, const struct opened *o)
{
	return ctx_print(cx, "%s/open/%s", store_dir(rq->store), o->r.code);
}

static const char *stamp_of(struct ctx *cx, const struct opened *o)
{
	return ctx_print(cx, "%d.%d.", o->data.version, o->r.version);
}

static enum err make(struct ctx *cx, struct req *rq, const struct opened *o,
		     enum portal_form form, const char *path)
{
	struct hash sum;
	char digest[B64_TEXT(HASH_SIZE)];
	AUTO_OUTFILE f = { .fd = -1 };
	TRY(outfile_open(cx, path, &f));
	TRY(all_rows(cx, rq, o, form, &f));
	remove_older(cx, folder_of(cx, rq, o), stamp_of(cx, o));
	TRY(outfile_done(cx, &f, &sum));
	b64_text(sum.b, HASH_SIZE, digest);
	return file_put(cx, ctx_print(cx, "%s.sha256", path), digest, strlen(digest), 0600);
}

/* --- finding ------------------------------------------------------------ */
static const char *path_of(struct ctx *cx, const struct req *rq, const struct opened *o,
			   enum portal_form form)
{
	return ctx_print(cx, "%s/%s%s", folder_of(cx, rq, o), stamp_of(cx, o),
			 portal_forms[form].suffix);
}

int64_t portal_file_size(struct ctx *cx, struct req *rq, const struct opened *o,
			 enum portal_form form)
{
	struct stat st;
	return stat(path_of(cx, rq, o, form), &st) == 0 ? st.st_size : 0;
}

bool portal_file_known(struct ctx *cx, struct req *rq, const struct opened *o,
		       enum portal_form form, struct portal_file *ret)
{
	AUTO_BUF digest = buf_make(128);
	int64_t bytes = portal_file_size(cx, rq, o, form);
	const char *sum = ctx_print(cx, "%s.sha256", path_of(cx, rq, o, form));
	if (!bytes || file_get(cx, sum, 128, &digest) != OK)
		return false;
	*ret = (struct portal_file){ -1, bytes, ctx_textn(cx, digest.p, digest.n) };
	return true;
}

enum err portal_file(struct ctx *cx, struct req *rq, const struct opened *o,
		     enum portal_form form, struct portal_file *ret)
{
	struct stat st;
	AUTO_BUF digest = buf_make(128);
	const char *path = path_of(cx, rq, o, form);
	const char *sum = ctx_print(cx, "%s.sha256", path);
	if (file_get(cx, sum, 128, &digest) != OK || access(path, R_OK) != 0) {
		TRY(make(cx, rq, o, form, path));
		buf_clear(&digest);
		TRY(file_get(cx, sum, 128, &digest));
	}
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) != 0) {
		if (fd >= 0)
			close(fd);
		return fail(cx, ERR_INTERNAL, SAY_INTERNAL());
	}
	*ret = (struct portal_file){ fd, st.st_size, ctx_textn(cx, digest.p, digest.n) };
	return OK;
}

void portal_files_make(struct ctx *cx, struct req *rq, const struct opened *o)
{
	bool small = o->live && o->data.rows * (int64_t)(o->nseen + 1) <= SMALL;
	for (int i = 0; small && i < PORTAL_FORMS_; i++) {
		struct portal_file f;
		enum portal_form form = (enum portal_form)i;
		if (form != FORM_CSV_MACHINES && !portal_file_size(cx, rq, o, form) &&
		    portal_file(cx, rq, o, form, &f) == OK)
			close(f.fd);
	}
}
