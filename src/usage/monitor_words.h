/* monitor_words.h - what stands beside a monitored operation on the record, told in words:
 * the record keeps short forms with ids. Pure. */
#ifndef USAGE_MONITOR_WORDS_H
#define USAGE_MONITOR_WORDS_H
#include "core/pack.h"

/* What an id is called; NULL: the id stands itself. */
typedef const char *monitor_name_fn(struct ctx *cx, void *arg, const char *id);
struct monitor_names {
	const struct pack *pack;        /* names of procedures and their states */
	monitor_name_fn   *org, *system;
	void              *arg;
};
/* {NULL, NULL} when nothing stands there. What isn't of the form that the act writes now
 * is told as it stands. */
struct words monitor_words(struct ctx *cx, const struct monitor_names *n, const char *act,
			   const char *detail);
#endif
