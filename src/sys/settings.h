/* settings.h - everything a site may set, in one table.
 *
 * A value comes from, later ones winning: the default here, the INI file
 * (--config, or gongshu.ini in the data directory), the environment
 * (GONGSHU_<KEY>), the command line (--key VALUE, dashes for underscores).
 * `gongshu config` prints this table with the values in force. */
#ifndef SYS_SETTINGS_H
#define SYS_SETTINGS_H
#include "base/buf.h"
#include "base/ctx.h"

#define SETTING_TABLE(T, N) /* key, default, what it is */                                     \
	T(data,             "data",           "data directory")                                \
	T(store,            "",               "sqlite or postgresql://…; remembered")          \
	T(listen,           "127.0.0.1:8080", "address and port")                              \
	T(pack,             "yancheng-2022",  "rule pack: a built-in name or a directory")     \
	T(origin,           "",               "name of this node's record; remembered")        \
	T(public_url,       "",               "address people use, for absolute links")        \
	T(hosts,            "",               "Host names served, comma-separated; empty: any")\
	T(trusted_proxies,  "",               "addresses whose X-Forwarded-For is believed")   \
	T(password_profile, "dengbao",        "dengbao (classes, 90 days) or asvs")            \
	T(notify,           "",               "program that carries notices outside, JSON lines on stdin")\
	T(sift,             "",               "reads workbooks; empty: gongshu-sift beside this program")\
	T(tap,              "",               "reads databases; empty: gongshu-tap beside this program")\
	T(database_drivers, "",               "ODBC drivers that may be used, comma-separated; empty: none")\
	T(database_networks,"",               "networks in which agencies' databases may lie; empty: none")\
	T(database_tls,     "require",        "to them: require, verify (and whom it names), off") \
	T(fetch,            "",               "asks interfaces; empty: gongshu-fetch beside this program")\
	T(forward_networks, "",               "networks in which providers' interfaces may lie; empty: none")\
	T(forward_tls,      "verify",         "to them: verify (https alone), plain (http too)")\
	T(forward_roots,    "/etc/ssl/certs/ca-certificates.crt", "whose certificates they may show")\
	T(release_cycle,    "quarterly",      "catalogue: monthly, quarterly, half_yearly, yearly, never")\
	T(clock,            "",               "demo directories only: run at this RFC 3339 time")\
	N(workers,          0,                "threads that serve requests; 0: 24")            \
	N(loops,            0,                "event loops; 0: one a core")                    \
	N(secure_cookie,    0,                "1 when a proxy in front speaks TLS")            \
	N(request_seconds,  60,               "deadline of a whole request without a stream")  \
	N(idle_seconds,     60,               "keep-alive connections without a request")      \
	N(per_address,      256,              "connections from one address")                  \
	N(connections,      4096,             "connections in all")                            \
	N(body_bytes,       1048576,          "largest JSON body")                             \
	N(upload_bytes,     17179869184,      "largest upload")                                \
	N(sift_seconds,     20,               "a workbook's reader that is silent so long is ended")\
	N(tap_seconds,      20,               "a database that is silent so long is given up") \
	N(pull_seconds,     600,              "a table being taken that is silent so long is given up")\
	N(pull_hours,       6,                "taking a table's rows ends after so many hours; 0: never")\
	N(deposit_seconds,  60,               "a batch not written is tried again then, later each time")\
	N(forward_calls,    256,              "calls to providers' interfaces under way at once")\
	N(forward_calls_each, 64,             "and to one of them, 16 of them asked, 128 at most") \
	N(workbooks,        2,                "workbooks of the catalogue imported or exported at once")\
	N(workbook_rows,    1048575,          "rows of a list as a workbook; strangers: a tenth")\
	N(content_files,    200,              "files in a version of an entry's files")       \
	N(content_bytes,    68719476736,      "bytes of all of them together")                \
	N(content_org_bytes, 1099511627776,   "bytes of an agency's files together; 0: no limit")\
	N(upload_hours,     24,               "unfinished uploads are kept so long")           \
	N(reject_percent,   10,               "a batch with more rejects fails")               \
	N(session_idle_minutes,    15,        "staff sessions end when idle")                  \
	N(session_hours,    8,                "staff sessions end anyway")                     \
	N(person_idle_minutes,     30,        "portal sessions end when idle")                 \
	N(lock_failures,    5,                "failed sign-ins until an account locks")        \
	N(lock_minutes,     15,               "and for how long")                              \
	N(sessions_max,     3,                "sessions of one person at once")               \
	N(password_days,    90,               "dengbao: a password must be changed after")     \
	N(rate_per_second,  0,                "requests a second from one address; 0: no limit")\
	N(answer_sm2,       0,                "1: answers are signed by SM2 too, when asked")   \
	N(usage_seconds,    60,               "how often what was used is counted from the record")\
	N(verify_subject_wrong, 10,           "verification: wrong claims about one subject a day")\
	N(verify_grant_wrong, 1000,           "verification: wrong claims under one grant a day")\
	N(warn_weeks,       4,                "unusual use: held against a grant's own so many weeks")\
	N(warn_days,        7,                "… once it, or a key, was in use for so many days")\
	N(warn_times,       5,                "… so many times the usual of a day (its median)")\
	N(warn_least,       500,              "… and at least so many calls, rows or persons")\
	N(warn_misses,      100,              "… refused, empty or wrong answers a day")      \
	N(warn_copied,      100000,           "… rows copied or exported a day")              \
	N(aggregate_least,  10,               "aggregates: the smallest group that is told")   \
	N(release_return_minutes,  60,        "opened again, struck from releases' files so long")\
	N(duplicate_minutes, 10,              "how often entries are compared; 0: never")  \
	N(min_free_mib,     64,               "refuse uploads below this free space")

struct settings {
#define T(key, value, about) const char *key;
#define N(key, value, about) int64_t key;
	SETTING_TABLE(T, N)
#undef T
#undef N
};

/* Reads file, environment and arguments; argv elements are `--key VALUE` or
 * `--key=VALUE`. Unknown keys and bad numbers are ERR_INVALID naming them.
 * Texts live in `cx`, which must outlive the settings. */
enum err settings_read(struct ctx *cx, int argc, char *const argv[],
		       struct settings *ret) MUST_USE;
/* The table with values, as an INI file. */
void settings_print(const struct settings *s, struct buf *out);
#endif
