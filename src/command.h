/* command.h - the program's subcommands: `gongshu NAME …`.
 *
 * A feature's command stands in its folder (record/verify_command.c) and is
 * listed in src/commands.c. It reads its own arguments; settings and the open
 * store come from program.h. */
#ifndef COMMAND_H
#define COMMAND_H
#include "base/ctx.h"

struct command {
	const char *name;
	int       (*run)(int argc, char *argv[]);       /* argv[0] is the name */
	const char *about;                              /* one sentence */
	const char *takes;                              /* arguments beside settings */
};
extern const struct command commands[];                 /* .name NULL ends */

/* The complaint of `cx` on stderr, Chinese and English; the exit status, 1. */
int command_failed(struct ctx *cx, enum err e);
#endif
