/* legal.c - see legal.h. Packs come from the program itself or from a folder;
 * imported calendar years from the store. */
#include "cases/legal.h"
#include "base/embedded.h"
#include "cases/cases.h"
#include "sys/file.h"
#include "sys/log.h"
#include <dirent.h>
#include <pthread.h>
#include <string.h>

#define BUILT_IN "yancheng-2022"
#define PACK_FILES 64
#define PACK_BYTES (1 << 20)

#define PACKS 16                       /* in force, and those of older cases */

struct legal {
	struct pack      packs[PACKS];
	size_t           npacks;
	struct embedded *files;        /* of the pack in force if from a folder */
	struct law      *laws;         /* processes x packs */
	size_t           nlaws;
	struct ctx       mem;          /* calendars read under way */
	pthread_mutex_t  reading;
	int64_t          imports;      /* the last one taken in */
	const struct calendar *calendar;
};

/* --- packs ----------------------------------------------------------------- */
static bool is_built_in(const char *pack)
{
	const char *slash = pack ? strrchr(pack, '/') : NULL;
	return !pack || !*pack || strcmp(slash ? slash + 1 : pack, BUILT_IN) == 0;
}

/* The texts of a folder, as if they had been taken into the program. */
static enum err folder_files(struct ctx *cx, const char *dir, DIR *d,
			     struct embedded files[PACK_FILES + 1])
{
	size_t n = 0;
	for (struct dirent *e; (e = readdir(d)) != NULL;) {
		size_t len = strlen(e->d_name);
		if (len < 5 || strcmp(e->d_name + len - 4, ".txt") != 0)
			continue;
		if (n == PACK_FILES)
			return fail(cx, ERR_INVALID, SAY_PACK_MANY(PACK_FILES));
		AUTO_BUF text = buf_make(PACK_BYTES);
		const char *path = ctx_print(cx, "%s/%s", dir, e->d_name);
		TRY(file_get(cx, path, PACK_BYTES, &text));
		if (memchr(text.p, 0, text.n))
			return fail(cx, ERR_INVALID, SAY_PACK_LINE(path, 1, "holds a NUL"));
		files[n++] = (struct embedded){ path, ctx_textn(cx, text.p, text.n), text.n };
	}
	files[n] = (struct embedded){ 0 };
	return OK;
}

static enum err read_folder(struct ctx *cx, const char *dir, struct embedded *files,
			    struct pack *ret)
{
	DIR *d = opendir(dir);
	if (!d)
		return fail(cx, ERR_NOT_FOUND, SAY_PACK_NO_FOLDER(dir));
	enum err e = folder_files(cx, dir, d, files);
	closedir(d);
	TRY(e);
	return pack_read(cx, files, ctx_print(cx, "%s/", dir), ret);
}

static bool has_pack(const struct legal *l, const char *name)
{
	for (size_t i = 0; i < l->npacks; i++)
		if (strcmp(l->packs[i].name, name) == 0)
			return true;
	return false;
}

static void add_older(struct legal *l, const struct pack *p)
{
	if (l->npacks == PACKS || has_pack(l, p->name))
		return;
	l->packs[l->npacks] = *p;
	l->packs[l->npacks - 1].older = &l->packs[l->npacks];
	l->npacks++;
}

/* The pack in force first; the built-in one behind it when that is another, for
 * cases that began under it. */
static enum err read_packs(struct ctx *cx, const char *pack, struct legal *l)
{
	bool folder = pack && *pack && strcmp(pack, BUILT_IN) != 0;
	struct pack built_in;
	if (folder) {
		size_t n = strlen(pack);
		const char *dir = pack[n - 1] == '/' ? ctx_textn(cx, pack, n - 1) : pack;
		struct embedded *files = ctx_array(cx, struct embedded, PACK_FILES + 1);
		enum err e = read_folder(cx, dir, files, &l->packs[0]);
		if (e == ERR_NOT_FOUND && is_built_in(dir)) {
			folder = false;
		} else {
			TRY(e);
			l->files = files;
		}
	}
	TRY(pack_read(cx, law_files, BUILT_IN "/", &built_in));
	if (!folder)
		l->packs[0] = built_in;
	l->npacks = 1;
	add_older(l, &built_in);
	return OK;
}

/* Packs kept in the store, read like those of a folder named by the pack. */
static enum err read_kept(struct ctx *cx, struct legal *l, struct db *db)
{
	struct embedded *files = ctx_array(cx, struct embedded, PACK_FILES + 1);
	const char *name = NULL;
	size_t n = 0;
	AUTO_ROWS q = db_run(db, SQL_PACK_FILES);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		const char *next = more ? col_text(cx, q, "pack") : NULL;
		if (name && (!next || strcmp(next, name) != 0)) {
			struct pack p;
			if (!has_pack(l, name)) {
				TRY(pack_read(cx, files, ctx_print(cx, "%s/", name), &p));
				add_older(l, &p);
			}
			memset(files, 0, (PACK_FILES + 1) * sizeof *files);
			n = 0;
		}
		if (!more)
			return OK;
		name = next;
		if (n < PACK_FILES)
			files[n++] = (struct embedded){
				ctx_print(cx, "%s/%s", name, col_text(cx, q, "path")),
				col_text(cx, q, "body"), 0 };
	}
}

