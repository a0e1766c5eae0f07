/* share_case.h - a share request as a case: its subject, its agreement's papers,
 * and the grant it brings about. */
#ifndef SHARE_SHARE_CASE_H
#define SHARE_SHARE_CASE_H
#include "cases/cases.h"
#include "grant/grant.h"
#include "share/share.h"

case_subject_fn share_subject;
case_weigh_fn   share_weigh;           /* does one person agree, or two (Art. 38)? */
case_bars_fn    share_bars;            /* the second of two is somebody else */
case_check_fn   share_check;           /* conditions fit the entry's items */
/* What an agreement says of what it leaves out, from the papers; NULL: nothing. */
const struct grant_left *share_left(struct ctx *cx, const struct case_move *m);
/* Agreeing to less than was asked refuses the rest, so it carries what a refusal carries:
 * ERR_INCOMPLETE names the paper that is owed. A second person agrees to what the first said. */
enum err share_left_said(struct ctx *cx, const struct case_move *m, const struct resource *r,
			 const struct grant *g, const char *article) MUST_USE;
/* The second of two persons that a grade asks for agrees to what the first did, and is
 * somebody else: ERR_FORBIDDEN (Art. 38), ERR_INCOMPLETE. */
enum err share_second_person(struct ctx *cx, struct db *db, const struct case_move *m) MUST_USE;
/* What a demand or a coordination came to (`how`: SHARE_IS_MET, SHARE_IS_OBTAINED): a request
 * that stands open, with its grant, for that case's applicant by its provider. Inside a
 * change. */
enum err share_granted(struct ctx *cx, struct db *db, const struct case_move *m,
		       const struct resource *r, const struct grant_wish *wish,
		       enum share_fact how, const char **ret_grant) MUST_USE;
case_effect_fn  share_carry_out;       /* open, suspend, end the grant */
case_show_fn    share_show;            /* measures against the applicant about that entry */
#endif
