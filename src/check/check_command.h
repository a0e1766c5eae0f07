/* check_command.h - validators on the command line. */
#ifndef CHECK_CHECK_COMMAND_H
#define CHECK_CHECK_COMMAND_H
int check_command(int argc, char *argv[]);
#endif
