/* tap.c - see tap.h: the program started, listened to, ended. */
#include "tap/tap.h"
#include "sys/child.h"
#include "sys/log.h"
#include "sys/settings.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PIECE   (64u << 10)
#define AT_ONCE 4                       /* such processes for calls, of one server */
#define LOOK_MS 200                     /* how often `stop` is looked at */

struct tap {
	struct tap_setup setup;
	pid_t            child;
	int              pipe;
	int64_t          begun, heard, bytes;   /* ms of a steady clock; answer so far */
	struct frames    frames;
	struct frame     frame;
	struct hearing   hearing;
	char            *piece;
	const char      *fault;
};

/* --- calls at once ------------------------------------------------------------------------ */
static pthread_mutex_t calls_mu = PTHREAD_MUTEX_INITIALIZER;
static char calls[AT_ONCE][64];         /* whose; "": free */

static bool same_call(const char *slot, const char *agency)
{
	return strncmp(slot, agency, sizeof calls[0] - 1) == 0;
}

static enum err take_turn(struct ctx *cx, const struct tap_setup *u)
{
	int at = -1;
	bool mine = false;
	if (u->use != TAP_CALL)
		return OK;
	PRE(u->agency && *u->agency);
	pthread_mutex_lock(&calls_mu);
	for (int i = 0; i < AT_ONCE; i++) {
		mine |= same_call(calls[i], u->agency);
		at = calls[i][0] ? at : i;
	}
	if (!mine && at >= 0)
		snprintf(calls[at], sizeof calls[at], "%s", u->agency);
	pthread_mutex_unlock(&calls_mu);
	return mine ? fail(cx, ERR_BUSY, SAY_TAP_ONE_AT_A_TIME())
	     : at < 0 ? fail(cx, ERR_BUSY, SAY_TAP_BUSY()) : OK;
}

static void give_turn(const struct tap_setup *u)
{
	if (u->use != TAP_CALL)
		return;
	pthread_mutex_lock(&calls_mu);
	for (int i = 0; i < AT_ONCE; i++)
		if (same_call(calls[i], u->agency))
			calls[i][0] = 0;
	pthread_mutex_unlock(&calls_mu);
}

const char *tap_program(struct ctx *cx, const struct settings *s)
{
	char self[4096];
	if (*s->tap)
		return s->tap;
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	self[n > 0 ? n : 0] = 0;
	const char *slash = strrchr(self, '/');
	return ctx_print(cx, "%.*s/gongshu-tap", slash ? (int)(slash - self) : 0, self);
}

static int64_t steady_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* The ask as a file in memory: nothing of it stands in arguments or environment, and
 * no reader that hangs is waited for. -1: it can't be had. */
static int ask_file(const struct tap_ask *ask)
{
	AUTO_BUF text = buf_make(TAP_ASK_MOST);
	tap_ask_write(&text, ask);
	int fd = memfd_create("ask", MFD_CLOEXEC);
	bool fine = fd >= 0 && buf_ok(&text) && write(fd, text.p, text.n) == (ssize_t)text.n &&
		    lseek(fd, 0, SEEK_SET) == 0;
	if (text.p)
		explicit_bzero(text.p, text.n);
	if (!fine && fd >= 0)
		close(fd);
	return fine ? fd : -1;
}

/* The ask as 0, its pipe as 1, a batch's file as 3. */
static int start(struct tap *t, int ask, int out)
{
	bool file = t->setup.file > 0;
	return child_start(t->setup.program, NULL,
			   (const int[]){ ask, out, CHILD_NOTHING, t->setup.file }, file ? 4 : 3,
			   &t->child);
}

static enum err not_now(struct ctx *cx, const struct tap_setup *setup)
{
	give_turn(setup);
	return fail(cx, ERR_BUSY, SAY_TAP_BUSY());
}

