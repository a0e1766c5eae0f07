/* file.h - downloads as files: made once per version, then sent by the kernel.
 *
 * <data>/open/<code>/<data version>.<entry version>.<form>, the SHA-256 beside it.
 * Files of earlier versions are removed when a new one is made. They are derived:
 * nothing is lost when they go. */
#ifndef PORTAL_FILE_H
#define PORTAL_FILE_H
#include "portal/dataset.h"

enum portal_form { FORM_CSV, FORM_CSV_PEOPLE, FORM_CSV_MACHINES, FORM_JSON, FORM_NDJSON,
		   FORM_XML, PORTAL_FORMS_ };
struct portal_form_text {
	const char *format;             /* csv, json, ndjson, xml */
	const char *whom;               /* people, machines; NULL: not said */
	const char *suffix, *type;
};
extern const struct portal_form_text portal_forms[PORTAL_FORMS_];
bool portal_form_read(const char *format, const char *whom, enum portal_form *ret_form);

struct portal_file { int fd; int64_t bytes; const char *digest; /* base64 of SHA-256 */ };
/* Makes the file when it isn't there. The caller owns the descriptor. */
enum err portal_file(struct ctx *cx, struct req *rq, const struct opened *o,
		     enum portal_form form, struct portal_file *ret) MUST_USE;
/* Makes those of a small dataset, so that their sizes can be told. */
void     portal_files_make(struct ctx *cx, struct req *rq, const struct opened *o);
/* Bytes of a file already made; 0 when it isn't. */
int64_t  portal_file_size(struct ctx *cx, struct req *rq, const struct opened *o,
			  enum portal_form form);
/* Size and digest of a file already made (fd -1); false when it isn't. */
bool     portal_file_known(struct ctx *cx, struct req *rq, const struct opened *o,
			   enum portal_form form, struct portal_file *ret);
#endif
