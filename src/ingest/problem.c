/* problem.c - see problem.h. */
#include "ingest/problem.h"
#include "core/csvout.h"
#include "sys/file.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define OUT_MAX   (16u << 20)
#define OUT_FLUSH (256u << 10)
#define PRINTED   200                   /* problems listed at most */

struct said problem_said(enum value_fault f, int64_t found, int64_t wanted)
{
	switch (f) {
	case VALUE_MISSING:        return SAY_FAULT_MISSING();
	case VALUE_NOT_INTEGER:    return SAY_FAULT_NOT_INTEGER();
	case VALUE_NOT_DECIMAL:    return SAY_FAULT_NOT_DECIMAL();
	case VALUE_NOT_DATE:       return SAY_FAULT_NOT_DATE();
	case VALUE_NO_SUCH_DAY:    return SAY_FAULT_NO_SUCH_DAY();
	case VALUE_NOT_DATETIME:   return SAY_FAULT_NOT_DATETIME();
	case VALUE_NOT_BOOLEAN:    return SAY_FAULT_NOT_BOOLEAN();
	case VALUE_NOT_GEOMETRY:   return SAY_FAULT_NOT_GEOMETRY();
	case VALUE_TOO_LONG:       return SAY_FAULT_TOO_LONG();
	case VALUE_TOO_PRECISE:    return SAY_FAULT_TOO_PRECISE();
	case VALUE_OUT_OF_RANGE:   return SAY_FAULT_OUT_OF_RANGE();
	case VALUE_BAD_FORMAT:     return SAY_FAULT_BAD_FORMAT();
	case VALUE_BAD_CHECK:      return SAY_FAULT_BAD_CHECK();
	case VALUE_REPEATED_KEY:   return SAY_FAULT_REPEATED_KEY();
	case VALUE_UNKNOWN_CODE:   return SAY_FAULT_UNKNOWN_CODE();
	case VALUE_OUTSIDE_SET:    return SAY_FAULT_OUTSIDE_SET();
	case VALUE_COLUMN_COUNT:   return SAY_FAULT_COLUMN_COUNT(found, wanted);
	case VALUE_UNKNOWN_COLUMN: return SAY_FAULT_UNKNOWN_COLUMN();
	case VALUE_STRAY_QUOTE:    return SAY_FAULT_STRAY_QUOTE();
	case VALUE_NOT_JSON:       return SAY_FAULT_NOT_JSON();
	case VALUE_NOT_TEXT: case VALUE_FINE: case VALUE_FAULTS_:
		break;
	}
	return SAY_FAULT_NOT_TEXT();
}

enum err problems_begin(struct ctx *cx, struct problems *p, const struct column *columns,
			size_t ncolumns, const char *path)
{
	*p = (struct problems){ .columns = columns, .ncolumns = ncolumns, .fd = -1,
				.out = buf_make(OUT_MAX) };
	p->by_item = ctx_alloc(cx, (ncolumns + 1) * sizeof *p->by_item);
	for (int f = VALUE_FINE + 1; f < VALUE_FAULTS_; f++)
		if (f != VALUE_COLUMN_COUNT)
			p->words[f] = said_words(cx, problem_said((enum value_fault)f, 0, 0),
						 SAID_ZH);
	if (!path)
		return OK;
	p->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (p->fd < 0)
		return errno == ENOSPC ? fail(cx, ERR_FULL, SAY_DISK_FULL())
				       : fail(cx, ERR_INTERNAL, SAY_INTERNAL());
	buf_text(&p->out, "\xEF\xBB\xBFrow,item,reason,line\r\n");
	return OK;
}

void problems_end(struct problems *p)
{
	if (p->fd >= 0)
		close(p->fd);
	p->fd = -1;
	buf_end(&p->out);
}

enum err problems_head(struct ctx *cx, const struct problems *p, const struct source *s,
		       const char *path)
{
	char delimiter = source_delimiter(s);
	size_t n = 0;
	const struct text *names = source_names(s, &n);
	AUTO_BUF b = buf_make(OUT_MAX);
	if (!delimiter)                 /* each line of JSON names its fields itself */
		return OK;
	buf_byte(&b, (unsigned char)delimiter);
	for (size_t i = 0; i < (n ? n : p->ncolumns); i++) {
		if (n)
			csv_celln(&b, i, names[i].p, names[i].n, CSV_FOR_PEOPLE);
		else
			csv_cell(&b, i, p->columns[i].code, CSV_FOR_PEOPLE);
	}
	csv_end(&b);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool fine = fd >= 0 && write(fd, b.p, b.n) == (ssize_t)b.n;
	bool full = errno == ENOSPC;
	if (fd >= 0)
		close(fd);
	return fine ? OK : full ? fail(cx, ERR_FULL, SAY_DISK_FULL())
				: fail(cx, ERR_INTERNAL, SAY_INTERNAL());
}

