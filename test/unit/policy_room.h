/* policy_room.h - small worlds of one grant and one call, an oracle of what may be seen in
 * them, written from the rules of the house alone, and the same world as the program has it. */
#ifndef POLICY_ROOM_H
#define POLICY_ROOM_H
#include "core/grade.h"
#include "grant/grant.h"
#include "test.h"

#define ITEMS 3
enum { NOT_GIVEN, IN_CLEAR, MASKED, VERIFIED, GIVEN };

/* One world: what the grant says, and what a call asks. */
struct world {
	int  given[ITEMS];              /* by the words of the grant … */
	int  grade[ITEMS];              /* … and what the item is graded: 0 not at all */
	bool exists, ended, suspended, expired, demands_matter;
	bool same_org, has_org, same_purpose, sends_matter;
	enum grant_use use;             /* the kind of answer asked for … */
	unsigned uses;                  /* … and those that the grant allows */
	int  shown;                     /* bits: items asked to be seen */
	int  clause, clause_item;       /* how and on which item it filters … */
	int  rows, rows_item;           /* … and the grant itself */
	int  keys;                      /* bits: items that make up the entry's key */
	bool limits_persons;
};
enum { NO_CLAUSE, EQ, IS_NULL, NOT_IN, DEEP, CLAUSES };

/* What a row may hold of an item; cell_texts as a file has it, NULL nothing. */
enum { NOTHING, ONE, TWO, SEVEN, BAD, CELLS };
extern const char *const cell_texts[CELLS];

/* --- the oracle ---------------------------------------------------------------------- */
/* What is left of what the grant says once the grade has its say. */
int             left(const struct world *w, int item);
enum policy_why oracle(const struct world *w);
/* Does the clause hold of such a value? What is unknown doesn't. */
bool            holds(int clause, int cell);
/* Nothing is there, nothing may be told, or no mask is known that the grade would allow. */
bool            no_value(const struct world *w, int item, int cell);
/* The which-th of all rows there may be. */
void            cells_of(int which, int ret[ITEMS]);
void            set_given(struct world *w, int given);  /* the given-th of all shapes */

/* --- the engine in the same world ------------------------------------------------------- */
struct room { struct resource res; struct item items[ITEMS]; struct terms terms;
	      struct policy_ask ask; };
void          room_make(struct ctx *cx, const struct pack *pack, const struct world *w,
			struct room *ret);
struct policy engine(struct ctx *cx, const struct pack *pack, const struct world *w);
#endif
