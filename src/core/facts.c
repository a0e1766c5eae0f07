/* facts.c - the numbers that carry a check: GB 11643, GB 32100,
 * GB 11714, Luhn. Formats without a check stand in facts_form.c. */
#include "core/facts_form.h"
#include "core/facts_text.h"
#include "base/utf8.h"
#include <string.h>

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
	struct ymd birth = { fact_number(s + 6, 4), fact_number(s + 10, 2), fact_number(s + 12, 2) };
	if (!ymd_real(birth) || birth.year < 1850 || day_of(birth).n > today.n)
		return FACT_BAD_DATE;
	return FACT_VALID;
}

static enum fact resident_id(char *s, size_t n, day_t today)
{
	n = unhyphen(s, n);
	if (n == 15 && fact_digits(s, n)) {     /* until 1999: YYMMDD and no check */
		/* Sequences 996-999 were kept for people born before 1900. */
		bool old = memcmp(s + 12, "996", 3) >= 0;
		memmove(s + 8, s + 6, 9);
		memcpy(s + 6, old ? "18" : "19", 2);
		if (!province_known(fact_number(s, 2)))
			return FACT_BAD_REGION;
		enum fact f = resident_body(s, today);
		s[17] = resident_id_check(s);
		s[18] = '\0';
		return f == FACT_VALID ? FACT_TIDIED : f;
	}
	if (n != 18)
		return FACT_BAD_LENGTH;
	if (!fact_digits(s, 17) || (s[17] != 'X' && (s[17] < '0' || s[17] > '9')))
		return FACT_BAD_CHAR;
	if (!province_known(fact_number(s, 2)))
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
		return fact_digits(s + 3, 12) ? FACT_VALID : FACT_BAD_CHAR;
	}
	if (n != 18)
		return FACT_BAD_LENGTH;
	if (!fact_digits(s, 17) || (s[17] != 'X' && (s[17] < '0' || s[17] > '9')))
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
	if (!strchr("123456789ANY", s[0]) || s[1] < '1' || s[1] > '9' || !fact_digits(s + 2, 6))
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
	if (!fact_digits(s, n))
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
