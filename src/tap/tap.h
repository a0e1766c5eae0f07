/* tap.h - an agency's database, asked by another program.
 *
 * The server loads no ODBC driver: gongshu-tap does, in a process of its own that can
 * go to one address and nowhere else (tap/fence.h), and writes what it finds to a pipe.
 * What comes out of the pipe is a stranger's too (tap/heard.h): its silence, its length
 * and its time are limited. The process is gone when tap_close() returns. */
#ifndef TAP_TAP_H
#define TAP_TAP_H
#include "tap/heard.h"

struct settings;

/* A call somebody waits for is one of few, and one of its agency; what the platform does
 * by itself (a pull, a batch written) is neither. */
enum tap_use { TAP_CALL, TAP_PULL };

struct tap_setup {
	const char         *program;    /* tap_program() */
	struct tap_ask      ask;        /* .place.address: of tap_reach() */
	int                 file;       /* TAP_WRITE: the batch's file, read from its beginning */
	int64_t             silence_ms; /* without a byte so long: it hangs */
	int64_t             in_all_ms;  /* 0: as long as it isn't silent */
	int64_t             bytes_most; /* of answer; 0: as much as comes */
	enum tap_use        use;
	const char         *agency;     /* TAP_CALL: whose database it is */
	const _Atomic int *stop;       /* set: give up; may be NULL */
	/* Asked a few times a second while nothing comes, may be NULL; an error ends it. */
	enum err          (*look)(struct ctx *cx, void *arg);
	void               *arg;
};

/* gongshu-tap beside this program, or where the site's settings say. */
const char *tap_program(struct ctx *cx, const struct settings *s);
/* Does the site let `driver` be used? `database_drivers`, names parted by commas. */
bool        tap_driver_allowed(const struct settings *s, const char *driver);
/* May it, and can it be told of TLS as `database_tls` wants? ERR_INVALID: no. */
enum err    tap_driver(struct ctx *cx, const struct settings *s, const char *driver,
		       enum tap_tls *ret_tls) MUST_USE;
/* ERR_INVALID when `database_tls` is no such word or `database_networks` holds what is no network. */
enum err    tap_settings(struct ctx *cx, const struct settings *s) MUST_USE;
/* The address of `host` in digits, one that `database_networks` holds: looked up now,
 * and it is this address that is connected to. ERR_INVALID: there is none such. */
enum err    tap_reach(struct ctx *cx, const struct settings *s, const char *host,
		      const char **ret_address) MUST_USE;

struct tap;
/* ERR_BUSY: too many calls, or another of the agency's. */
enum err tap_open(struct ctx *cx, struct tap_setup setup, struct tap **ret) MUST_USE;
/* The next table, column, row or word on what is written, until the next call; *ret_more false at the end.
 * ERR_INVALID with a sentence when database or driver said no, ERR_TOO_LARGE when it
 * took too long or said too much. */
enum err tap_next(struct ctx *cx, struct tap *t, struct heard *ret, bool *ret_more) MUST_USE;
void     tap_close(struct tap **t);
#define AUTO_TAP __attribute__((cleanup(tap_close))) struct tap *

/* What stopped it, a stable word; "" when nothing did. */
const char *tap_fault(const struct tap *t);
#endif
