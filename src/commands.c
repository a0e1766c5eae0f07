/* commands.c - every subcommand, in the order people meet them. */
#include "cases/calendar_command.h"
#include "check/check_command.h"
#include "command.h"
#include "demo/demo.h"
#include "catalogue/reindex.h"
#include "serve.h"

/* clang-format off */
const struct command commands[] = {
{ "serve",   serve_command,   "Serve portal, console and interfaces until SIGTERM" },
{ "init",    init_command,    "Make a data directory ready, or check that it is" },
{ "demo",    demo_command,    "Fill an empty data directory with an invented city" },
{ "config",  config_command,  "Print every setting with its value and meaning" },
{ "reindex", reindex_command, "Make the search index and the portal's places anew" },
{ "openapi", openapi_command, "Print the OpenAPI document of this program" },
{ "check",   check_command,   "Check numbers, phones, plates and dates, one a line from stdin" },
{ "calendar", calendar_command, "Import a year of working days, or count a term" },
{ NULL, NULL, NULL },
};
/* clang-format on */