enum err tap_open(struct ctx *cx, struct tap_setup setup, struct tap **ret)
{
	int ends[2];
	PRE(setup.silence_ms > 0);
	TRY(take_turn(cx, &setup));
	struct tap *t = ctx_new(cx, struct tap);
	*t = (struct tap){ .setup = setup, .pipe = -1, .fault = "", .hearing = {
		.verb = setup.ask.verb, .ncolumns = setup.ask.ncolumns, .most = setup.ask.most } };
	int ask = ask_file(&setup.ask);
	if (ask < 0)
		return not_now(cx, &setup);
	if (pipe2(ends, O_CLOEXEC) != 0) {
		close(ask);
		return not_now(cx, &setup);
	}
	int bad = start(t, ask, ends[1]);
	close(ask);
	close(ends[1]);
	if (bad) {
		close(ends[0]);
		give_turn(&setup);
		log_line(LOG_ERROR, "tap-not-started", "program", setup.program, "why",
			 strerror(bad), NULL);
		return fail(cx, ERR_INTERNAL, SAY_INTERNAL());
	}
	t->pipe = ends[0];
	t->frames = frames_make();
	t->piece = ctx_alloc(cx, PIECE);
	t->begun = t->heard = steady_ms();
	*ret = t;
	return OK;
}

void tap_close(struct tap **pt)
{
	struct tap *t = *pt;
	int status;
	if (!t)
		return;
	close(t->pipe);
	kill(t->child, SIGKILL);        /* not waited for yet, so the number is its own */
	while (waitpid(t->child, &status, 0) < 0 && errno == EINTR)
		;
	frames_drop(&t->frames);
	give_turn(&t->setup);
	*pt = NULL;
}

/* --- what it says ------------------------------------------------------------------------ */
static enum err too_long(struct ctx *cx, struct tap *t)
{
	t->fault = "slow";
	return fail(cx, ERR_TOO_LARGE, SAY_TAP_SLOW());
}

static enum err garbled(struct ctx *cx, struct tap *t)
{
	t->fault = "garbled";
	return fail(cx, ERR_INVALID, SAY_TAP_GARBLED());
}

static enum err too_much(struct ctx *cx, struct tap *t)
{
	t->fault = "too-much";
	return fail(cx, ERR_TOO_LARGE, SAY_TAP_TOO_MUCH());
}

/* What is told of a table that is written; false: as of any other. */
static bool told_writing(struct ctx *cx, const struct tap_ask *a, const char *word,
			 const struct heard *h, struct said *ret)
{
	const char *state = ctx_textn(cx, h->at[1].p, h->at[1].n);
	int64_t row = 0;
	bool numbered = frame_number(&h->at[2], &row) && row > 0;
	const struct { const char *word; struct said said; } known[] = {
		{ "row", numbered ? SAY_TAP_ROW(row, state) : SAY_TAP_WRITE_REFUSED(state) },
		{ "denied", SAY_TAP_DENIED_WRITE(a->table, TAP_LEDGER) },
		{ "no-ledger", SAY_TAP_NO_LEDGER(TAP_LEDGER) },
		{ "no-base", SAY_TAP_NO_BASE() },
		{ "not-empty", SAY_TAP_NOT_EMPTY(a->table) },
		{ "shared", SAY_TAP_SHARED(a->table, TAP_LEDGER) },
		{ "no-transactions", SAY_TAP_NO_TRANSACTIONS(a->place.driver) },
		{ "unsure", SAY_TAP_UNSURE() },
		{ "file", SAY_TAP_FILE() },
	};
	for (size_t i = 0; i < sizeof known / sizeof known[0] && tap_writes(a->verb); i++) {
		if (strcmp(word, known[i].word) != 0)
			continue;
		*ret = known[i].said;
		return true;
	}
	return false;
}

static enum err told(struct ctx *cx, struct tap *t, const struct heard *h)
{
	const struct tap_ask *a = &t->setup.ask;
	const char *word = heard_fault(&h->at[0]);
	const char *message = ctx_textn(cx, h->at[2].p, h->at[2].n);
	const struct { const char *word; struct said said; } known[] = {
		{ "no-driver", SAY_TAP_NO_DRIVER(a->place.driver) },
		{ "no-connection", SAY_TAP_NO_CONNECTION(message) },
		{ "sign-in", SAY_TAP_SIGN_IN(a->place.user) },
		{ "no-database", SAY_TAP_NO_DATABASE(a->place.database) },
		{ "no-table", SAY_TAP_NO_TABLE(a->table ? a->table : "") },
		{ "no-column", SAY_TAP_NO_COLUMN(message) },
		{ "denied", SAY_TAP_DENIED(a->table ? a->table : "") },
	};
	static const char *const much[] = { "slow", "too-wide", "memory" };
	struct said writing;
	t->fault = word;
	if (told_writing(cx, a, word, h, &writing))
		return fail(cx, ERR_INVALID, writing);
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (strcmp(word, known[i].word) == 0)
			return fail(cx, ERR_INVALID, known[i].said);
	for (size_t i = 0; i < sizeof much / sizeof much[0]; i++)
		if (strcmp(word, much[i]) == 0)
			return fail(cx, ERR_TOO_LARGE, i == 0 ? SAY_TAP_SLOW()
				    : i == 1 ? SAY_TAP_TOO_WIDE() : SAY_TAP_TOO_MUCH());
	return fail(cx, ERR_INVALID, SAY_TAP_STATEMENT(message));
}

