/* helper.h - one gongshu-fetch and what it was asked; of the fetcher's thread alone. */
#ifndef FETCH_HELPER_H
#define FETCH_HELPER_H
#include "fetch/fetcher.h"
#include <sys/types.h>

#define HELPER_KEY 96

struct helper {
	char               key[HELPER_KEY];
	pid_t              pid;
	int                fd;          /* -1: there is none */
	struct frames      in;
	struct buf         out;
	size_t             sent;        /* of `out` */
	int64_t            used;        /* ms of a steady clock */
	struct fetch_call *calls;       /* what it was asked, FETCH_AT_ONCE at the most */
	struct fetch_call *waiting;     /* for their turn, in the order they came */
	size_t             held;        /* bytes gathered for its calls */
};

bool helper_start(struct helper *h, const char *program, const struct fetch_call *first);
void helper_end(struct helper *h);      /* gone when it returns; its calls are left alone */
void helper_ask(struct helper *h, const struct fetch_call *c);
/* Sends what it takes; false: it has gone. */
bool helper_push(struct helper *h);
/* Reads what is there into h->in; false: it has gone. */
bool helper_pull(struct helper *h);
#endif
