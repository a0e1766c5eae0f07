/* cases.h - a case: one matter on its way through a procedure.
 *
 * What may be done stands in the features' `*_law.c`, what the words and days
 * are in the rule pack; this module keeps the cases, their history and their
 * clocks, and does one thing: an act. case_open() and case_do() run inside a
 * store change: decide, write the new standing, append the history, let the
 * feature carry the effect out, follow with what the platform owes by itself,
 * put the case on the right desks, tell the parties, leave a leaf. All or
 * nothing, in one transaction.
 *
 * A procedure is a row of case_processes[] (src/processes.c). */
#ifndef CASES_CASES_H
#define CASES_CASES_H
#include "cases/legal.h"
#include "core/actor.h"
#include "core/process.h"
#include "store/store.h"
#include <jansson.h>

struct case_file {                     /* as stored; lives in the arena */
	const char    *id, *process, *pack, *state;
	uint32_t       facts;
	const char    *resource;       /* what it is about, or NULL */
	const char    *title;          /* of that, when the case was opened */
	struct parties parties;
	const char    *applicant_name, *provider_name;
	bool           local;          /* within one county: the city isn't asked */
	const char    *opened_by, *submitted_by;       /* persons; NULL: not yet */
	ms_t           opened_at, moved_at;
	day_t          entered, first, promised;
	const char    *term, *owes;    /* running: key and actor, or NULL */
	day_t          from, due;      /* n 0: none */
	bool           provisional, ended;
	const char    *papers;         /* JSON object: the latest of each name */
	int64_t        revision;
};

/* --- what a feature adds for its procedure -------------------------------- */
/* The subject: may `who` bring such a case about `c->resource` (set) with these
 * papers (c->papers)? Fills title, parties, names, facts, local. Called again when
 * a draft is submitted. */
typedef enum err case_subject_fn(struct ctx *cx, struct db *db, const struct legal *legal,
				 const struct who *who, struct case_file *c);
/* What beside papers is still missing before submission: names, NULL-ended. May
 * be NULL in the row. */
typedef enum err case_ready_fn(struct ctx *cx, struct db *db, const struct legal *legal,
			       const struct case_file *c, const char *const **ret_missing);
struct case_move {
	const struct legal     *legal;
	const struct case_file *file;  /* check: as it stands before; effect: after */
	const char             *was, *act;     /* state before; the act */
	const json_t           *papers;        /* all papers of the case by name */
	const json_t           *given;         /* those of this act; NULL: none */
	const struct who       *by;    /* whose act set it off; NULL when TIME acts */
};
/* Is the act sound, as far as papers and subject can tell (conditions …)? */
typedef enum err case_check_fn(struct ctx *cx, struct db *db, const struct case_move *m);
/* Would check refuse `m->by` this act now whatever papers come along? ERR_FORBIDDEN or
 * ERR_CONFLICT with the sentence: the case tells that instead of offering the act.
 * Without papers (`papers` and `given` NULL); asked for acts that the table allows. */
typedef enum err case_bars_fn(struct ctx *cx, struct db *db, const struct case_move *m);
/* Carry it out: called in the same transaction after every change of state. */
typedef enum err case_effect_fn(struct ctx *cx, struct db *db, const struct case_move *m);

/* The facts that follow from the papers of an act whose rule weighs some. */
typedef enum err case_weigh_fn(struct ctx *cx, struct db *db, const struct case_move *m,
			       uint32_t *ret_facts);
/* The act names who answers from now on: sets c's provider and provider_name, or
 * leaves them (a demand finds its holder, a dispute its other party). Before the case
 * moves; ERR_… and nothing moved. */
typedef enum err case_assign_fn(struct ctx *cx, struct db *db, const struct case_move *m,
				struct case_file *c);
/* Something happened to a resource (case_observe); for procedures whose cases are
 * about more than the one resource they name. */
typedef enum err case_watch_fn(struct ctx *cx, struct db *db, const struct legal *legal,
			       const char *resource, const char *fact,
			       const struct who *by);

