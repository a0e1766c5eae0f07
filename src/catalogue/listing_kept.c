/* listing_kept.c - the table of the lists in a file: one page of head, the rows, the
 * titles' keys, each on pages of their own, and the words. The rows are not read at
 * start but laid under the table; a page that is changed is the process's own. */
#include "catalogue/listing_inside.h"
#include "base/enc.h"
#include "base/hash.h"
#include "sys/outfile.h"
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unicode/ucol.h>
#include <unistd.h>

enum { PAGE = 4096, DUE_SHARE = 100, DUE_LEAST = 1000, KNOWN_DAYS = 90 };
#define KEPT_FORMAT 4
#define WORDS_MOST (64u << 20)

struct head {
	char     magic[8];
	uint32_t format, row, key, dims;
	uint8_t  collator[8];                   /* sort keys are of one version */
	int64_t  seen;
	uint64_t n, words;                      /* entries; bytes of the words */
};
static const char magic[8] = "gongshu";

static struct head head_of(const struct listing *l, size_t words)
{
	struct head h = { .format = KEPT_FORMAT, .row = sizeof(struct row), .key = TITLE_KEY,
			  .dims = DIM_MAX_, .seen = l->seen, .n = l->n, .words = words };
	memcpy(h.magic, magic, sizeof magic);
	if (l->pinyin)
		ucol_getVersion(l->pinyin, h.collator);
	return h;
}

static size_t paged(size_t n)
{
	return (n + PAGE - 1) / PAGE * PAGE;
}

static const char *kept_path(struct ctx *cx, const char *dir)
{
	return ctx_print(cx, "%s/.listing", dir);
}

/* --- keeping ----------------------------------------------------------------- */
static enum err put_paged(struct ctx *cx, struct outfile *f, const void *p, size_t n)
{
	static const char none[PAGE];
	if (n)
		TRY(outfile_put(cx, f, p, n));
	return paged(n) > n ? outfile_put(cx, f, none, paged(n) - n) : OK;
}

/* Under the lock: questions go on, changes wait. */
static enum err write_all(struct ctx *cx, struct listing *l, struct outfile *f)
{
	AUTO_BUF words = buf_make(WORDS_MOST);
	for (int d = 0; d < DIM_MAX_; d++) {
		buf_u32(&words, (uint32_t)l->words[d].n);
		for (size_t i = 1; i <= l->words[d].n; i++) {
			const char *w = intern_text(&l->words[d], (uint16_t)i);
			buf_bytes(&words, w, strlen(w) + 1);
		}
	}
	buf_u32(&words, (uint32_t)l->more.n);
	buf_bytes(&words, l->more.p, l->more.n);
	struct head h = head_of(l, words.n);
	TRY(put_paged(cx, f, &h, sizeof h));
	TRY(put_paged(cx, f, l->rows, l->n * sizeof *l->rows));
	TRY(put_paged(cx, f, l->titles, l->n * TITLE_KEY));
	return buf_ok(&words) ? put_paged(cx, f, words.p, words.n)
			      : fail(cx, ERR_TOO_LARGE, SAY_TOO_LARGE());
}

struct known { const char *hash; int64_t seen; };

static enum err make_known(struct ctx *cx, struct db *db, void *arg)
{
	const struct known *k = arg;
	db_quiet(db);
	AUTO_ROWS old = db_run(db, SQL_LISTING_FORGET);
	bind_int(old, ":before", cx->now.n - KNOWN_DAYS * INT64_C(86400000));
	TRY(rows_done(cx, old, NULL));
	AUTO_ROWS q = db_run(db, SQL_LISTING_KNOW);
	bind_text(q, ":hash", k->hash);
	bind_int(q, ":seen", k->seen);
	bind_ms(q, ":now", cx->now);
	return rows_done(cx, q, NULL);
}

static bool due(const struct listing *l, enum listing_keep when)
{
	int64_t changed = l->seen - l->kept, share = (int64_t)l->n / DUE_SHARE;
	if (when == LISTING_KEEP_ALL)
		return changed > 0;
	return changed > (share > DUE_LEAST ? share : DUE_LEAST);
}

enum err listing_keep(struct ctx *cx, struct listing *l, struct store *store,
		      enum listing_keep when)
{
	struct hash hash;
	char text[HASH_SIZE * 2 + 1];
	AUTO_OUTFILE f = { .fd = -1 };
	pthread_rwlock_rdlock(&l->lock);
	bool wanted = due(l, when);
	struct known k = { text, l->seen };
	enum err e = OK;
	if (wanted)
		e = outfile_open(cx, kept_path(cx, store_dir(store)), &f);
	if (wanted && e == OK)
		e = write_all(cx, l, &f);
	pthread_rwlock_unlock(&l->lock);
	if (e != OK || !wanted)
		return e;
	TRY(outfile_done(cx, &f, &hash));
	hex_text(hash.b, HASH_SIZE, text);
	TRY(store_change(cx, store, make_known, &k));
	l->kept = k.seen;
	return OK;
}

