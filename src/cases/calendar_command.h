/* calendar_command.h - `gongshu calendar`: import a year, or count a term. */
#ifndef CASES_CALENDAR_COMMAND_H
#define CASES_CALENDAR_COMMAND_H
int calendar_command(int argc, char *argv[]);
#endif
