/* correction_case.h - one report of an error as a case: who may bring it, what counts
 * as corrected, and what the answers say meanwhile. */
#ifndef CORRECTION_CORRECTION_CASE_H
#define CORRECTION_CORRECTION_CASE_H
#include "cases/cases.h"
#include "correction/correction.h"

case_subject_fn correction_subject;
case_check_fn   correction_check;      /* the version that is said to mend it is live */
case_assign_fn  correction_assign;     /* who collects it is told, and answers nothing */
case_effect_fn  correction_effect;     /* the marks of answers; a report brought anew */
#endif
