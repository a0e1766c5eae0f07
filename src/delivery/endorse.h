/* endorse.h - how each side confirms a filing: the page that bears its seal, or a signature
 * of the form's hash by a key that is registered for a system of its own (R20.3).
 *
 * A page is what its name says: its first and last bytes are looked at. What is signed is a
 * statement of four lines that names the case, the side and the form, so that no signature
 * can be taken for another's; the key is the agency's, and active. Both are kept in the
 * register, with the hash of the form they confirm; of a key all that verifies it later. */
#ifndef DELIVERY_ENDORSE_H
#define DELIVERY_ENDORSE_H
#include "base/jout.h"
#include "cases/cases.h"

#define ENDORSE_LOOK 1024               /* first and last bytes that are looked at */
enum endorse_side { ENDORSE_PROVIDER, ENDORSE_CONSUMER };
const char *endorse_side_word(enum endorse_side side);

/* The type a page is sent as, by its name; NULL: not one we take. Pure. */
const char *endorse_page_type(const char *filename);
/* Is it one by its bytes? Pure. */
bool endorse_page_is(const char *type, const void *head, size_t nhead, const void *tail,
		     size_t ntail);
/* r ‖ s of a signature in DER (as openssl writes those of P-256 and SM2), or 64 bytes as
 * they are. False: neither. Pure. */
bool endorse_raw(const uint8_t *p, size_t n, uint8_t ret_raw[64]);
/* What that side signs. Pure. */
const char *endorse_statement(struct ctx *cx, const char *case_id, enum endorse_side side,
			      const char *form_hash);

/* Inside a change, before the case moves: is what seals, or signs, in order? Then it is entered
 * in the register (the first of two moves no state, and has no effect to be carried out).
 * ERR_INCOMPLETE with the paper. */
enum err endorse(struct ctx *cx, struct db *db, const struct case_move *m) MUST_USE;
/* "form_sha256" and "seals" of a delivery. */
enum err endorse_json(struct ctx *cx, struct jout *j, struct db *db, const struct pack *pack,
		      const struct case_file *c) MUST_USE;
#endif
