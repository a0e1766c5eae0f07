/* test_demo.c - the invented city's rows pass the checks that real ones must. */
#include "base/embedded.h"
#include "core/value.h"
#include "demo/tables.h"
#include "test.h"
#include <stdlib.h>

extern const struct embedded demo_files[];
static struct ctx keep;
static struct city city;
static struct row_maker maker;

static void test_the_tables_read_and_each_has_a_key_and_an_agency(void)
{
	CHECK(city.ntables > 30);
	CHECK_INT(city.ntowns, 154);
	for (size_t i = 0; i < city.ntables; i++) {
		const struct city_table *t = &city.tables[i];
		bool key = false;
		for (size_t k = 0; k < t->nitems; k++) {
			key |= t->items[k].key;
			CHECK_MSG(item_code_good(t->items[k].code), "%s", t->items[k].code);
			CHECK_MSG(t->items[k].description[0], "%s.%s", t->key, t->items[k].code);
		}
		CHECK_MSG(key && t->about, "%s", t->key);
		CHECK_MSG((t->share == ACCESS_UNCONDITIONAL && t->open == ACCESS_UNCONDITIONAL) ==
			  (t->reason == NULL), "%s", t->key);
	}
}

static void check_line(const struct city_table *t, char *line)
{
	char scratch[VALUE_ROOM];
	struct value v;
	for (size_t i = 0; i < t->nitems; i++) {
		size_t n = strcspn(line, ",\n");
		struct shape s = item_shape(&t->items[i]);
		shape_ready(&s, maker.today);
		enum value_fault f = value_read(&s, line, n, scratch, &v);
		CHECK_MSG(f == VALUE_FINE, "%s.%s: %.*s: %s", t->key, t->items[i].code, (int)n,
			  line, value_fault_word(f));
		line += n + (line[n] != 0);
	}
	CHECK_MSG(*line == 0, "%s: more cells than items", t->key);
}

static void test_every_value_of_every_table_is_what_its_item_asks(void)
{
	for (size_t i = 0; i < city.ntables; i++) {
		for (uint64_t n = 0; n < 400; n++) {
			AUTO_BUF b = buf_make(1 << 16);
			table_row(&maker, &city.tables[i], n, &b);
			check_line(&city.tables[i], buf_cstr(&b));
		}
	}
}

static void test_the_same_seed_makes_the_same_rows_and_another_seed_others(void)
{
	AUTO_BUF a = buf_make(1 << 16);
	AUTO_BUF b = buf_make(1 << 16);
	AUTO_BUF c = buf_make(1 << 16);
	struct row_maker other = maker;
	other.seed++;
	table_row(&maker, &city.tables[0], 17, &a);
	table_row(&maker, &city.tables[0], 17, &b);
	table_row(&other, &city.tables[0], 17, &c);
	CHECK_TEXT(buf_cstr(&a), buf_cstr(&b));
	CHECK(strcmp(buf_cstr(&a), buf_cstr(&c)) != 0);
}

static int by_text(const void *a, const void *b)
{
	return memcmp(a, b, 19);
}

static void test_no_person_comes_twice(void)
{
	enum { N = 300000 };
	char (*ids)[19] = malloc(N * sizeof *ids);
	CHECK(ids != NULL);
	for (uint64_t n = 0; ids && n < N; n++) {
		struct person p;
		city_person(maker.seed, n, &p);
		memcpy(ids[n], p.id, 19);
	}
	if (ids)
		qsort(ids, N, sizeof *ids, by_text);
	int twice = 0;
	for (int n = 1; ids && n < N; n++)
		twice += memcmp(ids[n], ids[n - 1], 19) == 0;
	CHECK_INT(twice, 0);
	free(ids);
}

int main(void)
{
	ctx_init(&keep, (ms_t){ 0 }, 0);
	city_read(&keep, embedded_text(demo_files, "tables.txt"),
		  embedded_text(demo_files, "streets.csv"), &city);
	maker = (struct row_maker){ .city = &city, .seed = 1,
				    .today = day_of((struct ymd){ 2026, 11, 23 }),
				    .persons = 3000, .firms = 1500 };
	RUN(test_the_tables_read_and_each_has_a_key_and_an_agency);
	RUN(test_every_value_of_every_table_is_what_its_item_asks);
	RUN(test_the_same_seed_makes_the_same_rows_and_another_seed_others);
	RUN(test_no_person_comes_twice);
	ctx_end(&keep);
	return TEST_END();
}
