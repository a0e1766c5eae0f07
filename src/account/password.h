/* password.h - which passwords the 等保 profile lets pass. Pure.
 *
 * At least 10 characters, at most 128, three of four classes, none of the words
 * everybody tries, not the sign-in name. Age and history are the shell's. */
#ifndef ACCOUNT_PASSWORD_H
#define ACCOUNT_PASSWORD_H
#include "base/ctx.h"

enum { PASSWORD_LEAST = 10, PASSWORD_MOST = 128, PASSWORD_PAST = 5 };

/* NFC, so that the same keys give the same bytes on every machine. */
enum err password_normal(struct ctx *cx, const char *typed,
			 const char **ret_password) MUST_USE;
/* ERR_INVALID with field "password" and the rule it breaks. `password` is the
 * normal form; `name` the sign-in name. */
enum err password_check(struct ctx *cx, const char *password, const char *name) MUST_USE;
#endif
