/* write.c - a batch's rows written into a recipient's table: all of them or none, once.
 *
 * File 3 is the batch's file: CSV, its first line the items' codes. In one transaction a
 * line for the batch goes into the ledger there (ledger.c), the table is emptied (a full
 * batch) or the rows that have the same key go (an incremental one), the file's rows come
 * in blocks (block.h), and it is kept. Whatever goes wrong before leaves the table as it
 * was; where the answer to the last step is lost, the ledger tells the next try. Drivers
 * put values of rows into their messages, so a refusal is told by its state and the row's
 * number alone. To find that number the transaction is begun anew, with rows one by one
 * from the block on that was refused; a database that knows no blocks is served so, too. */
#include "tap/block.h"
#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BATCH_FILE 3
#define GOES       3

struct writing {
	struct tap           *t;
	const struct tap_ask *ask;
	struct target        *at;
	size_t                n;
	struct block          block;
	int64_t               rows, told_at;
	int64_t               singly;   /* from this row on one by one; 0: none is */
	int                   goes;
	bool                  again;
};

/* --- rows --------------------------------------------------------------------------------- */
/* Who waits is told each second, and so is it that a lost reader ends this. */
static bool tell(struct writing *w)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (now.tv_sec == w->told_at)
		return true;
	w->told_at = now.tv_sec;
	return odbc_done(w->t, w->rows, TAP_DONE_NOT_YET);
}

/* Could it lie in one of the rows? */
static bool of_a_row(const char *state)
{
	return strncmp(state, "08", 2) != 0 && strncmp(state, "HYT", 3) != 0 &&
	       strcmp(state, "42501") != 0 && strcmp(state, "57014") != 0;
}

static bool put_block(struct writing *w)
{
	char state[6];
	int64_t rows = (int64_t)w->block.rows;
	if (block_put(&w->block, state))
		return tell(w);
	w->again = rows > 1 && of_a_row(state) && w->goes < GOES;
	if (!w->again)
		return odbc_refused_as(w->t, state, w->rows);
	/* The last go is one by one all through. */
	w->singly = w->goes + 1 < GOES ? w->rows - rows + 1 : 1;
	return false;
}

static bool put_row(struct writing *w, const struct csv *c)
{
	if (c->nfields != w->n) {
		odbc_fault(w->t, "file", "", "");
		return false;
	}
	if (w->rows + 1 == w->singly && !put_block(w))
		return false;
	block_add(&w->block, c);
	w->rows++;
	return !block_full(&w->block) && !(w->singly && w->rows >= w->singly) ? true : put_block(w);
}

static bool take_records(struct writing *w, struct csv *c, bool *head)
{
	enum csv_got got;
	while ((got = csv_next(c)) == CSV_RECORD) {
		if (*head && !put_row(w, c))
			return false;
		*head = true;
	}
	if (got == CSV_MORE || got == CSV_END)
		return true;
	odbc_fault(w->t, "file", "", "");
	return false;
}

static bool put_rows(struct writing *w)
{
	static char piece[64u << 10];
	AUTO_CSV c = csv_make(w->t->cx, ',');
	bool head = false;
	for (ssize_t n;;) {
		n = read(BATCH_FILE, piece, sizeof piece);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		if (n)
			csv_feed(&c, piece, (size_t)n);
		else
			csv_finish(&c);
		if (!take_records(w, &c, &head))
			return false;
		if (!n)
			break;
	}
	if (!put_block(w))
		return false;
	if (w->rows == w->ask->most)
		return true;
	odbc_fault(w->t, "file", "", "");
	return false;
}

/* --- what must hold ------------------------------------------------------------------------ */
static bool find_targets(struct writing *w)
{
	const struct tap_ask *ask = w->ask;
	struct column *all;
	size_t n;
	if (!odbc_table(w->t, ask, &all, &n))
		return false;
	w->n = ask->ncolumns;
	w->at = ctx_array(w->t->cx, struct target, w->n);
	for (size_t i = 0; i < w->n; i++) {
		const struct column *c = odbc_column(all, n, ask->columns[i]);
		if (!c) {
			odbc_fault(w->t, "no-column", "", ask->columns[i]);
			return false;
		}
		w->at[i] = (struct target){ .column = c, .key = ask->batch.keys[i] == '1' };
	}
	return true;
}

/* A full batch empties the table: only where it holds nothing but what was delivered. */
static bool may_empty(struct writing *w)
{
	const char *batch;
	bool any = false;
	if (!odbc_ledger_alone(w->t, w->ask) || !odbc_ledger_has(w->t, w->ask, &batch))
		return false;
	if (batch)
		return true;
	if (!odbc_any_row(w->t, w->ask, &any))
		return false;
	if (any)
		odbc_fault(w->t, "not-empty", "", "");
	return !any;
}

static bool make_room(struct writing *w)
{
	AUTO_BUF sql = buf_make(TAP_ASK_MOST);
	int64_t rows = -1;
	if (w->ask->batch.base) {
		if (!odbc_ledger_written(w->t, w->ask, w->ask->batch.base, &rows))
			return false;
		if (rows < 0)
			odbc_fault(w->t, "no-base", "", "");
		return rows >= 0 && odbc_ledger_enter(w->t, w->ask);
	}
	if (!may_empty(w) || !odbc_ledger_enter(w->t, w->ask))
		return false;
	buf_text(&sql, "DELETE FROM ");
	odbc_table_name(w->t, &sql, w->ask->schema, w->ask->table);
	return odbc_run(w->t, buf_cstr(&sql), NULL, 0) || odbc_refused(w->t, 0);
}

static bool write_once(struct writing *w)
{
	int64_t before = -1;
	w->again = false;
	w->rows = 0;
	w->goes++;
	if (!odbc_ledger_written(w->t, w->ask, w->ask->batch.id, &before))
		return false;
	if (before >= 0)
		return odbc_done(w->t, before, TAP_DONE_BEFORE) && odbc_end(w->t, w->t->told);
	return make_room(w) && put_rows(w) && odbc_keep(w->t) &&
	       odbc_done(w->t, w->rows, TAP_DONE_NOW) && odbc_end(w->t, w->t->told);
}

static bool begin_anew(struct writing *w)
{
	block_drop(&w->block);
	if (!odbc_undo(w->t))
		return false;
	if (lseek(BATCH_FILE, 0, SEEK_SET) == 0)
		return true;
	odbc_fault(w->t, "file", "", "");
	return false;
}

bool odbc_write(struct tap *t, const struct tap_ask *ask)
{
	struct writing w = { .t = t, .ask = ask };
	if (!find_targets(&w) || !odbc_ledger_open(t, ask))
		return false;
	/* Without a key an incremental batch brings new rows alone (delivery/ledger.h). */
	w.block = block_make(t, ask, w.at, w.n, ask->batch.base != NULL);
	while (!write_once(&w))
		if (!w.again || !begin_anew(&w))
			return false;
	return true;
}
