/* duplicate_case.h - the coordination of one pair, as a case. */
#ifndef DUPLICATE_DUPLICATE_CASE_H
#define DUPLICATE_DUPLICATE_CASE_H
#include "cases/cases.h"
#include "duplicate/duplicate.h"

case_subject_fn duplicate_subject;
case_weigh_fn   duplicate_weigh;
case_effect_fn  duplicate_effect;
case_watch_fn   duplicate_watch;
#endif
