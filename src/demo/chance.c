/* chance.c - splitmix64 over (seed, what, index), and words to pick with it. */
#include "demo/chance.h"
#include "core/facts.h"
#include <stdio.h>
#include <string.h>

enum { WHAT_NAME = 101, WHAT_SEX, WHAT_MOBILE, WHAT_FIRM };

static uint64_t mix(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

uint64_t chance(uint64_t seed, uint64_t what, uint64_t index)
{
	return mix(mix(mix(seed) ^ what) ^ index);
}

/* clang-format off */
static const char *const surnames[] = {
	"王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭",
	"何", "高", "林", "罗", "郑", "梁", "谢", "宋", "唐", "许", "韩", "冯", "邓", "曹", "彭", "曾",
	"萧", "田", "董", "袁", "潘", "于", "蒋", "蔡", "余", "杜", "叶", "程", "苏", "魏", "吕", "丁",
	"任", "沈", "姚", "卢", "姜", "崔", "钟", "谭", "陆", "汪", "范", "金", "石", "廖", "贾", "夏",
	"韦", "付", "方", "白", "邹", "孟", "熊", "秦", "邱", "江", "尹", "薛", "闫", "段", "雷", "侯",
	"欧阳", "司马", "上官", "诸葛",
};
static const char *const given[] = {
	"明", "国", "文", "华", "建", "志", "海", "春", "秀", "英", "玉", "兰", "芳", "桂", "珍", "福",
	"德", "荣", "庆", "祥", "瑞", "和", "平", "安", "正", "义", "仁", "礼", "信", "忠", "良", "善",
	"学", "思", "远", "长", "永", "恒", "成", "康", "宁", "静", "淑", "慧", "洁", "清", "梅", "菊",
	"莲", "霞", "云", "峰", "江", "河", "泽", "润", "林", "森", "松", "柏", "青", "新", "晨", "晓",
};
static const char *const firm_words[] = {
	"鹤鸣", "盐渎", "海涂", "湿地", "麋鹿", "串场", "射阳", "黄海", "苏北", "里下河", "丹顶", "东方",
	"瀛洲", "范公", "水绿", "新弄", "登瀛", "大洋", "滩涂", "金丰", "银滩", "润泽", "恒远", "广源",
};
static const char *const firm_trades[] = {
	"机械制造", "纺织", "水产养殖", "新能源科技", "汽车零部件", "建筑工程", "物流", "食品", "软件技术",
	"环保科技", "农业发展", "商贸", "电子", "餐饮管理", "医药", "文化传媒",
};
/* clang-format on */
#define COUNT(array) (uint32_t)(sizeof(array) / sizeof((array)[0]))

void person_make(uint64_t seed, uint64_t index, const char *region, struct person *ret)
{
	static const char *const prefixes[] = { "139", "138", "159", "188", "177", "152" };
	uint64_t n = chance(seed, WHAT_NAME, index), m = chance(seed, WHAT_MOBILE, index);
	/* 1890-01-01 .. 1904-12-31: each day takes 495 of each sex in turn, and the
	 * days are walked in steps prime to their number, so no number comes twice. */
	int32_t first = day_of((struct ymd){ 1890, 1, 1 }).n;
	uint64_t days = (uint64_t)(day_of((struct ymd){ 1905, 1, 1 }).n - first);
	ret->born.n = first + (int32_t)((index / 495 * 2903 + index % 495 * 11 + mix(seed) % days) %
					days);
	ret->male = chance(seed, WHAT_SEX, index) & 1;
	snprintf(ret->name, sizeof ret->name, "%s%s%s", surnames[n % COUNT(surnames)],
		 given[(n >> 16) % COUNT(given)],
		 n >> 40 & 3 ? given[(n >> 24) % COUNT(given)] : "");
	struct ymd d = day_split(ret->born);
	uint32_t serial = (uint32_t)(index % 495) * 2 + (ret->male ? 1 : 2);
	snprintf(ret->id, sizeof ret->id, "%.6s%04u%02u%02u%03u", region, (unsigned)d.year % 10000,
		 (unsigned)d.month % 100, (unsigned)d.day % 100, serial % 1000);
	ret->id[17] = resident_id_check(ret->id);
	ret->id[18] = 0;
	snprintf(ret->mobile, sizeof ret->mobile, "%s%08u", prefixes[m % COUNT(prefixes)],
		 (unsigned)(m >> 8) % 100000000);
}

void credit_code_make(const char *kind, const char *region, uint64_t index, char out[19])
{
	char body[19];
	snprintf(body, sizeof body, "%.2s%.6sD%07u", kind, region, (unsigned)(index % 10000000));
	body[16] = org_code_check(body + 8);
	body[17] = credit_code_check(body);
	body[18] = 0;
	memcpy(out, body, sizeof body);
}

void firm_name_make(uint64_t seed, uint64_t index, const char *place, char out[96])
{
	uint64_t n = chance(seed, WHAT_FIRM, index);
	snprintf(out, 96, "%s%s%s%s有限公司", place, firm_words[n % COUNT(firm_words)],
		 given[(n >> 20) % COUNT(given)], firm_trades[(n >> 32) % COUNT(firm_trades)]);
}
