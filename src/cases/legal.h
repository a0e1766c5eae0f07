/* legal.h - the law as the running server holds it: packs, their processes, the
 * calendar.
 *
 * Read once at start. The calendar alone can change under way: an imported year
 * makes a new one, and whoever asks next gets it; the old ones stay in memory,
 * so that nobody's pointer dies. */
#ifndef CASES_LEGAL_H
#define CASES_LEGAL_H
#include "core/process.h"
#include "store/store.h"

struct legal;

/* Keeps the texts of a pack that came from a folder, so that cases which begin
 * under it have it later on. For whoever serves. */
enum err legal_keep(struct ctx *cx, const struct legal *l, struct store *store) MUST_USE;

/* `pack`: NULL or the name of a built-in one, else a directory. Checks every
 * process against every pack; the sentence in `cx` names file and line. When `db`
 * is given, reads imported years and packs kept from it. `cx` must outlive it. */
enum err legal_open(struct ctx *cx, const char *pack, struct db *db,
		    struct legal **ret_legal) MUST_USE;
void     legal_close(struct legal *l);

const struct pack     *legal_pack(const struct legal *l);       /* in force */
const struct calendar *legal_calendar(const struct legal *l);   /* as of now */
/* A process under the pack a case began with (NULL: the one in force); under the one in
 * force where that has outgrown the former. NULL when there is no such process. */
const struct law *legal_law(const struct legal *l, const char *process, const char *pack);

/* Reads the imported years again if there are new ones; *ret_new says so. */
enum err legal_refresh(struct ctx *cx, struct legal *l, struct db *db,
		       bool *ret_new) MUST_USE;
#endif
