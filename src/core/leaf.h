/* leaf.h - one step of processing, as a leaf of the record's tree.
 *
 * `struct note` is what a feature says happened. leaf_make() turns it into two
 * runs of bytes: the leaf (canonical, length-prefixed, hashed into the tree and
 * kept for ever) and its private part (kept apart, erasable). Who and what
 * stands in the leaf as opaque ids; everything that could tell of a person -
 * whose data it was, what was asked, what was answered, the free text - stands
 * there only as a commitment whose salt is derived from the leaf's own 32-byte
 * seed. The seed is in the private part alone: erase that, and nobody can tell
 * any more what the leaf was about, while every proof still holds. doc/adr/0009
 * has the layout. */
#ifndef CORE_LEAF_H
#define CORE_LEAF_H
#include "base/buf.h"
#include "base/ctx.h"
#include "base/hash.h"

#define NOTE_TABLE(X) /* stored number (append only), word */                 \
	X(SIGN_IN,   1, "sign-in")          /* in, out, and failed tries */   \
	X(REFUSAL,   2, "refusal")          /* asked and not allowed */       \
	X(RELEASE,   3, "release")          /* data leaves: before byte one */\
	X(OUTCOME,   4, "outcome")          /* how a release ended */         \
	X(ADMIN,     5, "admin-change")     /* accounts, roles, settings */   \
	X(KEY,       6, "key-change")       /* keys and tokens */             \
	X(CATALOGUE, 7, "catalogue-change")                                   \
	X(IMPORT,    8, "import")           /* batches, versions, deletion */ \
	X(EXPORT,    9, "export")           /* copies taken out by staff */   \
	X(CASE,     10, "case-act")                                           \
	X(GRANT,    11, "grant-change")                                       \
	X(CALENDAR, 12, "calendar")                                           \
	X(OPEN,     13, "open-data")        /* portal: publish, withdraw, download */ \
	X(BACKUP,   14, "backup")                                             \
	X(VERIFY,   15, "verify")                                             \
	X(CLOCK,    16, "clock-fault")                                        \
	X(ERASURE,  17, "erasure")          /* private parts deleted */       \
	X(SOFTWARE, 18, "software")         /* a server started: its version */

enum note_kind {                        /* 0 is unset: refused */
#define X(id, n, word) NOTE_##id = n,
	NOTE_TABLE(X)
#undef X
	NOTE_MAX_
};
const char *note_word(enum note_kind k);          /* NULL: no such kind */
bool        note_read(const char *word, enum note_kind *ret_kind);

struct note {
	enum note_kind kind;
	/* In the leaf, in clear: words and opaque ids; NULL and 0 when none. */
	const char *act;                /* "publish", "agree", "token-made" … */
	const char *outcome;            /* NULL is "ok"; "refused", "failed" … */
	const char *org, *principal;    /* who->org, who->id */
	const char *resource;           /* its id */
	int64_t     resource_version;
	const char *grant, *case_id;
	const char *object;             /* id of what else it is about: user, key, batch */
	const char *purpose;            /* the purpose code, never free text */
	int64_t     rows, bytes;
	/* In the leaf as salted commitments; openable while the seed lives. */
	const char *const *subjects;    /* normalised identifiers of persons */
	size_t      nsubjects;
	const struct hash *request;     /* digest of what was asked */
	const struct hash *response;    /* digest of the bytes that leave */
	const char *matter;             /* the consumer's own file number */
	const char *detail;             /* a few words or JSON for auditors */
	const char *peer;               /* address it came from */
};

#define LEAF_CALL 16
#define SUBJECT_TAG 16
struct leaf_frame {                     /* what the shell adds to every note */
	const char *node;               /* the log's origin */
	ms_t        at;
	uint8_t     seed[32];           /* fresh chance, one per leaf */
	uint8_t     subject_key[32];    /* of the year of `at` */
};

struct leaf {                           /* bytes live in the arena */
	const void *bytes, *secret;
	size_t      nbytes, nsecret;
	struct hash hash;               /* RFC 6962: SHA-256(0x00 ‖ bytes) */
};

/* Never fails: a note without a kind is our bug and stops the program. */
struct leaf leaf_make(struct ctx *cx, const struct note *n, const struct leaf_frame *f);

/* --- reading back ----------------------------------------------------- */
enum commit_tag { COMMIT_REQUEST = 1, COMMIT_RESPONSE, COMMIT_MATTER, COMMIT_DETAIL,
		  COMMIT_PEER, COMMIT_SUBJECT };

struct span { const uint8_t *p; size_t n; };      /* borrowed bytes, no NUL */
struct leaf_facts {
	enum note_kind kind;
	ms_t        at;
	uint8_t     call[LEAF_CALL];    /* unique per leaf */
	struct span node, act, outcome, org, principal, resource, grant, case_id,
		    object, purpose;
	int64_t     resource_version, rows, bytes;
	struct span commit[COMMIT_SUBJECT];        /* by tag; empty or 32 bytes */
	const uint8_t *subjects;                   /* nsubjects x 32 bytes */
	size_t      nsubjects;
};
struct leaf_secret {
	struct hash hash;               /* of the leaf it belongs to, as first made */
	const uint8_t *seed;            /* 32 bytes; NULL: erased, as are the values */
	struct span open[COMMIT_SUBJECT];          /* the values, by tag */
	const uint8_t *subjects;        /* nsubjects x SUBJECT_TAG bytes, keyed */
	size_t      nsubjects;
};
/* False when the bytes are not a leaf in canonical form. */
bool leaf_read(const void *bytes, size_t n, struct leaf_facts *ret_facts);
bool secret_read(const void *bytes, size_t n, struct leaf_secret *ret_secret);

/* Does it carry one of the tags (ntags x SUBJECT_TAG)? */
bool secret_about(const struct leaf_secret *s, const uint8_t *tags, int ntags);
/* What is left of a private part once a person was erased from it: nothing, or the
 * tags of the others the leaf is about. */
void secret_erase(const struct leaf_secret *s, const uint8_t *tags, int ntags, struct buf *out);

/* The commitment to `value` as the `i`-th of `tag` under `seed`. */
struct hash commitment(const uint8_t seed[32], enum commit_tag tag, uint32_t i,
		       const void *value, size_t n);
/* What stands for an identifier in the subject index: keyed, one key a year. */
void subject_tag(const uint8_t key[32], const char *id, uint8_t ret_tag[SUBJECT_TAG]);
void subject_year_key(const uint8_t master[32], int year, uint8_t ret_key[32]);
#endif