/* It ended without a word: by a signal that says which limit it met, or by a fault of
 * the driver's, which only the database can have brought about. */
static enum err gone(struct ctx *cx, struct tap *t)
{
	siginfo_t how = { 0 };
	for (int i = 0; i < 100 && !how.si_pid; i++) {  /* it may have closed its pipe alone */
		if (waitid(P_PID, (id_t)t->child, &how, WEXITED | WNOWAIT | WNOHANG) != 0)
			return fail(cx, ERR_INTERNAL, SAY_INTERNAL());
		if (!how.si_pid)
			nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
	}
	if (!how.si_pid)
		return too_long(cx, t);
	char code[16];
	snprintf(code, sizeof code, "%d", how.si_status);
	log_line(LOG_WARN, "tap-ended", how.si_code == CLD_EXITED ? "status" : "signal", code, NULL);
	if (how.si_code == CLD_EXITED && how.si_status == 3)    /* no fence, no asking */
		return fail(cx, ERR_INTERNAL, SAY_INTERNAL());
	if (how.si_code != CLD_EXITED && (how.si_status == SIGXCPU || how.si_status == SIGKILL))
		return too_long(cx, t);
	if (how.si_code != CLD_EXITED && how.si_status == SIGABRT)
		return too_much(cx, t);
	return garbled(cx, t);
}

static bool out_of_time(const struct tap *t, int64_t now)
{
	const struct tap_setup *u = &t->setup;
	return now - t->heard > u->silence_ms || (u->in_all_ms && now - t->begun > u->in_all_ms);
}

static enum err refill(struct ctx *cx, struct tap *t)
{
	struct pollfd wait = { .fd = t->pipe, .events = POLLIN };
	while (poll(&wait, 1, LOOK_MS) <= 0) {
		if (t->setup.stop && *t->setup.stop)
			return fail(cx, ERR_BUSY, SAY_TAP_BUSY());
		if (out_of_time(t, steady_ms()))
			return too_long(cx, t);
		if (t->setup.look)
			TRY(t->setup.look(cx, t->setup.arg));
	}
	if (t->setup.stop && *t->setup.stop)
		return fail(cx, ERR_BUSY, SAY_TAP_BUSY());
	ssize_t n = read(t->pipe, t->piece, PIECE);
	if (n < 0)
		return errno == EINTR ? OK : fail(cx, ERR_INTERNAL, SAY_INTERNAL());
	if (!n)
		return frames_empty(&t->frames) ? gone(cx, t) : garbled(cx, t);
	t->heard = steady_ms();
	t->bytes += n;
	if (t->setup.in_all_ms && t->heard - t->begun > t->setup.in_all_ms)
		return too_long(cx, t);
	if (t->setup.bytes_most && t->bytes > t->setup.bytes_most)
		return too_much(cx, t);
	frames_feed(&t->frames, t->piece, (size_t)n);
	return OK;
}

enum err tap_next(struct ctx *cx, struct tap *t, struct heard *ret, bool *ret_more)
{
	enum frame_got got;
	while ((got = frames_next(&t->frames, &t->frame)) == FRAME_MORE)
		TRY(refill(cx, t));
	if (got == FRAME_BROKEN || !hearing_take(&t->hearing, &t->frame, ret))
		return garbled(cx, t);
	if (ret->kind == HEARD_FAULT)
		return told(cx, t, ret);
	*ret_more = ret->kind != HEARD_END;
	return OK;
}

const char *tap_fault(const struct tap *t)
{
	return t->fault;
}
