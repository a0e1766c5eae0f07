/* rows.c - the values of a row, each from its number. In one row all that is
 * said of a person is said of the same one, and likewise of a firm. */
#include "demo/agencies.h"
#include "demo/tables.h"
#include <stdio.h>
#include <string.h>

enum { WHAT_WHERE = 301, WHAT_PERSON, WHAT_FIRM, WHAT_NULL, GB_DISTRICTS = 9 };

/* clang-format off */
static const char *const roads[] = {
	"建军路", "解放路", "人民路", "青年路", "大庆路", "毓龙路", "世纪大道", "开放大道", "迎宾路",
	"希望大道", "新都路", "海洋路", "黄海路", "文港路", "太平路", "盐马路", "范公路", "登瀛路",
	"串场路", "先锋岛路", "盐渎路", "鹿鸣路", "戴庄路", "府西路",
};
static const char *const words[] = {
	"建军", "鹤鸣", "迎宾", "青年", "登瀛", "串场", "黄海", "盐渎", "毓龙", "新洋", "文峰", "金鹰",
	"水城", "海棠", "杏园", "梅花", "聚亨", "通榆", "先锋", "大洋", "亭湖", "滨河", "紫薇", "康居",
};
static const char *const turns[] = { "", "东", "西", "南", "北", "中", "新", "第一", "第二", "第三" };
/* clang-format on */
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct at { const struct row_maker *m; uint64_t stream, n, person, firm; size_t town; };

void city_person(uint64_t seed, uint64_t index, struct person *ret)
{
	uint64_t at = index ? chance(seed, WHAT_WHERE, index) % GB_DISTRICTS : 0;
	person_make(seed, index, districts[at].code, ret);
}

static uint64_t draw(const struct at *at, size_t column)
{
	return chance(at->m->seed, at->stream + column * 7 + 1, at->n);
}

void table_header(const struct city_table *t, struct buf *out)
{
	for (size_t i = 0; i < t->nitems; i++) {
		if (i)
			buf_byte(out, ',');
		buf_text(out, t->items[i].code);
	}
	buf_byte(out, '\n');
}

static const char *area_of(const struct at *at)
{
	return at->m->city->town_areas[at->town];
}

static const char *area_name(const struct at *at)
{
	for (int i = 0; i < districts_n; i++)
		if (strcmp(districts[i].code, area_of(at)) == 0)
			return districts[i].name;
	return "盐城市";
}

static void put_date(struct buf *out, day_t d)
{
	char text[DAY_TEXT];
	buf_text(out, day_text(d, text));
}

static void put_decimal(struct buf *out, uint64_t r, const struct made *m, int precision)
{
	int64_t unit = 1;
	for (int i = 0; i < precision; i++)
		unit *= 10;
	int64_t span = (m->b - m->a) * unit;
	int64_t v = m->a * unit + (int64_t)(r % (uint64_t)(span + 1));
	bool minus = v < 0;
	v = minus ? -v : v;
	buf_print(out, "%s%lld", minus ? "-" : "", (long long)(v / unit));
	if (precision)
		buf_print(out, ".%0*lld", precision, (long long)(v % unit));
}

static void put_pick(struct buf *out, uint64_t r, const char *list)
{
	uint32_t n = 1;
	for (const char *p = list; *p; p++)
		n += *p == ';';
	for (uint32_t skip = (uint32_t)(r % n); skip; list++)
		skip -= *list == ';';
	buf_bytes(out, list, strcspn(list, ";"));
}

/* 苏J and five of 34 characters: the row's number, so that none comes twice. */
static void put_plate(struct buf *out, uint64_t n)
{
	static const char digits[] = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
	char tail[6] = "00000";
	for (int i = 4; i >= 0; i--, n /= 34)
		tail[i] = digits[n % 34];
	buf_print(out, "苏J%s", tail);
}

static void put_card(struct buf *out, uint64_t n)
{
	char card[20];
	int sum = 0;
	snprintf(card, sizeof card, "622202%012llu", (unsigned long long)(n % 1000000000000));
	for (int i = 17; i >= 0; i--) {
		int d = card[i] - '0';
		if ((17 - i) % 2 == 0)
			d = d * 2 > 9 ? d * 2 - 9 : d * 2;
		sum += d;
	}
	card[18] = (char)('0' + (10 - sum % 10) % 10);
	card[19] = 0;
	buf_text(out, card);
}

static void put_person(struct buf *out, const struct at *at, const struct made *m)
{
	struct person p;
	uint64_t index = m->a ? (at->person + (uint64_t)m->a) % at->m->persons : at->person;
	city_person(at->m->seed, index, &p);
	switch ((int)m->of) {
	case OF_PERSON_ID:
		buf_text(out, p.id);
		break;
	case OF_PERSON_NAME:
		buf_text(out, p.name);
		break;
	case OF_PERSON_SEX:
		buf_text(out, p.male ? "男" : "女");
		break;
	case OF_PERSON_BORN:
		put_date(out, p.born);
		break;
	default:
		buf_text(out, p.mobile);
	}
}

static void put_firm(struct buf *out, const struct at *at, const struct made *m)
{
	char code[19], name[96];
	uint64_t where = chance(at->m->seed, WHAT_WHERE, at->firm) % GB_DISTRICTS;
	if (m->of == OF_FIRM_CODE) {
		credit_code_make("91", districts[where].code, at->firm, code);
		buf_text(out, code);
	} else {
		firm_name_make(at->m->seed, at->firm, "盐城", name);
		buf_text(out, name);
	}
}

