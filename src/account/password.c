/* password.c - the rules of GB/T 22239-2019 8.1.4.1 as assessors expect them, and
 * those of ASVS 5.0, which forbids them. */
#include "account/password.h"
#include "base/utf8.h"
#include <ctype.h>
#include <string.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

/* Looked for anywhere in the password, whatever the case. */
static const char *const tried[] = {
	"password", "passw0rd", "p@ssw0rd", "admin", "qwerty", "123456", "654321", "111111",
	"abc123", "iloveyou", "letmein", "welcome", "gongshu", "yancheng",
};

enum err password_normal(struct ctx *cx, const char *typed, const char **ret_password)
{
	UErrorCode bad = U_ZERO_ERROR;
	UChar raw[4 * PASSWORD_MOST], normal[4 * PASSWORD_MOST];
	int32_t n = 0;
	size_t len = strlen(typed);
	if (len > 4 * PASSWORD_MOST || !utf8_valid(typed, len))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_PASSWORD_LONG(PASSWORD_MOST)),
				  "password");
	u_strFromUTF8(raw, 4 * PASSWORD_MOST, &n, typed, (int32_t)len, &bad);
	const UNormalizer2 *nfc = unorm2_getNFCInstance(&bad);
	n = unorm2_normalize(nfc, raw, n, normal, 4 * PASSWORD_MOST, &bad);
	char *out = ctx_alloc(cx, 16 * PASSWORD_MOST);
	int32_t made = 0;
	u_strToUTF8(out, 16 * PASSWORD_MOST - 1, &made, normal, n, &bad);
	if (U_FAILURE(bad))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_PASSWORD_LONG(PASSWORD_MOST)),
				  "password");
	out[made] = 0;
	*ret_password = out;
	return OK;
}

static int classes(const char *s)
{
	bool upper = false, lower = false, digit = false, other = false;
	for (const unsigned char *p = (const unsigned char *)s; *p; p++) {
		if (isupper(*p))
			upper = true;
		else if (islower(*p))
			lower = true;
		else if (isdigit(*p))
			digit = true;
		else
			other = true;
	}
	return upper + lower + digit + other;
}

static enum err refuse(struct ctx *cx, struct said said)
{
	return fail_field(cx, fail(cx, ERR_INVALID, said), "password");
}

enum password_profile password_profile(const char *setting)
{
	return strcmp(setting, "asvs") == 0 ? PASSWORD_ASVS : PASSWORD_DENGBAO;
}

enum err password_check(struct ctx *cx, enum password_profile profile, const char *password,
			const char *name)
{
	size_t n = utf8_count(password, strlen(password));
	size_t least = profile == PASSWORD_ASVS ? PASSWORD_LEAST_ASVS : PASSWORD_LEAST;
	if (n < least)
		return refuse(cx, SAY_PASSWORD_SHORT((int64_t)least));
	if (n > PASSWORD_MOST)
		return refuse(cx, SAY_PASSWORD_LONG(PASSWORD_MOST));
	if (profile == PASSWORD_DENGBAO && classes(password) < 3)
		return refuse(cx, SAY_PASSWORD_CLASSES());
	for (size_t i = 0; i < sizeof tried / sizeof tried[0]; i++)
		if (strcasestr(password, tried[i]))
			return refuse(cx, SAY_PASSWORD_COMMON());
	if (strlen(name) >= 4 && strcasestr(password, name))
		return refuse(cx, SAY_PASSWORD_HAS_NAME());
	return OK;
}
