/* filter.h - which rows: a small typed tree, and nothing that could be SQL.
 *
 *     {"and": [{"item": "year", "op": "ge", "value": 2020},
 *              {"not": {"item": "state", "op": "in", "value": ["x", "y"]}}]}
 *
 * Operators: eq ne in lt le gt ge between prefix is_null (value true when left
 * out). An item is named by its code and becomes a field of the caller's list;
 * a value is read by the item's type into its physical form.
 *
 * Logic has three values. A comparison with a null is neither true nor false
 * but unknown; `not` keeps it unknown; `and` is false if any part is false, else
 * unknown if any is; `or` the other way round. A row is chosen only when the
 * whole is true, so neither {eq} nor {ne} nor {not: {eq}} finds a null: only
 * is_null does. SQL's own rules are the same, and filter_eval() is what the
 * tests compare them with. Texts compare bytewise. Pure. */
#ifndef CORE_FILTER_H
#define CORE_FILTER_H
#include "base/ctx.h"
#include "base/hash.h"
#include "core/mask.h"
#include "core/value.h"
#include <jansson.h>

#define FILTER_DEPTH  16                /* of nested and, or, not */
#define FILTER_NODES  256
#define FILTER_VALUES 1000              /* operands in the whole tree */
#define FILTER_KEYS   1000              /* of keys[] */
#define FILTER_KEY_ITEMS 8              /* that make up one key */

struct viewed {                          /* an item, as one grant gives it */
	const char  *code;
	int          no;                /* column c<no>; 0: not in this data */
	struct shape shape;
	bool         key, indexed;
	bool         granted;           /* may be seen, as `mask` says */
	enum mask    mask;
	bool         subject;           /* identifies a natural person */
};
struct view { const struct viewed *at; size_t n; };

#define FILTER_OP_TABLE(X) X(EQ, "eq") X(NE, "ne") X(IN, "in") X(LT, "lt")    \
	X(LE, "le") X(GT, "gt") X(GE, "ge") X(BETWEEN, "between")             \
	X(PREFIX, "prefix") X(IS_NULL, "is_null")
enum filter_op {
	FILTER_AND, FILTER_OR, FILTER_NOT,
#define X(id, word) FILTER_##id,
	FILTER_OP_TABLE(X)
#undef X
	FILTER_OPS_
};

struct filter {
	enum filter_op        op;
	size_t                field;    /* index into the list; of a comparison */
	size_t                n;        /* parts or values */
	const struct filter **parts;    /* of and, or, not */
	struct value         *values;   /* IN: ascending, each once */
	bool                  null;     /* of is_null: wanted null or not */
};

/* Reads a tree. ERR_INVALID names the place ("where.and[1].value"): an unknown
 * item or operator, a value that isn't of the item's type, an operator that the
 * type doesn't know, or more than the limits above. NULL in gives NULL. */
enum err filter_read(struct ctx *cx, const json_t *json, struct view fields,
		     const char *place, const struct filter **ret_filter) MUST_USE;
/* `code`=`text` of a query string, as an eq. */
enum err filter_equal(struct ctx *cx, struct view fields, const char *code,
		      const char *text, const struct filter **ret_filter) MUST_USE;
/* A JSON value as an operand of eq: of the item's type and not null. */
enum err filter_operand(struct ctx *cx, const struct viewed *field, const json_t *json,
			const char *place, struct value *ret) MUST_USE;
/* A comparison without its values yet; of IN they are sorted once they are there. */
struct filter *filter_leaf(struct ctx *cx, enum filter_op op, size_t field, size_t n);
void           filter_sort(struct filter *f, const struct shape *shape);

struct key_list {                       /* keys[] as read, in the order asked */
	size_t        at[FILTER_KEY_ITEMS], nitems;     /* indexes of the key items */
	size_t        n;
	struct value *values;           /* nitems of each key */
};
/* keys[]: each a value of the one key item, or an object or list of all of
 * them. ERR_INVALID when the table has no key. */
enum err filter_keys(struct ctx *cx, const json_t *keys, struct view fields,
		     struct key_list *ret_keys, const struct filter **ret_filter) MUST_USE;
/* Whatever has one of these keys; n > 0. */
const struct filter *filter_of_keys(struct ctx *cx, struct view fields, const struct key_list *k);
/* Both; either may be NULL. */
const struct filter *filter_both(struct ctx *cx, const struct filter *a,
				 const struct filter *b);

/* The first field used that isn't granted in clear, or NULL: what can't be seen
 * can't be asked about, but for the exact value of what is given to be verified. */
const struct viewed *filter_hidden(const struct filter *f, struct view fields);

/* Is the field compared anywhere in the tree? */
bool filter_uses(const struct filter *f, size_t field);

enum tri { TRI_FALSE, TRI_TRUE, TRI_UNKNOWN };
/* `row` has one value per field. NULL filter: true. */
enum tri filter_eval(const struct filter *f, struct view fields, const struct value *row);
/* <0, 0, >0; both not null, of one shape. */
int value_order(const struct shape *s, const struct value *a, const struct value *b);

/* The least text above every text that begins with `s`, into `out` (n bytes of
 * room); false when there is none. Stays valid UTF-8, so both stores take it. */
bool prefix_end(const char *s, size_t n, char *out, size_t *ret_n);

/* The same for trees that mean the same up to the order of parts and values. */
struct hash filter_hash(const struct filter *f, struct view fields);
/* What is left when the values are taken out: trees of one form share one
 * statement. Appended to `out`. */
void filter_form(struct buf *out, const struct filter *f);
/* Every value compared, in the order in which a statement takes them. */
typedef void filter_value_fn(void *arg, const struct viewed *field, const struct value *v);
void filter_values(const struct filter *f, struct view fields, filter_value_fn *fn,
		   void *arg);
const struct viewed *view_find(struct view fields, const char *code);
#endif