/* --- recalling ----------------------------------------------------------------- */
/* Read, not mapped: what is only hashed needn't stay in memory. */
static bool hash_file(struct ctx *cx, int fd, size_t size, struct hash *ret)
{
	enum { PIECE = 1 << 18 };
	char *piece = ctx_alloc(cx, PIECE);
	struct hashing *h = hashing_begin();
	size_t done = 0;
	for (ssize_t n; done < size; done += (size_t)n) {
		n = pread(fd, piece, PIECE, (off_t)done);
		if (n <= 0)
			break;
		hashing_add(h, piece, (size_t)n);
	}
	*ret = hashing_end(h);
	return done == size;
}

static enum err known(struct ctx *cx, struct db *db, const struct hash *hash, int64_t seen,
		      bool *ret_known)
{
	bool more;
	char text[HASH_SIZE * 2 + 1];
	hex_text(hash->b, HASH_SIZE, text);
	AUTO_ROWS q = db_run(db, SQL_LISTING_KNOWN);
	bind_text(q, ":hash", text);
	TRY(rows_next(cx, q, &more));
	*ret_known = more && col_int(q, "seen") == seen;
	return OK;
}

static uint32_t u32_at(const char *p)
{
	const uint8_t *u = (const void *)p;
	return (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 | (uint32_t)u[2] << 8 | u[3];
}

static bool take_words(struct listing *l, const char *p, size_t n)
{
	const char *end = p + n;
	for (int d = 0; d < DIM_MAX_; d++) {
		if (end - p < 4)
			return false;
		uint32_t count = u32_at(p);
		p += 4;
		for (uint32_t i = 1; i <= count; i++) {
			const char *stop = memchr(p, 0, (size_t)(end - p));
			if (!stop || intern_no(&l->words[d], p, INTERN_ADD) != i)
				return false;
			p = stop + 1;
		}
	}
	if (end - p < 4 || (size_t)(end - p) - 4 != u32_at(p))
		return false;
	buf_clear(&l->more);
	buf_bytes(&l->more, p + 4, u32_at(p));
	return buf_ok(&l->more);
}

static bool lay_under(void *at, size_t n, int fd, size_t from)
{
	return !n || mmap(at, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, fd,
			  (off_t)from) == at;
}

static bool map_all(struct ctx *cx, struct listing *l, int fd, const struct head *h)
{
	size_t rows = paged(h->n * sizeof *l->rows), titles = paged(h->n * TITLE_KEY);
	char *words = ctx_alloc(cx, h->words + 1);
	if (pread(fd, words, h->words, (off_t)(PAGE + rows + titles)) != (ssize_t)h->words ||
	    !take_words(l, words, h->words))
		return false;
	PRE(lay_under(l->rows, rows, fd, PAGE) && lay_under(l->titles, titles, fd, PAGE + rows));
	l->n = h->n;
	l->seen = l->kept = h->seen;
	return true;
}

static bool fits(const struct listing *l, const struct head *h, size_t size)
{
	struct head want = head_of(l, h->words);
	want.seen = h->seen;
	want.n = h->n;
	return memcmp(h, &want, sizeof want) == 0 && h->n <= ENTRIES_MOST &&
	       h->words <= WORDS_MOST &&
	       size == PAGE + paged(h->n * sizeof *l->rows) + paged(h->n * TITLE_KEY) +
		       paged(h->words);
}

static enum err recall(struct ctx *cx, struct listing *l, struct db *db, int fd)
{
	struct stat st;
	struct head h;
	struct hash hash;
	bool good;
	if (fstat(fd, &st) != 0 || pread(fd, &h, sizeof h, 0) != (ssize_t)sizeof h ||
	    !fits(l, &h, (size_t)st.st_size) || !hash_file(cx, fd, (size_t)st.st_size, &hash))
		return OK;
	TRY(known(cx, db, &hash, h.seen, &good));
	if (good && !map_all(cx, l, fd, &h))
		return fail(cx, ERR_INTERNAL, SAY_INTERNAL());
	return OK;
}

enum err listing_recall(struct ctx *cx, struct listing *l, struct db *db)
{
	int fd = open(kept_path(cx, store_dir(db_store(db))), O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return OK;
	pthread_rwlock_wrlock(&l->lock);
	enum err e = l->n ? OK : recall(cx, l, db, fd);
	pthread_rwlock_unlock(&l->lock);
	close(fd);
	return e;
}
