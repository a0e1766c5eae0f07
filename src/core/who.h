/* who.h - who is asking: the words for people, systems, roles and capabilities.
 *
 * A capability is a word a route can ask for; a role is a set of them; nothing
 * else grants anything. sysadmin, secadmin and auditor exclude each other
 * (GB/T 22239-2019 8.1.5: three separated administrators). */
#ifndef CORE_WHO_H
#define CORE_WHO_H
#include <stdbool.h>
#include <stdint.h>

#define CAP_TABLE(X) /* word on the wire */                                   \
	X(PUBLIC,           "public")            /* anybody, no sign-in */    \
	X(SIGNED_IN,        "signed-in")         /* any account or token */   \
	X(CATALOGUE_READ,   "catalogue-read")    /* the shared catalogue */   \
	X(CATALOGUE_WRITE,  "catalogue-write")   /* own agency's entries */   \
	X(CATALOGUE_REVIEW, "catalogue-review")                               \
	X(DATA_LOAD,        "data-load")         /* own agency's batches */   \
	X(DATA_CALL,        "data-call")         /* /data/v1 by key */        \
	X(CASE_OPEN,        "case-open")                                      \
	X(CASE_ACT,         "case-act")                                       \
	X(CASE_READ,        "case-read")                                      \
	X(GRANT_READ,       "grant-read")                                     \
	X(GRANT_REVOKE,     "grant-revoke")                                   \
	X(RECORD_READ,      "record-read")       /* auditor's search */       \
	X(ORG_READ,         "org-read")                                       \
	X(ORG_WRITE,        "org-write")                                      \
	X(REFORM_WRITE,     "reform-write")      /* registers a reform */     \
	X(REFORM_CONFIRM,   "reform-confirm")    /* the second person */      \
	X(USER_READ,        "user-read")                                      \
	X(USER_WRITE,       "user-write")        /* accounts */               \
	X(ROLE_WRITE,       "role-write")        /* who holds which role */   \
	X(IDENTITY_WRITE,   "identity-write")    /* looked at a person's paper */ \
	X(KEY_WRITE,        "key-write")         /* register system keys */   \
	X(KEY_APPROVE,      "key-approve")       /* the second person */      \
	X(TOKEN_WRITE,      "token-write")                                    \
	X(CALENDAR_WRITE,   "calendar-write")                                 \
	X(NOTICE_READ,      "notice-read")                                    \
	X(COPY_TRACE,       "copy-trace")        /* whose copy leaked */      \
	X(WARNING_ACT,      "warning-act")       /* unusual use looked at */  \
	X(MONITOR_READ,     "monitor-read")      /* monitored operations */   \
	X(OPS_READ,         "ops-read")          /* backups, settings */      \
	X(MY_ACCESSES,      "my-accesses")       /* who looked me up */

enum cap {                              /* 0 is unset: the server won't start */
	CAP_UNSET_,
#define X(id, word) CAP_##id,
	CAP_TABLE(X)
#undef X
	CAP_MAX_
};

#define ROLE_TABLE(X) /* role names are fixed by the public interface */ \
	X(STEWARD, "steward") X(OPERATOR, "operator") X(AUTHORITY, "authority") \
	X(AUDITOR, "auditor") X(SYSADMIN, "sysadmin") X(SECADMIN, "secadmin") \
	X(CYBER, "cyber") X(CITIZEN, "citizen") X(ENTERPRISE, "enterprise")

enum role {
#define X(id, word) ROLE_##id,
	ROLE_TABLE(X)
#undef X
	ROLE_MAX_
};

enum who_kind { WHO_NOBODY, WHO_STAFF, WHO_PERSON, WHO_SYSTEM };
enum org_level { LEVEL_CITY, LEVEL_COUNTY, LEVEL_TOWN, LEVEL_PROVINCE };

struct who {                            /* lives as long as the request */
	enum who_kind kind;
	const char   *id;               /* user, or key/token of a system */
	const char   *name;
	const char   *org;              /* the organisation acted for; NULL: none */
	enum org_level level;           /* of that organisation */
	const char   *region;           /* its GB/T 2260 division */
	uint32_t      roles;            /* bits 1 << ROLE_… */
	uint64_t      caps;             /* bits 1 << CAP_… */
	int           assurance;        /* 0 none .. 3 verified in person */
	const char   *session;          /* NULL unless by cookie */
	const char   *token;            /* id of token or key; NULL otherwise */
	const char   *from;             /* addresses it may ask from (base/address.h);
					 * NULL: any */
};

const char *cap_word(enum cap c);
const char *role_word(enum role r);
/* As a person reads it. */
struct role_title { const char *zh, *en; };
struct role_title role_title(enum role r);
bool        role_read(const char *word, enum role *ret_role);
uint64_t    role_caps(uint32_t roles);  /* the union; the one table */
/* NULL, or which two of these roles one person may not hold together. */
struct role_pair { enum role a, b; };
const struct role_pair *role_clash(uint32_t roles);
static inline bool who_can(const struct who *w, enum cap c)
{
	return w->caps >> c & 1;
}
static inline bool who_is(const struct who *w, enum role r)
{
	return w->roles >> r & 1;
}
#endif
