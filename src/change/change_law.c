/* change_law.c - keeping the catalogue current, Art. 10, as a table.
 *
 * In plain words: when a law or regulation changes, or an agency's function does,
 * the agency updates its entry within fifteen working days of the change itself,
 * not of its registration (10). Other grounds (the open type, 25 ¶3; a correction
 * of its own) have no legal term; the target is ours. The change goes through the
 * same review as a new entry; a returned change doesn't stop the clock. Whether a
 * change was sent in, passed or came back the platform sees by itself. That
 * nothing needs changing is said with a reason and looked at by the operator (the
 * measures are silent). Requirement R10.2; days, articles and papers:
 * law/<pack>/catalogue-change.txt. */
#include "change/change.h"
#include <string.h>

/* Short names of the facts, for the tables below. */
#define OWED CHANGE_IS_OWED
#define FREE CHANGE_IS_FREE
#define NOTH CHANGE_IS_NOTHING
#define SENT CHANGE_IS_SENT
#define PASS CHANGE_IS_PASSED
#define BACK CHANGE_IS_BACK

#define RULE(who, while_, when_, unless_, may, leads_to, sets_, drops_, key_)         \
	FLAG(who, while_, when_, unless_, may, leads_to, sets_, drops_, 0, key_)
#define FLAG(who, while_, when_, unless_, may, leads_to, sets_, drops_, flags_, key_) \
	{ .by = BY_##who, .from = CHANGE_##while_, .when = (when_),                   \
	  .unless = (unless_), .act = CHANGE_DO_##may, .to = CHANGE_##leads_to,       \
	  .sets = (sets_), .drops = (drops_), .flags = (flags_), .key = key_ }
#define C RULE_CLAIMS
#define D RULE_DECIDES
#define CHANGE_STAYS STAY

/* clang-format off */
static const struct rule rules[] = {
/*    who            while      when       unless     may        leads to   sets  drops      key */
RULE( APPLICANT,     DRAFT,     OWED,      0,         SUBMIT,    DUE,       0,    0,         "submit" ),
RULE( APPLICANT,     DRAFT,     FREE,      0,         SUBMIT,    DUE,       0,    0,         "submit_free" ),
/* what the platform sees */
RULE( PLATFORM,      DUE,       PASS,      0,         APPROVE,   UPDATED,   0,    0,         "updated" ),
RULE( PLATFORM,      DUE,       BACK,      PASS,      RETURN,    STAYS,     0,    SENT|BACK, "came_back" ),
RULE( PLATFORM,      DUE,       SENT,      PASS|BACK, CORRECT,   IN_REVIEW, 0,    0,         "correct" ),
RULE( PLATFORM,      IN_REVIEW, PASS,      0,         APPROVE,   UPDATED,   0,    0,         "updated" ),
RULE( PLATFORM,      IN_REVIEW, SENT|BACK, PASS|NOTH, RETURN,    DUE,       0,    SENT|BACK, "came_back" ),
/* nothing needs changing: another decides than says so */
FLAG( PROVIDER,      DUE,       0,         SENT,      NO_CHANGE, IN_REVIEW, NOTH, 0,    C,   "no_change" ),
FLAG( CITY_OPERATOR, IN_REVIEW, NOTH,      0,         APPROVE,   UNCHANGED, 0,    0,    D,   "unchanged" ),
FLAG( CITY_OPERATOR, IN_REVIEW, NOTH,      0,         RETURN,    DUE,       0,    NOTH, D,   "return" ),
/* who registered it takes it back */
RULE( APPLICANT,     DRAFT,     0,         0,         CANCEL,    CANCELLED, 0,    0,         "cancel" ),
RULE( APPLICANT,     DUE,       0,         0,         CANCEL,    CANCELLED, 0,    0,         "cancel" ),
};

#define TERM(who, while_, when_, from_, key_)                                     \
	{ .owes = BY_##who, .state = CHANGE_##while_, .when = (when_), .from = (from_), \
	  .key = key_ }
static const struct term terms[] = {
/*    who owes       while      when  from        key           */
TERM( PROVIDER,      DUE,       OWED, FROM_FIRST, "CAT_UPDATE" ),
TERM( PROVIDER,      DUE,       FREE, FROM_FIRST, "CAT_CHANGE" ),
TERM( CITY_OPERATOR, IN_REVIEW, NOTH, FROM_ENTRY, "CAT_REVIEW" ),
};
/* clang-format on */

PROCESS_WORDS(CHANGE);
static const uint32_t groups[] = { OWED | FREE };

const struct process change_process = {
	.name = "catalogue-change", .offices = true,
	PROCESS_TABLES(CHANGE),
};

uint32_t change_ground_fact(const char *ground)
{
	bool free = ground && (strcmp(ground, "open_type") == 0 ||
			       strcmp(ground, "correction") == 0);
	return free ? FREE : OWED;
}
