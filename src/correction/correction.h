/* correction.h - an error in shared data, reported, checked and mended (Art. 23; R23.1).
 *
 * Read correction_law.c first: the procedure as a table. Who uses shared data and finds
 * an error in it says where and what; its provider checks and corrects within five
 * working days of its own receipt. While that is open the data goes on as it is, and
 * every answer that carries what is doubted says so (dataapi/mark.h): a person with
 * valid proof is served as usual. Several reports about one record are several cases.
 *
 * The public may report an error in what is on the portal (correction/report.h). Nobody
 * knows who they are, so nothing is marked by it until the provider has accepted it. */
#ifndef CORRECTION_CORRECTION_H
#define CORRECTION_CORRECTION_H
#include "core/filter.h"
#include "core/process.h"
#include "store/store.h"

#define CORRECTION_STATES(X) /* the words are stored and on the wire */           \
	X(DRAFT, "draft") X(REPORTED, "reported") X(VERIFYING, "verifying") \
	X(CORRECTED, "corrected") X(UPHELD, "upheld") X(CLOSED, "closed") X(RENEWED, "renewed")             \
	X(CANCELLED, "cancelled")
#define CORRECTION_ACTS(X)                                                        \
	X(SUBMIT, "submit") X(ACCEPT, "accept") X(CORRECT, "correct") X(UPHOLD, "uphold")             \
	X(PASS_ON, "pass_on") X(CLOSE, "close") X(RETURN, "return")               \
	X(CANCEL, "cancel") X(COMMENT, "comment")
#define CORRECTION_FACTS(X)                                                       \
	X(RECORD, "one_record") X(WHOLE, "all_records")         /* what is doubted */ \
	X(PASSED, "passed_on")          /* another agency collects it, and was told */    \
	X(PUBLIC, "public")             /* somebody of the public reported it */

enum correction_state {
#define X(id, word) CORRECTION_##id,
	CORRECTION_STATES(X)
#undef X
	CORRECTION_STATES_
};
enum correction_act {
	CORRECTION_DO_NOTHING,
#define X(id, word) CORRECTION_DO_##id,
	CORRECTION_ACTS(X)
#undef X
	CORRECTION_ACTS_
};
enum correction_fact_no {
#define X(id, word) CORRECTION_NO_##id,
	CORRECTION_FACTS(X)
#undef X
	CORRECTION_FACTS_
};
enum correction_fact {
#define X(id, word) CORRECTION_IS_##id = 1 << CORRECTION_NO_##id,
	CORRECTION_FACTS(X)
#undef X
};

extern const struct process correction_process;

/* A record by its key in one form: the values in the order of `fields`, printed and
 * parted by a unit separator. ERR_INVALID says what is wrong with `text`: the value of
 * the one key item, or JSON of all of them. */
#define CORRECTION_PART '\x1f'
enum err correction_key(struct ctx *cx, struct view fields, const char *text,
			const char **ret_key) MUST_USE;

/* What is doubted of a resource's data now. */
#define CORRECTION_MOST 2000            /* open ones of a resource at once */
struct in_doubt {
	const char *key;                /* of one record; NULL: of all */
	const char *item;               /* code; NULL: the whole record */
};
enum err correction_doubts(struct ctx *cx, struct db *db, const char *resource,
			   struct in_doubt **ret_list, size_t *ret_n) MUST_USE;
#endif
