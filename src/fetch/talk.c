/* talk.c - see talk.h. */
#include "fetch/talk.h"
#include "base/utf8.h"
#include <string.h>

const char *fetch_fault_word(enum fetch_fault f)
{
	static const char *const words[] = {
#define X(id, word) word,
		FETCH_FAULT_TABLE(X)
#undef X
	};
	return words[f];
}

static bool fault_read(const struct frame_field *f, enum fetch_fault *ret)
{
	for (int i = FETCH_NONE + 1; f->p && i < FETCH_FAULTS_; i++) {
		const char *word = fetch_fault_word((enum fetch_fault)i);
		if (strlen(word) == f->n && memcmp(word, f->p, f->n) == 0) {
			*ret = (enum fetch_fault)i;
			return true;
		}
	}
	return false;
}

void fetch_place_write(struct buf *out, const struct fetch_place *p)
{
	size_t at = frame_begin(out, 'P');
	frame_text(out, p->url);
	frame_text(out, p->host);
	frame_int(out, p->port);
	frame_text(out, p->address);
	frame_text(out, p->roots);
	frame_text(out, p->header);
	frame_text(out, p->secret);
	frame_end(out, at);
}

void fetch_ask_write(struct buf *out, const struct fetch_ask *a)
{
	size_t at = frame_begin(out, 'Q');
	frame_int(out, a->number);
	frame_int(out, a->ms);
	frame_int(out, a->bytes);
	frame_int(out, a->rows);
	frame_put(out, a->body, a->nbody);
	for (size_t i = 0; i < a->ncolumns; i++)
		frame_text(out, a->columns[i]);
	frame_end(out, at);
}

static const char *text(struct ctx *cx, const struct frame_field *f)
{
	bool fine = f->p && !(f->n && memchr(f->p, 0, f->n));
	return fine ? ctx_textn(cx, f->p, f->n) : NULL;
}

bool fetch_place_read(struct ctx *cx, const struct frame *f, struct fetch_place *ret)
{
	const struct frame_field *at = f->fields;
	int64_t port;
	if (f->kind != 'P' || f->nfields != 7 || !frame_number(&at[2], &port) || port < 1 ||
	    port > 65535)
		return false;
	struct fetch_place p = { .url = text(cx, &at[0]), .host = text(cx, &at[1]),
		.port = (int)port, .address = text(cx, &at[3]), .roots = text(cx, &at[4]),
		.header = text(cx, &at[5]), .secret = text(cx, &at[6]) };
	if (!p.url || !p.host || !p.address || !p.roots || !p.header || !p.secret)
		return false;
	*ret = p;
	return true;
}

bool fetch_ask_read(struct ctx *cx, const struct frame *f, struct fetch_ask *ret)
{
	const struct frame_field *at = f->fields;
	struct fetch_ask a;
	if (f->kind != 'Q' || f->nfields < 6 || f->nfields - 5 > FETCH_COLUMNS ||
	    !frame_number(&at[0], &a.number) || !frame_number(&at[1], &a.ms) ||
	    !frame_number(&at[2], &a.bytes) || !frame_number(&at[3], &a.rows) || !at[4].p)
		return false;
	if (a.ms < 1 || a.bytes < 1 || a.bytes > FETCH_BYTES || a.rows < 1 || a.rows > FETCH_ROWS)
		return false;
	a.body = at[4].p;
	a.nbody = at[4].n;
	a.ncolumns = f->nfields - 5;
	const char **columns = ctx_array(cx, const char *, a.ncolumns);
	for (size_t i = 0; i < a.ncolumns; i++) {
		columns[i] = text(cx, &at[5 + i]);
		if (!columns[i] || (columns[i][0] != '=' && columns[i][0] != '{'))
			return false;
	}
	a.columns = columns;
	*ret = a;
	return true;
}

/* A value is text that can stand in an answer. */
static bool good(const struct frame_field *f)
{
	return !f->p || !f->n || (!memchr(f->p, 0, f->n) && utf8_valid(f->p, f->n));
}

bool fetch_said_read(const struct frame *f, struct fetch_said *ret)
{
	const struct frame_field *at = f->fields;
	struct fetch_said s = { .kind = f->kind };
	if (!f->nfields || !frame_number(&at[0], &s.number))
		return false;
	switch (f->kind) {
	case 'R':
		s.values = at + 1;
		s.nvalues = f->nfields - 1;
		for (size_t i = 0; i < s.nvalues; i++)
			if (!good(&s.values[i]))
				return false;
		break;
	case 'Z':
		if (f->nfields != 3 || !frame_number(&at[1], &s.n) || s.n < 0 ||
		    at[2].n > FETCH_CURSOR || !good(&at[2]))
			return false;
		s.cursor = at[2];
		break;
	case 'E':
		if (f->nfields != 3 || !fault_read(&at[1], &s.fault) || !frame_number(&at[2], &s.n))
			return false;
		break;
	default:
		return false;
	}
	*ret = s;
	return true;
}
