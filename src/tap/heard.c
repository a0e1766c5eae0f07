/* heard.c - see heard.h. */
#include "tap/heard.h"
#include "base/utf8.h"
#include <string.h>

static const char *const faults[] = { "no-driver", "no-connection", "sign-in", "no-database",
	"no-table", "no-column", "denied", "too-wide", "slow", "statement", "memory",
	"row", "no-ledger", "no-base", "not-empty", "shared", "no-transactions", "unsure", "file" };

const char *heard_fault(const struct frame_field *word)
{
	for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
		if (word->n == strlen(faults[i]) && memcmp(word->p, faults[i], word->n) == 0)
			return faults[i];
	return NULL;
}

static bool texts_good(const struct frame *f)
{
	for (size_t i = 0; i < f->nfields; i++) {
		const struct frame_field *x = &f->fields[i];
		if (x->n && (!utf8_valid(x->p, x->n) || memchr(x->p, 0, x->n)))
			return false;
	}
	return true;
}

static bool take_column(const struct frame *f, struct heard *ret)
{
	const struct frame_field *x = f->fields;
	int64_t null;
	ret->kind = HEARD_COLUMN;
	if (f->nfields != 8 || !x[0].n || !frame_number(&x[1], &ret->type) ||
	    !frame_number(&x[3], &ret->size) || !frame_number(&x[4], &ret->digits) ||
	    !frame_number(&x[5], &null) || !frame_number(&x[6], &ret->key))
		return false;
	ret->null = null == 0 ? TAP_NULL_NO : null == 1 ? TAP_NULL_YES : TAP_NULL_UNKNOWN;
	return ret->size >= 0 && ret->digits >= 0 && ret->key >= 0 && ret->key <= TAP_COLUMNS;
}

static bool take_end(struct hearing *h, const struct frame *f, struct heard *ret)
{
	int64_t n;
	h->over = true;
	ret->kind = HEARD_END;
	return f->nfields == 1 && frame_number(&f->fields[0], &n) && n == h->seen &&
	       (h->written || !tap_writes(h->verb));
}

static const char *const done_words[] = {
#define X(id, word) word,
	TAP_DONE_TABLE(X)
#undef X
};

const char *tap_done_word(enum tap_done d)
{
	return done_words[d];
}

/* Nothing follows what is for good. */
static bool take_written(struct hearing *h, const struct frame *f, struct heard *ret)
{
	int d = 0;
	ret->kind = HEARD_WRITTEN;
	if (f->kind != 'W' || f->nfields != 2 || h->written ||
	    !frame_number(&f->fields[0], &ret->rows) || ret->rows < 0)
		return false;
	while (d < TAP_DONE_MAX_ && !(f->fields[1].n == strlen(done_words[d]) &&
				      memcmp(f->fields[1].p, done_words[d], f->fields[1].n) == 0))
		d++;
	ret->done = (enum tap_done)d;
	h->written = d != TAP_DONE_NOT_YET;
	return d < TAP_DONE_MAX_;
}

bool hearing_take(struct hearing *h, const struct frame *f, struct heard *ret)
{
	*ret = (struct heard){ .at = f->fields, .n = f->nfields };
	if (h->over || !texts_good(f))
		return false;
	if (f->kind == 'Z')
		return take_end(h, f, ret);
	if (f->kind == 'E') {
		h->over = true;
		ret->kind = HEARD_FAULT;
		return f->nfields == 3 && heard_fault(&f->fields[0]);
	}
	h->seen++;
	if (tap_writes(h->verb))
		return take_written(h, f, ret);
	if (h->most && h->seen > h->most)
		return false;
	if (h->verb == TAP_TABLES) {
		ret->kind = HEARD_TABLE;
		return f->kind == 'T' && f->nfields == 3 && f->fields[1].n;
	}
	if (h->verb == TAP_DESCRIBE)
		return f->kind == 'D' && h->seen <= TAP_COLUMNS && take_column(f, ret);
	ret->kind = HEARD_ROW;
	return f->kind == 'R' && f->nfields == h->ncolumns;
}
