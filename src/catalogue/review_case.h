/* review_case.h - a catalogue review as a case: its entry, what the entry still
 * owes, who may not decide on it, and what the outcome does to it. */
#ifndef CATALOGUE_REVIEW_CASE_H
#define CATALOGUE_REVIEW_CASE_H
#include "cases/cases.h"
#include "catalogue/review.h"

case_subject_fn review_subject;
case_ready_fn   review_ready;
case_check_fn   review_check;
case_effect_fn  review_effect;
case_gate_fn    review_gate;
case_own_fn     review_own;
#endif
