/* dispute_case.h - one dispute as a case: who brings it against whom, and who hears. */
#ifndef DISPUTE_DISPUTE_CASE_H
#define DISPUTE_DISPUTE_CASE_H
#include "cases/cases.h"
#include "dispute/dispute.h"

case_subject_fn dispute_subject;
#endif
