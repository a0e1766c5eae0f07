/* key_law.h - the way of a system's key, as a table: who may do what to it, while,
 * and where that leads. Pure; kept by token_store.c, shown by key_http.c.
 *
 * It is no procedure of the regulation: no article, no term, no body of law takes
 * part, and a city's pack has nothing to say about it. So it stays out of cases/
 * (doc/adr/0018) and needs no more than these few rows. Two persons: who asked never
 * agrees, nor does anybody of the same agency. */
#ifndef ACCOUNT_KEY_LAW_H
#define ACCOUNT_KEY_LAW_H
#include "base/said.h"
#include "core/who.h"
#include <stddef.h>

#define KEY_STATE_TABLE(X) X(ASKED, "asked") X(ACTIVE, "active") X(REFUSED, "refused") \
	X(REVOKED, "revoked")
#define KEY_ACT_TABLE(X) /* act, its word, the word for the same at the cases' counter */ \
	X(AGREE, "agree", "approve") X(REFUSE, "refuse", "refuse") X(REVOKE, "revoke", "cancel")
#define KEY_PART_TABLE(X) /* a bit each */ \
	X(SECOND, "second person")      /* approves keys; another person, another agency */ \
	X(OWNER,  "agency")             /* registers keys, of the key's own agency */ \
	X(KEEPER, "keeper")             /* approves keys, of whatever agency */

enum key_state { /* the words are stored */
#define X(id, word) KEY_##id,
	KEY_STATE_TABLE(X)
#undef X
	KEY_STATES_
};
enum key_act {
#define X(id, word, other) KEY_DO_##id,
	KEY_ACT_TABLE(X)
#undef X
	KEY_ACTS_
};
enum key_part {
#define X(id, word) KEY_BY_##id,
	KEY_PART_TABLE(X)
#undef X
	KEY_PARTS_
};
#define KEY_BIT(part) (1u << KEY_BY_##part)

enum key_paper { KEY_NO_PAPER, KEY_REASON };
struct key_rule {                       /* while `from`, one of `by` may `act` */
	enum key_state from, to;
	enum key_act   act;
	unsigned       by;              /* KEY_BITs */
	enum key_paper needs;
};

/* What `who` is to a key of `org` that `asked_by` asked for; all, for NULL: the
 * program itself. */
unsigned key_parts(const struct who *who, const char *org, const char *asked_by);

enum key_refusal { KEY_MAY, KEY_NO_STEP, KEY_NOT_YOURS };
struct key_verdict { enum key_refusal why; const struct key_rule *rule; };
struct key_verdict key_law_decide(enum key_state state, unsigned parts, enum key_act act);

const char *key_state_word(enum key_state s);
/* Why what was asked can't be done to a key in that state, in people's words. */
struct said key_state_said(enum key_state s);
const char *key_act_word(enum key_act a);
const char *key_part_word(enum key_part p);
bool        key_state_read(const char *word, enum key_state *ret_state);
/* Either word. */
bool        key_act_read(const char *word, enum key_act *ret_act);
#endif
