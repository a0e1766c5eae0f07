/* demo_cases.h - the procedures of the demo city, told in order of time.
 *
 * A story is a case with its acts, who does them and how many hours after one
 * another (stories.c). All of them are laid on one time line and then told, so
 * that the record and the histories read as they would in a real year. */
#ifndef DEMO_DEMO_CASES_H
#define DEMO_DEMO_CASES_H
#include "demo/demo.h"

enum story_actor { TOLD_APPLICANT, TOLD_PROVIDER, TOLD_OPERATOR, TOLD_AUTHORITY,
		   TOLD_COUNTY_OPERATOR, TOLD_COUNTY_AUTHORITY };
enum story_papers { NO_PAPERS, ASKING, ASKING_INCOMPLETE, AGREEING, REASON, REASON_AND_BASIS,
		    REMARKS };
struct story_step {
	int               hours;        /* after the step before; `open` opens the case */
	enum story_actor  who;
	const char       *act;          /* NULL ends the list */
	enum story_papers papers;
};
enum { STORY_STEPS = 7 };
enum story_of { CITY_COND, CITY_UNCOND, COUNTY_COND, COUNTY_UNCOND, LOCAL_UNCOND,
		REVIEW_UNCOND, REVIEW_COND, REVIEW_COUNTY };
struct story {
	enum story_of     of;
	int               began;        /* hours before now */
	struct story_step steps[STORY_STEPS];
};
extern const struct story stories[];
extern const size_t stories_n;

/* The reviews by which the described tables come into the catalogue. */
enum err demo_reviews(struct demo *d) MUST_USE;
/* Lays the stories out; demo_tell() tells those before `until`. */
enum err demo_plan(struct demo *d) MUST_USE;
enum err demo_tell(struct demo *d, ms_t until) MUST_USE;
/* Tells those before `until`, with the catalogue's release as each quarter begins. */
enum err demo_quarters(struct demo *d, ms_t until) MUST_USE;
/* Another, out of turn, when the first rows have come. */
enum err demo_extra_release(struct demo *d) MUST_USE;
/* An entry nobody loads anything into: the subject of a review's story. */
enum err demo_ledger(struct demo *d, const struct demo_org *o, uint64_t n, bool conditional,
		     const char **ret_id) MUST_USE;
/* The nth share request that was told, is open by now, is of two city agencies and about a
 * table with rows; false: there are fewer. */
struct demo_share { const char *id, *resource; const struct demo_org *applicant, *provider; };
bool demo_open_share(struct demo *d, int nth, struct demo_share *ret);
#endif
