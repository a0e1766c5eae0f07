/* sift.c - see sift.h: the program started, listened to, ended. */
#include "sift/sift.h"
#include "sys/child.h"
#include "sys/log.h"
#include "sys/settings.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PIECE  (64u << 10)
#define AT_ONCE 4                       /* such processes for calls, of one server */
#define LOOK_MS 200                     /* how often `stop` is looked at */

struct sift {
	struct sift_setup setup;
	pid_t             child;
	int               pipe;
	int64_t           begun, heard, bytes;  /* ms of a steady clock; output so far */
	struct lines      lines;
	char             *piece;
	const char       *fault;                /* ours, before lines.fault */
};

static atomic_int running;

bool sift_looks_like(const void *p, size_t n)
{
	return n >= 4 && (memcmp(p, "PK\003\004", 4) == 0 || memcmp(p, "\xd0\xcf\x11\xe0", 4) == 0);
}

const char *sift_program(struct ctx *cx, const struct settings *s)
{
	char self[4096];
	if (s && s->sift && *s->sift)
		return s->sift;
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	self[n > 0 ? n : 0] = 0;
	const char *slash = strrchr(self, '/');
	return ctx_print(cx, "%.*s/gongshu-sift", slash ? (int)(slash - self) : 0, self);
}

const char *sift_letters(struct ctx *cx, int64_t column)
{
	char text[16];
	size_t at = sizeof text;
	text[--at] = 0;
	for (; column > 0 && at; column = (column - 1) / 26)
		text[--at] = (char)('A' + (column - 1) % 26);
	return ctx_text(cx, text + at);
}

static int64_t steady_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Its file as 0, its pipe as 1. */
static int start(struct sift *s, int out)
{
	const struct sift_setup *u = &s->setup;
	const char *const args[] = { u->all ? "all" : u->sheet ? "named" : "first",
				     u->all ? NULL : u->sheet, NULL };
	return child_start(u->program, args, (const int[]){ u->fd, out, CHILD_NOTHING }, 3,
			   &s->child);
}

enum err sift_open(struct ctx *cx, struct sift_setup setup, struct sift **ret)
{
	int ends[2];
	PRE(setup.fd > 2 && setup.silence_ms > 0);
	if (atomic_fetch_add(&running, 1) >= AT_ONCE && setup.in_all_ms) {
		atomic_fetch_sub(&running, 1);
		return fail(cx, ERR_BUSY, SAY_SIFT_BUSY());
	}
	struct sift *s = ctx_new(cx, struct sift);
	*s = (struct sift){ .setup = setup, .pipe = -1 };
	if (pipe2(ends, O_CLOEXEC) != 0) {
		atomic_fetch_sub(&running, 1);
		return fail(cx, ERR_BUSY, SAY_SIFT_BUSY());
	}
	int bad = start(s, ends[1]);
	close(ends[1]);
	if (bad) {
		close(ends[0]);
		atomic_fetch_sub(&running, 1);
		log_line(LOG_ERROR, "sift-not-started", "program", setup.program, "why",
			 strerror(bad), NULL);
		return fail(cx, ERR_INTERNAL, SAY_INTERNAL());
	}
	s->pipe = ends[0];
	s->lines = lines_make(cx);
	s->piece = ctx_alloc(cx, PIECE);
	s->begun = s->heard = steady_ms();
	*ret = s;
	return OK;
}

void sift_close(struct sift **ps)
{
	struct sift *s = *ps;
	int status;
	if (!s)
		return;
	close(s->pipe);
	kill(s->child, SIGKILL);        /* not waited for yet, so the number is its own */
	while (waitpid(s->child, &status, 0) < 0 && errno == EINTR)
		;
	lines_drop(&s->lines);
	atomic_fetch_sub(&running, 1);
	*ps = NULL;
}

