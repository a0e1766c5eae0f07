/* commands.c - every subcommand, in the order people meet them. */
#include "cases/calendar_command.h"
#include "check/check_command.h"
#include "command.h"
#include "delivery/leak.h"
#include "demo/demo.h"
#include "catalogue/reindex.h"
#include "ingest/import_command.h"
#include "ops/backup.h"
#include "record/erase.h"
#include "record/verify_command.h"
#include "serve.h"
#include "usage/usage_command.h"
#include "who_can.h"

/* clang-format off */
const struct command commands[] = {
{ "serve",   serve_command,   "Serve portal, console and interfaces until SIGTERM", "" },
{ "init",    init_command,    "Make a data directory ready, or check that it is", "" },
{ "demo",    demo_command,    "Fill an empty data directory with an invented city",
  "[--scale small|city|large] [--seed N]" },
{ "config",  config_command,  "Print every setting with its value and meaning", "" },
{ "reindex", reindex_command, "Make the search index and the portal's places anew, beside a server too",
  "" },
{ "who-can", who_can_command, "Print what each role, and with --data each grant, can do", "" },
{ "openapi", openapi_command, "Print the OpenAPI document of this program", "" },
{ "check",   check_command,   "Check numbers, phones, plates and dates, one a line from stdin", "KIND" },
{ "import",  import_command,  "Load a file into a resource",
  "RESOURCE FILE [--mode replace|append|upsert] [--encoding E] [--header yes|no] [--sheet NAME]" },
{ "calendar", calendar_command, "Import a year of working days, or count a term",
  "import FILE --source URL | due YYYY-MM-DD DAYS" },
{ "verify",  verify_command,  "Check the whole record, one receipt, or two checkpoints",
  "[--receipt RECEIPT | --checkpoint FILE FILE] [--offline]" },
{ "erase",   erase_command,   "Take a person out of the record (identifier on stdin); proofs stay",
  "--because TEXT [--kind KIND]" },
{ "recount", recount_command, "Count how much is used anew, from the record's first leaf on", "" },
{ "leaked",  leaked_command,  "Tell whose copy a leaked piece of a table is, by its watermark", "FILE" },
{ "backup",  backup_command,  "Copy a running server into one file",
  "--to FILE_OR_DIR [--passphrase-file FILE]" },
{ "restore", restore_command, "Put a backup into an empty directory",
  "--from FILE [--passphrase-file FILE]" },
{ NULL, NULL, NULL, NULL },
};
/* clang-format on */
