/* register.h - the register of one procedure: its cases as a list with columns of their
 * own, one of them, and a case opened by the form of its counter.
 *
 * A register says what is its own: its statements, the filters beyond those that all
 * share, and the fields of a row. Both list statements take :scope (whoever may know of
 * a case may know of its row), :state, :open, :late, :today and :q; a row has `case_id`,
 * `state`, `due`, `late`, `ended` and `at`. */
#ifndef CASES_REGISTER_H
#define CASES_REGISTER_H
#include "cases/cases.h"
#include "web/req.h"
#include <jansson.h>

struct procedure_register {
	const char        *name;       /* of one, as NOT_FOUND tells it: "demand" */
	enum sql           count, list;
	enum sql           by_due;     /* the same, what is due soonest first (case_when) */
	enum sql           get;        /* :case_id, :today; of those without one, unused */
	const char *const *filters;    /* names of the query and of the statements; NULL ends */
	void             (*row)(struct ctx *cx, struct jout *j, struct rows *q);
	/* What one alone tells further, or NULL. */
	enum err         (*more)(struct ctx *cx, struct db *db, struct jout *j, struct rows *q);
};

/* What every register's list is asked by, after its own filters; for a route's `query`. */
#define REGISTER_ASKED "q", "state", "open", "late", "sort", "limit", "cursor", NULL

enum err register_list(struct ctx *cx, struct req *rq, const struct procedure_register *r) MUST_USE;
/* ERR_NOT_FOUND also when the caller may not know of it. */
enum err register_one(struct ctx *cx, struct req *rq, const struct procedure_register *r,
		      const char *id, int status) MUST_USE;
/* Opens a case of the process with these papers and answers it, 201, below the route's
 * path. ERR_INCOMPLETE when it would be a draft: a register has none. */
enum err register_open(struct ctx *cx, struct req *rq, const struct procedure_register *r,
		       const char *process, json_t *papers) MUST_USE;

/* Fields of rows: columns as they are; an organisation, null where there is none, by
 * another word than the case's ("holder" from "provider"); what stands in the papers,
 * each as {word, paper}. */
void register_texts(struct ctx *cx, struct jout *j, struct rows *q, const char *const *columns,
		    size_t n);
void register_org(struct ctx *cx, struct jout *j, struct rows *q, const char *column,
		  const char *word);
void register_papers(struct ctx *cx, struct jout *j, struct rows *q,
		     const char *const (*said)[2], size_t n);
#endif
