/* test_about.c - every route the API document names has its Chinese sentence, once and
 * below its tag; no sentence is left of a route that is gone. */
#include "test.h"
#include "web/about.h"
#include "web/route.h"
#include <string.h>

static bool same(const char *word, const char *p, size_t n)
{
	return strlen(word) == n && memcmp(word, p, n) == 0;
}

/* The line's route is in a table of this tag (n 0: of any) and shown. */
static bool served(const struct about_line *l, const char *tag, size_t n)
{
	char name[300];
	for (const struct route_list *const *list = route_lists; *list; list++)
		for (size_t i = 0; i < (*list)->n; i++) {
			const struct route *r = &(*list)->rows[i];
			snprintf(name, sizeof name, "%s %s", r->method, r->path);
			if (!(r->flags & ROUTE_HIDDEN) && same(name, l->name, l->nname) &&
			    (n == 0 || same((*list)->tag, tag, n)))
				return true;
		}
	return false;
}

static int lines_of(const char *name, enum about_kind kind)
{
	struct about_line l;
	int n = 0;
	for (const char *at = about_text(); about_next(&at, &l);)
		n += l.kind == kind && same(name, l.name, l.nname);
	return n;
}

static void test_every_route_has_one_chinese_sentence(void)
{
	char name[300];
	for (const struct route_list *const *list = route_lists; *list; list++) {
		CHECK_MSG(lines_of((*list)->tag, ABOUT_TAG) == 1,
			  "src/web/about.zh.txt: the tag [%s] stands %d times, not once",
			  (*list)->tag, lines_of((*list)->tag, ABOUT_TAG));
		for (size_t i = 0; i < (*list)->n; i++) {
			const struct route *r = &(*list)->rows[i];
			if (r->flags & ROUTE_HIDDEN)
				continue;
			snprintf(name, sizeof name, "%s %s", r->method, r->path);
			CHECK_MSG(lines_of(name, ABOUT_ROUTE) == 1,
				  "src/web/about.zh.txt: \"%s | …\" stands %d times below [%s], "
				  "not once", name, lines_of(name, ABOUT_ROUTE), (*list)->tag);
		}
	}
}

static void test_every_sentence_has_its_route_below_its_tag(void)
{
	struct about_line l, tag = { 0 };
	for (const char *at = about_text(); about_next(&at, &l);) {
		CHECK_MSG(l.kind != ABOUT_WRONG && l.nsaid > 0,
			  "src/web/about.zh.txt: neither [tag] name nor METHOD /path | words: %.*s",
			  (int)l.nname, l.name);
		if (l.kind == ABOUT_TAG)
			tag = l;
		if (l.kind != ABOUT_ROUTE)
			continue;
		CHECK_MSG(served(&l, "", 0), "src/web/about.zh.txt: no such route: %.*s",
			  (int)l.nname, l.name);
		CHECK_MSG(tag.nname && served(&l, tag.name, tag.nname),
			  "src/web/about.zh.txt: %.*s isn't of the tag [%.*s]", (int)l.nname,
			  l.name, (int)tag.nname, tag.name);
	}
}

static void test_sentences_are_chinese_and_short(void)
{
	struct about_line l;
	for (const char *at = about_text(); about_next(&at, &l);) {
		bool chinese = false;
		for (size_t i = 0; i < l.nsaid; i++)
			chinese |= (unsigned char)l.said[i] >= 0xe4;
		CHECK_MSG(chinese && l.nsaid < 300, "%.*s", (int)l.nname, l.name);
	}
}

static void test_a_route_finds_its_own_line_alone(void)
{
	struct about_line l;
	CHECK(about_route("GET", "/api/v1/resources/{id}", &l));
	CHECK(same("GET /api/v1/resources/{id}", l.name, l.nname));
	CHECK(!about_route("GET", "/api/v1/resources/{i", &l));
	CHECK(!about_route("PUT", "/api/v1/resources/{id}", &l));
	CHECK(!about_route("catalogue", "", &l));
}

int main(void)
{
	RUN(test_every_route_has_one_chinese_sentence);
	RUN(test_every_sentence_has_its_route_below_its_tag);
	RUN(test_sentences_are_chinese_and_short);
	RUN(test_a_route_finds_its_own_line_alone);
	return TEST_END();
}
