/* backup.h - `gongshu backup` of a running server, `gongshu restore` into an
 * empty directory.
 *
 * A backup is one file: the record's tree and keys at the last checkpoint, a
 * consistent copy of the main store taken after it (so the store is never behind
 * its signature), the versions of data that store speaks of, and whatever else
 * the data directory holds. Derived things (the record's index) are left out. */
#ifndef OPS_BACKUP_H
#define OPS_BACKUP_H
int backup_command(int argc, char *argv[]);
int restore_command(int argc, char *argv[]);

/* The arguments both share; the rest are settings. */
#include "base/buf.h"
#include "sys/settings.h"
struct ops_wish {
	const char     *file;           /* --to or --from */
	const char     *pass_file;      /* --passphrase-file */
	struct settings settings;
};
enum err ops_wish_read(struct ctx *cx, int argc, char *argv[], const char *flag,
		       struct ops_wish *ret) MUST_USE;
/* The passphrase without its line end; *ret_has false when none was named. */
enum err ops_pass(struct ctx *cx, const struct ops_wish *w, struct buf *out,
		  bool *ret_has) MUST_USE;
#endif
