#include "sys/log.h"
#include "base/jout.h"
#include "sys/clock.h"
#include <stdarg.h>
#include <unistd.h>

static _Atomic enum log_level least;

void log_from(enum log_level level)
{
	least = level;
}

static void put(struct buf *b)
{
	buf_byte(b, '\n');
	ssize_t done = write(STDERR_FILENO, b->p, b->n);
	(void)done;                     /* nowhere left to say that it failed */
}

static struct jout begin(struct buf *b, enum log_level level, const char *event)
{
	static const char *const words[] = { "info", "warn", "error" };
	struct jout j = jout_to(b);
	jout_open(&j);
	jout_key_ms(&j, "at", clock_now());
	jout_key_text(&j, "level", words[level]);
	jout_key_text(&j, "event", event);
	return j;
}

void log_line(enum log_level level, const char *event, ...)
{
	if (level < least)
		return;
	AUTO_BUF b = buf_make(16384);
	struct jout j = begin(&b, level, event);
	va_list ap;
	va_start(ap, event);
	for (const char *key; (key = va_arg(ap, const char *)) != NULL;)
		jout_key_text(&j, key, va_arg(ap, const char *));
	va_end(ap);
	jout_close(&j);
	put(&b);
}

void log_fault(const struct ctx *cx, enum err e, const char *doing)
{
	AUTO_BUF b = buf_make(16384);
	struct jout j = begin(&b, e == ERR_INTERNAL ? LOG_ERROR : LOG_WARN, "fault");
	jout_key_text(&j, "doing", doing);
	jout_key_text(&j, "error", err_name(e));
	jout_key_text(&j, "code", said_code(cx->fault.said.id));
	jout_key_text(&j, "file", cx->fault.file);
	jout_key_int(&j, "line", cx->fault.line);
	jout_close(&j);
	put(&b);
}
