/* coordination_case.h - one matter of data across levels or regions as a case. */
#ifndef COORDINATION_COORDINATION_CASE_H
#define COORDINATION_COORDINATION_CASE_H
#include "cases/cases.h"
#include "coordination/coordination.h"

case_subject_fn coordination_subject;
case_weigh_fn   coordination_weigh;    /* one person agrees, or two (Art. 38)? */
case_bars_fn    coordination_bars;     /* the second of two is somebody else */
case_check_fn   coordination_check;    /* conditions fit the entry; sources are said */
case_assign_fn  coordination_assign;   /* whose entry it is, asked from now on */
case_effect_fn  coordination_effect;   /* the grant, where the entry stands here */
#endif
