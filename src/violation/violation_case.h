/* violation_case.h - use against the rules as a case: who brings it, what is kept shut. */
#ifndef VIOLATION_VIOLATION_CASE_H
#define VIOLATION_VIOLATION_CASE_H
#include "cases/cases.h"
#include "violation/violation.h"

case_subject_fn violation_subject;
case_check_fn   violation_check;       /* the grants named are the user's, and in reach */
case_bars_fn    violation_bars;        /* a second person, and no more than the county's */
case_effect_fn  violation_effect;      /* shut, published, lifted */
case_weigh_fn   violation_weigh;       /* does the measure name its end? */
case_assign_fn  violation_assign;      /* the case's title tells the measure */
#endif
