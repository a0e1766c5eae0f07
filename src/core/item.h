/* item.h - the words of a catalogue entry's items: types, access, formats, masks.
 *
 * An item is a column of a table as the catalogue describes it. Its `no` names
 * the stored column (c4): it is given once within a resource and never again,
 * and an item whose stored form changes (type, decimals, length of a decimal)
 * gets a new one, so that a number never means two things. Words are stored and
 * sent as text; enums are for code. Types are core/value.h's. Pure. */
#ifndef CORE_ITEM_H
#define CORE_ITEM_H
#include "core/value.h"
#include <stdbool.h>
#include <stddef.h>

#define ITEM_MAX 400                    /* items of one resource */

/* Share type and open type alike, of entries and of items. */
#define ACCESS_TABLE(X) X(UNSET, "") X(UNCONDITIONAL, "unconditional")        \
	X(CONDITIONAL, "conditional") X(NONE, "none")
enum access {
#define X(id, word) ACCESS_##id,
	ACCESS_TABLE(X)
#undef X
	ACCESS_MAX_
};

struct item {
	int            no;              /* column c<no>; from 1 */
	const char    *code, *name;
	enum item_type type;
	int            length;          /* characters, or total digits; 0: free */
	int            precision;       /* decimals of a decimal */
	bool           key, nullable;
	int            grade;           /* 1..4; 0: as the entry */
	enum access    share_type, open_type;   /* UNSET: as the entry */
	const char    *element;         /* data element it carries, or NULL */
	const char    *code_set;
	const char    *format;          /* resident_id …: values are checked; or NULL */
	const char    *mask;            /* proposed for grants: id_number …; or NULL */
	const char    *description;
};

const char *access_word(enum access a);         /* "" when unset */
bool        access_read(const char *word, enum access *ret_access);

bool item_mask_known(const char *word);
/* [a-z][a-z0-9_]{0,62} and no word the data interface keeps for itself. */
bool item_code_good(const char *code);
/* What the item asks of its values. */
struct shape item_shape(const struct item *it);
/* Can its values be codes of a set? Numbers with decimals, dates and the like can't. */
bool item_takes_codes(const struct item *it);
/* Would these two be stored alike, so that one column serves both? */
bool item_same_column(const struct item *a, const struct item *b);
/* NULL when there is none. */
const struct item *item_by_code(const struct item *items, size_t n, const char *code);
const struct item *item_by_no(const struct item *items, size_t n, int no);
#endif
