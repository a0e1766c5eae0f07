/* sift.h - the rows of a workbook (XLSX), read by another program.
 *
 * The server never opens such a file itself: gongshu-sift does, in a process of its
 * own that can't open, connect or start anything (sift/jail.h), and writes rows to a
 * pipe. What comes out of the pipe is a stranger's too: it is cut by core/csv.h,
 * its length and its silence are limited, and an end without the word for it is a
 * fault. The process is gone when sift_close() returns, whatever it was doing. */
#ifndef SIFT_SIFT_H
#define SIFT_SIFT_H
#include "base/ctx.h"
#include "core/csv.h"
#include "sift/lines.h"

struct settings;

struct sift_setup {
	const char         *program;    /* sift_program() */
	int                 fd;         /* the file, from its start; stays the caller's */
	const char         *sheet;      /* NULL: the first that holds anything */
	bool                all;        /* or every sheet, one after another */
	int64_t             silence_ms; /* without a byte so long: it hangs */
	int64_t             in_all_ms;  /* of a call; 0: work that nobody waits for */
	int64_t             bytes_most; /* of output; 0: as much as comes */
	const _Atomic int *stop;       /* set: give up; may be NULL */
};

/* Is this the beginning of a workbook, or of something that only calls itself one?
 * Zips and the compound files of .xls. */
bool sift_looks_like(const void *p, size_t n);
/* gongshu-sift beside this program, or where the site's settings say. */
const char *sift_program(struct ctx *cx, const struct settings *s);

struct sift;
enum err sift_open(struct ctx *cx, struct sift_setup setup, struct sift **ret) MUST_USE;
/* The next row or sheet; *ret_more false at the end. ERR_INVALID with a sentence that
 * names sheet, row and column when the file is at fault. */
enum err sift_next(struct ctx *cx, struct sift *s, struct line *ret, bool *ret_more) MUST_USE;
void     sift_close(struct sift **s);
#define AUTO_SIFT __attribute__((cleanup(sift_close))) struct sift *

/* What stopped it (sift/lines.h), "" when nothing did; where. */
const char *sift_fault(const struct sift *s, int64_t *ret_row, int64_t *ret_column);
int64_t     sift_done(const struct sift *s);            /* bytes of the file, about */
/* The sheets there are, once the first row was asked for. */
const char *const *sift_sheets(const struct sift *s, size_t *ret_n);

/* "BC" for 55. Pure. */
const char *sift_letters(struct ctx *cx, int64_t column);
#endif
