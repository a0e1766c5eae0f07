/* release_file.h - the files of a release: CSV for people, JSON, and a Frictionless
 * Data Package (datapackage.json, entries.csv, items.csv in a zip), of each face.
 *
 * They are made of what the store keeps of the release and the pack says, by id,
 * and lie under the hash of their bytes: made again they are the same file. */
#ifndef RELEASE_RELEASE_FILE_H
#define RELEASE_RELEASE_FILE_H
#include "release/release_store.h"

enum err release_files_make(struct ctx *cx, struct db *reader, const struct pack *pack,
			    int64_t no, struct release_file ret[RELEASE_FILES_MOST]) MUST_USE;
/* The open ones alone, without the words of what is struck as they are made. */
struct struck;
enum err release_files_anew(struct ctx *cx, struct db *reader, const struct pack *pack,
			    int64_t no, ms_t due, struct struck *ret_struck,
			    struct release_file ret[RELEASE_FORMATS_]) MUST_USE;
/* `hash`: hex. */
const char *release_file_path(struct ctx *cx, const struct store *s, const char *hash,
			      enum release_format format);
#endif