static void put_where(struct buf *out, const struct at *at, const struct made *m, uint64_t r)
{
	const char *town = at->m->city->towns[at->town];
	switch ((int)m->of) {
	case OF_DIVISION:
		buf_text(out, area_of(at));
		break;
	case OF_DIVISION_NAME:
		buf_text(out, area_name(at));
		break;
	case OF_ADDRESS:
		buf_print(out, "江苏省盐城市%s%s%s%u号", area_name(at), town, roads[r % COUNT(roads)],
			  (unsigned)(r >> 20) % 900 + 1);
		break;
	case OF_ROAD:
		buf_text(out, roads[r % COUNT(roads)]);
		break;
	case OF_LON:
		buf_print(out, "%u.%06u", 119 + (unsigned)(r & 1),
			  (unsigned)(r >> 8) % 400000 + (r & 1 ? 0 : 600000));
		break;
	case OF_LAT:
		buf_print(out, "33.%06u", (unsigned)(r >> 8) % 1000000);
		break;
	default:
		buf_print(out, "%s%s%s%s", town, words[r % COUNT(words)],
			  turns[(r >> 16) % COUNT(turns)], m->words);
	}
}

static void put_time(struct buf *out, const struct at *at, const struct made *m, uint64_t r)
{
	char text[MS_TEXT];
	int64_t minutes = (int64_t)(r % (uint64_t)(-m->a * 1440));
	ms_text((ms_t){ day_start(at->m->today).n - minutes * 60000 }, text);
	buf_bytes(out, text, 19);
	buf_text(out, "+08:00");
}

static void put_value(struct buf *out, const struct at *at, const struct city_table *t, size_t i)
{
	const struct made *m = &t->made[i];
	uint64_t r = draw(at, i);
	switch (m->of) {
	case OF_PERSON_ID: case OF_PERSON_NAME: case OF_PERSON_SEX: case OF_PERSON_BORN:
	case OF_PERSON_MOBILE:
		put_person(out, at, m);
		break;
	case OF_FIRM_NAME: case OF_FIRM_CODE:
		put_firm(out, at, m);
		break;
	case OF_SERIAL:
		buf_print(out, "%s%0*llu", m->words, (int)m->a, (unsigned long long)at->n + 1);
		break;
	case OF_PICK:
		put_pick(out, r, m->words);
		break;
	case OF_INT:
		buf_int(out, m->a + (int64_t)(r % (uint64_t)(m->b - m->a + 1)));
		break;
	case OF_DEC:
		put_decimal(out, r, m, t->items[i].precision);
		break;
	case OF_DAY:
		put_date(out, (day_t){ at->m->today.n + (int32_t)m->a +
				       (int32_t)(r % (uint64_t)(m->b - m->a + 1)) });
		break;
	case OF_TIME:
		put_time(out, at, m, r);
		break;
	case OF_PLATE:
		put_plate(out, at->n);
		break;
	case OF_CARD:
		put_card(out, r);
		break;
	case OF_PHONE:
		buf_print(out, "0515-8%07u", (unsigned)(r % 10000000));
		break;
	case OF_BOOL:
		buf_text(out, r & 1 ? "true" : "false");
		break;
	case OF_DIVISION: case OF_DIVISION_NAME: case OF_ADDRESS: case OF_ROAD: case OF_PLACE:
	case OF_LON: case OF_LAT:
		put_where(out, at, m, r);
		break;
	case OF_MAX_:
		break;
	}
}

/* Is the person (firm) of a row the row's own key, so that each comes once? */
static bool keyed_by(const struct city_table *t, enum made_of of)
{
	for (size_t i = 0; i < t->nitems; i++)
		if (t->items[i].key && t->made[i].of == of)
			return true;
	return false;
}

bool table_by_person(const struct city_table *t)
{
	return keyed_by(t, OF_PERSON_ID);
}

static size_t pick_town(const struct row_maker *m, uint64_t r)
{
	const struct city *c = m->city;
	size_t town = r % c->ntowns;
	for (size_t k = 0; m->region && k < c->ntowns; k++, town = (town + 1) % c->ntowns)
		if (strcmp(c->town_areas[town], m->region) == 0)
			break;
	return town;
}

void table_row(const struct row_maker *m, const struct city_table *t, uint64_t n,
	       struct buf *out)
{
	struct at at = { .m = m, .stream = t->number * 1000, .n = n };
	at.person = keyed_by(t, OF_PERSON_ID) ? n : chance(m->seed, WHAT_PERSON + at.stream, n) %
						    m->persons;
	at.firm = keyed_by(t, OF_FIRM_CODE) ? n : chance(m->seed, WHAT_FIRM + at.stream, n) %
						  m->firms;
	at.town = pick_town(m, chance(m->seed, WHAT_WHERE + at.stream, n));
	for (size_t i = 0; i < t->nitems; i++) {
		if (i)
			buf_byte(out, ',');
		if (!t->items[i].nullable ||
		    chance(m->seed, WHAT_NULL + at.stream + i, n) % 16 != 0)
			put_value(out, &at, t, i);
	}
	buf_byte(out, '\n');
}
