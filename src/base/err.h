/* err.h - how a function says no.
 *
 * A fallible function returns `enum err` and nothing else through its return
 * value; results leave through `ret_` parameters, untouched on failure. The
 * sentence for people belongs to the request, so it is kept in `struct ctx`:
 *
 *     return fail(cx, ERR_CONFLICT, SAY_CASE_MOVED(id));
 *
 * SAY_… macros are generated from the *.say files (tool/saygen.py), where each
 * sentence stands in Chinese and in English; the macro checks the arguments.
 * A refusal the law foresees is not an error: see struct verdict, process.h. */
#ifndef BASE_ERR_H
#define BASE_ERR_H
#include <stdint.h>

#define ERR_TABLE(X) /* code, name on the wire, HTTP status, seconds to retry */ \
	X(ERR_INVALID,      "invalid",           400, 0)                        \
	X(ERR_UNSIGNED,     "unauthenticated",   401, 0)                        \
	X(ERR_FORBIDDEN,    "forbidden",         403, 0)                        \
	X(ERR_NOT_FOUND,    "not-found",         404, 0)                        \
	X(ERR_METHOD,       "method-not-allowed",405, 0)                        \
	X(ERR_CONFLICT,     "conflict",          409, 0)                        \
	X(ERR_GONE,         "gone",              410, 0)                        \
	X(ERR_STALE,        "stale",             412, 0)                        \
	X(ERR_TOO_LARGE,    "too-large",         413, 0)                        \
	X(ERR_MEDIA,        "unsupported-media", 415, 0)                        \
	X(ERR_RANGE,        "bad-range",         416, 0)                        \
	X(ERR_INCOMPLETE,   "incomplete",        422, 0)                        \
	X(ERR_CHECKSUM,     "checksum-mismatch", 460, 0)                        \
	X(ERR_TOO_MANY,     "too-many",          429, 30)                       \
	X(ERR_INTERNAL,     "internal",          500, 0)                        \
	X(ERR_UPSTREAM,     "upstream-failed",   502, 0)                        \
	X(ERR_UPSTREAM_SLOW, "upstream-slow",    504, 0)                        \
	X(ERR_BUSY,         "busy",              503, 1)                        \
	X(ERR_UNRECORDED,   "cannot-be-recorded",503, 5)                        \
	X(ERR_FULL,         "disk-full",         507, 60)

enum err {
	OK = 0,
#define X(code, name, http, retry) code,
	ERR_TABLE(X)
#undef X
	ERR_MAX_
};

struct ctx;
struct said;

const char *err_name(enum err e);
int         err_http(enum err e);
int         err_retry(enum err e);      /* seconds for Retry-After, or 0 */

/* Note the sentence and where it was said, then hand the code back. Details
 * (field, article) are added with fail_field() and fail_article(). */
#define fail(cx, code, ...) fail_at((cx), (code), __FILE__, __LINE__, __VA_ARGS__)
enum err fail_at(struct ctx *cx, enum err code, const char *file, int line,
		 struct said said);
/* The field the complaint is about ("items[2].code"), copied; returns `e`. */
enum err fail_field(struct ctx *cx, enum err e, const char *field);
/* The article by which the answer is no ("20 ¶3(2)"), copied; returns `e`. */
enum err fail_article(struct ctx *cx, enum err e, const char *article);
/* After so many seconds it may go better (at least 1); returns `e`. */
enum err fail_wait(struct ctx *cx, enum err e, int64_t seconds);
/* What was used up, and what is left of it. */
enum err fail_limit(struct ctx *cx, enum err e, int64_t limit, int64_t left);

#define TRY(expr) do { enum err e_ = (expr); if (e_ != OK) return e_; } while (0)
#define MUST_USE __attribute__((warn_unused_result))

/* We are wrong, not the caller: a broken promise between functions. Stops the
 * program with a line in the log, in production too. */
#define PRE(cond) do { if (!(cond)) broken(#cond, __FILE__, __LINE__); } while (0)
#define POST(cond) PRE(cond)
_Noreturn void broken(const char *what, const char *file, int line);
#endif
