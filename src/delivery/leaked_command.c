/* leaked_command.c - `gongshu leaked FILE`: whose copy a piece of a table is. */
#include "command.h"
#include "delivery/leak.h"
#include "program.h"
#include "sys/file.h"
#include <stdio.h>
#include <string.h>

enum { SHOWN = 10 };

static enum err look(struct program *p, const char *file)
{
	struct ctx *cx = &p->cx;
	struct leak l;
	AUTO_BUF bytes = buf_make(LEAK_BYTES + 1);
	TRY(file_get(cx, file, LEAK_BYTES, &bytes));
	TRY(leak_look(cx, program_reader(p, READER_COMMAND), p->app.seal_key, bytes.p, bytes.n, &l));
	printf("%lld rows against %zu deliveries (%zu more have other columns)\n", (long long)l.rows,
	       l.asked, l.apart);
	for (size_t i = 0; i < l.n && i < SHOWN; i++)
		printf("%s 10^%.1f  %lld of %lld bits, %lld of %lld pairs  %s  %s  %s\n",
		       l.list[i].named ? "NAMED" : "-    ", l.list[i].evidence,
		       (long long)l.list[i].tally.held, (long long)l.list[i].tally.bits,
		       (long long)l.list[i].tally.pairs_held, (long long)l.list[i].tally.pairs,
		       l.list[i].mark, l.list[i].case_id, l.list[i].org_name);
	puts("10^x: odds against this by chance. NAMED: 10^6 or more after all that were asked.");
	return OK;
}

int leaked_command(int argc, char *argv[])
{
	struct program p;
	if (argc < 2 || strncmp(argv[1], "--", 2) == 0) {
		fputs("usage: gongshu leaked FILE [--data DIR …]\n", stderr);
		return 2;
	}
	const char *file = argv[1];
	argv[1] = argv[0];
	enum err e = program_open(&p, argc - 1, argv + 1, PROGRAM_COMMANDS);
	if (e == OK)
		e = look(&p, file);
	int status = e == OK ? 0 : command_failed(&p.cx, e);
	program_close(&p);
	return status;
}
