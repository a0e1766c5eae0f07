/* personal.c - see personal.h. */
#include "core/personal.h"
#include "core/facts.h"

static bool is(enum fact_kind kind, const char *p, size_t n, day_t today)
{
	char tidied[FACT_TEXT];
	return fact_ok(fact_check(kind, p, n, today, tidied));
}

/* A run of digits, with the X that may end an identity number. A number that
 * only passes Luhn's test is a card in one case of ten, so it must also begin
 * as cards of this country or the two large schemes do. */
static void judge(const char *p, size_t n, day_t today, struct personal *found)
{
	if (n == 11 && p[0] == '1' && p[1] >= '3')
		found->mobiles++;
	else if (n == 13 && p[0] == '8' && p[1] == '6' && p[2] == '1' && p[3] >= '3')
		found->mobiles++;
	else if (n == 18 && is(FACT_RESIDENT_ID, p, n, today))
		found->ids++;
	else if (((n >= 16 && n <= 19 && p[0] == '6' && p[1] == '2') ||
		  (n == 16 && (p[0] == '4' || p[0] == '5'))) && is(FACT_BANK_CARD, p, n, today))
		found->cards++;
}

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

/* No run of eleven digits passes without a digit at every eleventh byte: most of
 * a text is never looked at. `i` stands behind a byte that is no digit. */
void personal_scan(const char *p, size_t n, day_t today, struct personal *found)
{
	for (size_t i = 0; i + 10 < n;) {
		size_t from = i + 10, to = i + 11;
		if (!digit(p[from])) {
			i = to;
			continue;
		}
		while (from > i && digit(p[from - 1]))
			from--;
		while (to < n && digit(p[to]))
			to++;
		if (to - from == 17 && to < n && (p[to] == 'X' || p[to] == 'x'))
			to++;
		if (to - from >= 11)
			judge(p + from, to - from, today, found);
		i = to + 1;
	}
}
