/* test_value.c - cells read and printed, from the table test/data/value.tsv:
 * type, length, precision, format, text, then the canonical text or !fault. */
#include "core/item.h"
#include "test.h"
#include <stdlib.h>

static char *split(char **line)
{
	char *at = *line, *tab = strchr(at, '\t');
	if (tab)
		*tab = 0;
	*line = tab ? tab + 1 : at + strlen(at);
	return at;
}

static void check_line(char *line, int number)
{
	struct item it = { .nullable = true };
	struct value v;
	char scratch[VALUE_ROOM], *type = split(&line);

	CHECK_MSG(item_type_read(type, &it.type), "line %d: type %s", number, type);
	it.length = (int)strtol(split(&line), NULL, 10);
	it.precision = (int)strtol(split(&line), NULL, 10);
	const char *format = split(&line);
	it.format = *format ? format : NULL;
	const char *text = split(&line), *want = split(&line);
	struct shape s = item_shape(&it);

	AUTO_BUF out = buf_make(4096);
	enum value_fault f = value_read(&s, text, strlen(text), scratch, &v);
	if (f != VALUE_FINE)
		buf_print(&out, "!%s", value_fault_word(f));
	else
		value_print(&out, &s, &v);
	CHECK_MSG(strcmp(buf_cstr(&out), want) == 0, "line %d: %s of \"%s\": got %s, want %s",
		  number, type, text, buf_cstr(&out), want);
}

static void R12_1_cells_are_read_and_printed_as_the_table_says(void)
{
	char line[512];
	int number = 0;
	FILE *f = fopen(TEST_DATA "/value.tsv", "r");
	CHECK(f != NULL);
	while (f && fgets(line, sizeof line, f)) {
		number++;
		line[strcspn(line, "\n")] = 0;
		if (line[0] && line[0] != '#')
			check_line(line, number);
	}
	CHECK(number > 60);
	if (f)
		fclose(f);
}

static void R12_1_long_decimals_sort_as_numbers_bytewise(void)
{
	static const char *const ascending[] = { "-9999999999999999999999.99", "-10.5",
		"-10.25", "-0.01", "0", "0.01", "9.99", "10", "123456789012345678901.5" };
	struct shape s = { .type = ITEM_DECIMAL, .length = 24, .precision = 2 };
	char last[VALUE_ROOM] = "", scratch[VALUE_ROOM];
	for (size_t i = 0; i < sizeof ascending / sizeof *ascending; i++) {
		struct value v;
		CHECK(value_read(&s, ascending[i], strlen(ascending[i]), scratch, &v) ==
		      VALUE_FINE);
		CHECK_INT((long long)v.n, 25);
		CHECK_MSG(memcmp(last, v.p, v.n) < 0, "%s is not above", ascending[i]);
		memcpy(last, v.p, v.n);
	}
}

static void R12_1_a_missing_value_is_a_fault_only_where_one_is_asked(void)
{
	struct shape s = { .type = ITEM_STRING };
	struct value v;
	char scratch[VALUE_ROOM];
	CHECK(value_read(&s, "", 0, scratch, &v) == VALUE_MISSING);
	s.nullable = true;
	CHECK(value_read(&s, "", 0, scratch, &v) == VALUE_FINE && v.null);
	CHECK(value_read(&s, "无", strlen("无"), scratch, &v) == VALUE_FINE && !v.null);
}

int main(void)
{
	RUN(R12_1_cells_are_read_and_printed_as_the_table_says);
	RUN(R12_1_long_decimals_sort_as_numbers_bytewise);
	RUN(R12_1_a_missing_value_is_a_fault_only_where_one_is_asked);
	return TEST_END();
}
