/* commands.c - every subcommand, in the order people meet them. */
#include "cases/calendar_command.h"
#include "check/check_command.h"
#include "command.h"
#include "demo/demo.h"
#include "catalogue/reindex.h"
#include "ingest/import_command.h"
#include "ops/backup.h"
#include "record/erase.h"
#include "record/verify_command.h"
#include "serve.h"
#include "who_can.h"

/* clang-format off */
const struct command commands[] = {
{ "serve",   serve_command,   "Serve portal, console and interfaces until SIGTERM" },
{ "init",    init_command,    "Make a data directory ready, or check that it is" },
{ "demo",    demo_command,    "Fill an empty data directory with an invented city" },
{ "config",  config_command,  "Print every setting with its value and meaning" },
{ "reindex", reindex_command, "Make the search index and the portal's places anew, beside a server too" },
{ "who-can", who_can_command, "Print what each role, and with --data each grant, can do" },
{ "openapi", openapi_command, "Print the OpenAPI document of this program" },
{ "check",   check_command,   "Check numbers, phones, plates and dates, one a line from stdin" },
{ "import",  import_command,  "Load a file into a resource: gongshu import RESOURCE FILE" },
{ "calendar", calendar_command, "Import a year of working days, or count a term" },
{ "verify",  verify_command,  "Check the whole record, one receipt, or two checkpoints" },
{ "erase",   erase_command,   "Take a person out of the record (identifier on stdin); proofs stay" },
{ "backup",  backup_command,  "Copy a running server into one file (--to FILE_OR_DIR)" },
{ "restore", restore_command, "Put a backup into an empty directory (--from FILE)" },
{ NULL, NULL, NULL },
};
/* clang-format on */
