/* release.h - nothing leaves unless it is charged and on the record.
 *
 * Everything costly (digests, the leaf) is made on the worker; what runs inside
 * the store's transaction is a nonce, one conditional UPDATE and the leaf. */
#ifndef DATAAPI_RELEASE_H
#define DATAAPI_RELEASE_H
#include "dataapi/ask.h"
#include "dataapi/plan.h"

struct req;

struct taken {                          /* what one answer or piece took */
	int64_t            calls, rows;
	int64_t            marks;       /* of what is under verification */
	const char       **subjects;    /* persons it is about, in clear */
	size_t             nsubjects;
	const struct guesses *guesses;  /* of a verification, or NULL */
	const void        *bytes;       /* what will leave */
	size_t             nbytes;
	const struct hash *digest;      /* of a file: instead of `bytes` */
	const char        *detail;      /* of it, for the record; NULL: nothing */
	bool               list;        /* what there is, and nothing of it */
};

/* Can the answer be signed as Accept-Signature asks? Looked at before anything is read. */
enum err signed_check(struct ctx *cx, const struct req *rq, bool stream) MUST_USE;
/* Charges and notes a whole answer, signed when that is asked for. */
enum err release_whole(struct ctx *cx, struct req *rq, const struct plan *p,
		       const struct data_ask *ask, const struct taken *t) MUST_USE;
/* Charges `t` and notes it, before the answer under way leaves. Sets
 * Gongshu-Receipt when `receipt`, and returns it then. */
const char *release(struct ctx *cx, struct req *rq, const struct plan *p,
		    const struct data_ask *ask, const struct taken *t, bool receipt);
/* The verdict as an error with its sentence and article; OK when allowed. */
enum err refused(struct ctx *cx, const struct policy *v) MUST_USE;
#endif