static enum err keep_files(struct ctx *cx, struct db *db, void *arg)
{
	const struct legal *l = arg;
	int64_t changed;
	for (const struct embedded *f = l->files; f->path; f++) {
		AUTO_ROWS q = db_run(db, SQL_PACK_FILE_KEEP);
		bind_text(q, ":pack", l->packs[0].name);
		bind_text(q, ":path", strrchr(f->path, '/') + 1);
		bind_text(q, ":body", f->text);
		TRY(rows_done(cx, q, &changed));
	}
	return OK;
}

enum err legal_keep(struct ctx *cx, const struct legal *l, struct store *store)
{
	return l->files ? store_change(cx, store, keep_files, (void *)(uintptr_t)l) : OK;
}

/* A pack written before the program knew a procedure has no file for it: under
 * that pack it isn't offered. The built-in one has them all. One that has the file and
 * lacks a row of it stops the start while it is in force; kept for older cases, those go
 * on by the pack that is. */
static enum err bind_law(struct ctx *cx, struct legal *l, const struct pack *pack,
			 const struct process *process)
{
	if (!pack_process(pack, process->name) && strcmp(pack->name, BUILT_IN) != 0) {
		log_line(LOG_WARN, "pack-lacks-process", "pack", pack->name, "process",
			 process->name, NULL);
		return OK;
	}
	enum err e = law_bind(cx, process, pack, &l->laws[l->nlaws]);
	if (e == OK) {
		l->nlaws++;
		return OK;
	}
	/* One that is kept for its open cases can't be mended by anybody any more. */
	if (pack == legal_pack(l) || strcmp(pack->name, BUILT_IN) == 0)
		return e;
	log_line(LOG_WARN, "pack-outgrown", "pack", pack->name, "process", process->name, "lacks",
		 said_words(cx, cx->fault.said, SAID_EN), NULL);
	return OK;
}

static enum err bind_laws(struct ctx *cx, struct legal *l)
{
	l->laws = ctx_array(cx, struct law, l->npacks * case_processes_n);
	for (size_t p = 0; p < l->npacks; p++)
		for (size_t i = 0; i < case_processes_n; i++)
			TRY(bind_law(cx, l, &l->packs[p], case_processes[i].process));
	return OK;
}

/* --- the calendar ------------------------------------------------------------ */
static enum err take_imports(struct ctx *cx, struct legal *l, struct db *db, bool *ret_new)
{
	AUTO_ROWS q = db_run(db, SQL_CALENDAR_IMPORTS);
	struct calendar *now = ctx_new(&l->mem, struct calendar);
	bool any = false;
	int64_t last = l->imports;

	*now = *l->calendar;
	bind_int(q, ":after", last);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		struct calendar next;
		const char *body = col_text(cx, q, "body");
		if (calendar_add(&l->mem, now, body, &next) != OK)
			return fail(cx, ERR_INTERNAL, l->mem.fault.said);
		*now = next;
		last = col_int(q, "no");
		any = true;
	}
	if (any) {
		l->imports = last;
		__atomic_store_n(&l->calendar, now, __ATOMIC_RELEASE);
	}
	*ret_new = any;
	return OK;
}

enum err legal_refresh(struct ctx *cx, struct legal *l, struct db *db, bool *ret_new)
{
	pthread_mutex_lock(&l->reading);
	enum err e = take_imports(cx, l, db, ret_new);
	pthread_mutex_unlock(&l->reading);
	return e;
}

enum err legal_open(struct ctx *cx, const char *pack, struct db *db,
		    struct legal **ret_legal)
{
	struct legal *l = ctx_new(cx, struct legal);
	struct calendar *c = ctx_new(cx, struct calendar);
	bool any;

	TRY(read_packs(cx, pack, l));
	if (db)
		TRY(read_kept(cx, l, db));
	TRY(bind_laws(cx, l));
	TRY(calendar_read(cx, embedded_text(law_files, "calendar/workdays.csv"),
			  embedded_text(law_files, "calendar/statutory.csv"), c));
	l->calendar = c;
	pthread_mutex_init(&l->reading, NULL);
	ctx_init(&l->mem, cx->now, 64 << 20);
	if (db)
		TRY(legal_refresh(cx, l, db, &any));
	const struct pack *p = legal_pack(l);
	if (cx->today.n < p->from.n || (p->to.n && cx->today.n > p->to.n))
		log_line(LOG_WARN, "pack-not-in-force", "pack", p->name, NULL);
	*ret_legal = l;
	return OK;
}

void legal_close(struct legal *l)
{
	if (!l)
		return;
	pthread_mutex_destroy(&l->reading);
	ctx_end(&l->mem);
}

const struct pack *legal_pack(const struct legal *l)
{
	return &l->packs[0];
}

const struct calendar *legal_calendar(const struct legal *l)
{
	return __atomic_load_n(&l->calendar, __ATOMIC_ACQUIRE);
}

const struct law *legal_law(const struct legal *l, const char *process, const char *pack)
{
	const struct pack *p = pack_named(&l->packs[0], pack);
	const struct law *now = NULL;
	for (size_t i = 0; i < l->nlaws; i++) {
		if (strcmp(l->laws[i].process->name, process) != 0)
			continue;
		if (l->laws[i].pack == p)
			return &l->laws[i];
		if (l->laws[i].pack == legal_pack(l))
			now = &l->laws[i];
	}
	return now;
}
