/* pack_read.c - a rule pack from its text files.
 *
 * Each file is a table; pack_readers[] says which function takes its rows. A file
 * with another name describes one process. */
#include "core/pack_inside.h"
#include <string.h>

static const char *trimmed(struct ctx *cx, const char *p, size_t n)
{
	while (n && (*p == ' ' || *p == '\t')) {
		p++;
		n--;
	}
	while (n && (p[n - 1] == ' ' || p[n - 1] == '\t'))
		n--;
	return ctx_textn(cx, p, n);
}

static bool split(struct ctx *cx, const char *p, size_t n, struct row *row)
{
	*row = (struct row){ .n = 0 };
	for (;;) {
		const char *bar = memchr(p, '|', n);
		size_t len = bar ? (size_t)(bar - p) : n;
		if (row->n == PACK_COLS)
			return false;
		row->col[row->n++] = trimmed(cx, p, len);
		if (!bar)
			return true;
		p = bar + 1;
		n -= len + 1;
	}
}

/* --- files --------------------------------------------------------------------- */
/* Files that a pack may be without. */
static bool spare(const char *name)
{
	return strcmp(name, "guidance.txt") == 0 || strcmp(name, "commitment.txt") == 0;
}

static enum err read_file(struct reading *r, const char *text, row_fn *fn)
{
	r->line = 0;
	r->process = NULL;
	while (*text) {
		size_t n = strcspn(text, "\n");
		size_t len = n && text[n - 1] == '\r' ? n - 1 : n;
		struct row row;
		r->line++;
		if (len && text[0] != '#') {
			if (!split(r->cx, text, len, &row))
				return fail(r->cx, ERR_INVALID, SAY_PACK_LINE(r->file, r->line,
					    "too many columns"));
			if (row.n > 1 || row.col[0][0])
				TRY(fn(r, &row));
		}
		TRY(ctx_check(r->cx));
		text += n + (text[n] == '\n');
	}
	return OK;
}

static const char *below(const char *path, const char *dir)
{
	size_t n = strlen(dir);
	return strncmp(path, dir, n) == 0 ? path + n : NULL;
}

static bool is_txt(const char *name)
{
	size_t n = strlen(name);
	return n > 4 && strcmp(name + n - 4, ".txt") == 0;
}

static row_fn *reader_of(const char *name)
{
	for (size_t i = 0; pack_readers[i].name; i++)
		if (strcmp(pack_readers[i].name, name) == 0)
			return pack_readers[i].read;
	return NULL;
}

static enum err complete(struct ctx *cx, const struct pack *p)
{
	const char *lacks = NULL;
	if (!p->name || !p->title.zh || !p->from.n)
		lacks = "pack.txt: name, title, in_force";
	else if (p->remind[0] == 0)
		lacks = "pack.txt: remind";
	else if (!p->share_levels || !p->closed_levels)
		lacks = "pack.txt: share_basis, closed_basis";
	else if (p->npapers == 0 || p->nterms == 0 || p->nprocesses == 0)
		lacks = "papers.txt, terms.txt, processes";
	else if (p->commitment.nclauses && (!p->commitment.version || !p->commitment.title.zh))
		lacks = "commitment.txt: version, title";
	for (int a = 0; a < ACTOR_MAX_ && !lacks; a++)
		if (!p->roles[a].zh)
			lacks = ctx_print(cx, "roles.txt: %s", actor_word((enum actor)a));
	return lacks ? fail(cx, ERR_INVALID, SAY_PACK_MISSING(lacks)) : OK;
}

enum err pack_read(struct ctx *cx, const struct embedded *files, const char *dir,
		   struct pack *ret_pack)
{
	struct pack p = { 0 };
	struct reading r = { .cx = cx, .pack = &p };
	const char *name;

	for (size_t i = 0; pack_readers[i].name; i++) {
		const struct embedded *f = files;
		while (f->path && !((name = below(f->path, dir)) &&
				    strcmp(name, pack_readers[i].name) == 0))
			f++;
		if (!f->path && spare(pack_readers[i].name))
			continue;
		if (!f->path)
			return fail(cx, ERR_INVALID, SAY_PACK_MISSING(pack_readers[i].name));
		r.file = f->path;
		TRY(read_file(&r, f->text, pack_readers[i].read));
	}
	for (const struct embedded *f = files; f->path; f++) {
		name = below(f->path, dir);
		if (!name || strchr(name, '/') || !is_txt(name) || reader_of(name))
			continue;
		r.file = f->path;
		TRY(read_file(&r, f->text, pack_process_row));
	}
	TRY(complete(cx, &p));
	*ret_pack = p;
	return OK;
}
