/* channel_case.h - one exchange channel outside the platform, as a case. */
#ifndef CHANNEL_CHANNEL_CASE_H
#define CHANNEL_CHANNEL_CASE_H
#include "cases/cases.h"
#include "channel/channel.h"

case_subject_fn channel_subject;
case_check_fn   channel_check;
case_effect_fn  channel_effect;
#endif
