/* serve.h - the server as a command, and its small sisters. */
#ifndef SERVE_H
#define SERVE_H
int serve_command(int argc, char *argv[]);
int init_command(int argc, char *argv[]);
int config_command(int argc, char *argv[]);
int openapi_command(int argc, char *argv[]);
#endif
