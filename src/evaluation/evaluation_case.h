/* evaluation_case.h - one look at one entry's limit, as a case. */
#ifndef EVALUATION_EVALUATION_CASE_H
#define EVALUATION_EVALUATION_CASE_H
#include "cases/cases.h"
#include "evaluation/evaluation.h"

case_subject_fn evaluation_subject;
case_weigh_fn   evaluation_weigh;
case_check_fn   evaluation_check;
case_effect_fn  evaluation_effect;
case_watch_fn   evaluation_watch;
#endif
