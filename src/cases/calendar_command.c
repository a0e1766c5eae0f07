/* calendar_command.c - working days on the command line:
 *
 *     gongshu calendar import FILE --source URL [--data DIR …]
 *     gongshu calendar due 2026-11-23 5 [--data DIR …]
 *
 * Beside a live server on PostgreSQL its clock takes the new year in by itself; a
 * server on SQLite holds its data directory alone: give it the year over
 * POST /api/v1/calendar, or stop it. */
#include "cases/calendar_command.h"
#include "cases/calendar_store.h"
#include "command.h"
#include "program.h"
#include "sys/file.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CALENDAR_BYTES 65536

static int usage(void)
{
	fputs("usage: gongshu calendar import FILE --source URL [--data DIR]\n"
	      "       gongshu calendar due YYYY-MM-DD DAYS [--data DIR]\n", stderr);
	return 2;
}

static enum err import(struct program *p, const char *path, const char *source)
{
	AUTO_BUF text = buf_make(CALENDAR_BYTES);
	int64_t changed;
	TRY(file_get(&p->cx, path, CALENDAR_BYTES, &text));
	struct calendar_import in = { .source = source, .body = buf_cstr(&text),
				      .by_name = "command line" };
	TRY(calendar_import(&p->cx, p->app.store, program_reader(p, READER_COMMAND),
			    p->app.legal, &in, &changed));
	printf("imported; %lld open cases have another due day\n", (long long)changed);
	return OK;
}

static enum err due(struct program *p, const char *from_text, const char *days_text)
{
	const struct calendar *cal = legal_calendar(p->app.legal);
	struct day_said *days;
	char text[DAY_TEXT], *end;
	day_t from;
	size_t n;
	long count = strtol(days_text, &end, 10);

	if (!day_read(from_text, &from) || *end || count < 0 || count > CALENDAR_DAYS_MAX)
		return fail(&p->cx, ERR_INVALID, SAY_BAD_VALUE("due"));
	struct due d = calendar_due(cal, from, (int)count);
	TRY(calendar_explain(&p->cx, cal, from, d.day, &days, &n));
	for (size_t i = 0; i < n; i++)
		printf("%s %s %s\n", day_text(days[i].day, text), days[i].counts ? "+" : " ",
		       day_words(&p->cx, &days[i], SAID_ZH));
	printf("%s%s\n", day_text(d.day, text), d.provisional ? " provisional" : "");
	return OK;
}

/* `--source URL` out of the arguments; the rest are settings. */
static const char *take_source(int *argc, char *argv[])
{
	for (int i = 1; i + 1 < *argc; i++) {
		if (strcmp(argv[i], "--source") != 0)
			continue;
		const char *source = argv[i + 1];
		memmove(&argv[i], &argv[i + 2], (size_t)(*argc - i - 1) * sizeof *argv);
		*argc -= 2;
		return source;
	}
	return NULL;
}

int calendar_command(int argc, char *argv[])
{
	struct program p;
	bool importing = argc > 2 && strcmp(argv[1], "import") == 0;
	bool counting = argc > 3 && strcmp(argv[1], "due") == 0;
	if (!importing && !counting)
		return usage();
	int own = importing ? 2 : 3;
	const char *first = argv[2], *second = counting ? argv[3] : NULL;
	argv[own] = argv[0];
	argc -= own;
	const char *source = take_source(&argc, argv + own);
	if (importing && !source)
		return usage();
	enum err e = program_open(&p, argc, argv + own, PROGRAM_COMMANDS);
	if (e == OK)
		e = importing ? import(&p, first, source) : due(&p, first, second);
	int status = e == OK ? 0 : command_failed(&p.cx, e);
	program_close(&p);
	return status;
}
