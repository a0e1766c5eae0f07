/* verify_command.h - `gongshu verify --data DIR`. */
#ifndef RECORD_VERIFY_COMMAND_H
#define RECORD_VERIFY_COMMAND_H
int verify_command(int argc, char *argv[]);
#endif
