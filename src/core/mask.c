/* mask.c - see mask.h. Counting is by characters (code points), never bytes. */
#include "core/mask.h"
#include "base/enc.h"
#include "base/utf8.h"
#include <string.h>

static const char *const words[MASK_MAX_] = {
#define X(id, word) [MASK_##id] = word,
	MASK_TABLE(X)
#undef X
};

/* Surnames of two characters in use today. */
static const char *const compound[] = {
	"欧阳", "上官", "司马", "司徒", "司空", "诸葛", "夏侯", "皇甫", "尉迟", "公孙",
	"慕容", "令狐", "宇文", "长孙", "东方", "南宫", "独孤", "端木", "轩辕", "百里",
	"东郭", "南门", "西门", "呼延", "澹台", "淳于", "单于", "太史", "申屠", "公羊",
	"公冶", "宗政", "濮阳", "赫连", "钟离", "鲜于", "闾丘", "仲孙", "亓官", "司寇",
	"子车", "颛孙", "巫马", "公西", "漆雕", "乐正", "壤驷", "公良", "拓跋", "夹谷",
	"宰父", "谷梁", "段干", "东门", "左丘", "梁丘", "第五", "呼兰", "纳兰", "完颜",
	"耶律", "歐陽", "司馬", "諸葛", "長孫", "東方", "鍾離", "万俟", "尉遲",
};

const char *mask_word(enum mask m)
{
	return words[m];
}

const char *mask_words(void)
{
#define X(id, word) ", " word
	return &(MASK_TABLE(X))[2];
#undef X
}

bool mask_read(const char *word, enum mask *ret_mask)
{
	for (int i = 0; i < MASK_MAX_; i++) {
		if (strcmp(words[i], word) == 0) {
			*ret_mask = (enum mask)i;
			return true;
		}
	}
	return false;
}

struct hash mask_key(const uint8_t seal_key[32], const char *grant)
{
	static const char use[] = "gongshu mask v1\n";
	struct hash k = hash_keyed(seal_key, 32, use, sizeof use - 1);
	return hash_keyed(k.b, sizeof k.b, grant, strlen(grant));
}

static void stars(struct buf *out, size_t n)
{
	static const char row[] = "****************";
	for (; n > 16; n -= 16)
		buf_bytes(out, row, 16);
	buf_bytes(out, row, n);
}

/* The value isn't what the mask was made for: only its length shows, and not
 * even that beyond 18 characters. */
static void all_stars(struct buf *out, const char *s, size_t n)
{
	size_t count = utf8_count(s, n);
	stars(out, count > 18 ? 18 : count);
}

static bool made_of(const char *s, size_t n, const char *set)
{
	for (size_t i = 0; i < n; i++)
		if (!s[i] || !strchr(set, s[i]))
			return false;
	return true;
}

static void ends(struct buf *out, const char *s, size_t n, size_t front, size_t back)
{
	buf_bytes(out, s, front);
	stars(out, n - front - back);
	buf_bytes(out, s + n - back, back);
}

static void id_number(struct buf *out, const char *s, size_t n)
{
	if ((n == 18 || n == 15) && made_of(s, n - 1, "0123456789*") &&
	    made_of(s + n - 1, 1, n == 18 ? "0123456789Xx*" : "0123456789*"))
		ends(out, s, n, 6, 4);
	else
		all_stars(out, s, n);
}

static void mobile(struct buf *out, const char *s, size_t n)
{
	if (n == 11 && (s[0] == '1' || s[0] == '*') && made_of(s, n, "0123456789*"))
		ends(out, s, n, 3, 4);
	else
		all_stars(out, s, n);
}

static void bank_card(struct buf *out, const char *s, size_t n)
{
	if (n >= 13 && n <= 19 && made_of(s, n, "0123456789*"))
		ends(out, s, n, 6, 4);
	else
		all_stars(out, s, n);
}

static bool han(uint32_t c)
{
	return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
	       (c >= 0x20000 && c <= 0x323AF) || (c >= 0xF900 && c <= 0xFAFF) ||
	       c == 0x3007;
}