void problem_count(struct problems *p, int at, enum value_fault f, int64_t line)
{
	struct tally *t = &p->by_item[at < 0 ? p->ncolumns : (size_t)at][f];
	if (!t->count++)
		t->line = line;
}

enum err problems_flush(struct ctx *cx, struct problems *p)
{
	size_t at = 0;
	while (p->fd >= 0 && at < p->out.n) {
		ssize_t n = write(p->fd, p->out.p + at, p->out.n - at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == ENOSPC ? fail(cx, ERR_FULL, SAY_DISK_FULL())
					       : fail(cx, ERR_INTERNAL, SAY_INTERNAL());
		at += (size_t)n;
	}
	buf_clear(&p->out);
	return OK;
}

/* The column at which a whole record goes wrong. */
static int64_t place(const struct problems *p, enum value_fault f,
		     const struct source_row *row)
{
	if (f == VALUE_STRAY_QUOTE)
		return row->found;
	if (f == VALUE_COLUMN_COUNT)
		return (row->found < (int64_t)p->ncolumns ? row->found : (int64_t)p->ncolumns) + 1;
	return 1;
}

enum err problem_reject(struct ctx *cx, struct problems *p, int at, enum value_fault f,
			const struct source_row *row)
{
	const char *code = at < 0 ? "" : p->columns[at].code;
	if (!p->rejected++) {
		p->first_line = row->line;
		p->first_column = at < 0 ? ctx_print(cx, "%lld", (long long)place(p, f, row)) : code;
		p->first_fault = f;
		p->first_found = row->found;
	}
	if (p->fd < 0)
		return OK;
	buf_print(&p->out, "%lld,%s,", (long long)row->line, code);
	const char *why = p->words[f];
	AUTO_BUF reason = buf_make(1024);
	buf_print(&reason, "%s ", value_fault_word(f));
	if (why)
		buf_text(&reason, why);
	else
		buf_print(&reason, "应有 %d 列，实有 %lld 列", (int)p->ncolumns,
			  (long long)row->found);
	csv_celln(&p->out, 0, reason.p, reason.n, CSV_FOR_PEOPLE);
	/* The stranger's own line, opened in a spreadsheet, must not run. */
	csv_celln(&p->out, 1, row->raw.p, row->raw.n, CSV_FOR_PEOPLE);
	csv_end(&p->out);
	return p->out.n < OUT_FLUSH ? OK : problems_flush(cx, p);
}

static void print_one(const struct problems *p, struct jout *j, size_t i, int f)
{
	const struct tally *t = &p->by_item[i][f];
	jout_open(j);
	jout_key_text(j, "item", i < p->ncolumns ? p->columns[i].code : NULL);
	jout_key_text(j, "code", value_fault_word((enum value_fault)f));
	jout_key_int(j, "count", t->count);
	jout_key_int(j, "example_row", t->line);
	jout_close(j);
}

void problems_print(const struct problems *p, struct jout *j)
{
	int64_t below = INT64_MAX;
	int printed = 0;
	jout_list(j);
	if (!p->columns) {
		jout_end_list(j);
		return;
	}
	if (p->broken.code) {
		jout_open(j);
		jout_key_text(j, "item", NULL);
		jout_key_text(j, "code", p->broken.code);
		jout_key_int(j, "count", 1);
		jout_key_int(j, "example_row", p->broken.line);
		jout_key_int(j, "column", p->broken.column);
		jout_close(j);
	}
	/* Most frequent first: each round prints those with the next lower count. */
	while (printed < PRINTED) {
		int64_t most = 0;
		for (size_t i = 0; i <= p->ncolumns; i++)
			for (int f = VALUE_FINE + 1; f < VALUE_FAULTS_; f++)
				if (p->by_item[i][f].count < below && p->by_item[i][f].count > most)
					most = p->by_item[i][f].count;
		if (!most)
			break;
		for (size_t i = 0; i <= p->ncolumns; i++)
			for (int f = VALUE_FINE + 1; f < VALUE_FAULTS_ && printed < PRINTED; f++)
				if (p->by_item[i][f].count == most) {
					print_one(p, j, i, f);
					printed++;
				}
		below = most;
	}
	jout_end_list(j);
}
