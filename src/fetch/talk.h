/* talk.h - what the server and gongshu-fetch say to each other, as frames (tap/frame.h).
 *
 * To the program: P, the one place it goes to, once; then Q, a question, as many as there
 * are, answered as they come back:
 *
 *     P  url, host, port, address, roots, header, secret
 *     Q  number, milliseconds, bytes, rows, body, columns
 *
 * From it, each with the question's number first:
 *
 *     R  number, values            a row of the columns asked for; null where there is none
 *     Z  number, rows, cursor      that was all of the answer; cursor null: nothing behind it
 *     E  number, word, status      there is no answer, and why (a word of FETCH_FAULT_TABLE)
 *
 * A column is named behind a mark: '=' for a plain value, '{' where an object or a list is
 * taken as its own JSON. Nothing that comes from the program is believed. Pure. */
#ifndef FETCH_TALK_H
#define FETCH_TALK_H
#include "base/ctx.h"
#include "tap/frame.h"

#define FETCH_COLUMNS 400               /* of one resource */
#define FETCH_ROWS    1000              /* of one answer */
#define FETCH_BYTES   (8u << 20)        /* the longest answer that may be asked for */
#define FETCH_CURSOR  1024              /* bytes of a provider's own cursor */
#define FETCH_BODY    (4u << 20)        /* of a question */
#define FETCH_AT_ONCE 16                /* questions that one interface is asked at a time */

#define FETCH_FAULT_TABLE(X) /* words on the wire and in the API */                    \
	X(NONE, "")                                                                    \
	X(NO_CONNECTION, "no-connection")                                              \
	X(TLS, "tls")                   /* it can't show that it is who it should be */ \
	X(SLOW, "slow")                                                                \
	X(STATUS, "status")             /* another than 200: it couldn't */            \
	X(DECLINED, "declined")         /* 400 and the like: it wouldn't */            \
	X(KEY, "key")                   /* 401, 403: it doesn't take our key */        \
	X(TOO_MUCH, "too-much")         /* more bytes than are taken */                \
	X(TOO_MANY_ROWS, "too-many-rows")                                              \
	X(NOT_JSON, "not-json")         /* or not of the form asked for */             \
	X(GARBLED, "garbled")           /* HTTP that is none */                        \
	X(ROW, "bad-row")               /* a value that its item doesn't allow */      \
	X(OUTSIDE, "row-outside")       /* a row that wasn't asked for, or not granted */ \
	X(INCOMPLETE, "incomplete")     /* keys were asked for, and not all came at once */ \
	X(QUEUED, "queued")             /* its turn didn't come in time: it was never asked */ \
	X(OURS, "ours")                 /* nothing of the provider's doing */

enum fetch_fault {
#define X(id, word) FETCH_##id,
	FETCH_FAULT_TABLE(X)
#undef X
	FETCH_FAULTS_
};
const char *fetch_fault_word(enum fetch_fault f);

struct fetch_place {
	const char *url, *host;         /* the whole address; the name in it */
	int         port;
	const char *address;            /* of the network, in digits: gone to, whatever the name */
	const char *roots;              /* file of roots that are trusted, for https */
	const char *header, *secret;    /* "" and "": no key is given */
};
struct fetch_ask {
	int64_t            number, ms, bytes, rows;
	const char        *body;        /* JSON */
	size_t             nbody;
	const char *const *columns;     /* with their marks */
	size_t             ncolumns;
};
struct fetch_said {                     /* lives as long as its frame */
	char                      kind;         /* R, Z, E */
	int64_t                   number;
	const struct frame_field *values;       /* R */
	size_t                    nvalues;
	int64_t                   n;            /* Z: rows; E: status */
	struct frame_field        cursor;       /* Z */
	enum fetch_fault          fault;        /* E */
};

void fetch_place_write(struct buf *out, const struct fetch_place *p);
void fetch_ask_write(struct buf *out, const struct fetch_ask *a);
/* False: it is none. Texts are in the arena; of an ask, in the frame. */
bool fetch_place_read(struct ctx *cx, const struct frame *f, struct fetch_place *ret);
bool fetch_ask_read(struct ctx *cx, const struct frame *f, struct fetch_ask *ret);
bool fetch_said_read(const struct frame *f, struct fetch_said *ret);
#endif
