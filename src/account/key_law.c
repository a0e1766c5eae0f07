/* key_law.c - see key_law.h. */
#include "account/key_law.h"
#include <string.h>

/* clang-format off */
static const struct key_rule rules[] = {
/* while        leads to      may             who                           with */
{ KEY_ASKED,  KEY_ACTIVE,  KEY_DO_AGREE,  KEY_BIT(SECOND),                 KEY_NO_PAPER },
{ KEY_ASKED,  KEY_REFUSED, KEY_DO_REFUSE, KEY_BIT(SECOND),                 KEY_REASON },
/* Nobody has to wait for a second person to stop a key. */
{ KEY_ASKED,  KEY_REVOKED, KEY_DO_REVOKE, KEY_BIT(OWNER) | KEY_BIT(KEEPER), KEY_REASON },
{ KEY_ACTIVE, KEY_REVOKED, KEY_DO_REVOKE, KEY_BIT(OWNER) | KEY_BIT(KEEPER), KEY_REASON },
};
/* clang-format on */

#define X(id, word, ...) word,
static const char *const states[] = { KEY_STATE_TABLE(X) };
static const char *const acts[] = { KEY_ACT_TABLE(X) };
static const char *const parts[] = { KEY_PART_TABLE(X) };
#undef X
#define X(id, word, other) other,
static const char *const others[] = { KEY_ACT_TABLE(X) };
#undef X

unsigned key_parts(const struct who *who, const char *org, const char *asked_by)
{
	unsigned all = 0;
	if (!who)
		return (1u << KEY_PARTS_) - 1;
	bool own = who->org && strcmp(who->org, org) == 0;
	if (own && who_can(who, CAP_KEY_WRITE))
		all |= KEY_BIT(OWNER);
	if (who_can(who, CAP_KEY_APPROVE))
		all |= KEY_BIT(KEEPER);
	if (who_can(who, CAP_KEY_APPROVE) && !own && strcmp(who->id, asked_by) != 0)
		all |= KEY_BIT(SECOND);
	return all;
}

struct key_verdict key_law_decide(enum key_state state, unsigned who, enum key_act act)
{
	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
		const struct key_rule *r = &rules[i];
		if (r->from == state && r->act == act)
			return (struct key_verdict){ r->by & who ? KEY_MAY : KEY_NOT_YOURS, r };
	}
	return (struct key_verdict){ KEY_NO_STEP, NULL };
}

const char *key_state_word(enum key_state s)
{
	return states[s];
}

struct said key_state_said(enum key_state s)
{
	switch (s) {
	case KEY_ACTIVE: return SAY_KEY_IN_USE();
	case KEY_REFUSED: return SAY_KEY_NOT_APPROVED();
	case KEY_REVOKED: return SAY_KEY_GONE();
	case KEY_ASKED: case KEY_STATES_: break;
	}
	return SAY_KEY_WAITS();
}

const char *key_act_word(enum key_act a)
{
	return acts[a];
}

const char *key_part_word(enum key_part p)
{
	return parts[p];
}

bool key_state_read(const char *word, enum key_state *ret_state)
{
	for (int i = 0; i < KEY_STATES_; i++) {
		if (strcmp(states[i], word) == 0) {
			*ret_state = (enum key_state)i;
			return true;
		}
	}
	return false;
}

bool key_act_read(const char *word, enum key_act *ret_act)
{
	for (int i = 0; i < KEY_ACTS_; i++) {
		if (strcmp(acts[i], word) == 0 || strcmp(others[i], word) == 0) {
			*ret_act = (enum key_act)i;
			return true;
		}
	}
	return false;
}
