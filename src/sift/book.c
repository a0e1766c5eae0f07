/* book.c - the zip around the parts, see book.h. libarchive reads it by its
 * directory; every part is looked for anew, so their order in the file is no
 * matter. */
#include "base/err.h"
#include "sift/book.h"
#include <archive.h>
#include <archive_entry.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE (64u << 10)
/* XML packs well, but not without end: a file may unpack to this many times its
 * size, and to this much in any case. */
#define RATIO_MOST   200
#define UNPACKED_FREE (64ll << 20)

const char *book_fault_word(enum book_fault f)
{
	static const char *const words[] = {
#define X(id, word) word,
		BOOK_FAULT_TABLE(X)
#undef X
	};
	return words[f];
}

/* A zip begins so; the compound files of .xls and of locked workbooks otherwise. */
static bool check_magic(struct book *b)
{
	static const unsigned char old[] = { 0xd0, 0xcf, 0x11, 0xe0 };
	unsigned char head[4];
	struct stat st;
	if (fstat(b->fd, &st) != 0 || !S_ISREG(st.st_mode) ||
	    pread(b->fd, head, sizeof head, 0) != sizeof head)
		return book_fail(b, BOOK_NOT_ZIP);
	b->size = st.st_size;
	b->most = b->size * RATIO_MOST + UNPACKED_FREE;
	if (memcmp(head, old, sizeof head) == 0)
		return book_fail(b, BOOK_OLD);
	return memcmp(head, "PK\003\004", 4) == 0 || book_fail(b, BOOK_NOT_ZIP);
}

static void zip_close(struct archive **a)
{
	if (*a)
		archive_read_free(*a);
}
#define AUTO_ZIP __attribute__((cleanup(zip_close))) struct archive *

static struct archive *zip_open(struct book *b)
{
	struct archive *a = archive_read_new();
	PRE(a != NULL);
	archive_read_support_format_zip_seekable(a);
	if (lseek(b->fd, 0, SEEK_SET) == 0 &&
	    archive_read_open_fd(a, b->fd, PIECE) == ARCHIVE_OK)
		return a;
	archive_read_free(a);
	book_fail(b, BOOK_DAMAGED);
	return NULL;
}

/* The part `name`, its bytes next to be read. False without a fault: there is none. */
static bool zip_find(struct book *b, struct archive *a, const char *name)
{
	for (int n = 0;; n++) {
		struct archive_entry *entry;
		int got = archive_read_next_header(a, &entry);
		if (got == ARCHIVE_EOF)
			return false;
		if (got < ARCHIVE_WARN)
			return book_fail(b, BOOK_DAMAGED);
		if (n == BOOK_ENTRIES)
			return book_fail(b, BOOK_TOO_BIG);
		const char *path = archive_entry_pathname(entry);
		if (!path || strcasecmp(path[0] == '/' ? path + 1 : path, name) != 0)
			continue;
		if (archive_entry_is_data_encrypted(entry) > 0)
			return book_fail(b, BOOK_OLD);
		return true;
	}
}

static bool part_bytes(struct book *b, struct archive *a, struct part *p)
{
	static char piece[PIECE];
	for (;;) {
		la_ssize_t n = archive_read_data(a, piece, sizeof piece);
		if (n < 0)
			return book_fail(b, BOOK_DAMAGED);
		b->unpacked += n;
		b->packed = archive_filter_bytes(a, -1);
		if (b->unpacked > b->most)
			return book_fail(b, BOOK_TOO_BIG);
		if (!part_feed(p, piece, (size_t)n, n == 0))
			return b->fault == BOOK_NONE;
		if (n == 0)
			return true;
	}
}

static bool read_part(struct book *b, const char *name, enum book_part kind, book_take_fn *take,
		      void *arg, bool *ret_there)
{
	AUTO_ZIP a = zip_open(b);
	if (!a)
		return false;
	memcpy(b->part, name, strnlen(name, BOOK_NAME - 1) + 1);
	*ret_there = zip_find(b, a, name);
	if (!*ret_there)
		return b->fault == BOOK_NONE;
	struct part *p = part_begin(b, kind, take, arg);
	bool fine = part_bytes(b, a, p);
	part_end(&p);
	return fine;
}

bool book_open(struct book *b, int fd)
{
	bool there;
	*b = (struct book){ .fd = fd, .strings = buf_make(BOOK_STRINGS),
			    .string_ends = buf_make(BOOK_STRINGS / 2), .forms = buf_make(1u << 16) };
	if (!check_magic(b) || !read_part(b, "xl/workbook.xml", PART_BOOK, NULL, NULL, &there))
		return false;
	if (!there)
		return book_fail(b, BOOK_NO_BOOK);
	if (!read_part(b, "xl/_rels/workbook.xml.rels", PART_RELATIONS, NULL, NULL, &there))
		return false;
	if (!there || !b->nsheets)
		return book_fail(b, BOOK_DAMAGED);
	if (b->styles_part[0] &&
	    !read_part(b, b->styles_part, PART_STYLES, NULL, NULL, &there))
		return false;
	return !b->strings_part[0] ||
	       read_part(b, b->strings_part, PART_STRINGS, NULL, NULL, &there);
}

void book_close(struct book *b)
{
	buf_end(&b->strings);
	buf_end(&b->string_ends);
	buf_end(&b->forms);
}

bool book_rows(struct book *b, const struct book_sheet *s, book_take_fn *take, void *arg)
{
	bool there = false;
	if (s->part[0] && !read_part(b, s->part, PART_SHEET, take, arg, &there))
		return false;
	return there || book_fail(b, BOOK_DAMAGED);
}
