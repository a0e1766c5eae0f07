/* pack.h - one city's measures as data: numbers, articles, names, papers.
 *
 * A procedure's shape (states, who may do what, where it leads) is compiled in:
 * `*_law.c`. All that another city may word or count differently stands in text
 * files of `law/<pack>/`, read and checked at start: terms in days, articles,
 * names of roles, states, acts and papers, which papers an act needs, which
 * levels of law carry a basis, house targets, the list of instruments. So other
 * numbers and words need no code (R55.1).
 *
 * A line is a row, its columns are separated by `|`; `#` begins a comment. An
 * article `-` says that the measures are silent and the row is a house rule,
 * shown as one. Pure: the texts are given. */
#ifndef CORE_PACK_H
#define CORE_PACK_H
#include "base/ctx.h"
#include "base/embedded.h"
#include "core/actor.h"

struct words { const char *zh, *en; };

enum paper_kind { PAPER_TEXT, PAPER_BOOL, PAPER_DATE, PAPER_FILE, PAPER_BASIS,
		  PAPER_CONDITIONS, PAPER_ORG, PAPER_LIST, PAPER_NUMBER, PAPER_ENTRY,
		  PAPER_CHOICE, PAPER_FILES, PAPER_KINDS_ };

struct word_text { const char *word; struct words words; };

#define PAPERS_MAX 128
__extension__ typedef unsigned __int128 paper_set;     /* a bit for each paper of a pack */
struct paper {
	const char       *name;
	enum paper_kind   kind;
	struct words      words;
	struct word_text *options;     /* of PAPER_CHOICE: one of these words */
	size_t            noptions;
};

enum basis_level { BASIS_LAW, BASIS_REGULATION, BASIS_RULE, BASIS_OTHER,
		   BASIS_LEVELS_ };

struct instrument {
	const char      *key;          /* "psl" */
	enum basis_level level;
	struct words     words;
	const char      *also;         /* other names, separated by `;` */
};

enum term_kind { TERM_DAYS, TERM_DATE, TERM_PROMPT, TERM_AT_ONCE,
		 TERM_RIGHT,           /* days in which one may speak: nobody is late by it */
		 TERM_KINDS_ };

struct beside {                        /* the same duty under other law */
	int         days;
	const char *instrument;        /* key */
	const char *article;           /* NULL: not named */
	bool        binding;           /* its number is the one that counts */
};

struct term_text {
	const char    *key;
	enum term_kind kind;
	int            days;           /* of TERM_DAYS and TERM_RIGHT; 0 otherwise */
	const char    *article;        /* NULL: silent, all of it is a house rule */
	int            target;         /* house target in days; 0: none */
	struct words   from;           /* from which event it runs */
	struct beside *beside;
	size_t         nbeside;
};

struct rule_text {
	const char *key;
	const char *article;           /* NULL: a house rule */
	paper_set   needs;             /* papers without which it can't be done */
	paper_set   may;               /* papers that may be attached */
	paper_set   house;             /* those of `needs` that only we ask for */
	uint8_t     levels;            /* of law that carry its basis: 1 << BASIS_… */
};

struct process_text {
	const char       *name;
	struct words      words;
	const char       *article;     /* the articles it comes from */
	struct word_text *states;
	size_t            nstates;
	struct word_text *acts;
	size_t            nacts;
	struct rule_text *rules;
	size_t            nrules;
	struct words      parties[ACTOR_MAX_];  /* what it calls them; zh NULL: as the pack does */
};

/* The most that a grant may give of an item: its values, part of them, or nothing
 * but whether a value asked for is there. */
enum grade_given { GIVEN_PLAIN, GIVEN_MASKED, GIVEN_VERIFY, GIVEN_KINDS_ };
struct grade_text {                    /* what a security grade permits (domain of Art. 38) */
	int         grade;
	const char *share, *open;      /* the widest type: unconditional | conditional | none */
	enum grade_given given;
	int         persons;           /* of the provider who must agree to a grant: 1, 2 */
	struct words words;
};

struct article { const char *number; struct words words; };

struct commitment_text {               /* what an agency promises when it asks for data */
	const char       *version;     /* NULL: the pack has none */
	struct words      title;
	struct word_text *clauses;
	size_t            nclauses;
};

struct guide_text {                    /* a rule for those who catalogue and grade */
	const char  *key;
	const char  *level;            /* a word of guidance/guidance.h, as `places` are */
	const char  *number, *issuer;
	day_t        from;             /* n 0: not said */
	const char  *places;           /* of the forms where it applies, by blanks */
	struct words title;
};

struct pack {
	const char          *name;     /* "yancheng-2022" */
	struct words         title;
	const char          *number;   /* of the document */
	day_t                from, to; /* in force; to.n 0: open end */
	struct words         roles[ACTOR_MAX_];
	struct paper        *papers;
	size_t               npapers;
	struct term_text    *terms;
	size_t               nterms;
	struct instrument   *instruments;
	size_t               ninstruments;
	struct process_text *processes;
	size_t               nprocesses;
	struct grade_text   *grades;
	size_t               ngrades;
	struct article      *articles;
	size_t               narticles;
	struct guide_text   *guides;   /* may be none */
	size_t               nguides;
	struct commitment_text commitment;
	int                  remind[2];/* working days before the end */
	int                  crowd;    /* rows about persons that lift a grade by one; 0: none do */
	uint8_t              share_levels;     /* that carry limits on sharing (Art. 18) */
	uint8_t              closed_levels;    /* that carry not opening (Art. 24) */
	const struct pack   *older;    /* another that open cases may need, or NULL */
};

/* Reads the files of one pack: `files` ends with a NULL path; those below `dir`
 * ("yancheng-2022/") are taken. ERR_INVALID: a sentence that names file and
 * line. All of it lives in `cx`. */
enum err pack_read(struct ctx *cx, const struct embedded *files, const char *dir,
		   struct pack *ret_pack) MUST_USE;

/* The pack of that name among this and its older ones; this one if unknown. */
const struct pack *pack_named(const struct pack *p, const char *name);

/* NULL or -1 when the pack has no such row. */
const struct term_text    *pack_term(const struct pack *p, const char *key);
const struct process_text *pack_process(const struct pack *p, const char *name);
const struct rule_text    *process_rule(const struct process_text *t, const char *key);
struct words               process_state(const struct process_text *t, const char *state);
/* What one who acts is called in a procedure: there, an accused user is no provider. */
struct words               process_party(const struct pack *p, const struct process_text *t,
					 enum actor a);
struct words               process_act(const struct process_text *t, const char *act);
int                        pack_paper(const struct pack *p, const char *name);
static inline paper_set    paper_bit(int i) { return i < 0 ? 0 : (paper_set)1 << i; }
const struct grade_text   *pack_grade(const struct pack *p, int grade);

/* The instrument people mean by a name: with or without 《》, the document's
 * number in brackets, or one of its other names. NULL: not in the list. */
const struct instrument *pack_instrument(const struct pack *p, const char *name);

/* Does a basis count, by these levels? The instrument's own level goes before
 * what `level` claims; *ret_known is false when neither says anything. */
bool basis_counts(const struct pack *p, uint8_t levels, const char *law,
		  const char *level, bool *ret_known);
/* "law, regulation" in words. */
struct words levels_words(struct ctx *cx, uint8_t levels);

const char *grade_given_word(enum grade_given g);
const char *paper_kind_word(enum paper_kind k);
const char *term_kind_word(enum term_kind k);
const char *basis_level_word(enum basis_level l);
bool        basis_level_read(const char *word, enum basis_level *ret_level);
#endif
