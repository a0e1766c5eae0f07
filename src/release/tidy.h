/* tidy.h - files of releases that aren't served any more leave the disk. */
#ifndef RELEASE_TIDY_H
#define RELEASE_TIDY_H
#include "store/store.h"

/* Those that were made anew before `due` for what isn't struck now, nor once what came
 * back before `due` is served again. Their hashes stay on the record, and made again
 * they are the same bytes. The first files of a release stay. */
enum err release_tidy(struct ctx *cx, struct store *store, struct db *reader, ms_t due) MUST_USE;
#endif
