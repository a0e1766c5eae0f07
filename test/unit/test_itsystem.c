/* test_itsystem.c - what a system is called when another has its name. */
#include "base/utf8.h"
#include "itsystem/itsystem.h"
#include "test.h"
#include <string.h>

static void R14_2_a_double_name_is_told_apart_by_the_former_agency(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	CHECK(strcmp(itsystem_told_apart(&cx, "审批系统", "市水利局", 1), "审批系统（市水利局）") == 0);
	CHECK(strcmp(itsystem_told_apart(&cx, "审批系统", "市水利局", 2), "审批系统（市水利局2）") == 0);
}

static void R14_2_it_is_never_longer_than_a_name_may_be(void)
{
	AUTO_CTX cx;
	char name[3 * 128 + 1] = "", former[3 * 200 + 1] = "";
	ctx_init(&cx, (ms_t){ 0 }, 0);
	for (int i = 0; i < 128; i++)
		strcat(name, "系");
	for (int i = 0; i < 200; i++)
		strcat(former, "局");
	for (int nth = 1; nth < 12; nth += 5) {
		const char *now = itsystem_told_apart(&cx, name, former, nth);
		CHECK(utf8_valid(now, strlen(now)) && utf8_count(now, strlen(now)) == 128);
	}
	const char *now = itsystem_told_apart(&cx, name, "水利局", 1);
	CHECK(utf8_count(now, strlen(now)) == 128 && strstr(now, "（水利局）"));
}

int main(void)
{
	RUN(R14_2_a_double_name_is_told_apart_by_the_former_agency);
	RUN(R14_2_it_is_never_longer_than_a_name_may_be);
	return TEST_END();
}
