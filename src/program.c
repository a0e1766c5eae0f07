#include "program.h"
#include "account/account.h"
#include "base/buf.h"
#include "catalogue/listing.h"
#include "dataapi/plan.h"
#include "record/record.h"
#include "rowsql/rowread.h"
#include "sys/clock.h"
#include "sys/file.h"
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#define PACK_FILE_MOST (1u << 20)

/* --- the rule pack ----------------------------------------------------------- */

/* The files of a pack that stands in a folder, as if they were built in. */
static enum err read_folder(struct ctx *cx, const char *path, const char *name,
			    struct embedded **ret_files)
{
	struct embedded *files = ctx_array(cx, struct embedded, 101);
	DIR *dir = opendir(path);
	size_t n = 0;
	if (!dir)
		return fail(cx, ERR_NOT_FOUND, SAY_PACK_FOLDER_MISSING(path));
	for (struct dirent *d; (d = readdir(dir)) && n < 100;) {
		AUTO_BUF text = buf_make(PACK_FILE_MOST);
		size_t len = strlen(d->d_name);
		if (len < 5 || strcmp(d->d_name + len - 4, ".txt") != 0)
			continue;
		enum err e = file_get(cx, ctx_print(cx, "%s/%s", path, d->d_name),
				      PACK_FILE_MOST, &text);
		if (e != OK) {
			closedir(dir);
			return e;
		}
		files[n].path = ctx_print(cx, "%s/%s", name, d->d_name);
		files[n].text = ctx_textn(cx, text.p, text.n);
		files[n++].n = text.n;
	}
	closedir(dir);
	*ret_files = files;
	return OK;
}

/* `--pack law/yancheng-2022` is the folder if there is one, else the built-in. */
static enum err open_pack(struct program *p)
{
	struct ctx *cx = &p->cx;
	char *path = ctx_text(cx, p->settings.pack);
	const struct embedded *files = law_files;
	for (size_t n = strlen(path); n > 1 && path[n - 1] == '/'; n--)
		path[n - 1] = 0;
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	DIR *dir = slash ? opendir(path) : NULL;
	if (dir) {
		struct embedded *own = NULL;
		closedir(dir);
		TRY(read_folder(cx, path, name, &own));
		files = own;
	}
	TRY(pack_read(cx, files, ctx_print(cx, "%s/", name), &p->pack));
	p->app.pack = &p->pack;
	return OK;
}

static enum err open_calendar(struct program *p)
{
	const char *published = embedded_text(law_files, "calendar/workdays.csv");
	const char *fixed = embedded_text(law_files, "calendar/statutory.csv");
	PRE(published && fixed);
	TRY(calendar_read(&p->cx, published, fixed, &p->calendar));
	p->app.calendar = &p->calendar;
	return OK;
}

/* --- the rest ------------------------------------------------------------------ */

static enum err open_store(struct program *p)
{
	struct ctx *cx = &p->cx;
	const struct settings *s = &p->settings;
	struct store_setup setup = {
		.dir = s->data, .dsn = *s->store ? s->store : NULL,
		.readers = p->workers + READERS_,
	};
	TRY(file_folder(cx, s->data));
	TRY(account_seal_key(cx, s->data, p->seal_key));
	TRY(store_open(cx, setup, &p->app.store));
	p->app.seal_key = p->seal_key;
	return OK;
}

static enum err open_clock(struct program *p)
{
	ms_t at;
	if (!*p->settings.clock)
		return OK;
	if (!ms_read(p->settings.clock, &at))
		return fail(&p->cx, ERR_INVALID, SAY_SETTING_TIME("clock"));
	clock_shift(at.n - clock_now().n);
	p->cx.now = clock_now();
	p->cx.today = day_at(p->cx.now);
	return OK;
}

static enum err open_features(struct program *p, enum program_use use)
{
	struct ctx *cx = &p->cx;
	const struct settings *s = &p->settings;
	TRY(record_open(cx, (struct record_setup){
		.store = p->app.store, .reader = program_reader(p, READER_RECORD),
		.origin = s->origin, .no_thread = use == PROGRAM_COMMANDS }, &p->app.record));
	TRY(account_open(cx, (struct account_setup){
		.store = p->app.store, .seal_key = p->seal_key, .settings = s },
		&p->app.account));
	p->app.rowpool = rowpool_open(p->app.store);
	p->app.dataapi = dataapi_open();
	return listing_open(cx, &p->app.listing);
}

enum err program_open(struct program *p, int argc, char *argv[], enum program_use use)
{
	*p = (struct program){ 0 };
	ctx_init(&p->cx, clock_now(), 0);
	p->app.version = GONGSHU_VERSION;
	TRY(settings_read(&p->cx, argc - 1, argv + 1, &p->settings));
	p->app.settings = &p->settings;
	p->workers = use == PROGRAM_COMMANDS ? 0
		   : p->settings.workers > 0 ? (int)p->settings.workers : 24;
	TRY(open_clock(p));
	TRY(open_pack(p));
	TRY(open_calendar(p));
	TRY(open_store(p));
	return open_features(p, use);
}

void program_close(struct program *p)
{
	dataapi_close(p->app.dataapi);
	rowpool_close(p->app.rowpool);
	if (p->app.listing)
		listing_close(p->app.listing);
	if (p->app.account)
		account_close(p->app.account);
	if (p->app.record)
		record_close(p->app.record);
	store_close(p->app.store);
	ctx_end(&p->cx);
}

struct db *program_reader(struct program *p, enum program_reader which)
{
	return store_reader(p->app.store, p->workers + (int)which);
}
