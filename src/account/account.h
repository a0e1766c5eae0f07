/* account.h - organisations, the people and systems in them, and who is asking.
 *
 * Read core/who.h first: roles and capabilities. This header is what other
 * features lean on; user.h, session.h, token.h and key.h hold the rest.
 *
 * `struct account` is the one long-lived thing: a cache of principals by the
 * hash of their secret, the limits on signing in, and the sealing key. A cached
 * principal is good for as long as the store's account epoch stands still; every
 * revocation, role change or disabling moves the epoch in the same transaction.
 * The epoch is read at most every 100 ms and at once after a change made by
 * this process, so that a revocation holds everywhere within a second (doc/adr/0012). */
#ifndef ACCOUNT_ACCOUNT_H
#define ACCOUNT_ACCOUNT_H
#include "core/actor.h"
#include "store/store.h"

struct account;

struct settings;
struct account_setup {
	struct store          *store;
	const struct settings *settings;
	const uint8_t         *seal_key;        /* 32 bytes, kept outside the store */
};
/* `cx` must outlive it. */
enum err account_open(struct ctx *cx, struct account_setup setup,
		      struct account **ret_account) MUST_USE;
void     account_close(struct account *a);       /* wipes its keys */
/* The sealing key of a data directory, keys/seal.key (mode 0400): read, or drawn
 * and written durably the first time. */
enum err account_seal_key(struct ctx *cx, const char *dir, uint8_t ret_key[32]) MUST_USE;

/* --- who is asking ----------------------------------------------------- */
#define ACCOUNT_COOKIE      "gongshu-session"
#define ACCOUNT_COOKIE_HOST "__Host-gongshu-session"   /* when cookie_secure */

struct credentials {                    /* at most one; all NULL: nobody */
	const char *session;            /* value of the cookie */
	const char *bearer;             /* value of Authorization: Bearer */
	const char *key_id;             /* of a signature already verified */
};

/* The principal, in the request's arena. No credentials: WHO_NOBODY. Wrong,
 * expired or revoked ones: ERR_UNSIGNED. Costs 1-2 µs when cached; may read, and
 * once a minute for a session write, so call it on a worker.
 *
 * A session or bearer token acts as the person who owns it: `id` is that
 * person's, so that nobody decides on their own request by way of a token;
 * `token` is the token's id. Its capabilities are those of its scopes that the
 * owner has. A key is WHO_SYSTEM and `id` is the key's. A person who must change
 * the password first has no capability beyond signed-in. On a CAP_PUBLIC route
 * the dispatcher may take a stale session for nobody; never a stale bearer. */
enum err account_who(struct ctx *cx, struct account *a, struct db *db,
		     const struct credentials *c, const struct who **ret_who) MUST_USE;

/* The CSRF token of a principal that came by session, and whether what was sent
 * as X-CSRF-Token is it: in constant time; NULL never is. */
const char *account_csrf(struct ctx *cx, const struct account *a, const struct who *w);
bool        account_csrf_ok(const struct account *a, const struct who *w, const char *sent);

/* To be called inside the store_change closure of anything that takes a right
 * away (role, account, token, key, organisation) … */
enum err account_touch(struct ctx *cx, struct db *db) MUST_USE;
/* … and after it, so that this process looks at once. */
void account_changed(struct account *a);

/* --- keys of systems --------------------------------------------------- */
enum key_algorithm { KEY_ED25519, KEY_ECDSA_P256, KEY_SM2 };

struct system_key {
	const char        *id, *org, *name;
	enum key_algorithm algorithm;   /* never taken from a message */
	const char        *pem;         /* SubjectPublicKeyInfo */
	int64_t            epoch;       /* parsed keys may be kept while it stands */
};
/* An active key, cached like principals. Else ERR_UNSIGNED. */
enum err account_key(struct ctx *cx, struct account *a, struct db *db, const char *key_id,
		     const struct system_key **ret_key) MUST_USE;

/* --- organisations ----------------------------------------------------- */
enum org_kind { ORG_AGENCY, ORG_AUTHORITY, ORG_OPERATOR, ORG_DEPARTMENT, ORG_GOVERNMENT,
		ORG_FIRM, ORG_KIND_MAX_ };
enum org_state { ORG_ACTIVE, ORG_MERGED, ORG_CLOSED, ORG_STATE_MAX_ };

struct org {
	const char    *id;
	const char    *code;            /* unified social credit code; may be "" */
	const char    *name, *short_name;
	enum org_level level;
	const char    *region;          /* GB/T 2260, or 320971, 3209YN */
	enum org_kind  kind;
	enum org_state state;
	const char    *parent;          /* NULL at the top */
	const char    *merged_into;     /* NULL unless ORG_MERGED */
	const char    *unit, *person, *officer, *phone;   /* responsible; or "" */
	int64_t        revision;
};
const char *org_kind_word(enum org_kind k);
bool        org_kind_read(const char *word, enum org_kind *ret_kind);
const char *org_level_word(enum org_level l);
bool        org_level_read(const char *word, enum org_level *ret_level);
const char *org_state_word(enum org_state s);
bool        org_state_read(const char *word, enum org_state *ret_state);

/* Its place as a party of a case; points into `o`. */
struct party org_party(const struct org *o);

/* ERR_NOT_FOUND when there is none. Merged and closed ones are found. */
enum err account_org(struct ctx *cx, struct db *db, const char *id,
		     const struct org **ret_org) MUST_USE;

/* Where it went: itself, or what it is a part of by now, however often it was merged. */
enum err account_org_now(struct ctx *cx, struct db *db, const char *id,
			 const struct org **ret_org) MUST_USE;
/* The organisation that a text names, by id or by a name it has or ever had, as
 * account_org_now() has it; *ret_id is which one was meant. ERR_NOT_FOUND. */
enum err account_org_meant(struct ctx *cx, struct db *db, const char *text,
			   const char **ret_id, const struct org **ret_org) MUST_USE;
/* What it was called at that time; its name of now when nothing older is known. */
enum err account_org_name_at(struct ctx *cx, struct db *db, const struct org *o, ms_t at,
			     const char **ret_name) MUST_USE;

/* --- people ------------------------------------------------------------ */
struct user {
	const char *id, *name, *title;  /* sign-in name; name as people say it */
	const char *org;                /* NULL for people of the portal */
	uint32_t    roles;
	int         assurance;
	bool        active;
};
enum err account_user(struct ctx *cx, struct db *db, const char *id,
		      const struct user **ret_user) MUST_USE;
/* The identifier an operator verified for this person, in clear, for looking up
 * who looked them up; NULL when none was. Never print or note it. */
enum err account_subject(struct ctx *cx, struct account *a, struct db *db,
			 const char *user, const char **ret_identifier) MUST_USE;
#endif