static bool latin(uint32_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Bytes of the surname at the start: two characters when the pair is a known
 * compound surname and something follows it, else one; 0: not a name. A Latin
 * name shows its first letter, since where the surname stands isn't known. */
static size_t surname(const char *s, size_t n)
{
	size_t first;
	if (!n)
		return 0;
	uint32_t c = utf8_char(s, &first);
	if (!han(c))
		return latin(c) && n > first ? first : 0;
	for (size_t i = 0; i < sizeof compound / sizeof compound[0]; i++) {
		size_t len = strlen(compound[i]);
		if (n > len && memcmp(s, compound[i], len) == 0)
			return len;
	}
	return n > first ? first : 0;
}

static void name(struct buf *out, const char *s, size_t n)
{
	for (; n && *s == ' '; s++, n--)
		;
	size_t keep = surname(s, n);
	buf_bytes(out, s, keep);
	all_stars(out, s + keep, n - keep);
}

/* --- addresses ---------------------------------------------------------- */

enum { PROVINCE = 1, CITY, COUNTY, TOWN };

/* What ends the name of a division, the longer word before the shorter. */
static const struct { const char *word; int level; } marks[] = {
	{ "自治区", PROVINCE }, { "特别行政区", PROVINCE }, { "省", PROVINCE },
	{ "自治州", CITY }, { "地区", CITY }, { "自治县", COUNTY }, { "市", CITY },
	{ "开发区", COUNTY }, { "新区", COUNTY }, { "区", COUNTY }, { "县", COUNTY },
	{ "街道", TOWN }, { "苏木", TOWN }, { "镇", TOWN }, { "乡", TOWN },
};
/* What no name of a division above a village holds: from here on nothing is
 * shown. 区 after 小, 社 and the like is no division either. */
static const char *const stops[] = {
	"路", "巷", "弄", "号", "村", "组", "栋", "幢", "室", "单元", "公寓", "花园",
	"小区", "社区", "校区", "厂区", "院区", "景区", "库区", "超市", "商城", "大厦",
	"乡下", "广场", "学校", "医院", "公司",
};

static bool starts(const char *s, size_t n, const char *word)
{
	size_t len = strlen(word);
	return n >= len && memcmp(s, word, len) == 0;
}

static bool stopped(const char *s, size_t n, uint32_t c)
{
	if (!han(c))
		return true;
	for (size_t i = 0; i < sizeof stops / sizeof stops[0]; i++)
		if (starts(s, n, stops[i]))
			return true;
	return starts(s, n, "街") && !starts(s, n, "街道");
}

/* The mark at `s` of a level below `above`, or -1. 市 under a city is a county-
 * level city (盐城市东台市). */
static int mark_at(const char *s, size_t n, int above, int *ret_level)
{
	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
		int level = marks[i].level;
		if (!starts(s, n, marks[i].word))
			continue;
		if (level == CITY && above == CITY)
			level = COUNTY;
		if (level <= above)
			return -1;
		*ret_level = level;
		return (int)i;
	}
	return -1;
}

/* Bytes of the address that name divisions, down to the town. A division's
 * name has at most 12 characters before its mark, and at least one. */
static size_t divisions(const char *s, size_t n)
{
	size_t kept = 0, at = 0;
	int above = 0, chars = 0;
	while (at < n && above < TOWN && chars <= 12) {
		size_t len;
		int level = 0;
		uint32_t c = utf8_char(s + at, &len);
		int m = chars ? mark_at(s + at, n - at, above, &level) : -1;
		if (m >= 0) {
			at += strlen(marks[m].word);
			kept = at;
			above = level;
			chars = 0;
			continue;
		}
		if (stopped(s + at, n - at, c))
			break;
		at += len;
		chars++;
	}
	return kept;
}

static void address(struct buf *out, const char *s, size_t n)
{
	size_t kept = divisions(s, n);
	buf_bytes(out, s, kept);
	if (kept < n)
		stars(out, 4);
}

static void hashed(struct buf *out, const struct hash *key, const char *s, size_t n)
{
	char text[HEX_TEXT(16)];
	struct hash h = hash_keyed(key->b, sizeof key->b, s, n);
	buf_bytes(out, hex_text(h.b, 16, text), 32);
}

bool mask_put(struct buf *out, enum mask m, const struct hash *key, const char *s,
	      size_t n)
{
	switch (m) {
	case MASK_KEEP:      buf_bytes(out, s, n);      return true;
	case MASK_NAME:      name(out, s, n);           return true;
	case MASK_ID_NUMBER: id_number(out, s, n);      return true;
	case MASK_MOBILE:    mobile(out, s, n);         return true;
	case MASK_ADDRESS:   address(out, s, n);        return true;
	case MASK_BANK_CARD: bank_card(out, s, n);      return true;
	case MASK_HASH:      hashed(out, key, s, n);    return true;
	case MASK_SUPPRESS:
	case MASK_VERIFY:    return false;
	case MASK_MAX_:      break;
	}
	return false;
}
