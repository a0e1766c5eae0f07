/* limit.h - how often one address may ask: token buckets in memory. */
#ifndef WEB_LIMIT_H
#define WEB_LIMIT_H
#include "base/unit.h"

struct limits;
/* `per_second` with bursts of four seconds' worth; 0: no limit at all (NULL). */
struct limits *limits_new(int per_second);
void           limits_free(struct limits *l);
/* The machine itself (loopback) is not limited: proxies are named instead. */
bool           limit_allows(struct limits *l, const char *address, ms_t now);
#endif
