/* demo_data.c - the rows: each table is written as CSV, put where an upload would
 * lie, and loaded as any batch is. */
#include "catalogue/catalogue.h"
#include "demo/demo.h"
#include "demo/tables.h"
#include "ingest/batch.h"
#include "ingest/ingest.h"
#include "ingest/upload.h"
#include "sys/file.h"
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FLUSH = 1 << 20, MINUTES_APART = 5, COUNTY_SHARE = 20, LARGE_TIMES = 10 };

static bool flush(int fd, struct buf *b)
{
	for (size_t done = 0; done < b->n;) {
		ssize_t k = write(fd, b->p + done, b->n - done);
		if (k <= 0)
			return false;
		done += (size_t)k;
	}
	buf_clear(b);
	return true;
}

static int64_t rows_of(const struct demo *d, const struct demo_entry *e)
{
	const struct city_table *t = e->table;
	bool below = e->org->level != LEVEL_CITY;
	int64_t n = d->scale == DEMO_SMALL || below ? t->rows_small : t->rows_city;
	if (d->scale == DEMO_LARGE && !below && !table_by_person(t))
		n *= LARGE_TIMES;
	return below ? n / COUNTY_SHARE + 10 : n;
}

static const struct city_table *named(const struct city *c, const char *key)
{
	for (size_t i = 0; i < c->ntables; i++)
		if (strcmp(c->tables[i].key, key) == 0)
			return &c->tables[i];
	return &c->tables[0];
}

static struct row_maker maker(const struct demo *d, const struct demo_entry *e)
{
	const struct city_table *people = named(d->city, "population");
	const struct city_table *firms = named(d->city, "enterprises");
	bool small = d->scale == DEMO_SMALL;
	return (struct row_maker){
		.city = d->city, .seed = d->seed, .today = day_at(d->today),
		.persons = (uint64_t)(small ? people->rows_small : people->rows_city),
		.firms = (uint64_t)(small ? firms->rows_small : firms->rows_city),
		.region = e->org->level == LEVEL_CITY ? NULL : e->org->region };
}

void demo_row(const struct demo *d, const struct demo_entry *e, uint64_t n, struct buf *out)
{
	struct row_maker m = maker(d, e);
	table_row(&m, e->table, n, out);
}

static bool write_rows(const struct demo *d, const struct demo_entry *e, int fd)
{
	AUTO_BUF b = buf_make(FLUSH + (1 << 16));
	struct row_maker m = maker(d, e);
	int64_t n = rows_of(d, e);
	table_header(e->table, &b);
	for (int64_t i = 0; i < n; i++) {
		table_row(&m, e->table, (uint64_t)i, &b);
		if (b.n > FLUSH && !flush(fd, &b))
			return false;
	}
	return flush(fd, &b) && buf_ok(&b);
}

struct loading {
	const struct demo_entry *e;
	const char              *file;          /* id of the upload */
	int64_t                  bytes;
};

static enum err queue(struct ctx *cx, struct db *db, void *arg)
{
	const struct loading *l = arg;
	const struct who *by = &l->e->org->steward;
	struct upload u = { .id = l->file, .org = by->org, .owner = by->id, .metadata = "",
			    .filename = ctx_print(cx, "%s.csv", l->e->table->key),
			    .size = l->bytes, .have = l->bytes, .complete = true,
			    .created_at = cx->now,
			    .expires_at = { cx->now.n + INT64_C(86400000) } };
	struct batch b = { .resource = l->e->id, .resource_no = l->e->no, .upload = l->file,
			   .filename = u.filename, .mode = LOAD_REPLACE, .org = by->org };
	TRY(upload_add(cx, db, by, &u));
	return batch_add(cx, db, by, &b);
}

enum err demo_rows(struct demo *d, struct demo_entry *e)
{
	if (e->loaded)
		return OK;
	e->loaded = true;
	struct ctx *cx = demo_later(d, MINUTES_APART);
	struct loading l = { .e = e, .file = id_new(cx) };
	struct stat st;
	const char *path = upload_path(cx, d->dir, l.file);
	TRY(file_folder(cx, ctx_print(cx, "%s/uploads", d->dir)));
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool good = fd >= 0 && write_rows(d, e, fd) && fstat(fd, &st) == 0;
	if (fd >= 0)
		close(fd);
	if (!good)
		return fail(cx, ERR_FULL, SAY_DISK_FULL());
	l.bytes = st.st_size;
	TRY(store_change(cx, d->store, queue, &l));
	TRY(ingest_run_all(cx, d->app));
	unlink(path);
	return OK;
}

enum err demo_data(struct demo *d)
{
	for (size_t i = 0; i < d->nentries; i++)
		TRY(demo_rows(d, &d->entries[i]));
	return OK;
}
