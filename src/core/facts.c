/* facts.c - tidying and the numbers that carry a check: GB 11643, GB 32100,
 * GB 11714, Luhn. Formats without a check stand in facts_form.c. */
#include "core/facts_form.h"
#include "base/utf8.h"
#include <string.h>

/* Blanks and marks that are never part of a value. */
static bool is_blank(uint32_t c)
{
	return c <= 0x20 || c == 0x7f || c == 0xa0 || c == 0x3000 || c == 0xfeff ||
	       (c >= 0x2000 && c <= 0x200f) || (c >= 0x2028 && c <= 0x202f) || c == 0x2060;
}

static uint32_t plain(uint32_t c)
{
	if (c >= 0xff01 && c <= 0xff5e)            /* full-width forms */
		c -= 0xfee0;
	if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212)
		return '-';
	if (c == 0x2169 || c == 0x2179)            /* the Roman ten, seen as check digit */
		return 'X';
	return c >= 'a' && c <= 'z' ? c - 32 : c;
}

long fact_tidy(const char *text, size_t n, char out[FACT_TEXT])
{
	size_t w = 0;

	for (size_t i = 0; i < n;) {
		char as_is = text[i];           /* most are tidy already */
		if (((as_is >= '0' && as_is <= '9') || (as_is >= 'A' && as_is <= 'Z')) &&
		    w + 1 < FACT_TEXT) {
			out[w++] = as_is;
			i++;
			continue;
		}
		size_t len = utf8_len(text + i, n - i);
		if (len == 0)
			return -1;
		uint32_t c = utf8_char(text + i, &len);
		i += len;
		if (is_blank(c))
			continue;
		char put[4];
		size_t k = utf8_put(plain(c), put);
		if (w + k >= FACT_TEXT)
			return -1;
		memcpy(out + w, put, k);
		w += k;
	}
	out[w] = '\0';
	return (long)w;
}

bool all_digits(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] < '0' || s[i] > '9')
			return false;
	return true;
}

int digits(const char *s, size_t n)
{
	int v = 0;
	for (size_t i = 0; i < n; i++)
		v = v * 10 + (s[i] - '0');
	return v;
}

/* Takes out hyphens, in place; the new length. */
static size_t unhyphen(char *s, size_t n)
{
	size_t w = 0;
	for (size_t i = 0; i < n; i++)
		if (s[i] != '-')
			s[w++] = s[i];
	s[w] = '\0';
	return w;
}

bool province_known(int p)
{
	return (p >= 11 && p <= 15) || (p >= 21 && p <= 23) || (p >= 31 && p <= 37) ||
	       (p >= 41 && p <= 46) || (p >= 50 && p <= 54) || (p >= 61 && p <= 65) ||
	       p == 71 || (p >= 81 && p <= 83);
}

