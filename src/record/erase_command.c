/* erase_command.c - a person is taken out of the record:
 *
 *     gongshu erase --because TEXT [--kind resident_id] [--data DIR …] <IDENTIFIER
 *
 * The identifier comes in on stdin, one line, so that it stands in no list of
 * processes and no shell's history. The server must be stopped: it holds the
 * record's files. What lies in older backups, and on PostgreSQL in rows that no
 * VACUUM has taken away yet, is not reached. */
#include "command.h"
#include "core/facts.h"
#include "program.h"
#include "record/erase.h"
#include <stdio.h>
#include <string.h>

struct wish { const char *because, *kind; char line[256]; };

static int usage(void)
{
	fputs("usage: gongshu erase --because TEXT [--kind resident_id] [--data DIR] <IDENTIFIER\n",
	      stderr);
	return 2;
}

/* Takes its own arguments out; the rest are settings. */
static bool take_arguments(int *argc, char *argv[], struct wish *w)
{
	int kept = 1;
	w->kind = "resident_id";
	for (int i = 1; i < *argc; i++) {
		const char **to = strcmp(argv[i], "--because") == 0 ? &w->because :
				  strcmp(argv[i], "--kind") == 0 ? &w->kind : NULL;
		if (to && i + 1 < *argc)
			*to = argv[++i];
		else
			argv[kept++] = argv[i];
	}
	*argc = kept;
	return w->because && *w->because && fgets(w->line, sizeof w->line, stdin);
}

static enum err erase(struct program *p, const struct wish *w, int64_t *ret_leaves)
{
	struct ctx *cx = &p->cx;
	char id[FACT_TEXT];
	enum fact_kind kind;
	size_t n = strcspn(w->line, "\r\n");
	if (!fact_kind_read(w->kind, &kind) ||
	    !fact_ok(fact_check(kind, w->line, n, cx->today, id)))
		return fail(cx, ERR_INVALID, SAY_PERSON_BAD(w->kind));
	enum err e = record_erase(cx, p->app.record, id, w->because, ret_leaves);
	explicit_bzero(id, sizeof id);
	return e;
}

int erase_command(int argc, char *argv[])
{
	struct wish w = { 0 };
	struct program p;
	int64_t leaves = 0;
	if (!take_arguments(&argc, argv, &w))
		return usage();
	enum err e = program_open(&p, argc, argv, PROGRAM_COMMANDS);
	if (e == OK)
		e = erase(&p, &w, &leaves);
	explicit_bzero(w.line, sizeof w.line);
	if (e == OK) {
		struct said s = SAY_ERASED(leaves);
		printf("%s\n%s\n", said_words(&p.cx, s, SAID_ZH), said_words(&p.cx, s, SAID_EN));
	}
	int status = e == OK ? 0 : command_failed(&p.cx, e);
	program_close(&p);
	return status;
}
