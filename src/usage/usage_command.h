/* usage_command.h - `gongshu recount`, for src/commands.c. */
#ifndef USAGE_USAGE_COMMAND_H
#define USAGE_USAGE_COMMAND_H
int recount_command(int argc, char *argv[]);
#endif
