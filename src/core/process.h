/* process.h - an ordered course of acts, as the law lays it down.
 *
 * A process is two constant tables: the rules (who may do what while which
 * facts hold, and where that leads) and the terms (who owes, and from when).
 * Their articles, days, papers and names come from the rule pack (core/pack.h);
 * law_bind() joins the two once, at start. process_decide() says what an act
 * would do; it changes nothing. The shell then writes the new standing, the
 * history and the record's leaf in one transaction (cases/).
 *
 * Entering a state starts its term and leaving the state ends it, so a table
 * cannot forget to stop a clock. A term that runs out changes nothing: nobody's
 * silence is consent or refusal. The case is late, its debtor and the authority
 * are told. Only where an end was agreed does TIME act (`then`).
 *
 * Facts are named bits, computed outside when the case is submitted and kept
 * with it, or set by an act. Where several must act in any order (`all`), the
 * state stays until the last of their marks is set; each of them has a term of its own. */
#ifndef CORE_PROCESS_H
#define CORE_PROCESS_H
#include "core/calendar.h"
#include "core/pack.h"

#define RULE_DECIDES 1                 /* not open to who submitted the case */
#define RULE_CLAIMS 2                  /* from now on that is who does this */
#define RULE_TELLS 4                   /* the others hear of it, though the state stays */
#define STAY 0xff                      /* as `to`: the state remains */

struct rule {                          /* while `from`, `by` may `act` */
	uint8_t     by, from, act, to;
	uint32_t    when, unless;      /* facts that must hold, that must not */
	uint32_t    sets, drops;       /* facts this act changes */
	uint32_t    weighs;            /* facts that follow from what it is given */
	uint32_t    all;               /* moves on when all these are set, else stays */
	uint8_t     flags;
	const char *key;               /* its row in the pack */
};

enum term_from { FROM_ENTRY,           /* the event that led into the state */
		 FROM_FIRST };         /* the event of the submission: a clock goes on */

struct term {                          /* while `state`, `owes` has the pack's days */
	uint8_t        owes, state;
	uint32_t       when, unless;
	uint8_t        from;           /* enum term_from */
	uint8_t        then;           /* what TIME does at an agreed end; 0: nothing */
	const char    *key;
};

struct process_read { const char *rule, *paper; };    /* keys of the pack */

struct process {
	const char        *name;       /* "share-request" */
	bool               offices;    /* offices bring such cases, as agencies do */
	const struct rule *rules;
	size_t             nrules;
	const struct term *terms;
	size_t             nterms;
	const char *const *states;     /* words; cases begin in state 0 */
	size_t             nstates;
	const char *const *acts;       /* words; act 0 is none */
	size_t             nacts;
	const char *const *facts;      /* words, by bit */
	size_t             nfacts;
	const uint32_t    *groups;     /* sets of facts of which exactly one holds */
	size_t             ngroups;
	const struct process_read *reads;      /* papers an act can't do without offering */
	size_t             nreads;
	uint8_t            submit;     /* the act that brings a draft in */
	uint8_t            cancel;     /* the act that takes it back */
};

/* The end of a law table: the words of its X-macros (P_STATES, P_ACTS, P_FACTS), and what
 * they, `rules`, `terms` and `groups` make of a process. */
