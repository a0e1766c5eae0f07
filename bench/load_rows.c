/* load_rows.c - see load_rows.h. Invented persons only: births before 1905. */
#include "load_rows.h"
#include "core/facts.h"
#include <inttypes.h>
#include <string.h>

#define ITEM(no_, code_, name_, type_, ...) \
	{ .no = no_, .code = code_, .name = name_, .type = ITEM_##type_, \
	  .nullable = true, __VA_ARGS__ }
const struct item load_items[LOAD_ITEMS] = {
	ITEM(1, "sn", "序号", INTEGER, .key = true),
	ITEM(2, "id_number", "身份证号", STRING, .length = 18, .format = "resident_id"),
	ITEM(3, "name", "姓名", STRING, .length = 40),
	ITEM(4, "credit_code", "统一社会信用代码", STRING, .length = 18, .format = "credit_code"),
	ITEM(5, "mobile", "联系电话", STRING, .length = 20),
	ITEM(6, "address", "地址", STRING, .length = 200),
	ITEM(7, "amount", "金额", DECIMAL, .length = 12, .precision = 2),
	ITEM(8, "persons", "人数", INTEGER),
	ITEM(9, "issued_on", "发证日期", DATE),
	ITEM(10, "updated_at", "更新时间", DATETIME),
	ITEM(11, "valid", "是否有效", BOOLEAN),
	ITEM(12, "note", "备注", TEXT),
};

static uint64_t next(uint64_t *s)
{
	uint64_t z = *s += 0x9E3779B97F4A7C15ull;
	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ull;
	z = (z ^ z >> 27) * 0x94D049BB133111EBull;
	return z ^ z >> 31;
}

static void one(FILE *f, long i, uint64_t *s)
{
	static const char *const family[] = { "王", "李", "张", "刘", "陈", "杨", "黄", "周" };
	static const char *const given[] = { "建国", "秀英", "海燕", "明", "丽华", "志强", "芳" };
	static const char *const road[] = { "解放南路", "人民中路", "世纪大道", "开放大道北段" };
	static const char *const note[] = { "", "按期年检，资料齐全", "复核通过，已归档，原件存区县窗口",
		"地址变更一次，旧证已收回并注销" };
	char id[19], code[19];
	uint64_t r = next(s), q = next(s);

	snprintf(id, sizeof id, "3209%02u%04u%02u%02u%03u", (unsigned)(2 + r % 3),
		 1850 + (unsigned)(r >> 8) % 54, 1 + (unsigned)(r >> 16) % 12,
		 1 + (unsigned)(r >> 24) % 28, (unsigned)(r >> 32) % 1000);
	id[17] = resident_id_check(id);
	id[18] = 0;
	snprintf(code, sizeof code, "91320900%08u", (unsigned)(q % 100000000));
	code[16] = org_code_check(code + 8);
	code[17] = credit_code_check(code);
	code[18] = 0;
	fprintf(f, "%ld,%s,%s%s,%s,13%09u,\"江苏省盐城市亭湖区%s%u号%u幢%u室\",%u.%02u,%u,"
		"%04u-%02u-%02u,%04u-%02u-%02uT%02u:%02u:%02u+08:00,%s,%s\n",
		i + 1, id, family[q >> 8 & 7], given[(q >> 12) % 7], code,
		(unsigned)(r >> 3) % 1000000000, road[q >> 20 & 3], (unsigned)(q >> 22) % 900,
		(unsigned)(q >> 30) % 40, 101 + (unsigned)(q >> 36) % 1800,
		(unsigned)(r >> 20) % 9999999, (unsigned)(r >> 44) % 100,
		(unsigned)(q >> 40) % 500, 2000 + (unsigned)(r >> 40) % 25,
		1 + (unsigned)(r >> 46) % 12, 1 + (unsigned)(r >> 50) % 28,
		2020 + (unsigned)(q >> 44) % 6, 1 + (unsigned)(q >> 48) % 12,
		1 + (unsigned)(q >> 52) % 28, (unsigned)(q >> 56) % 24,
		(unsigned)(q >> 57) % 60, (unsigned)(q >> 58) % 60, r & 1 ? "true" : "false",
		note[q & 3]);
}

void load_write(FILE *f, long rows)
{
	uint64_t seed = 20220718;
	for (int i = 0; i < LOAD_ITEMS; i++)
		fprintf(f, "%s%s", load_items[i].code, i + 1 < LOAD_ITEMS ? "," : "\n");
	for (long i = 0; i < rows; i++)
		one(f, i, &seed);
}
