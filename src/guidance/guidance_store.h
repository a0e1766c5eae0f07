/* guidance_store.h - rules: those of the pack and those registered here, as one list. */
#ifndef GUIDANCE_GUIDANCE_STORE_H
#define GUIDANCE_GUIDANCE_STORE_H
#include "core/who.h"
#include "guidance/guidance.h"
#include "store/store.h"

#define GUIDANCE_FILE_MOST (8 << 20)   /* bytes of one document */

struct guide {
	const char         *id;         /* "pack:<key>" of those that come with the pack */
	const char         *title, *title_en;   /* the latter of the pack's alone */
	const char         *issuer, *number, *domain, *link, *notes;
	enum guidance_level level;
	day_t               from, to;   /* n 0: not said */
	const char         *places;     /* by blanks */
	const char         *file_hash, *file_name;
	int64_t             file_size;
	const char         *replaces, *replaced_by;
	day_t               replaced;   /* since when the newer one is in force; n 0 */
	const char         *by_name;    /* NULL: of the pack */
	ms_t                at, changed_at;
};
struct guides { struct guide *list; size_t n; };

/* All of them, by level, then title. */
enum err guides_all(struct ctx *cx, struct db *db, const struct pack *pack,
		    struct guides *ret) MUST_USE;
const struct guide *guide_of(const struct guides *all, const char *id);

/* Inside a store change. `bytes` NULL: no file. ERR_CONFLICT when what it replaces has
 * a newer version already. */
enum err guide_add(struct ctx *cx, struct db *db, const struct who *who, struct guide *g,
		   const void *bytes, size_t nbytes) MUST_USE;
enum err guide_change(struct ctx *cx, struct db *db, const struct who *who,
		      const struct guide *g) MUST_USE;
#endif