#define PROCESS_WORD_(id, word) word,
#define PROCESS_WORDS(P)                                                          \
	static const char *const states[] = { P##_STATES(PROCESS_WORD_) };         \
	static const char *const acts[] = { NULL, P##_ACTS(PROCESS_WORD_) };       \
	static const char *const facts[] = { P##_FACTS(PROCESS_WORD_) }
#define PROCESS_N_(array) (sizeof(array) / sizeof(array)[0])
#define PROCESS_TABLES(P)                                                         \
	.rules = rules, .nrules = PROCESS_N_(rules),                               \
	.terms = terms, .nterms = PROCESS_N_(terms),                               \
	.states = states, .nstates = PROCESS_N_(states),                           \
	.acts = acts, .nacts = PROCESS_N_(acts),                                   \
	.facts = facts, .nfacts = PROCESS_N_(facts),                               \
	.groups = groups, .ngroups = PROCESS_N_(groups),                           \
	.submit = P##_DO_SUBMIT, .cancel = P##_DO_CANCEL

/* NULL, or what is wrong with the table: a rule without a key, two rules that
 * answer the same act of the same actor under facts that can hold together, a
 * state that can't be reached, the platform going in circles, a term without a
 * key or two terms of one debtor in a state. Run at start. */
const char *process_check(const struct process *p);

struct law {                           /* a process under a pack */
	const struct process      *process;
	const struct pack         *pack;
	const struct process_text *text;
	const struct rule_text   **rules;  /* by the index of the rule */
	const struct term_text   **terms;
};
/* Joins them; a sentence in `cx` names the key the pack lacks, a name of a state
 * or act it lacks, a paper its row doesn't offer, or a row of the pack that no rule has. */
enum err law_bind(struct ctx *cx, const struct process *p, const struct pack *pack,
		  struct law *ret_law) MUST_USE;

/* --- terms -------------------------------------------------------------- */
enum clock_by { CLOCK_LAW, CLOCK_BESIDE, CLOCK_HOUSE };
struct clock {                         /* one term, running */
	const struct term      *term;  /* NULL: nobody is waited for */
	const struct term_text *text;
	day_t                   from, due;     /* due.n 0: no day to keep */
	bool                    provisional;
	enum clock_by           by;    /* whose number gave the day */
	int                     days;
};
#define CLOCKS_MAX 4                   /* that run in a state side by side */
/* The term of a state under these facts. `promised`: of TERM_DATE; n 0: none. */
struct clock law_clock(const struct law *l, const struct calendar *cal, uint8_t state,
		       uint32_t facts, day_t from, day_t promised);

/* --- deciding ------------------------------------------------------------ */
/* Can anybody be late by it? Not by an agreed end, nor by a right that lapses. */
bool clock_binds(const struct clock *c);

struct standing {
	uint8_t  state;
	uint32_t facts;
	day_t    entered;              /* day of the event that led here */
	day_t    first;                /* of the submission; n 0: not submitted */
	day_t    promised;             /* an agreed end, or n 0 */
};
struct asked {
	uint32_t actors;               /* ACTOR_BITs of who asks */
	uint8_t  act;
	paper_set papers;              /* those given, and acceptable */
	bool     own;                  /* asked by who submitted the case */
	day_t    event;                /* when it happened */
	uint32_t facts;                /* of those the rule weighs: what holds */
};

enum refusal { ALLOWED, NO_SUCH_STEP, NOT_YOURS, OWN_CAUSE, PAPERS_MISSING };

struct verdict {
	enum refusal            why;
	const struct rule      *rule;  /* the rule applied, or the nearest one; or NULL */
	const struct rule_text *text;  /* its row in the pack */
	paper_set               missing;       /* papers, if that is why */
	struct standing         next;  /* equals `now` unless ALLOWED */
};
/* Every term that runs, in the table's order: the first is the case's own, the others are
 * of those who owe, or may speak, beside it. An agreed end that nobody agreed isn't one. */
size_t law_clocks(const struct law *l, const struct calendar *cal, struct standing now,
		  struct clock ret[CLOCKS_MAX]);
/* What would this act do to a case standing at `now`? */
struct verdict process_decide(const struct law *l, struct standing now, struct asked a);
/* The act the platform owes in this state by itself; 0: none. */
uint8_t process_follows(const struct law *l, struct standing now);

/* The rules by which one of `actors` may do something now, each act once; how many. */
#define OPEN_MOST 12
size_t process_open(const struct law *l, struct standing now, uint32_t actors, bool own,
		    const struct rule *ret[OPEN_MOST]);
/* Is there such an act in any state that a case of this kind can come to? By the facts of which
 * exactly one of a group holds: they don't change. */
bool process_knows(const struct process *p, uint32_t facts, uint8_t act);

/* Words to numbers; -1 when the process has none. */
int  process_state_no(const struct process *p, const char *word);
int  process_act_no(const struct process *p, const char *word);
/* Facts as words separated by blanks, and back; unknown words are dropped. */
const char *process_facts_text(struct ctx *cx, const struct process *p, uint32_t facts);
uint32_t    process_facts_read(const struct process *p, const char *text);
#endif
