/* import_command.h - `gongshu import RESOURCE FILE`: a load from the command line. */
#ifndef INGEST_IMPORT_COMMAND_H
#define INGEST_IMPORT_COMMAND_H
int import_command(int argc, char *argv[]);
#endif
