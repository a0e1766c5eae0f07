/* who.c - the table of roles. A lawyer or auditor can read it: one row a role. */
#include "core/who.h"
#include <stddef.h>
#include <string.h>

#define C(id) (UINT64_C(1) << CAP_##id)

/* What every signed-in person of an agency may do. */
#define STAFF (C(PUBLIC) | C(SIGNED_IN) | C(CATALOGUE_READ) | C(CASE_READ) | \
	       C(ORG_READ) | C(NOTICE_READ) | C(TOKEN_WRITE))

/* clang-format off */
static const uint64_t caps[ROLE_MAX_] = {
[ROLE_STEWARD]    = STAFF | C(CATALOGUE_WRITE) | C(DATA_LOAD) | C(CASE_OPEN) | C(CASE_ACT) |
		    C(GRANT_READ) | C(GRANT_REVOKE) | C(KEY_WRITE) | C(WARNING_ACT),
[ROLE_OPERATOR]   = STAFF | C(CATALOGUE_REVIEW) | C(CASE_OPEN) | C(CASE_ACT) | C(GRANT_READ) |
		    C(GRANT_REVOKE) | C(KEY_APPROVE) | C(IDENTITY_WRITE) | C(REFORM_WRITE) |
		    C(WARNING_ACT),
[ROLE_AUTHORITY]  = STAFF | C(CATALOGUE_REVIEW) | C(CASE_OPEN) | C(CASE_ACT) | C(GRANT_READ) |
		    C(GRANT_REVOKE) | C(REFORM_CONFIRM) | C(WARNING_ACT),
[ROLE_AUDITOR]    = STAFF | C(RECORD_READ) | C(GRANT_READ) | C(USER_READ) | C(MONITOR_READ),
[ROLE_SYSADMIN]   = STAFF | C(ORG_WRITE) | C(USER_READ) | C(USER_WRITE) | C(CALENDAR_WRITE) |
		    C(OPS_READ),
[ROLE_SECADMIN]   = STAFF | C(USER_READ) | C(ROLE_WRITE) | C(KEY_APPROVE) | C(GRANT_READ) |
		    C(OPS_READ) | C(COPY_TRACE) | C(WARNING_ACT) | C(MONITOR_READ),
[ROLE_CYBER]      = STAFF | C(CASE_OPEN) | C(CASE_ACT) | C(GRANT_READ) | C(WARNING_ACT),
[ROLE_CITIZEN]    = C(PUBLIC) | C(SIGNED_IN) | C(CASE_OPEN) | C(CASE_READ) | C(TOKEN_WRITE) |
		    C(MY_ACCESSES),
[ROLE_ENTERPRISE] = C(PUBLIC) | C(SIGNED_IN) | C(CASE_OPEN) | C(CASE_READ) | C(TOKEN_WRITE) |
		    C(MY_ACCESSES),
};
static const struct role_pair clashes[] = {
{ ROLE_SYSADMIN, ROLE_SECADMIN },
{ ROLE_SYSADMIN, ROLE_AUDITOR },
{ ROLE_SECADMIN, ROLE_AUDITOR },
{ ROLE_AUDITOR,  ROLE_STEWARD },
{ ROLE_AUDITOR,  ROLE_OPERATOR },
{ ROLE_AUDITOR,  ROLE_AUTHORITY },
{ ROLE_SYSADMIN, ROLE_STEWARD },
{ ROLE_SYSADMIN, ROLE_OPERATOR },
{ ROLE_SYSADMIN, ROLE_AUTHORITY },
{ ROLE_SECADMIN, ROLE_STEWARD },
};
/* clang-format on */

const char *cap_word(enum cap c)
{
	static const char *const words[CAP_MAX_] = {
		[CAP_UNSET_] = "unset",
#define X(id, word) [CAP_##id] = word,
		CAP_TABLE(X)
#undef X
	};
	return words[c];
}

const char *role_word(enum role r)
{
	static const char *const words[ROLE_MAX_] = {
#define X(id, word) [ROLE_##id] = word,
		ROLE_TABLE(X)
#undef X
	};
	return words[r];
}

struct role_title role_title(enum role r)
{
	static const struct role_title titles[ROLE_MAX_] = {
		[ROLE_STEWARD] = { "数据管理员", "data steward" },
		[ROLE_OPERATOR] = { "运行管理机构", "operator" },
		[ROLE_AUTHORITY] = { "主管部门", "authority" },
		[ROLE_AUDITOR] = { "审计管理员", "auditor" },
		[ROLE_SYSADMIN] = { "系统管理员", "system administrator" },
		[ROLE_SECADMIN] = { "安全管理员", "security administrator" },
		[ROLE_CYBER] = { "网信部门", "cyberspace office" },
		[ROLE_CITIZEN] = { "公众", "citizen" },
		[ROLE_ENTERPRISE] = { "企业", "enterprise" },
	};
	return titles[r];
}

bool role_read(const char *word, enum role *ret_role)
{
	for (int r = 0; r < ROLE_MAX_; r++) {
		if (strcmp(role_word((enum role)r), word) == 0) {
			*ret_role = (enum role)r;
			return true;
		}
	}
	return false;
}

uint64_t role_caps(uint32_t roles)
{
	uint64_t all = C(PUBLIC);
	for (int r = 0; r < ROLE_MAX_; r++)
		if (roles >> r & 1)
			all |= caps[r];
	return all;
}

const struct role_pair *role_clash(uint32_t roles)
{
	for (size_t i = 0; i < sizeof clashes / sizeof clashes[0]; i++)
		if ((roles >> clashes[i].a & 1) && (roles >> clashes[i].b & 1))
			return &clashes[i];
	return NULL;
}
