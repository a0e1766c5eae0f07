/* legal.c - see legal.h. Packs come from the program itself or from a folder;
 * imported calendar years from the store. */
#include "cases/legal.h"
#include "base/embedded.h"
#include "cases/cases.h"
#include "sys/file.h"
#include <dirent.h>
#include <pthread.h>
#include <string.h>

#define BUILT_IN "yancheng-2022"
#define PACK_FILES 64
#define PACK_BYTES (1 << 20)

struct legal {
	struct pack      packs[2];
	size_t           npacks;
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

static enum err read_folder(struct ctx *cx, const char *dir, struct pack *ret)
{
	struct embedded files[PACK_FILES + 1];
	DIR *d = opendir(dir);
	if (!d)
		return fail(cx, ERR_NOT_FOUND, SAY_PACK_NO_FOLDER(dir));
	enum err e = folder_files(cx, dir, d, files);
	closedir(d);
	TRY(e);
	return pack_read(cx, files, ctx_print(cx, "%s/", dir), ret);
}

/* The pack in force first; the built-in one behind it when that is another, for
 * cases that began under it. */
static enum err read_packs(struct ctx *cx, const char *pack, struct legal *l)
{
	bool folder = pack && *pack && strcmp(pack, BUILT_IN) != 0;
	if (folder) {
		size_t n = strlen(pack);
		const char *dir = pack[n - 1] == '/' ? ctx_textn(cx, pack, n - 1) : pack;
		enum err e = read_folder(cx, dir, &l->packs[0]);
		if (e == ERR_NOT_FOUND && is_built_in(dir))
			folder = false;
		else
			TRY(e);
	}
	if (!folder)
		TRY(pack_read(cx, law_files, BUILT_IN "/", &l->packs[0]));
	l->npacks = 1;
	if (strcmp(l->packs[0].name, BUILT_IN) != 0) {
		TRY(pack_read(cx, law_files, BUILT_IN "/", &l->packs[1]));
		l->packs[0].older = &l->packs[1];
		l->npacks = 2;
	}
	return OK;
}

static enum err bind_laws(struct ctx *cx, struct legal *l)
{
	l->laws = ctx_array(cx, struct law, l->npacks * case_processes_n);
	for (size_t p = 0; p < l->npacks; p++)
		for (size_t i = 0; i < case_processes_n; i++)
			TRY(law_bind(cx, case_processes[i].process, &l->packs[p],
				     &l->laws[l->nlaws++]));
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
	TRY(bind_laws(cx, l));
	TRY(calendar_read(cx, embedded_text(law_files, "calendar/workdays.csv"),
			  embedded_text(law_files, "calendar/statutory.csv"), c));
	l->calendar = c;
	pthread_mutex_init(&l->reading, NULL);
	ctx_init(&l->mem, cx->now, 64 << 20);
	if (db)
		TRY(legal_refresh(cx, l, db, &any));
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
	for (size_t i = 0; i < l->nlaws; i++)
		if (l->laws[i].pack == p && strcmp(l->laws[i].process->name, process) == 0)
			return &l->laws[i];
	return NULL;
}
