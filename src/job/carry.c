/* carry.c - see carry.h. The program gets at most a pipe's worth at once, so
 * that writing to it never waits, and ten seconds to finish. */
#include "job/carry.h"
#include "base/jout.h"
#include "sys/log.h"
#include "sys/settings.h"
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define AT_ONCE      64
#define PIPE_BYTES   60000
#define WAIT_TENTHS  100
#define WEEK_MS      (INT64_C(7) * 86400000)
#define RETRY_MS     (INT64_C(10) * 60000)

extern char **environ;

struct batch { const char *ids[AT_ONCE]; size_t n; ms_t next; bool sent; };

static enum err gather(struct ctx *cx, struct db *reader, struct batch *b, struct buf *lines)
{
	AUTO_ROWS q = db_run(reader, SQL_OUTBOX_DUE);
	bind_ms(q, ":now", cx->now);
	bind_int(q, ":count", AT_ONCE);
	for (bool more; b->n < AT_ONCE && lines->n < PIPE_BYTES - 2048;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		b->ids[b->n++] = col_text(cx, q, "id");
		struct jout j = jout_to(lines);
		jout_open(&j);
		jout_key_text(&j, "id", b->ids[b->n - 1]);
		jout_key_text(&j, "desk", col_text(cx, q, "desk"));
		jout_key_text(&j, "kind", col_text(cx, q, "kind"));
		jout_key_text(&j, "case", col_text(cx, q, "case_id"));
		jout_key_text(&j, "process", col_text(cx, q, "process"));
		jout_key_text(&j, "title", col_text(cx, q, "title"));
		jout_key_text(&j, "reason", col_text(cx, q, "reason"));
		jout_key_day(&j, "due_on", col_day(q, "due"));
		jout_key_ms(&j, "at", col_ms(q, "at"));
		jout_close(&j);
		buf_byte(lines, '\n');
	}
	return OK;
}

/* Did it end with 0 within its time? Afterwards it is gone in any case. */
static bool ended_well(pid_t child)
{
	int status = 1;
	for (int i = 0; i < WAIT_TENTHS; i++) {
		if (waitpid(child, &status, WNOHANG) == child)
			return WIFEXITED(status) && WEXITSTATUS(status) == 0;
		nanosleep(&(struct timespec){ .tv_nsec = 100000000 }, NULL);
	}
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	return false;
}

static bool carried(const char *program, const struct buf *lines)
{
	int ends[2];
	pid_t child;
	char path[4096];
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	sigset_t none;
	size_t n = strlen(program);

	if (n >= sizeof path || pipe2(ends, O_CLOEXEC) != 0)
		return false;
	memcpy(path, program, n + 1);
	char *argv[] = { path, NULL };
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, ends[0], 0);
	sigemptyset(&none);                    /* the server's own are blocked */
	posix_spawnattr_init(&how);
	posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK);
	posix_spawnattr_setsigmask(&how, &none);
	int bad = posix_spawn(&child, path, &files, &how, argv, environ);
	posix_spawnattr_destroy(&how);
	posix_spawn_file_actions_destroy(&files);
	close(ends[0]);
	ssize_t wrote = bad ? 0 : write(ends[1], lines->p, lines->n);
	close(ends[1]);
	return !bad && ended_well(child) && wrote == (ssize_t)lines->n;
}

static enum err mark(struct ctx *cx, struct db *db, void *arg)
{
	const struct batch *b = arg;
	int64_t n;
	for (size_t i = 0; i < b->n; i++) {
		AUTO_ROWS q = db_run(db, b->sent ? SQL_OUTBOX_SENT : SQL_OUTBOX_LATER);
		bind_text(q, ":id", b->ids[i]);
		bind_ms(q, b->sent ? ":now" : ":next_at", b->sent ? cx->now : b->next);
		TRY(rows_done(cx, q, &n));
	}
	return OK;
}

static enum err drop(struct ctx *cx, struct db *db, void *arg)
{
	int64_t n;
	(void)arg;
	AUTO_ROWS q = db_run(db, SQL_OUTBOX_DROP);
	bind_ms(q, ":before", (ms_t){ cx->now.n - WEEK_MS });
	return rows_done(cx, q, &n);
}

static enum err any_old(struct ctx *cx, struct db *reader, bool *ret)
{
	AUTO_ROWS q = db_run(reader, SQL_OUTBOX_OLD);
	bind_ms(q, ":before", (ms_t){ cx->now.n - WEEK_MS });
	return rows_next(cx, q, ret);
}

enum err outbox_step(struct ctx *cx, struct app *app, struct db *reader)
{
	const char *program = app->settings->notify;
	AUTO_BUF lines = buf_make(PIPE_BYTES);
	struct batch b = { .next = { cx->now.n + RETRY_MS } };
	bool old;

	TRY(any_old(cx, reader, &old));
	if (old)
		TRY(store_change(cx, app->store, drop, NULL));
	if (!program || !*program)
		return OK;
	TRY(gather(cx, reader, &b, &lines));
	if (!b.n)
		return OK;
	b.sent = carried(program, &lines);
	if (!b.sent)
		log_line(LOG_WARN, "notices-not-carried", "program", program, NULL);
	return store_change(cx, app->store, mark, &b);
}
