/* stories.c - one case for every state of each procedure, some of them late. */
#include "demo/demo_cases.h"

#define OPEN(papers) { 0, TOLD_APPLICANT, "open", papers }
#define TAKEN(hours) { hours, TOLD_OPERATOR, "accept", NO_PAPERS }
#define AGREED(hours) { hours, TOLD_PROVIDER, "agree", AGREEING }
#define DAYS(n) ((n) * 24)

/* clang-format off */
const struct story stories[] = {
/* sharing, conditional, within the city */
{ CITY_COND, DAYS(40), { OPEN(ASKING), TAKEN(20), AGREED(50) } },
{ CITY_COND, DAYS(38), { OPEN(ASKING), TAKEN(6), AGREED(70) } },
{ CITY_COND, DAYS(36), { OPEN(ASKING), TAKEN(9), AGREED(30) } },
{ CITY_COND, DAYS(34), { OPEN(ASKING), TAKEN(9),
			 { 60, TOLD_PROVIDER, "refuse", REASON_AND_BASIS } } },
{ CITY_COND, DAYS(33), { OPEN(ASKING), TAKEN(9), AGREED(40), { 90, TOLD_PROVIDER, "suspend", REASON } } },
{ CITY_COND, DAYS(32), { OPEN(ASKING), TAKEN(9), AGREED(40), { 120, TOLD_AUTHORITY, "suspend", REASON } } },
{ CITY_COND, DAYS(31), { OPEN(ASKING), TAKEN(9), AGREED(40),
			 { 130, TOLD_PROVIDER, "revoke", REASON_AND_BASIS } } },
{ CITY_COND, DAYS(30), { OPEN(ASKING), TAKEN(9), AGREED(40), { 200, TOLD_APPLICANT, "close", REASON } } },
{ CITY_COND, DAYS(29), { OPEN(ASKING), { 30, TOLD_APPLICANT, "cancel", REASON } } },
{ CITY_COND, DAYS(20), { OPEN(ASKING), { 20, TOLD_OPERATOR, "return", REASON } } },
{ CITY_COND, DAYS(16), { OPEN(ASKING), TAKEN(10) } },
{ CITY_COND, DAYS(11), { OPEN(ASKING) } },
{ CITY_COND, DAYS(8),  { OPEN(ASKING_INCOMPLETE) } },
{ CITY_COND, DAYS(3),  { OPEN(ASKING), TAKEN(20) } },
{ CITY_COND, 5,        { OPEN(ASKING) } },
/* sharing, unconditional, within the city */
{ CITY_UNCOND, DAYS(37), { OPEN(ASKING), TAKEN(4) } },
{ CITY_UNCOND, DAYS(35), { OPEN(ASKING), TAKEN(7) } },
{ CITY_UNCOND, DAYS(28), { OPEN(ASKING), TAKEN(3) } },
{ CITY_UNCOND, DAYS(9),  { OPEN(ASKING) } },
{ CITY_UNCOND, 3,        { OPEN(ASKING) } },
/* a county's agency asks the city */
{ COUNTY_COND, DAYS(30), { OPEN(ASKING), { 8, TOLD_COUNTY_AUTHORITY, "forward", NO_PAPERS },
			   TAKEN(20), AGREED(40) } },
{ COUNTY_COND, DAYS(18), { OPEN(ASKING), { 8, TOLD_COUNTY_AUTHORITY, "forward", NO_PAPERS },
			   TAKEN(20) } },
{ COUNTY_COND, DAYS(6),  { OPEN(ASKING), { 8, TOLD_COUNTY_AUTHORITY, "forward", NO_PAPERS } } },
{ COUNTY_COND, DAYS(2),  { OPEN(ASKING) } },
{ COUNTY_UNCOND, DAYS(26), { OPEN(ASKING), { 8, TOLD_COUNTY_AUTHORITY, "forward", NO_PAPERS },
			     TAKEN(9) } },
{ COUNTY_UNCOND, DAYS(12), { OPEN(ASKING), { 30, TOLD_COUNTY_AUTHORITY, "return", REASON } } },
/* within one county */
{ LOCAL_UNCOND, DAYS(22), { OPEN(ASKING), { 6, TOLD_COUNTY_OPERATOR, "accept", NO_PAPERS } } },
/* catalogue reviews */
{ REVIEW_UNCOND, DAYS(25), { OPEN(NO_PAPERS), { 30, TOLD_OPERATOR, "approve", NO_PAPERS },
			     { 200, TOLD_APPLICANT, "retire", REASON },
			     { 20, TOLD_OPERATOR, "retire", NO_PAPERS } } },
{ REVIEW_UNCOND, DAYS(24), { OPEN(NO_PAPERS), { 30, TOLD_OPERATOR, "approve", NO_PAPERS },
			     { 400, TOLD_APPLICANT, "retire", REASON } } },
{ REVIEW_UNCOND, DAYS(21), { OPEN(NO_PAPERS), { 40, TOLD_OPERATOR, "return", REMARKS } } },
{ REVIEW_UNCOND, DAYS(19), { OPEN(NO_PAPERS), { 20, TOLD_APPLICANT, "cancel", REASON } } },
{ REVIEW_UNCOND, DAYS(14), { OPEN(NO_PAPERS) } },
{ REVIEW_UNCOND, 7,        { OPEN(NO_PAPERS) } },
{ REVIEW_COND, DAYS(17),   { OPEN(NO_PAPERS), { 30, TOLD_OPERATOR, "approve", NO_PAPERS },
			     { 40, TOLD_AUTHORITY, "return", REASON } } },
{ REVIEW_COND, DAYS(15),   { OPEN(NO_PAPERS), { 20, TOLD_OPERATOR, "approve", NO_PAPERS } } },
{ REVIEW_COND, DAYS(2),    { OPEN(NO_PAPERS), { 20, TOLD_OPERATOR, "approve", NO_PAPERS } } },
{ REVIEW_COUNTY, DAYS(13), { OPEN(NO_PAPERS) } },
{ REVIEW_COUNTY, DAYS(10), { OPEN(NO_PAPERS), { 20, TOLD_COUNTY_OPERATOR, "return", REASON } } },
{ REVIEW_COUNTY, DAYS(4),  { OPEN(NO_PAPERS), { 20, TOLD_COUNTY_OPERATOR, "summarise", NO_PAPERS } } },
{ REVIEW_COUNTY, 9,        { OPEN(NO_PAPERS) } },
};
/* clang-format on */
const size_t stories_n = sizeof stories / sizeof stories[0];