/* May this subject be brought at all, as the server knows it beside the store?
 * Asked at the counter, before the change that opens or submits; `resource` is as
 * it was named. What the change itself refuses is let through. */
struct app;
typedef enum err case_gate_fn(struct ctx *cx, const struct app *app, struct db *db,
			      const char *resource, const struct who *who);
/* Is what is decided on `who`'s own work, beside having submitted it? */
typedef enum err case_own_fn(struct ctx *cx, struct db *db, const struct case_file *c,
			     const struct who *who, bool *ret_own);

/* What else its page tells whoever may see the case, as members of its object. */
struct jout;
typedef enum err case_show_fn(struct ctx *cx, struct jout *j, struct db *db,
			      const struct case_file *c);

struct case_process {
	const struct process *process;
	case_subject_fn      *subject;
	case_ready_fn        *ready;
	case_check_fn        *check;
	case_effect_fn       *effect;
	bool                  one;     /* at most one unfinished case for a subject */
	case_weigh_fn        *weigh;   /* NULL: no rule weighs */
	case_watch_fn        *watch;   /* NULL: by the resource and the fact's name */
	case_gate_fn         *gate;    /* NULL: no */
	case_show_fn         *show;    /* NULL: nothing */
	case_own_fn          *own;     /* NULL: submitting alone counts */
	case_assign_fn       *assign;  /* NULL: the provider stays who it was */
	bool                  unlisted;        /* about no entry: its papers say what about */
	case_bars_fn         *bars;    /* NULL: what the table allows may be done */
	bool                  owes_beside;     /* offices owe beside its terms (case_owes) */
};
extern const struct case_process case_processes[];     /* src/processes.c */
extern const size_t              case_processes_n;
const struct case_process *case_process_named(const char *name);

/* --- acts; inside a store change ------------------------------------------- */
struct attached;                        /* cases/attachment.h */
struct case_ask {
	const struct legal *legal;
	const struct who   *who;                       /* NULL: the platform by itself */
	const char         *process, *resource;        /* for opening */
	const char         *id, *act;                  /* for an act */
	const json_t       *papers;                    /* object, or NULL */
	const struct attached *files;                  /* of them, looked at; or NULL */
	size_t              nfiles;
	bool                quiet;                     /* who opens it tells of it otherwise */
};
/* A new draft; submitted at once if nothing is missing. */
enum err case_open(struct ctx *cx, struct db *db, const struct case_ask *ask,
		   const char **ret_id) MUST_USE;
/* A case that another one came to, which the platform brings as handed in: it stands where
 * its own rules lead from there. Commitment and scenario of the other go along. */
struct case_birth {
	const struct legal     *legal;
	const char             *process, *origin;      /* origin: the other case */
	const struct case_file *file;  /* subject: resource, title, parties, names, facts, local */
	const json_t           *papers;
	const struct who       *by;    /* whose act it came of */
};
enum err case_born(struct ctx *cx, struct db *db, const struct case_birth *b,
		   const char **ret_id) MUST_USE;
/* ERR_NOT_FOUND if `who` may not know of the case, ERR_FORBIDDEN, ERR_CONFLICT,
 * ERR_INCOMPLETE with article and field. */
enum err case_do(struct ctx *cx, struct db *db, const struct case_ask *ask) MUST_USE;
/* TIME's act at an agreed end (job/). */
enum err case_expire(struct ctx *cx, struct db *db, const struct legal *legal,
		     const char *id) MUST_USE;
/* Something happened elsewhere that cases about this resource wait for: those
 * whose procedure knows the fact ("review_passed") take it in, and the platform
 * does what follows from it, by cause of `by`. */
enum err case_observe(struct ctx *cx, struct db *db, const struct legal *legal,
		      const char *resource, const char *fact, const struct who *by) MUST_USE;
/* The same for one case. */
enum err case_observe_one(struct ctx *cx, struct db *db, const struct legal *legal,
			  const char *id, const char *fact, const struct who *by) MUST_USE;
