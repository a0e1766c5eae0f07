/* csvfile.h - a list as a file for people: CSV with a head, cells that no spreadsheet
 * runs, a mark of its encoding at the beginning. Whole for lists that are short,
 * piece by piece for those that grow with the catalogue. */
#ifndef WEB_CSVFILE_H
#define WEB_CSVFILE_H
#include "core/csvout.h"
#include "web/req.h"

/* Does the query ask for it (format=csv or xlsx)? Any format but
 * those and json is ERR_INVALID. */
enum err csvfile_asked(struct ctx *cx, const struct req *rq, bool *ret_file) MUST_USE;
/* The answer is a file of that name (without .csv), its mark written: head and rows
 * are the caller's. */
struct buf *csvfile_whole(struct req *rq, const char *name);
/* What such an answer's type points to: other CSV is never turned into a workbook. */
extern const char csvfile_type[];
/* The door's: the file that a handler has just made, or begun as a stream that leaves no
 * change behind, becomes a workbook when that was asked for. ERR_TOO_LARGE with more rows
 * than a sheet takes (of a stream, a tenth of that for somebody unknown), ERR_BUSY when many
 * are under way. */
enum err csvfile_turn(struct ctx *cx, struct req *rq) MUST_USE;
/* The same as a stream; `more` writes the head (csv_mark() and a row) first. */
void csvfile_stream(struct req *rq, const char *name, stream_fn *more, void *state);
#endif
