/* test_settings.c - what the command line may say, and how it is told that it can't. */
#include "base/ctx.h"
#include "sys/settings.h"
#include "test.h"
#include <unistd.h>

/* The sentence a refused command line gets; "" where it is taken. */
static const char *refusal(struct ctx *cx, int argc, char *argv[])
{
	struct settings s;
	return settings_read(cx, argc, argv, &s) == OK
		       ? "" : said_words(cx, cx->fault.said, SAID_EN);
}

static void test_an_unknown_setting_is_named_not_its_value(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	CHECK_TEXT(refusal(&cx, 2, (char *[]){ "--bogus", "1" }),
		   "There is no setting called --bogus.");
	CHECK_TEXT(refusal(&cx, 1, (char *[]){ "--bogus=1" }),
		   "There is no setting called --bogus.");
	CHECK_TEXT(refusal(&cx, 1, (char *[]){ "bogus" }),
		   "There is no setting called bogus.");
}

static void test_a_setting_wants_its_value_and_a_number_a_number(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	CHECK_TEXT(refusal(&cx, 1, (char *[]){ "--listen" }),
		   "The argument --listen needs a value.");
	CHECK_TEXT(refusal(&cx, 2, (char *[]){ "--workers", "many" }),
		   "The setting workers wants a whole number, not \"many\".");
}

static void test_both_ways_to_write_a_setting_are_read_and_the_last_counts(void)
{
	AUTO_CTX cx;
	struct settings s;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	char *argv[] = { "--workers", "3", "--public-url=http://a", "--workers=5" };
	CHECK(settings_read(&cx, 4, argv, &s) == OK);
	CHECK_INT(s.workers, 5);
	CHECK_TEXT(s.public_url, "http://a");
}

int main(void)
{
	if (chdir("/") != 0)                    /* no gongshu.ini of ours beside us */
		return 1;
	RUN(test_an_unknown_setting_is_named_not_its_value);
	RUN(test_a_setting_wants_its_value_and_a_number_a_number);
	RUN(test_both_ways_to_write_a_setting_are_read_and_the_last_counts);
	return TEST_END();
}
