/* note.c - what account matters leave on the record: who did what to which
 * account, key or organisation; never a secret, never a name. */
#include "account/inside.h"

enum err account_note(struct ctx *cx, struct db *db, const struct who *by,
		      enum note_kind kind, const char *act, const char *object)
{
	return record_note(cx, db, &(struct note){
		.kind = kind, .act = act, .object = object,
		.org = by ? by->org : NULL, .principal = by ? by->id : NULL });
}
