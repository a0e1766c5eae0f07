/* password.h - which passwords a site's profile lets pass. Pure.
 *
 * 等保 (GB/T 22239 as assessors read it): at least 10 characters, three of four
 * classes. ASVS 5.0: at least 12, of any kind. Both: at most 128, none of the
 * words everybody tries, not the sign-in name. Age and history are the shell's. */
#ifndef ACCOUNT_PASSWORD_H
#define ACCOUNT_PASSWORD_H
#include "base/ctx.h"

enum { PASSWORD_LEAST = 10, PASSWORD_LEAST_ASVS = 12, PASSWORD_MOST = 128,
       PASSWORD_PAST = 5 };
enum password_profile { PASSWORD_DENGBAO, PASSWORD_ASVS };
enum password_profile password_profile(const char *setting);

/* NFC, so that the same keys give the same bytes on every machine. */
enum err password_normal(struct ctx *cx, const char *typed,
			 const char **ret_password) MUST_USE;
/* ERR_INVALID with field "password" and the rule it breaks. `password` is the
 * normal form; `name` the sign-in name. */
enum err password_check(struct ctx *cx, enum password_profile profile, const char *password,
			const char *name) MUST_USE;
#endif
