/* demand_case.h - one demand for data as a case: who may bring it, who answers it, and
 * whether what was agreed is so. */
#ifndef DEMAND_DEMAND_CASE_H
#define DEMAND_DEMAND_CASE_H
#include "cases/cases.h"
#include "demand/demand.h"

case_subject_fn demand_subject;
case_weigh_fn   demand_weigh;          /* one person shares it, or two (Art. 38)? */
case_bars_fn    demand_bars;           /* the second of two is somebody else */
case_check_fn   demand_check;          /* catalogued, live, conditions: looked at */
case_assign_fn  demand_assign;         /* who holds it, as the operator found */
case_effect_fn  demand_effect;         /* the register, and at the end the grant */
case_show_fn    demand_show;           /* what was promised first, and what by now */
#endif
