/* report.h - an error that somebody of the public reports in what stands on the portal.
 *
 * Nobody signs in for it. What they get is a number, which is their case's, and a secret
 * code, by both of which they can read later how it stands; of the code only a hash is
 * kept. How they may be reached is sealed, and opened for the provider alone, on the
 * record. A report marks nothing: its case waits as `reported` until the provider takes
 * it up or answers it. doc/adr/0047 says why, and what holds floods. */
#ifndef CORRECTION_REPORT_H
#define CORRECTION_REPORT_H
#include "base/hash.h"
#include "core/item.h"
#include "correction/correction.h"

#define REPORT_WHAT    2000             /* characters of what is wrong */
#define REPORT_PLACE   200              /* of where: a record in their own words */
#define REPORT_CONTACT 100
/* In a day, from one address (one network of IPv6), about one entry; not answered yet. */
#define REPORT_DAY_PEER     10
#define REPORT_DAY_RESOURCE 50
#define REPORT_OPEN         200

struct report_said { const char *what, *record_key, *item, *contact; };
/* Plain text, of what length, an item that the public sees; a place is said where the
 * entry has items. ERR_INVALID or ERR_INCOMPLETE with the field. Pure. */
enum err report_check(struct ctx *cx, const struct item *items, size_t nitems,
		      const struct report_said *said) MUST_USE;

#define REPORT_SECRET_CHARS 15          /* 75 bits, typed off a sheet of paper */
#define REPORT_SECRET_TEXT  (REPORT_SECRET_CHARS + 3)
/* From fresh bytes, in fives; and the hash of a code however it was typed. Pure. */
void        report_secret(const uint8_t bytes[REPORT_SECRET_CHARS], char out[REPORT_SECRET_TEXT]);
struct hash report_secret_hash(const char *typed);

struct req;
struct resource;
struct report_made { const char *receipt, *secret; day_t due; };
/* In one change: the case, its number, its leaf. ERR_TOO_MANY: too many lately. */
enum err report_make(struct ctx *cx, struct req *rq, const struct resource *r,
		     const struct report_said *said, struct report_made *ret) MUST_USE;

/* The clock's: tags that are older than the limits look back are dropped. */
struct app;
enum err report_step(struct ctx *cx, struct app *app, struct db *reader) MUST_USE;

struct report_seen {
	const char  *receipt, *code, *title, *what, *record_key, *item;
	const char  *state;             /* word: reported, verifying, corrected, upheld */
	struct said  state_said;
	const char  *provider_name;
	const char  *answer;            /* what it found, or why it stands; NULL: nothing said */
	const char  *correction;        /* what was corrected; NULL: nothing was */
	const char  *mended;            /* word of enum mended; NULL: nothing carries it */
	int64_t      mended_version;
	ms_t         mended_at;
	ms_t         at, answered_at;
	day_t        due;               /* n 0: answered */
};
/* ERR_NOT_FOUND alike for a number that isn't and a code that isn't its. */
enum err report_look(struct ctx *cx, struct req *rq, const char *receipt, const char *secret,
		     struct report_seen *ret) MUST_USE;

/* Inside the change of its case's answer. */
enum err report_answered(struct ctx *cx, struct db *db, const char *case_id,
			 const char *outcome, const char *answer) MUST_USE;
/* How they may be reached, opened; NULL: they didn't say. */
enum err report_contact(struct ctx *cx, struct db *db, const uint8_t seal_key[32],
			const char *case_id, const char **ret_text) MUST_USE;
#endif
