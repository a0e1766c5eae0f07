/* tidy.c - see tidy.h. */
#include "release/tidy.h"
#include "release/reissue.h"
#include "release/release_file.h"
#include "sys/log.h"
#include <string.h>
#include <unistd.h>

#define LOOKED_AT 2000                  /* two a release are in use: a thousand releases */
#define AT_ONCE 20                      /* sets of files let go in one tick */

struct set { int64_t no; const char *struck; };
struct letting { struct set set; struct file { const char *hash, *format; } list[RELEASE_FORMATS_];
		 size_t n; };

static enum err unused(struct ctx *cx, struct db *db, const struct set *s, ms_t due, bool *ret)
{
	struct struck now, then;
	TRY(release_struck(cx, db, s->no, RELEASE_NOW, &now));
	TRY(release_struck(cx, db, s->no, due, &then));
	*ret = strcmp(s->struck, now.key) != 0 && strcmp(s->struck, then.key) != 0;
	return OK;
}

static enum err old_sets(struct ctx *cx, struct db *db, ms_t due, struct set *list, size_t *ret_n)
{
	size_t n = 0;
	AUTO_ROWS q = db_run(db, SQL_RELEASE_REISSUE_SETS);
	bind_ms(q, ":before", due);
	for (bool more; n < *ret_n; n++) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		list[n] = (struct set){ col_int(q, "no"), col_text(cx, q, "struck") };
	}
	*ret_n = n;
	return OK;
}

static enum err let_go(struct ctx *cx, struct db *db, void *arg)
{
	struct letting *l = arg;
	AUTO_ROWS q = db_run(db, SQL_RELEASE_REISSUES);
	bind_int(q, ":no", l->set.no);
	bind_text(q, ":struck", l->set.struck);
	for (l->n = 0; l->n < RELEASE_FORMATS_; l->n++) {
		bool more;
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		l->list[l->n] = (struct file){ col_text(cx, q, "hash"), col_text(cx, q, "format") };
	}
	rows_freep(&q);
	q = db_run(db, SQL_RELEASE_REISSUE_DROP);
	bind_int(q, ":no", l->set.no);
	bind_text(q, ":struck", l->set.struck);
	return rows_done(cx, q, NULL);
}

/* Two releases, or two sets of one, may be the same bytes. */
static enum err off_the_disk(struct ctx *cx, struct db *db, const struct file *f)
{
	bool used;
	enum release_format format;
	AUTO_ROWS q = db_run(db, SQL_RELEASE_FILE_USED);
	bind_text(q, ":hash", f->hash);
	TRY(rows_next(cx, q, &used));
	if (!used && release_format_read(f->format, &format))
		unlink(release_file_path(cx, db_store(db), f->hash, format));
	return OK;
}

static enum err let_go_of(struct ctx *cx, struct store *store, struct db *reader,
			  const struct set *s)
{
	struct letting l = { .set = *s };
	TRY(store_change(cx, store, let_go, &l));
	for (size_t i = 0; i < l.n; i++)
		TRY(off_the_disk(cx, reader, &l.list[i]));
	log_line(LOG_INFO, "catalogue-release", "files", "let go", "release",
		 ctx_print(cx, "%lld", (long long)s->no), NULL);
	return OK;
}

enum err release_tidy(struct ctx *cx, struct store *store, struct db *reader, ms_t due)
{
	struct set *list = ctx_array(cx, struct set, LOOKED_AT);
	size_t n = LOOKED_AT, gone = 0;
	TRY(old_sets(cx, reader, due, list, &n));
	for (size_t i = 0; i < n && gone < AT_ONCE; i++) {
		bool drop;
		TRY(unused(cx, reader, &list[i], due, &drop));
		if (drop)
			TRY(let_go_of(cx, store, reader, &list[i]));
		gone += drop;
	}
	return OK;
}
