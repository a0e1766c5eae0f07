/* dispute_case.h - one dispute as a case: who brings it against whom, and who hears. */
#ifndef DISPUTE_DISPUTE_CASE_H
#define DISPUTE_DISPUTE_CASE_H
#include "cases/cases.h"
#include "dispute/dispute.h"

case_subject_fn dispute_subject;
case_effect_fn  dispute_effect;        /* the other side hears of it at once */
#endif
