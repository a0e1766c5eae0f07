/* correction_law.c - errors in shared data, Art. 23, as a table.
 *
 * In plain words: who uses shared data and finds an error tells its provider at once,
 * on the platform or another way. The provider checks and corrects within five working
 * days of receiving that, whenever it is typed in; corrected is what something on the
 * platform carries, or what the provider says of its own source (mended.h). It may find the
 * data right, and says why; where another agency collects the data it passes the report on,
 * and still owes the answer. Who reported closes the case or, not content, reports anew; on
 * how long that may take the measures are silent, and after ten working days the provider
 * may close. On errors that the public reports the measures are silent: they take the same
 * way with five working days as a target of the house, but wait, marking nothing, until
 * the provider has looked whether there is something to check; with the provider's answer
 * they end (doc/adr/0047). Requirement R23.1; days, articles and papers:
 * law/<pack>/correction.txt. */
#include "correction/correction.h"

#define CORRECTION_STAYS STAY
#define ROW(who, while_, may, leads_to, key_)                                     \
	.by = BY_##who, .from = CORRECTION_##while_, .act = CORRECTION_DO_##may,  \
	.to = CORRECTION_##leads_to, .key = key_
#define RULE(who, while_, may, leads_to, key_)                                    \
	{ ROW(who, while_, may, leads_to, key_) }
#define ANSWER(may, leads_to, key_)                                               \
	{ ROW(PROVIDER, VERIFYING, may, leads_to, key_), .flags = RULE_DECIDES }
#define LOOK(may, leads_to, key_)                                                 \
	{ ROW(PROVIDER, REPORTED, may, leads_to, key_), .flags = RULE_DECIDES }
#define PUBL(while_, may, leads_to, key_)                                         \
	{ ROW(PLATFORM, while_, may, leads_to, key_), .when = CORRECTION_IS_PUBLIC }

#define SAYS(who)                                                                 \
	{ ROW(who, VERIFYING, COMMENT, STAYS, "comment"),                         \
	  .unless = CORRECTION_IS_PUBLIC, .flags = RULE_TELLS }

/* clang-format off */
static const struct rule rules[] = {
/*    who        while      may      leads to   key */
RULE( APPLICANT, DRAFT,     SUBMIT,  VERIFYING, "submit" ),
/* the public's report: the provider looks whether there is something to check */
PUBL( DRAFT, SUBMIT, REPORTED, "submit_public" ),
LOOK( ACCEPT,  VERIFYING, "accept" ),
LOOK( CORRECT, CORRECTED, "correct_public" ),
LOOK( UPHOLD,  UPHELD,    "uphold" ),
{ ROW(PROVIDER, REPORTED, PASS_ON, STAYS, "pass_on"),
  .sets = CORRECTION_IS_PASSED, .flags = RULE_DECIDES },
PUBL( CORRECTED, CLOSE, CLOSED, "answered" ),
PUBL( UPHELD,    CLOSE, CLOSED, "answered" ),
/* the provider checks */
{ ROW(PROVIDER, VERIFYING, CORRECT, CORRECTED, "correct"),
  .unless = CORRECTION_IS_PUBLIC, .flags = RULE_DECIDES },
{ ROW(PROVIDER, VERIFYING, CORRECT, CORRECTED, "correct_public"),
  .when = CORRECTION_IS_PUBLIC, .flags = RULE_DECIDES },
ANSWER( UPHOLD,  UPHELD,    "uphold" ),
{ ROW(PROVIDER, VERIFYING, PASS_ON, STAYS, "pass_on"),
  .sets = CORRECTION_IS_PASSED, .flags = RULE_DECIDES },
/* either side says something to it, the provider of the day of its receipt too */
SAYS( APPLICANT ),
SAYS( PROVIDER ),
/* who reported is content, or not */
RULE( APPLICANT, CORRECTED, CLOSE,   CLOSED,    "close" ),
RULE( APPLICANT, UPHELD,    CLOSE,   CLOSED,    "close" ),
RULE( PROVIDER,  CORRECTED, CLOSE,   CLOSED,    "close_unanswered" ),
RULE( PROVIDER,  UPHELD,    CLOSE,   CLOSED,    "close_unanswered" ),
RULE( APPLICANT, CORRECTED, RETURN,  RENEWED,   "return" ),
RULE( APPLICANT, UPHELD,    RETURN,  RENEWED,   "return" ),
RULE( APPLICANT, DRAFT,     CANCEL,  CANCELLED, "cancel" ),
RULE( APPLICANT, VERIFYING, CANCEL,  CANCELLED, "cancel" ),
};

#define TERM(who, while_, key_)                                                   \
	{ .owes = BY_##who, .state = CORRECTION_##while_, .key = key_ }
static const struct term terms[] = {
/*    who owes   while      key */
TERM( PROVIDER,  REPORTED,  "ERROR_PUBLIC" ),
{ .owes = BY_PROVIDER, .state = CORRECTION_VERIFYING, .unless = CORRECTION_IS_PUBLIC,
  .key = "ERROR_FIX" },
{ .owes = BY_PROVIDER, .state = CORRECTION_VERIFYING, .when = CORRECTION_IS_PUBLIC,
  .from = FROM_FIRST, .key = "ERROR_PUBLIC" },
TERM( APPLICANT, CORRECTED, "ERROR_CLOSE" ),
TERM( APPLICANT, UPHELD,    "ERROR_CLOSE" ),
};
/* clang-format on */

/* What `correct` is held against (mended.h). */
static const struct process_read reads[] = {
	{ "correct", "correction" }, { "correct", "batch" }, { "correct", "entry_version" },
	{ "correct", "at_source" },
	{ "correct_public", "correction" }, { "correct_public", "batch" },
	{ "correct_public", "entry_version" }, { "correct_public", "at_source" },
};

PROCESS_WORDS(CORRECTION);
static const uint32_t groups[] = { CORRECTION_IS_RECORD | CORRECTION_IS_WHOLE };

const struct process correction_process = {
	.name = "correction",
	PROCESS_TABLES(CORRECTION),
	.reads = reads,
	.nreads = sizeof reads / sizeof reads[0],
};
