/* verify_command.c - `gongshu verify --data DIR`: the whole record, one receipt
 * (--receipt R) or two checkpoints (--checkpoint A B, files of signed notes).
 *
 * Reads only: it runs beside a live server, and with --offline without the
 * store. One line a fault, then a sentence; the exit status is 0 only when
 * nothing was found. */
#include "record/verify_command.h"
#include "command.h"
#include "record/verify.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/settings.h"
#include <stdio.h>
#include <string.h>

enum { ARGS_MOST = 64 };

struct wish {
	const char     *receipt, *head_a, *head_b;
	bool            offline;
	struct settings settings;
};

/* What is ours out of the arguments; the rest are settings. */
static enum err read_wish(struct ctx *cx, int argc, char *argv[], struct wish *w)
{
	char *rest[ARGS_MOST];
	int n = 0;
	for (int i = 1; i < argc && n < ARGS_MOST; i++) {
		if (strcmp(argv[i], "--receipt") == 0 && i + 1 < argc) {
			w->receipt = argv[++i];
		} else if (strcmp(argv[i], "--checkpoint") == 0 && i + 2 < argc) {
			w->head_a = argv[++i];
			w->head_b = argv[++i];
		} else if (strcmp(argv[i], "--offline") == 0) {
			w->offline = true;
		} else {
			rest[n++] = argv[i];
		}
	}
	return settings_read(cx, n, rest, &w->settings);
}

static enum err heads(struct ctx *cx, const struct wish *w, const struct verify_ask *ask,
		      struct buf *out, struct verify_found *found)
{
	AUTO_BUF a = buf_make(1 << 20);
	AUTO_BUF b = buf_make(1 << 20);
	TRY(file_get(cx, w->head_a, 1 << 20, &a));
	TRY(file_get(cx, w->head_b, 1 << 20, &b));
	return verify_heads(cx, ask, &a, &b, out, found);
}

static enum err run(struct ctx *cx, const struct wish *w, struct store *store,
		    struct buf *out, struct verify_found *found)
{
	struct verify_ask ask = { .dir = w->settings.data,
				  .db = store ? store_reader(store, 0) : NULL };
	if (w->head_a)
		return heads(cx, w, &ask, out, found);
	if (w->receipt)
		return verify_receipt(cx, &ask, w->receipt, out, found);
	return verify_all(cx, &ask, out, found);
}

static void tell(struct ctx *cx, const struct wish *w, struct buf *out,
		 const struct verify_found *found)
{
	struct said s = found->faults && w->receipt ? SAY_VERIFY_UNPROVED()
		      : found->faults ? SAY_VERIFY_BAD(found->faults)
		      : w->receipt || w->head_a ? SAY_VERIFY_PROVED()
		      : w->offline ? SAY_VERIFY_FILES_GOOD()
				   : SAY_VERIFY_GOOD(found->leaves, found->unsigned_leaves);
	fputs(buf_cstr(out), stdout);
	printf("%s\n%s\n", said_words(cx, s, SAID_ZH), said_words(cx, s, SAID_EN));
}

int verify_command(int argc, char *argv[])
{
	AUTO_CTX cx;
	AUTO_BUF out = buf_make(1 << 20);
	struct store *store = NULL;
	struct wish w = { 0 };
	struct verify_found found = { 0 };
	ctx_init(&cx, clock_now(), 0);
	enum err e = read_wish(&cx, argc, argv, &w);
	if (e == OK && !w.offline)
		e = store_open(&cx, (struct store_setup){ .dir = w.settings.data, .readers = 1,
				.dsn = *w.settings.store ? w.settings.store : NULL,
				.read_only = true }, &store);
	if (e == OK)
		e = run(&cx, &w, store, &out, &found);
	if (e == OK)
		tell(&cx, &w, &out, &found);
	int status = e != OK ? command_failed(&cx, e) : found.faults != 0;
	store_close(store);
	return status;
}
