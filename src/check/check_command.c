/* check_command.c - `gongshu check KIND`: one value a line from stdin, and for each
 * a line that says `valid`, `valid <the form to store>` or `invalid <reason>`. */
#include "check/check_command.h"
#include "core/facts.h"
#include "sys/clock.h"
#include <stdio.h>
#include <string.h>

#define LINE_MOST 65536                /* a longer line is one value that is too long */

static void usage(void)
{
	fputs("usage: gongshu check KIND < values\nKIND:", stderr);
	for (int k = 0; k < FACT_KINDS_; k++)
		fprintf(stderr, " %s", fact_kind_word((enum fact_kind)k));
	fputc('\n', stderr);
}

static void answer(enum fact_kind kind, const char *text, size_t n, day_t today)
{
	char tidied[FACT_TEXT];
	enum fact f = fact_check(kind, text, n, today, tidied);
	if (f == FACT_VALID)
		puts("valid");
	else if (f == FACT_TIDIED)
		printf("valid %s\n", tidied);
	else
		printf("invalid %s\n", fact_word(f));
}

int check_command(int argc, char *argv[])
{
	enum fact_kind kind;
	char line[LINE_MOST];
	size_t n = 0;
	bool any = false;
	day_t today = day_at(clock_now());

	if (argc != 2 || !fact_kind_read(argv[1], &kind)) {
		usage();
		return 2;
	}
	for (int c; (c = getchar()) != EOF;) {
		any = c != '\n';
		if (any && n < sizeof line)
			line[n++] = (char)c;
		if (any)
			continue;
		if (n && line[n - 1] == '\r')
			n--;
		answer(kind, line, n, today);
		n = 0;
	}
	if (any)                       /* the last line has no end */
		answer(kind, line, n, today);
	return 0;
}