static enum err said(struct ctx *cx, struct sift *s, const char *fault)
{
	struct lines *l = &s->lines;
	const char *sheet = l->sheet ? l->sheet : l->part ? l->part : "";
	const char *column = sift_letters(cx, l->fault_column);
	s->fault = fault;
	if (strcmp(fault, "not-zip") == 0 || strcmp(fault, "no-workbook") == 0)
		return fail(cx, ERR_INVALID, SAY_SIFT_NO_WORKBOOK());
	if (strcmp(fault, "old-or-locked") == 0)
		return fail(cx, ERR_INVALID, SAY_SIFT_OLD());
	if (strcmp(fault, "no-sheet") == 0) {
		const char *all = l->nsheets ? l->sheets[0] : "-";
		for (size_t i = 1; i < l->nsheets && i < 20; i++)
			all = ctx_print(cx, "%s, %s", all, l->sheets[i]);
		return fail(cx, ERR_INVALID, SAY_SIFT_NO_SHEET(s->setup.sheet ? s->setup.sheet : "",
							       all));
	}
	if (strcmp(fault, "too-big") == 0)
		return fail(cx, ERR_TOO_LARGE, SAY_SIFT_TOO_BIG());
	if (strcmp(fault, "too-long") == 0)
		return fail(cx, ERR_TOO_LARGE, SAY_SIFT_TOO_LONG());
	if (strcmp(fault, "too-many-columns") == 0)
		return fail(cx, ERR_INVALID, SAY_SIFT_COLUMNS(sheet, l->fault_row, column));
	if (strcmp(fault, "cell-too-long") == 0 || strcmp(fault, "row-too-long") == 0)
		return fail(cx, ERR_INVALID, SAY_SIFT_CELL_LONG(sheet, l->fault_row, column));
	if (l->fault_row > 0)
		return fail(cx, ERR_INVALID, SAY_SIFT_DAMAGED_AT(sheet, l->fault_row));
	return fail(cx, ERR_INVALID, SAY_SIFT_DAMAGED(sheet));
}

/* It ended without a word: by a signal that says which limit it met, or by a fault
 * of its own, which only a file can have brought about. */
static enum err gone(struct ctx *cx, struct sift *s)
{
	siginfo_t how = { 0 };
	for (int i = 0; i < 100 && !how.si_pid; i++) {  /* it may have closed its pipe alone */
		if (waitid(P_PID, (id_t)s->child, &how, WEXITED | WNOWAIT | WNOHANG) != 0)
			return fail(cx, ERR_INTERNAL, SAY_INTERNAL());
		if (!how.si_pid)
			nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
	}
	if (!how.si_pid)
		return said(cx, s, "too-long");
	char code[16];
	snprintf(code, sizeof code, "%d", how.si_status);
	log_line(LOG_WARN, "sift-ended", how.si_code == CLD_EXITED ? "status" : "signal", code,
		 NULL);
	if (how.si_code == CLD_EXITED && how.si_status == 3)    /* no jail, no reading */
		return fail(cx, ERR_INTERNAL, SAY_INTERNAL());
	if (how.si_code != CLD_EXITED && (how.si_status == SIGXCPU || how.si_status == SIGKILL))
		return said(cx, s, "too-long");
	if (how.si_code != CLD_EXITED && how.si_status == SIGABRT)
		return said(cx, s, "too-big");
	return said(cx, s, "damaged");
}

static bool out_of_time(const struct sift *s, int64_t now)
{
	const struct sift_setup *u = &s->setup;
	return now - s->heard > u->silence_ms || (u->in_all_ms && now - s->begun > u->in_all_ms);
}

static enum err refill(struct ctx *cx, struct sift *s)
{
	struct pollfd wait = { .fd = s->pipe, .events = POLLIN };
	while (poll(&wait, 1, LOOK_MS) <= 0) {
		if (s->setup.stop && *s->setup.stop)
			return fail(cx, ERR_BUSY, SAY_SIFT_BUSY());
		if (out_of_time(s, steady_ms()))
			return said(cx, s, "too-long");
	}
	ssize_t n = read(s->pipe, s->piece, PIECE);
	if (n < 0)
		return errno == EINTR ? OK : fail(cx, ERR_INTERNAL, SAY_INTERNAL());
	s->heard = steady_ms();
	if (s->setup.in_all_ms && s->heard - s->begun > s->setup.in_all_ms)
		return said(cx, s, "too-long");
	s->bytes += n;
	if (s->setup.bytes_most && s->bytes > s->setup.bytes_most)
		return said(cx, s, "too-big");
	if (n)
		lines_feed(&s->lines, s->piece, (size_t)n);
	else
		lines_finish(&s->lines);
	return OK;
}

enum err sift_next(struct ctx *cx, struct sift *s, struct line *ret, bool *ret_more)
{
	for (;;) {
		*ret = lines_next(cx, &s->lines);
		if (ret->kind != LINE_MORE)
			break;
		TRY(refill(cx, s));
	}
	*ret_more = ret->kind != LINE_END;
	const char *fault = s->lines.fault;
	if (*ret_more || !fault)
		return OK;
	return strcmp(fault, "cut") == 0 ? gone(cx, s) : said(cx, s, fault);
}

const char *sift_fault(const struct sift *s, int64_t *ret_row, int64_t *ret_column)
{
	*ret_row = s->lines.fault_row;
	*ret_column = s->lines.fault_column;
	return s->fault ? s->fault : "";
}

int64_t sift_done(const struct sift *s)
{
	return s->lines.done;
}

const char *const *sift_sheets(const struct sift *s, size_t *ret_n)
{
	*ret_n = s->lines.nsheets;
	return s->lines.sheets;
}
