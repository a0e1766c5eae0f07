/* look.c - see look.h. */
#include "grading/look.h"
#include "base/utf8.h"
#include "core/facts.h"
#include "core/personal.h"
#include <string.h>

/* What people write for nothing. */
static bool empty(const char *p, size_t n)
{
	static const char *const words[] = { "-", "--", "—", "/", "\\", "无", "暂无", "空", "null",
					     "NULL", "N/A", "n/a", "不详", "未知", "未填写", "0000-00-00",
					     "1900-01-01" };
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strlen(words[i]) == n && memcmp(words[i], p, n) == 0)
			return true;
	return n == 0;
}

static bool is(enum fact_kind kind, const char *p, size_t n, day_t today)
{
	char tidied[FACT_TEXT];
	return n < 48 && fact_ok(fact_check(kind, p, n, today, tidied));
}

static bool letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '.' || c == '_' || c == '-' || c == '+';
}

/* name@host.tld, nothing around it. */
static bool email(const char *p, size_t n)
{
	const char *at = memchr(p, '@', n);
	size_t user = at ? (size_t)(at - p) : 0, host = at ? n - user - 1 : 0;
	if (!user || host < 4 || memchr(at + 1, '@', host))
		return false;
	for (size_t i = 0; i < n; i++)
		if (i != user && !letter(p[i]))
			return false;
	const char *dot = memrchr(at + 1, '.', host);
	return dot && dot > at + 1 && p + n - dot >= 3;
}

/* A card number of this country or the two large schemes: others pass Luhn's test in
 * one case of ten. */
static bool card(const char *p, size_t n, day_t today)
{
	bool ours = n >= 16 && n <= 19 && p[0] == '6' && p[1] == '2';
	bool theirs = n == 16 && (p[0] == '4' || p[0] == '5');
	return (ours || theirs) && is(FACT_BANK_CARD, p, n, today);
}

/* A telephone with its area code, or a service number: seven or eight digits by
 * themselves are anything, and so are those of a decimal. */
static bool phone(const char *p, size_t n, day_t today)
{
	bool whole = n >= 10 && !memchr(p, '.', n) && strchr("0(+48", p[0]);
	return is(FACT_MOBILE, p, n, today) || (whole && is(FACT_LANDLINE, p, n, today));
}

/* --- Chinese -------------------------------------------------------------------- */
static const char surnames[] =
	"王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏"
	"吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱丘江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵"
	"万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝"
	"包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁房滕屈饶解牟艾尤阳"
	"时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和"
	"仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝";
static const char *const double_surnames[] = {
	"欧阳", "上官", "司马", "司徒", "诸葛", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文",
	"长孙", "端木", "轩辕", "百里", "呼延", "太史", "申屠", "公冶", "濮阳", "赫连", "钟离", "东方" };

static bool ideograph(const char *p)
{
	size_t k;
	uint32_t c = utf8_char(p, &k);
	return k == 3 && c >= 0x4e00 && c <= 0x9fff;
}

static bool all_ideographs(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i += 3)
		if (n - i < 3 || !ideograph(p + i))
			return false;
	return n > 0;
}

static bool holds(const char *p, size_t n, const char *word)
{
	return memmem(p, n, word, strlen(word)) != NULL;
}

/* Two to four characters, the first a surname; no words of places and bodies. */
static bool person_name(const char *p, size_t n)
{
	static const char *const others[] = { "市", "县", "区", "镇", "乡", "村", "街", "路", "公司",
					      "中心", "学校", "局", "院", "所", "站", "店", "厂", "行业",
					      "级", "类", "型", "族" };
	if (n < 6 || n > 12 || !all_ideographs(p, n))
		return false;
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		if (holds(p, n, others[i]))
			return false;
	for (size_t i = 0; n > 6 && i < sizeof double_surnames / sizeof double_surnames[0]; i++)
		if (memcmp(p, double_surnames[i], 6) == 0)
			return true;
	for (const char *s = surnames; n <= 9 && *s; s += 3)
		if (memcmp(s, p, 3) == 0)
			return true;
	return false;
}

/* Where something stands: a place above and one below it, in that order. */
static bool address(const char *p, size_t n)
{
	static const char *const above[] = { "省", "市", "区", "县", "镇", "乡", "街道", "村" };
	static const char *const below[] = { "路", "街", "巷", "道", "号", "弄", "村", "小区", "苑",
					     "幢", "栋", "单元", "室", "组", "大厦", "园区" };
	const char *from = NULL;
	if (n < 15 || n > 300)
		return false;
	for (size_t i = 0; i < sizeof above / sizeof above[0]; i++) {
		const char *at = memmem(p, n, above[i], strlen(above[i]));
		if (at && (!from || at < from))
			from = at + strlen(above[i]);
	}
	for (size_t i = 0; from && i < sizeof below / sizeof below[0]; i++)
		if (holds(from, (size_t)(p + n - from), below[i]))
			return true;
	return false;
}

/* --- one value ------------------------------------------------------------------- */
static uint64_t hash_text(const char *p, size_t n)
{
	uint64_t h = UINT64_C(14695981039346656037);
	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)p[i]) * UINT64_C(1099511628211);
	h ^= h >> 29;
	return h ? h : 1;
}

static void count_distinct(struct look *l, uint64_t h)
{
	enum { ROOM = sizeof l->seen / sizeof l->seen[0] };
	for (size_t i = h % ROOM;; i = (i + 1) % ROOM) {
		if (l->seen[i] == h)
			return;
		if (!l->seen[i]) {
			l->seen[i] = h;
			l->distinct++;
			return;
		}
	}
}

static bool near_id(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((p[i] < '0' || p[i] > '9') && !(i == 17 && (p[i] | 32) == 'x'))
			return false;
	return n == 18;
}

static void count_personal(struct look *l, const char *p, size_t n, day_t today)
{
	struct personal found = { 0 };
	bool words = false;
	for (size_t i = 0; i < n && !words; i++)
		words = (unsigned char)p[i] >= 0x80 || p[i] == ' ' || p[i] == ',';
	if (!words || n < 16)
		return;
	personal_scan(p, n, today, &found);
	l->text += personal_total(&found) > 0;
}

void look_add(struct look *l, const char *p, size_t n, day_t today)
{
	if (l->rows >= LOOK_ROWS)
		return;
	l->rows++;
	if (empty(p, n))
		return;
	l->filled++;
	bool id = is(FACT_RESIDENT_ID, p, n, today);
	l->fits[SENSE_RESIDENT_ID] += id;
	l->near += !id && near_id(p, n);
	l->fits[SENSE_CREDIT_CODE] += is(FACT_CREDIT_CODE, p, n, today);
	l->fits[SENSE_MOBILE] += is(FACT_MOBILE, p, n, today);
	l->fits[SENSE_PHONE] += phone(p, n, today);
	l->fits[SENSE_PLATE] += is(FACT_PLATE, p, n, today);
	l->fits[SENSE_TRAVEL_PAPER] += is(FACT_PASSPORT, p, n, today);
	l->fits[SENSE_BANK_CARD] += card(p, n, today);
	l->fits[SENSE_EMAIL] += email(p, n);
	if (person_name(p, n)) {
		l->fits[SENSE_NAME]++;
		count_distinct(l, hash_text(p, n));
	}
	l->fits[SENSE_ADDRESS] += address(p, n);
	count_personal(l, p, n, today);
}

int look_share(const struct look *l, enum sense s)
{
	return l->filled < LOOK_LEAST ? 0 : (int)(l->fits[s] * 1000 / l->filled);
}
