/* record_driver.c - notes, settles, tells what it was promised; for test/kill/record.
 *
 *     record_driver init DIR DSN            make the store
 *     record_driver work DIR DSN [unsafe]   note and settle until done (or killed)
 *     record_driver check DIR DSN FILE      open again; every promise in FILE kept?
 *
 * A promise is a line: "leaf HASH" once a change was reported durable, "head"
 * and a signed note once a checkpoint was shown. `unsafe` promises before the
 * change is durable, to prove that the sweep can see a loss. */
#include "base/enc.h"
#include "record/inside.h"
#include "record/verify.h"
#include "sys/clock.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROUNDS = 14, LEAVES = 40, SEAL = 20 };  /* parts and a pack come to be */

static struct store *store;
static struct record *rec;

static enum err open_all(struct ctx *cx, const char *dir, const char *dsn)
{
	TRY(store_open(cx, (struct store_setup){ .dir = dir, .dsn = dsn, .readers = 2 }, &store));
	TRY(record_open(cx, (struct record_setup){ .store = store, .no_thread = true,
			.reader = store_reader(store, 1), .origin = "kill/record" }, &rec));
	index_tune(rec->index, SEAL);
	return OK;
}

static void promise(const struct hash *leaf)
{
	char line[80] = "leaf ";
	b64url_text(leaf->b, HASH_SIZE, line + 5);
	strcat(line, "\n");
	if (write(1, line, strlen(line)) < 0)
		exit(3);
}

struct job { bool unsafe; struct hash leaf[LEAVES]; };

static enum err note_all(struct ctx *cx, struct db *db, void *arg)
{
	struct job *j = arg;
	for (int i = 0; i < LEAVES; i++) {
		TRY(record_note_hash(cx, db, &(struct note){ .kind = NOTE_CASE, .rows = i },
				     &j->leaf[i]));
		if (j->unsafe)
			promise(&j->leaf[i]);
	}
	return OK;
}

static enum err work(struct ctx *cx, bool unsafe)
{
	static struct job j;
	struct checkpoint c;
	j.unsafe = unsafe;
	for (int round = 0; round < ROUNDS; round++) {
		TRY(store_change(cx, store, note_all, &j));
		for (int i = 0; !unsafe && i < LEAVES; i++)
			promise(&j.leaf[i]);
		if (round % 2 == 0)
			continue;
		TRY(record_settle(cx, rec));
		const char *note = record_checkpoint(cx, rec, &c);
		char head[2048];
		int n = snprintf(head, sizeof head, "head\n%s.\n", note);
		if (write(1, head, (size_t)n) != n)
			exit(3);
	}
	return OK;
}

static bool provable(struct ctx *cx, const char *text)
{
	struct hash leaf;
	uint64_t at[4];
	int n = 0;
	if (b64url_read(text, strlen(text), leaf.b, HASH_SIZE) != HASH_SIZE)
		return true;            /* the line was cut by the kill */
	return index_of_hash(cx, rec->index, &leaf, at, 4, &n) == OK && n > 0;
}

static enum err kept(struct ctx *cx, const char *dir, FILE *f)
{
	char line[4096];
	struct verify_found found = { 0 };
	struct verify_ask ask = { .dir = dir, .db = store_reader(store, 0) };
	AUTO_BUF out = buf_make(1 << 20);
	AUTO_BUF head = buf_make(1 << 16);
	AUTO_BUF now = buf_make(1 << 16);
	bool in_head = false;
	struct checkpoint c;
	TRY(verify_all(cx, &ask, &out, &found));
	buf_text(&now, record_checkpoint(cx, rec, &c));
	while (fgets(line, sizeof line, f)) {
		if (in_head && strcmp(line, ".\n") == 0) {
			TRY(verify_heads(cx, &ask, &head, &now, &out, &found));
			in_head = false;
		} else if (in_head) {
			buf_text(&head, line);
		} else if (strcmp(line, "head\n") == 0) {
			buf_clear(&head);
			in_head = true;
		} else if (strncmp(line, "leaf ", 5) == 0 && strchr(line, '\n')) {
			*strchr(line, '\n') = 0;
			if (!provable(cx, line + 5)) {
				buf_print(&out, "bad lost %s\n", line + 5);
				found.faults++;
			}
		}
	}
	for (char *s = strstr(buf_cstr(&out), "bad "); s; s = strstr(s + 1, "bad "))
		printf("%.*s\n", (int)strcspn(s, "\n"), s);
	return OK;
}

int main(int argc, char **argv)
{
	AUTO_CTX cx;
	ctx_init(&cx, clock_now(), 0);
	if (argc < 4)
		return 2;
	enum err e = open_all(&cx, argv[2], argv[3]);
	if (e == OK && strcmp(argv[1], "work") == 0) {
		e = work(&cx, argc > 4);
	} else if (e == OK && strcmp(argv[1], "check") == 0 && argc > 4) {
		FILE *f = fopen(argv[4], "r");
		e = record_settle(&cx, rec);
		if (e == OK && f)
			e = kept(&cx, argv[2], f);
	}
	if (e != OK)
		printf("bad error %s\n", said_words(&cx, cx.fault.said, SAID_EN));
	if (store) {
		record_close(rec);
		store_close(store);
	}
	return 0;
}
