/* processes.c - every procedure the program knows, one row each: its table, who
 * may bring it about what, what must be ready, and what its states bring about. */
#include "cases/cases.h"
#include "catalogue/review_case.h"
#include "change/change_case.h"
#include "channel/channel_case.h"
#include "delivery/delivery_case.h"
#include "coordination/coordination_case.h"
#include "correction/correction_case.h"
#include "dispute/dispute_case.h"
#include "demand/demand_case.h"
#include "duplicate/duplicate_case.h"
#include "evaluation/evaluation_case.h"
#include "share/share_case.h"
#include "violation/violation_case.h"
#include <string.h>

/* clang-format off */
const struct case_process case_processes[] = {
/* table              about what         what else is owed  papers sound?  carried out */
{ &review_process,    review_subject,    review_ready,      review_check,  review_effect,
  .one = true, .gate = review_gate, .own = review_own },
{ &change_process,    change_subject,    NULL,              NULL,          NULL,            .one = false },
{ &channel_process,   channel_subject,   NULL,              channel_check, channel_effect,
  .unlisted = true },
{ &duplicate_process, duplicate_subject, NULL,              NULL,          duplicate_effect,
  .weigh = duplicate_weigh, .watch = duplicate_watch },
{ &evaluation_process, evaluation_subject, NULL,            evaluation_check, evaluation_effect,
  .weigh = evaluation_weigh, .watch = evaluation_watch },
{ &delivery_process,  delivery_subject,  NULL,              delivery_check, delivery_effect,
  .weigh = delivery_weigh, .watch = delivery_watch, .owes_beside = true },
{ &demand_process,    demand_subject,    NULL,              demand_check,  demand_effect,
  .weigh = demand_weigh, .assign = demand_assign, .show = demand_show, .unlisted = true,
  .bars = demand_bars },
{ &correction_process, correction_subject, NULL,           correction_check, correction_effect,
  .assign = correction_assign, .bars = correction_bars },
{ &coordination_process, coordination_subject, NULL,       coordination_check, coordination_effect,
  .weigh = coordination_weigh, .assign = coordination_assign, .unlisted = true,
  .bars = coordination_bars },
{ &dispute_process,   dispute_subject,   NULL,              NULL,          NULL,
  .unlisted = true },
{ &share_process,     share_subject,     NULL,              share_check,   share_carry_out,
  .weigh = share_weigh, .show = share_show, .bars = share_bars },
{ &violation_process, violation_subject, NULL,              violation_check, violation_effect,
  .weigh = violation_weigh, .assign = violation_assign, .unlisted = true,
  .bars = violation_bars },
};
/* clang-format on */
const size_t case_processes_n = sizeof case_processes / sizeof case_processes[0];

const struct case_process *case_process_named(const char *name)
{
	for (size_t i = 0; i < case_processes_n; i++)
		if (strcmp(case_processes[i].process->name, name) == 0)
			return &case_processes[i];
	return NULL;
}
