/* law.h - a process under a pack, printed as a lawyer reads it. */
#ifndef TEST_LAW_H
#define TEST_LAW_H
#include "base/embedded.h"
#include "core/process.h"
#include "test.h"
#include <stdlib.h>

static struct ctx cx;
static struct calendar cal;
static struct pack pack;

static const char *why(void)
{
	return said_words(&cx, cx.fault.said, SAID_EN);
}

static void law_begin(void)
{
	ctx_init(&cx, (ms_t){ 0 }, 1 << 24);
	CHECK(calendar_read(&cx, embedded_text(law_files, "calendar/workdays.csv"),
			    embedded_text(law_files, "calendar/statutory.csv"), &cal) == OK);
	CHECK_MSG(pack_read(&cx, law_files, "yancheng-2022/", &pack) == OK, "%s", why());
}

static inline day_t day(const char *text)
{
	day_t d = { 0 };
	CHECK_MSG(day_read(text, &d), "%s is a day", text);
	return d;
}
#endif
