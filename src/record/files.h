/* files.h - the record's files as a backup takes them: keys, the checkpoint and
 * exactly the tiles that checkpoint needs. */
#ifndef RECORD_FILES_H
#define RECORD_FILES_H
#include "base/ctx.h"

struct record_files {
	const char *dir, *tiles;        /* <data>/record, and the tiles' */
	const char *origin;
	uint64_t    size;               /* of the tree under the checkpoint */
	const char *note;               /* the checkpoint; "" when none was signed */
};
enum err record_files_read(struct ctx *cx, const char *data,
			   struct record_files *ret) MUST_USE;
typedef enum err record_file_fn(struct ctx *cx, void *arg, const char *name, const void *p,
				size_t n, int mode);
enum err record_files_each(struct ctx *cx, const struct record_files *f, record_file_fn *fn,
			   void *arg) MUST_USE;
#endif