/* The same; `why` are papers that stand in the history of what follows first. */
#define CASE_SHUT "shut_by_measure"     /* of a grant's request: a measure closes it */
enum err case_observe_because(struct ctx *cx, struct db *db, const struct legal *legal,
			      const char *id, const char *fact, const json_t *why,
			      const struct who *by) MUST_USE;
/* The same for all of a process about a resource that is taken off: that is the fact. */
#define CASE_ENTRY_GONE "entry_gone"
/* The same for all that an agency brought, which is closed. */
#define CASE_AGENCY_GONE "agency_closed"
enum err case_agency_gone(struct ctx *cx, struct db *db, const struct legal *legal,
			  const char *process, const char *org, const char *reason,
			  const struct who *by) MUST_USE;
/* A request's grant has ended: what rests on it looks at itself (case_observe). */
#define CASE_GRANT_OVER "grant_over"
enum err case_resource_gone(struct ctx *cx, struct db *db, const struct legal *legal,
			    const char *process, const char *resource, const char *reason,
			    const struct who *by) MUST_USE;
/* The due days of open provisional terms, computed again; how many changed. */
enum err case_recount(struct ctx *cx, struct db *db, const struct legal *legal,
		      int64_t *ret_changed) MUST_USE;
/* Cases that an upgrade left to be put on desks: some of them, and whether there are any. */
enum err case_redesk(struct ctx *cx, struct db *db, const struct legal *legal) MUST_USE;
enum err case_redesk_due(struct ctx *cx, struct db *db, bool *ret_due) MUST_USE;
/* Inside a change: an office owes something beside the terms of the state, until it is taken
 * off or the case moves. `term` is the pack's; `step` numbers its notices. */
struct case_owing {
	enum actor  by;
	const char *term;
	day_t       from, due;
	int64_t     step;
};
enum err case_owes(struct ctx *cx, struct db *db, const struct case_file *c,
		   const struct case_owing *o) MUST_USE;
enum err case_owes_no_more(struct ctx *cx, struct db *db, const char *id,
			   const char *term) MUST_USE;
/* An organisation was merged into another: its cases and desks go with it. */
enum err case_org_changed(struct ctx *cx, struct db *db, const char *org,
			  const char *into) MUST_USE;

/* The entry `resource` went from `org` to `into`: its open cases and their desks go
 * with it, both may read all of them. */
enum err case_resource_moved(struct ctx *cx, struct db *db, const char *resource,
			     const char *org, const char *into) MUST_USE;

/* An organisation that is no party may know of the case from now on, and is told. */
enum err case_shown(struct ctx *cx, struct db *db, const struct case_file *c,
		    const char *org) MUST_USE;

/* --- reading ------------------------------------------------------------------ */
/* As it stands; who may know of it was asked elsewhere, or the platform looks. */
enum err case_load(struct ctx *cx, struct db *db, const char *id,
		   struct case_file *ret_case) MUST_USE;
/* ERR_NOT_FOUND when there is none, or `who` may not know of it. */
enum err case_read(struct ctx *cx, struct db *db, const char *id, const struct who *who,
		   struct case_file *ret_case) MUST_USE;
struct standing case_standing(const struct case_file *c, const struct law *l);
/* id, owes, due, revision and parties, of a statement that reads no more. */
void case_row_brief(struct ctx *cx, struct rows *q, struct case_file *c);
/* Who did that act last, without the case moving by it; NULL: nobody. */
enum err case_did(struct ctx *cx, struct db *db, const char *id, const char *act,
		  const char **ret_person) MUST_USE;
/* Is `who` barred from deciding it? Who submitted it, or ever acted in it as the
 * applicant, or made what is decided on, whatever office they hold by now. */
enum err case_own(struct ctx *cx, struct db *db, const struct case_file *c,
		  const struct who *who, bool *ret_own) MUST_USE;
/* The widest scope `who` may know cases by: a key of case_scope, for lists. */
#define SCOPE_TEXT 80
void scope_widest(const struct who *who, char out[SCOPE_TEXT]);
#endif