char resident_id_check(const char d[17])
{
	static const int weight[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	int sum = 0;
	for (int i = 0; i < 17; i++)
		sum += (d[i] - '0') * weight[i];
	return "10X98765432"[sum % 11];
}

/* Birth in characters 7-14 of the 17 digits. */
static enum fact resident_body(const char *s, day_t today)
{
	struct ymd birth = { digits(s + 6, 4), digits(s + 10, 2), digits(s + 12, 2) };
	if (!ymd_real(birth) || birth.year < 1850 || day_of(birth).n > today.n)
		return FACT_BAD_DATE;
	return FACT_VALID;
}

static enum fact resident_id(char *s, size_t n, day_t today)
{
	n = unhyphen(s, n);
	if (n == 15 && all_digits(s, n)) {     /* until 1999: YYMMDD and no check */
		/* Sequences 996-999 were kept for people born before 1900. */
		bool old = memcmp(s + 12, "996", 3) >= 0;
		memmove(s + 8, s + 6, 9);
		memcpy(s + 6, old ? "18" : "19", 2);
		if (!province_known(digits(s, 2)))
			return FACT_BAD_REGION;
		enum fact f = resident_body(s, today);
		s[17] = resident_id_check(s);
		s[18] = '\0';
		return f == FACT_VALID ? FACT_TIDIED : f;
	}
	if (n != 18)
		return FACT_BAD_LENGTH;
	if (!all_digits(s, 17) || (s[17] != 'X' && (s[17] < '0' || s[17] > '9')))
		return FACT_BAD_CHAR;
	if (!province_known(digits(s, 2)))
		return FACT_BAD_REGION;
	enum fact f = resident_body(s, today);
	if (f != FACT_VALID)
		return f;
	return resident_id_check(s) == s[17] ? FACT_VALID : FACT_BAD_CHECK;
}

/* Permanent residence card of foreigners since 2023: the same check, begins with 9. */
static enum fact foreign_id(char *s, size_t n, day_t today)
{
	n = unhyphen(s, n);
	if (n == 15 && s[0] >= 'A' && s[0] <= 'Z') {   /* the card before it */
		for (size_t i = 0; i < 3; i++)
			if (s[i] < 'A' || s[i] > 'Z')
				return FACT_BAD_CHAR;
		return all_digits(s + 3, 12) ? FACT_VALID : FACT_BAD_CHAR;
	}
	if (n != 18)
		return FACT_BAD_LENGTH;
	if (!all_digits(s, 17) || (s[17] != 'X' && (s[17] < '0' || s[17] > '9')))
		return FACT_BAD_CHAR;
	if (s[0] != '9')
		return FACT_BAD_REGION;
	enum fact f = resident_body(s, today);
	if (f != FACT_VALID)
		return f;
	return resident_id_check(s) == s[17] ? FACT_VALID : FACT_BAD_CHECK;
}

static const char credit_alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

char credit_code_check(const char c[17])
{
	static const int weight[17] = { 1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24,
					10, 30, 28 };
	int sum = 0;
	for (int i = 0; i < 17; i++) {
		const char *at = c[i] ? strchr(credit_alphabet, c[i]) : NULL;
		if (!at)
			return 0;
		sum += (int)(at - credit_alphabet) * weight[i];
	}
	return credit_alphabet[(31 - sum % 31) % 31];
}

static enum fact credit_code(char *s, size_t n)
{
	n = unhyphen(s, n);
	if (n != 18)
		return FACT_BAD_LENGTH;
	char check = credit_code_check(s);
	if (!check || !strchr(credit_alphabet, s[17]))
		return FACT_BAD_CHAR;
	if (!strchr("123456789ANY", s[0]) || s[1] < '1' || s[1] > '9' || !all_digits(s + 2, 6))
		return FACT_BAD_CHAR;
	return check == s[17] ? FACT_VALID : FACT_BAD_CHECK;
}

char org_code_check(const char c[8])
{
	static const int weight[8] = { 3, 7, 9, 10, 5, 8, 4, 2 };
	int sum = 0;
	for (int i = 0; i < 8; i++) {
		if (c[i] >= '0' && c[i] <= '9')
			sum += (c[i] - '0') * weight[i];
		else if (c[i] >= 'A' && c[i] <= 'Z')
			sum += (c[i] - 'A' + 10) * weight[i];
		else
			return 0;
	}
	int check = 11 - sum % 11;
	return check == 10 ? 'X' : check == 11 ? '0' : (char)('0' + check);
}

static enum fact org_code(char *s, size_t n)
{
	bool printed = n == 10 && s[8] == '-'; /* printed with a hyphen: its own form */
	if (!printed && n != 9)
		return FACT_BAD_LENGTH;
	if (printed)
		unhyphen(s, n);
	char check = org_code_check(s);
	if (!check)
		return FACT_BAD_CHAR;
	return check == s[8] ? FACT_VALID : FACT_BAD_CHECK;
}

static enum fact bank_card(char *s, size_t n)
{
	n = unhyphen(s, n);
	if (!all_digits(s, n))
		return FACT_BAD_CHAR;
	if (n < 13 || n > 19)
		return FACT_BAD_LENGTH;
	int sum = 0;
	for (size_t i = 0; i < n; i++) {
		int d = s[n - 1 - i] - '0';
		if (i % 2 == 1 && (d *= 2) > 9)
			d -= 9;
		sum += d;
	}
	return sum % 10 == 0 ? FACT_VALID : FACT_BAD_CHECK;
}

static enum fact judge(enum fact_kind kind, char *s, size_t n, day_t today)
{
	switch (kind) {
	case FACT_RESIDENT_ID:   return resident_id(s, n, today);
	case FACT_CREDIT_CODE:   return credit_code(s, n);
	case FACT_ORG_CODE:      return org_code(s, n);
	case FACT_BANK_CARD:     return bank_card(s, n);
	case FACT_MOBILE:        return form_mobile(s, n);
	case FACT_LANDLINE:      return form_landline(s, n);
	case FACT_PHONE:         return form_phone(s, n);
	case FACT_PLATE:         return form_plate(s, n);
	case FACT_POSTCODE:      return form_postcode(s, n);
	case FACT_PASSPORT:      return form_passport(s, n);
	case FACT_TRAVEL_PERMIT: return form_travel_permit(s, n);
	case FACT_FOREIGN_ID:    return foreign_id(s, n, today);
	case FACT_DATE:          return form_date(s, n);
	case FACT_DIVISION:      return form_division(s, n);
	case FACT_KINDS_:        break;
	}
	return FACT_BAD_FORMAT;
}

enum fact fact_check(enum fact_kind kind, const char *text, size_t n, day_t today,
		     char tidied[FACT_TEXT])
{
	long len = fact_tidy(text, n, tidied);
	if (len == 0)
		return FACT_BAD_EMPTY;
	if (len < 0)
		return utf8_valid(text, n) ? FACT_BAD_LENGTH : FACT_BAD_CHAR;
	bool same = (size_t)len == n && memcmp(text, tidied, n) == 0;
	enum fact f = judge(kind, tidied, (size_t)len, today);
	return f == FACT_VALID && !same ? FACT_TIDIED : f;
}

const char *fact_word(enum fact f)
{
	static const char *const words[] = {
#define X(id, word) [FACT_##id] = word,
		FACT_VERDICTS(X)
#undef X
	};
	return words[f];
}

const char *fact_kind_word(enum fact_kind k)
{
	static const char *const words[] = {
#define X(id, word) [FACT_##id] = word,
		FACT_KINDS(X)
#undef X
	};
	return words[k];
}

bool fact_kind_read(const char *word, enum fact_kind *ret_kind)
{
	if (strcmp(word, "uscc") == 0)
		word = "credit_code";
	for (int k = 0; k < FACT_KINDS_; k++) {
		if (strcmp(word, fact_kind_word((enum fact_kind)k)) == 0) {
			*ret_kind = (enum fact_kind)k;
			return true;
		}
	}
	return false;
}
