/* scope.c - the table of scopes. */
#include "account/scope.h"
#include <string.h>

#define C(id) (UINT64_C(1) << CAP_##id)

/* clang-format off */
static const struct { const char *word; uint64_t caps; } scopes[SCOPE_MAX_] = {
[SCOPE_DATA]      = { "data",      C(CATALOGUE_READ) | C(GRANT_READ) },
[SCOPE_CATALOGUE] = { "catalogue", C(CATALOGUE_READ) | C(CATALOGUE_WRITE) | C(CATALOGUE_REVIEW) },
[SCOPE_UPLOAD]    = { "upload",    C(CATALOGUE_READ) | C(DATA_LOAD) },
[SCOPE_CASES]     = { "cases",     C(CATALOGUE_READ) | C(CASE_OPEN) | C(CASE_ACT) | C(CASE_READ) },
[SCOPE_GRANTS]    = { "grants",    C(GRANT_READ) | C(GRANT_REVOKE) },
[SCOPE_RECORD]    = { "record",    C(RECORD_READ) },
[SCOPE_ORGS]      = { "orgs",      C(ORG_READ) | C(ORG_WRITE) },
[SCOPE_USERS]     = { "users",     C(USER_READ) },
[SCOPE_NOTICES]   = { "notices",   C(NOTICE_READ) },
[SCOPE_OPEN]      = { "open",      0 },
};
/* clang-format on */

const char *scope_word(enum scope s)
{
	return scopes[s].word;
}

bool scope_read(const char *word, uint32_t *ret_bit)
{
	for (unsigned s = 0; s < SCOPE_MAX_; s++) {
		if (strcmp(scopes[s].word, word) == 0) {
			*ret_bit = UINT32_C(1) << s;
			return true;
		}
	}
	return false;
}

uint32_t scopes_read(const char *words)
{
	uint32_t all = 0;
	for (unsigned s = 0; s < SCOPE_MAX_; s++) {
		size_t n = strlen(scopes[s].word);
		for (const char *at = words; (at = strstr(at, scopes[s].word)); at += n)
			if ((at == words || at[-1] == ' ') && (at[n] == 0 || at[n] == ' '))
				all |= UINT32_C(1) << s;
	}
	return all;
}

uint64_t scope_caps(uint32_t bits, uint64_t owner, bool acts_for_org)
{
	uint64_t all = C(PUBLIC) | C(SIGNED_IN);
	for (unsigned s = 0; s < SCOPE_MAX_; s++)
		if (bits >> s & 1)
			all |= scopes[s].caps & owner;
	if (acts_for_org && (bits >> SCOPE_DATA & 1))
		all |= C(DATA_CALL);
	return all;
}
