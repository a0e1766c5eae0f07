/* correction_case.h - one report of an error as a case: who may bring it, what counts
 * as corrected, and what the answers say meanwhile. */
#ifndef CORRECTION_CORRECTION_CASE_H
#define CORRECTION_CORRECTION_CASE_H
#include "cases/cases.h"
#include "correction/correction.h"

case_subject_fn correction_subject;
case_check_fn   correction_check;      /* what is said to carry it does (mended.h) */
case_assign_fn  correction_assign;     /* who collects it is told, and answers nothing */
case_bars_fn    correction_bars;       /* the provider waits for its reporter */
case_effect_fn  correction_effect;     /* the marks of answers; a report brought anew */

/* A refusal rests on Art. 23, which binds who uses shared data and its provider; on the
 * public's reports the measures are silent, and what is asked then is the house's. */
enum err correction_article(struct ctx *cx, enum err e, const struct case_file *c) MUST_USE;
#endif
