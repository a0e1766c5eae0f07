/* import_command.c - a file on this machine into a resource:
 *
 *     gongshu import RESOURCE FILE [--mode replace|append|upsert]
 *             [--encoding …] [--header auto|yes|no] [--sheet NAME] [--data DIR …]
 *
 * RESOURCE is the entry's code or id. The batch goes the way of every other: it
 * is checked, recorded, and live in one switch; rejected rows are kept and
 * shown. On SQLite the server must be stopped: it holds its directory alone. */
#include "ingest/import_command.h"
#include "command.h"
#include "ingest/batch.h"
#include "ingest/ingest.h"
#include "ingest/upload.h"
#include "program.h"
#include "sys/file.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct asked { const char *resource, *file, *mode, *encoding, *header, *sheet; };

static int usage(void)
{
	fputs("usage: gongshu import RESOURCE FILE [--mode replace|append|upsert]\n"
	      "               [--encoding auto|utf-8|gb18030|utf-16] [--header auto|yes|no]\n"
	      "               [--sheet NAME] [--data DIR]\n", stderr);
	return 2;
}

/* Takes its own arguments out; the rest are settings. */
static bool take_arguments(int *argc, char *argv[], struct asked *a)
{
	int kept = 1;
	for (int i = 1; i < *argc; i++) {
		const char **to = strcmp(argv[i], "--mode") == 0 ? &a->mode :
				  strcmp(argv[i], "--encoding") == 0 ? &a->encoding :
				  strcmp(argv[i], "--header") == 0 ? &a->header :
				  strcmp(argv[i], "--sheet") == 0 ? &a->sheet : NULL;
		if (to && i + 1 < *argc) {
			*to = argv[++i];
		} else if (argv[i][0] != '-' && !a->file) {
			*(a->resource ? &a->file : &a->resource) = argv[i];
		} else {
			argv[kept++] = argv[i];
			if (i + 1 < *argc && argv[i][0] == '-' && !strchr(argv[i], '='))
				argv[kept++] = argv[++i];
		}
	}
	*argc = kept;
	return a->resource && a->file;
}

static enum err copy_file(struct ctx *cx, const char *from, const char *to, int64_t *ret_size)
{
	struct stat st;
	int in = open(from, O_RDONLY | O_CLOEXEC);
	if (in < 0 || fstat(in, &st) != 0 || !S_ISREG(st.st_mode)) {
		if (in >= 0)
			close(in);
		return fail(cx, ERR_NOT_FOUND, SAY_IMPORT_NO_FILE(from));
	}
	int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	ssize_t n = out < 0 ? -1 : 1;
	while (n > 0)
		n = copy_file_range(in, NULL, out, NULL, 1 << 30, 0);
	int bad = n < 0 || fsync(out) != 0;
	close(in);
	if (out >= 0)
		close(out);
	if (bad)
		return errno == ENOSPC ? fail(cx, ERR_FULL, SAY_DISK_FULL())
				       : fail(cx, ERR_INTERNAL, SAY_INTERNAL());
	*ret_size = st.st_size;
	return OK;
}

struct ask { struct who who; struct upload u; struct batch b; };

static enum err ask_change(struct ctx *cx, struct db *db, void *arg)
{
	struct ask *a = arg;
	TRY(upload_add(cx, db, &a->who, &a->u));
	return batch_add(cx, db, &a->who, &a->b);
}

static enum err unknown(struct ctx *cx, const char *word)
{
	return fail(cx, ERR_INVALID, SAY_BATCH_WORD(word));
}

static enum err queue(struct program *p, const struct asked *q, struct ask *a)
{
	struct ctx *cx = &p->cx;
	struct resource r;
	struct column *columns;
	const char *name = strrchr(q->file, '/');
	TRY(resource_named(cx, program_reader(p, READER_COMMAND), q->resource, &r));
	if (!batch_columns(cx, &r, &columns))
		return fail(cx, ERR_CONFLICT, SAY_BATCH_NO_ITEMS());
	*a = (struct ask){
		.who = { .kind = WHO_STAFF, .id = "command-line", .name = "command line",
			 .org = r.org },
		.u = { .id = id_new(cx), .filename = name ? name + 1 : q->file,
		       .expires_at = { cx->now.n + p->settings.upload_hours * 3600000 } },
		.b = { .resource = r.id, .resource_no = r.no, .org = r.org, .sheet = q->sheet } };
	if (q->mode && !load_mode_read(q->mode, &a->b.mode))
		return unknown(cx, q->mode);
	if (q->encoding && !encoding_read(q->encoding, &a->b.encoding))
		return unknown(cx, q->encoding);
	if (q->header && !header_read(q->header, &a->b.header))
		return unknown(cx, q->header);
	TRY(file_folder(cx, ctx_print(cx, "%s/uploads", store_dir(p->app.store))));
	TRY(copy_file(cx, q->file, upload_path(cx, store_dir(p->app.store), a->u.id), &a->u.size));
	a->u.have = a->b.bytes_total = a->u.size;
	a->b.upload = a->u.id;
	a->b.filename = a->u.filename;
	return store_change(cx, p->app.store, ask_change, a);
}

static enum err import(struct program *p, const struct asked *q)
{
	struct ctx *cx = &p->cx;
	struct ask a;
	struct batch done;
	TRY(queue(p, q, &a));
	TRY(ingest_run_all(cx, &p->app));
	TRY(batch_by_id(cx, program_reader(p, READER_COMMAND), a.b.id, &done));
	printf("batch %s: %s; %lld rows read, %lld live, %lld rejected\n", done.id,
	       batch_state_word(done.state), (long long)done.rows_read,
	       (long long)done.rows_live, (long long)done.rows_rejected);
	if (done.rows_rejected)
		printf("rejects: %s\n", batch_reject_path(cx, store_dir(p->app.store), done.id));
	if (done.state == BATCH_LIVE)
		return OK;
	printf("%s\n%s\n", done.detail ? done.detail : "", done.detail_en ? done.detail_en : "");
	return fail(cx, ERR_INVALID, SAY_IMPORT_FAILED());
}

int import_command(int argc, char *argv[])
{
	struct asked q = { 0 };
	struct program p;
	if (!take_arguments(&argc, argv, &q))
		return usage();
	enum err e = program_open(&p, argc, argv, PROGRAM_COMMANDS);
	if (e == OK)
		e = import(&p, &q);
	int status = e == OK ? 0 : command_failed(&p.cx, e);
	program_close(&p);
	return status;
}
