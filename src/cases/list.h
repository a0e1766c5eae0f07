/* list.h - cases in lists: those one may know of, and what lies on one's desks. */
#ifndef CASES_LIST_H
#define CASES_LIST_H
#include "cases/store.h"

enum case_mine { MINE_ALL, MINE_EITHER, MINE_WAITING, MINE_ASKED };
struct case_query {
	const struct who *who;
	enum case_mine    mine;
	const char       *process, *state, *resource;  /* NULL: any */
	bool              late;
	const char       *words;       /* in the title or a party's name; NULL: any */
	bool              by_due;      /* else newest first */
	const char       *after;       /* id, or "<due> <id>" by due; NULL: from the first */
	int64_t           limit;
};
struct case_rows {
	struct case_file *rows;
	size_t            n;
	bool              more;
	int64_t           total;
	int64_t           last_due;    /* by which the last of them stands; by due day only */
};

enum err case_list(struct ctx *cx, struct db *db, const struct case_query *q,
		   struct case_rows *ret) MUST_USE;
/* By due day, cases without one last. `after` is "<due> <id>". */
#define WORK_LAST 9999999
enum err case_work(struct ctx *cx, struct db *db, const struct who *who, const char *after,
		   int64_t limit, struct case_rows *ret) MUST_USE;
/* The id of a resource named by id or code; an unknown one finds no cases. */
enum err case_resource_id(struct ctx *cx, struct db *db, const char *name,
			  const char **ret_id) MUST_USE;
#endif
