/* heard.h - what gongshu-tap answered, frame by frame. Pure.
 *
 *     T  schema, name, kind                            a table, a view
 *     D  name, type, word, size, digits, null, key, remark    a column
 *     R  values                                        a row of the columns asked for
 *     W  number, word                                  so many rows are written, and how
 *     E  word, state, message                          it failed; the end
 *     Z  number                                        that was all; the end
 *
 * Nothing is believed: a frame that isn't one of those for what was asked, text that
 * is no UTF-8, a count that is wrong, a word after the end are "garbled". */
#ifndef TAP_HEARD_H
#define TAP_HEARD_H
#include "tap/ask.h"

enum heard_kind { HEARD_TABLE, HEARD_COLUMN, HEARD_ROW, HEARD_WRITTEN, HEARD_FAULT, HEARD_END };
/* Words of W: under way, written and kept, kept since an earlier time. */
#define TAP_DONE_TABLE(X) X(NOT_YET, "not-yet") X(NOW, "now") X(BEFORE, "before")
enum tap_done {
#define X(id, word) TAP_DONE_##id,
	TAP_DONE_TABLE(X)
#undef X
	TAP_DONE_MAX_
};
const char *tap_done_word(enum tap_done d);
enum tap_null { TAP_NULL_NO, TAP_NULL_YES, TAP_NULL_UNKNOWN };

struct heard {                          /* lives as long as its frame */
	enum heard_kind kind;
	const struct frame_field *at;   /* T: schema, name, kind; D: name, …; R: values */
	size_t          n;
	int64_t         type, size, digits, key;        /* D; key: place in it, 0: not in it */
	enum tap_null   null;
	int64_t         rows;           /* W: so far; or for good, once … */
	enum tap_done   done;
};

struct hearing {
	enum tap_verb verb;
	size_t        ncolumns;         /* of a row */
	int64_t       most, seen;       /* most 0: any number */
	bool          written, over;    /* W came that is for good; the end came */
};

/* False: garbled. */
bool hearing_take(struct hearing *h, const struct frame *f, struct heard *ret);
/* The word of a fault when it is one that gongshu-tap has, else NULL. */
const char *heard_fault(const struct frame_field *word);
#endif
