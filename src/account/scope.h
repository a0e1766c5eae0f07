/* scope.h - what a bearer token may be limited to: words for sets of
 * capabilities. A token never has more than its owner, with one exception that
 * is the point of it: `data` lets an agency's system call the data interface,
 * which no person's role does. Pure. */
#ifndef ACCOUNT_SCOPE_H
#define ACCOUNT_SCOPE_H
#include "core/who.h"

enum scope { /* stored as words */
	SCOPE_DATA, SCOPE_CATALOGUE, SCOPE_UPLOAD, SCOPE_CASES, SCOPE_GRANTS, SCOPE_RECORD,
	SCOPE_ORGS, SCOPE_USERS, SCOPE_NOTICES, SCOPE_OPEN, SCOPE_MAX_
};

const char *scope_word(enum scope s);
bool        scope_read(const char *word, uint32_t *ret_bit);
/* Words parted by blanks, as stored; unknown ones are left out. */
uint32_t    scopes_read(const char *words);
/* Capabilities of a token with `scopes` (bits 1 << SCOPE_…) whose owner has
 * `owner`; `acts_for_org`: the owner belongs to an organisation. */
uint64_t    scope_caps(uint32_t scopes, uint64_t owner, bool acts_for_org);
#endif
