/* main.c - where the program begins.
 *
 * `gongshu serve` is the server, the other commands work on a data directory.
 * Three explicit lists say what there is: commands.c, routes.c, processes.c. */
#include "command.h"
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

int command_failed(struct ctx *cx, enum err e)
{
	struct said said = cx->fault.said.id ? cx->fault.said : SAY_INTERNAL();
	fprintf(stderr, "gongshu: %s\n         %s (%s)\n", said_words(cx, said, SAID_ZH),
		said_words(cx, said, SAID_EN), err_name(e));
	return 1;
}

static int usage(FILE *out)
{
	fprintf(out, "gongshu %s - a city's public data platform\n\n"
		"usage: gongshu COMMAND [--setting VALUE …]\n\n", GONGSHU_VERSION);
	for (const struct command *c = commands; c->name; c++)
		fprintf(out, "  %-10s %s\n", c->name, c->about);
	fprintf(out, "\n`gongshu help COMMAND` tells what one takes, `gongshu config` "
		"lists the settings.\n");
	return out == stderr ? 2 : 0;
}

static const struct command *command_called(const char *name)
{
	const struct command *c = commands;
	while (c->name && strcmp(c->name, name) != 0)
		c++;
	return c->name ? c : NULL;
}

static int help(const char *name)
{
	const struct command *c = command_called(name);
	if (!c)
		return usage(stderr);
	printf("%s.\n\nusage: gongshu %s%s%s [--setting VALUE …]\n", c->about, c->name,
	       *c->takes ? " " : "", c->takes);
	return 0;
}

int main(int argc, char *argv[])
{
	signal(SIGXFSZ, SIG_IGN);       /* a file at its limit is an answer, not an end */
	signal(SIGPIPE, SIG_IGN);
	json_object_seed(0);            /* before there are threads */
	if (argc < 2)
		return usage(stderr);
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
		return argc > 2 ? help(argv[2]) : usage(stdout);
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "version") == 0)
		return puts("gongshu " GONGSHU_VERSION) < 0;
	const struct command *c = command_called(argv[1]);
	if (c && argc == 3 && strcmp(argv[2], "--help") == 0)
		return help(c->name);
	if (c)
		return c->run(argc - 1, argv + 1);
	fprintf(stderr, "gongshu: there is no command %s\n\n", argv[1]);
	return usage(stderr);
}
