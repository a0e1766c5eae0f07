/* demo_standards.c - what the city lays down for all its entries: scenarios of its
 * own, and data elements with the agencies that answer for them. */
#include "codeset/codeset.h"
#include "demo/demo.h"
#include "element/element.h"
#include <string.h>

static const char scenarios[] =
	"code,name,name_en,parent\n"
	"service,一网通办,One-stop service,\n"
	"birth,出生一件事,Birth,service\n"
	"firm,企业开办一件事,Starting a business,service\n"
	"governance,一网统管,One-network governance,\n"
	"cooperation,跨部门协同,Cooperation of agencies,\n";

struct made { const char *code, *name, *name_en, *about, *range, *agency, *format, *code_set;
	      int length, grade; };
/* clang-format off */
static const struct made elements[] = {
{ "DE00001", "公民身份号码", "Resident identity number", "居民身份证上载明的号码", "GB 11643-1999", "police",
  "resident_id", NULL, 18, 3 },
{ "DE00002", "性别", "Sex", "自然人的性别", NULL, "police", NULL, "gbt-2261.1", 1, 2 },
{ "DE00003", "民族", "Nationality", "自然人登记的民族", NULL, "police", NULL, "gbt-3304", 2, 2 },
{ "DE00004", "婚姻状况", "Marital status", "自然人登记的婚姻状况", NULL, "civil", NULL, "gbt-2261.2", 2, 3 },
{ "DE00005", "统一社会信用代码", "Unified social credit code", "法人和其他组织的统一代码",
  "GB 32100-2015", "market", "credit_code", NULL, 18, 1 },
{ "DE00006", "行政区划代码", "Division", "县级以上行政区划的代码", NULL, "civil", NULL,
  "gbt-2260-yancheng", 6, 1 },
};
/* clang-format on */

static enum err add_scenarios(struct ctx *cx, struct db *db, void *arg)
{
	struct demo *d = arg;
	return codeset_merge(cx, db, &d->operator_, "scenario", scenarios);
}

static const char *city_agency(const struct demo *d, const char *key)
{
	for (size_t i = 0; i < d->norgs; i++)
		if (d->orgs[i].level == LEVEL_CITY && strcmp(d->orgs[i].agency->key, key) == 0)
			return d->orgs[i].id;
	return NULL;
}

static enum err add_elements(struct ctx *cx, struct db *db, void *arg)
{
	struct demo *d = arg;
	for (size_t i = 0; i < sizeof elements / sizeof elements[0]; i++) {
		const struct made *m = &elements[i];
		struct element e = { .code = m->code, .name = m->name, .name_en = m->name_en,
			.definition = m->about, .value_range = m->range, .format = m->format,
			.code_set = m->code_set, .type = ITEM_STRING, .length = m->length,
			.grade = m->grade, .source = city_agency(d, m->agency) };
		TRY(element_register(cx, db, &d->operator_, &e));
	}
	return OK;
}

enum err demo_standards(struct demo *d)
{
	TRY(codeset_ship(demo_later(d, 5), d->store));
	TRY(store_change(demo_later(d, 5), d->store, add_scenarios, d));
	return store_change(demo_later(d, 5), d->store, add_elements, d);
}
