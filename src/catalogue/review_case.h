/* review_case.h - a catalogue review as a case: its entry, what the entry still
 * owes, and what the outcome does to it. */
#ifndef CATALOGUE_REVIEW_CASE_H
#define CATALOGUE_REVIEW_CASE_H
#include "cases/cases.h"
#include "catalogue/review.h"

case_subject_fn review_subject;
case_ready_fn   review_ready;
case_effect_fn  review_effect;
#endif
