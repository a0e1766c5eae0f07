/* proposal_http.c - what the items of an uploaded file might be. An answer for a
 * steward to look at, change and confirm; nothing of it is stored. */
#include "app.h"
#include "core/guess.h"
#include "ingest/batch.h"
#include "ingest/ingest_http.h"
#include "ingest/proposal.h"
#include "ingest/source.h"
#include "ingest/upload.h"
#include "ingest_schema.h"
#include "sift/sift.h"
#include "sys/settings.h"
#include "web/req.h"
#include <string.h>

struct seen { struct guess *guess; struct guess_text *names; bool header; size_t ncolumns; };

static struct guess_text *texts(struct ctx *cx, const struct text *cells, size_t n, bool copy)
{
	struct guess_text *out = ctx_array(cx, struct guess_text, n + 1);
	for (size_t i = 0; i < n; i++)
		out[i] = (struct guess_text){ copy ? ctx_textn(cx, cells[i].p, cells[i].n)
						   : cells[i].p, cells[i].n };
	return out;
}

/* The first row: names, or the first of the data. */
static void first_row(struct ctx *cx, struct source *s, enum header header,
		      const struct source_row *row, struct seen *seen)
{
	size_t n;
	const struct text *names = source_names(s, &n);
	bool json = !source_delimiter(s);
	struct guess_text *cells = texts(cx, json ? names : row->cells, json ? n : row->ncells,
					 true);
	seen->ncolumns = json ? n : row->ncells;
	seen->header = json || header == HEADER_YES ||
		       (header == HEADER_AUTO && guess_is_header(cells, seen->ncolumns));
	seen->names = seen->header ? cells : NULL;
	seen->guess = guess_begin(cx, seen->ncolumns, cx->today);
	if (!seen->header || json)
		guess_add(seen->guess, texts(cx, row->cells, row->ncells, false), row->ncells);
}

static enum err look(struct ctx *cx, struct source *s, enum header header, struct seen *seen)
{
	struct source_row row;
	struct guess_text *cells = ctx_array(cx, struct guess_text, CSV_MAX_COLUMNS);
	bool more = true;
	for (bool want = true; want;) {
		TRY(source_next(cx, s, &row, &more));
		if (!more)
			break;
		if (row.fault != VALUE_FINE)
			continue;
		if (!seen->guess) {
			first_row(cx, s, header, &row, seen);
			continue;
		}
		for (size_t i = 0; i < row.ncells; i++)
			cells[i] = (struct guess_text){ row.cells[i].p, row.cells[i].n };
		want = guess_add(seen->guess, cells, row.ncells);
	}
	return seen->guess ? OK : fail(cx, ERR_INVALID, SAY_LOAD_EMPTY());
}

void proposed_item_json(struct jout *j, const struct guess_item *g)
{
	const struct item *it = &g->item;
	jout_open(j);
	jout_key_text(j, "code", it->code);
	jout_key_text(j, "name", it->name);
	jout_key_text(j, "type", item_type_word(it->type));
	jout_key(j, "length");
	it->length ? jout_int(j, it->length) : jout_null(j);
	jout_key(j, "precision");
	it->type == ITEM_DECIMAL ? jout_int(j, it->precision) : jout_null(j);
	jout_key_bool(j, "key", it->key);
	jout_key_bool(j, "nullable", it->nullable);
	jout_key_text(j, "format", it->format);
	jout_key_text(j, "mask", it->mask);
	jout_key_int(j, "filled", g->filled);
	jout_key_int(j, "fitting", g->fitting);
	jout_key_bool(j, "unique", g->unique);
	jout_key_text(j, "example", *g->example ? g->example : NULL);
	jout_close(j);
}

static void sheets_json(struct jout *j, const struct source *s)
{
	size_t n;
	const char *sheet, *const *names = source_sheets(s, &n, &sheet);
	jout_key(j, "sheets");
	jout_list(j);
	for (size_t i = 0; i < n; i++)
		jout_text(j, names[i]);
	jout_end_list(j);
	jout_key_text(j, "sheet", sheet);
}

enum err upload_proposal(struct ctx *cx, struct req *rq)
{
	const struct proposal_ask_in *in = rq->body;
	struct source_setup setup = { .encoding = ENC_AUTO };
	enum header header = HEADER_AUTO;
	struct seen seen = { 0 };
	struct upload u;
	TRY(upload_complete(cx, rq->db, rq->seg[0], rq->who, &u));
	if (in->encoding && !encoding_read(in->encoding, &setup.encoding))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BATCH_WORD(in->encoding)),
				  "encoding");
	if (in->header && !header_read(in->header, &header))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BATCH_WORD(in->header)), "header");
	setup.sift = sift_program(cx, rq->app->settings);
	setup.sheet = in->sheet;
	setup.silence_ms = rq->app->settings->sift_seconds * 1000;
	setup.in_all_ms = 2 * setup.silence_ms;
	setup.path = upload_path(cx, store_dir(rq->store), u.id);
	AUTO_SOURCE s = NULL;
	TRY(source_open(cx, setup, &s));
	TRY(look(cx, s, header, &seen));
	if (seen.ncolumns > ITEM_MAX)
		return fail(cx, ERR_INVALID, SAY_LOAD_TOO_MANY_COLUMNS(1, ITEM_MAX + 1));
	const struct guess_item *items = guess_end(cx, seen.guess, seen.names);
	char d = source_delimiter(s);
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	jout_key_text(j, "encoding", encoding_word(source_encoding(s)));
	jout_key_text(j, "delimiter", d ? ctx_textn(cx, &d, 1) : NULL);
	jout_key_bool(j, "header", seen.header);
	sheets_json(j, s);
	jout_key_int(j, "rows_looked_at", guess_rows(seen.guess));
	jout_key(j, "items");
	jout_list(j);
	for (size_t i = 0; i < seen.ncolumns; i++)
		proposed_item_json(j, &items[i]);
	jout_end_list(j);
	jout_close(j);
	return OK;
}
