/* account_room.h - accounts on a real store, for the tests of who they are, what they hold
 * and whose they are: SQLite, and PostgreSQL when GONGSHU_TEST_PG names one. */
#ifndef ACCOUNT_ROOM_H
#define ACCOUNT_ROOM_H
#include "account/inside.h"
#include "account/session.h"
#include "account/user.h"
#include "sys/settings.h"
#include "test.h"

#define T0 INT64_C(1764000000000)
#define GOOD "Lake-Blue-2027"           /* everybody's password */

extern struct store *store;
extern struct account *acc;
extern struct db *db;
extern struct settings settings;
extern struct ctx keep;                 /* outlives the tests of one store */
extern const char *gov, *agency, *steward;      /* once they are there: settle_city() */
extern const char *hash;                /* of GOOD */

int account_room(void (*all)(void));    /* on each store; what main() returns */
void settle_city(void);                 /* a government, an agency, its steward */

/* A change, and what was kept of accounts is asked again. */
enum err change(struct ctx *cx, store_fn *fn, void *arg);
store_fn make_org, make_user;           /* struct org, struct user_new */
const char *new_user(const char *name, uint32_t roles);         /* of the agency */
struct who who_of(const char *id, const char *org, uint32_t roles);
enum err sign_in_from(struct ctx *cx, const char *name, const char *password,
		      const char *totp, const char **ret_secret);
enum err who_is_it(struct ctx *cx, const char *session, const struct who **w);
#endif
