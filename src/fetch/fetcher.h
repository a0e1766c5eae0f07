/* fetcher.h - providers' interfaces, asked by programs beside the server.
 *
 * The server makes no connection to a provider: gongshu-fetch does, one process for each
 * interface that is asked, which can go to one address and nowhere else (tap/fence.h), keeps
 * its connections, and ends when nobody has asked it for a while. One thread here speaks
 * with all of them and waits for none: it gathers what each question is answered, within
 * limits of time and size, and gives it to whoever asked. What the programs say is a
 * stranger's too. One interface is asked FETCH_AT_ONCE questions at a time; the others wait
 * for their turn, as it is their consumer's (turn.h). How many there may be altogether is
 * others' matter (forward/desk.h). */
#ifndef FETCH_FETCHER_H
#define FETCH_FETCHER_H
#include "fetch/talk.h"

struct settings;
struct fetcher;

struct fetch_result {
	enum fetch_fault   fault;
	int64_t            status;      /* of HTTP, when a fault is about it */
	int64_t            us;          /* from fetcher_send() on */
	int64_t            rows;
	const char        *frames;      /* R frames (talk.h), as many as rows; gone after done */
	size_t             nframes;
	struct frame_field cursor;
};
typedef void fetch_done(void *arg, const struct fetch_result *r);

struct fetch_call {                     /* the caller's until it is sent, and after `done` */
	const char        *key;         /* which interface, as it is registered now */
	const char        *consumer;    /* whose question it is */
	struct fetch_place place;
	struct fetch_ask   ask;         /* its number is given here */
	fetch_done        *done;        /* called once, on another thread; may not wait */
	void              *arg;

	/* the rest is the fetcher's */
	struct fetch_call *next;
	struct buf         got;
	int64_t            begun, rows;
	int64_t            deadline;    /* of its turn; then of its answer */
};

struct fetcher *fetcher_start(const struct settings *s);
void            fetcher_stop(struct fetcher *f);        /* NULL is fine */
/* The server stops: what is under way has a few seconds, nothing new is begun. */
void            fetcher_hush(struct fetcher *f);
/* Waits for nothing. */
void            fetcher_send(struct fetcher *f, struct fetch_call *call);
#endif
