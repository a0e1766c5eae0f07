/* change_case.h - one entry's duty to follow a change, as a case. */
#ifndef CHANGE_CHANGE_CASE_H
#define CHANGE_CHANGE_CASE_H
#include "cases/cases.h"
#include "change/change.h"

case_subject_fn change_subject;
#endif
