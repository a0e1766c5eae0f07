/* test_assets.c - the built pages: which form a browser gets, and the shell. */
#include "test.h"
#include "web/assets.h"

static const unsigned char byte[] = "x";
static const struct asset packed = { "/a.js", "text/javascript", "\"t\"",
	{ { byte, 9 }, { byte, 5 }, { byte, 7 } } };
static const struct asset plain = { "/a.png", "image/png", "\"t\"",
	{ { byte, 9 }, { NULL, 0 }, { NULL, 0 } } };

static void test_a_browser_gets_the_smallest_form_it_says_it_can_read(void)
{
	static const struct { const char *accept; enum coding want; } cases[] = {
		{ NULL, CODING_NONE },
		{ "", CODING_NONE },
		{ "gzip, deflate, br", CODING_BROTLI },
		{ "gzip", CODING_GZIP },
		{ "GZIP;q=0.5", CODING_GZIP },
		{ "br;q=0, gzip", CODING_GZIP },
		{ "br;q=0.0, gzip;q=0", CODING_NONE },
		{ "br;q=0.001", CODING_BROTLI },
		{ "brotli", CODING_NONE },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CHECK_MSG(asset_coding(&packed, cases[i].accept) == cases[i].want,
			  "%s", cases[i].accept ? cases[i].accept : "(none)");
	CHECK(asset_coding(&plain, "br, gzip") == CODING_NONE);
}

static void test_a_name_that_is_not_in_the_table_is_not_there(void)
{
	CHECK(!asset_find("/assets/../etc/passwd"));
	CHECK(!asset_find(""));
	for (size_t i = 0; i < n_assets; i++)
		CHECK(asset_find(assets[i].path) == &assets[i]);
}

static void test_the_portal_page_carries_what_the_server_puts_into_it(void)
{
	AUTO_BUF out = buf_make(1 << 20);

	asset_portal_page(&out, "en", "<title>T</title>", "<main>B</main>");
	const char *page = buf_cstr(&out);
	CHECK(strstr(page, "<title>T</title>") != NULL);
	CHECK(strstr(page, "<main>B</main>") != NULL);
	CHECK(strstr(page, "<!--") == NULL);
}

int main(void)
{
	RUN(test_a_browser_gets_the_smallest_form_it_says_it_can_read);
	RUN(test_a_name_that_is_not_in_the_table_is_not_there);
	RUN(test_the_portal_page_carries_what_the_server_puts_into_it);
	return TEST_END();
}
