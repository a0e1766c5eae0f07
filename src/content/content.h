/* content.h - the real content of an entry that is no table: documents, sheets, charts,
 * images, audio, video, e-licences, e-archives (Art. 3). Files, several in a version.
 *
 * A version is mounted whole: its rows, its leaf and its being the live one stand or
 * fall together. Who holds a grant takes files of the live one (data_http.c). What the
 * public takes is the last version that a second person confirmed with a reason
 * (open_http.c): values of rows are looked at for personal data, the inside of a file
 * isn't, so somebody has to. A version that is neither live nor open lets its files go
 * after a day, so whoever is at one, or makes a backup, comes to its end. */
#ifndef CONTENT_CONTENT_H
#define CONTENT_CONTENT_H
#include "base/jout.h"
#include "catalogue/catalogue.h"
#include "core/who.h"
#include "store/store.h"

#define CONTENT_NAME_MOST  200          /* bytes of a name */
#define CONTENT_FILES_MOST 1000         /* of a version, whatever the settings say */

struct content_file {
	int64_t     n;
	const char *name, *title;
	day_t       day;
	const char *media;
	int64_t     bytes;
	const char *sha256;             /* hex */
	const char *upload;             /* where its bytes are: upload_path() */
	const char *by_id;              /* who brought it in, whoever keeps it since */
	bool        fresh;              /* not in the store yet */
};
struct content_version {                /* version 0: there is none */
	int64_t     version, files, bytes;
	const char *note, *by_id, *by;
	ms_t        at, opened_at, closed_at;
	const char *opened_by, *open_reason, *closed_by, *close_reason;
};

/* May an entry of that form have files? All but tables and interfaces. */
bool content_form(const char *form);

/* --- what a file is (media.c, pure) ----------------------------------------- */
/* By its first bytes, and where they leave a choice by its name's ending. NULL: a
 * program, which isn't taken. */
const char *content_media(const uint8_t *head, size_t n, const char *name);
/* What it is sent as: what a browser might run is bytes to it. */
const char *content_sent_as(const char *media);
/* A name without folders, control characters or what turns text round; NULL: nothing
 * is left, or it is too long. */
const char *content_name(struct ctx *cx, const char *name);
/* attachment; filename="…"; filename*=UTF-8''… (RFC 6266). */
const char *content_disposition(struct ctx *cx, const char *name);

/* --- the store --------------------------------------------------------------- */
enum content_which { CONTENT_LIVE = -1, CONTENT_OPEN = -2 };
/* `version`: a number, or one of the above. */
enum err content_version(struct ctx *cx, struct db *db, const char *resource, int64_t version,
			 struct content_version *ret) MUST_USE;
enum err content_files(struct ctx *cx, struct db *db, const char *resource, int64_t version,
		       struct content_file **ret, size_t *ret_n) MUST_USE;
/* ERR_NOT_FOUND. */
enum err content_file(struct ctx *cx, struct db *db, const char *resource, int64_t version,
		      const char *n, struct content_file *ret) MUST_USE;
/* {n, name, …, url}; `base` is where its files are taken. */
void     content_file_json(struct ctx *cx, struct jout *j, const struct content_file *f,
			   const char *base);
#endif
