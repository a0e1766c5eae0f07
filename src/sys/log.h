/* log.h - the operator's log: one JSON object a line on stderr.
 *
 * No personal data, no secrets: pass ids, numbers and codes, never what a
 * person typed. Pairs are key, value, …, NULL. */
#ifndef SYS_LOG_H
#define SYS_LOG_H
#include "base/ctx.h"

enum log_level { LOG_INFO, LOG_WARN, LOG_ERROR };
void log_line(enum log_level level, const char *event, ...) __attribute__((sentinel));
/* Say less: commands that people watch leave the rest to their own words. */
void log_from(enum log_level level);
/* A failure with the place it was said at. */
void log_fault(const struct ctx *cx, enum err e, const char *doing);
#endif
