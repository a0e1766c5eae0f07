/* encoding.h - bytes of a file as UTF-8, piece by piece.
 *
 * Government files come as UTF-8 (with or without a mark), GB18030 (which
 * contains GBK and GB 2312) and UTF-16. A decoder takes bytes in any split and
 * appends UTF-8; it never guesses at a broken character and never replaces one:
 * everything before it is appended, and `broken` says where it stood.
 *
 * Detection reads the file's beginning until it has seen enough text beyond
 * ASCII. A mark decides. Otherwise UTF-8 if that is what nearly all of it is
 * (so that one broken character is named rather than all of it misread), UTF-16
 * by its zero bytes, GB18030 for the rest. */
#ifndef CORE_ENCODING_H
#define CORE_ENCODING_H
#include "base/buf.h"

enum encoding { ENC_AUTO, ENC_UTF8, ENC_GB18030, ENC_UTF16LE, ENC_UTF16BE };
/* auto, utf-8, gb18030 (gbk, gb2312), utf-16 (by its mark, else little-endian),
 * utf-16le, utf-16be; any case. */
bool        encoding_read(const char *word, enum encoding *ret_encoding);
const char *encoding_word(enum encoding e);

struct sniff {                          /* what the beginning looks like */
	size_t   seen, good, bad;       /* bytes; UTF-8 characters, well-formed or not */
	size_t   zero_even, zero_odd;
	int      mark;                  /* an enum encoding, when a mark says so */
	unsigned char tail[4];
	size_t   ntail;
};
/* True when enough was seen. */
bool          sniff_feed(struct sniff *s, const void *p, size_t n);
enum encoding sniff_verdict(const struct sniff *s);

struct decoder;                         /* in the arena; the converters are not */
struct ctx;
struct decoder *decoder_make(struct ctx *cx, enum encoding e);
void            decoder_free(struct decoder **d);
#define AUTO_DECODER __attribute__((cleanup(decoder_free))) struct decoder *
enum decoded { DECODED, DECODED_BROKEN, DECODED_CUT };
/* Appends the text of these bytes to `out` (of which there must be room for 3
 * bytes each). `last`: nothing follows, a character left half is CUT. */
enum decoded decoder_feed(struct decoder *d, const char *p, size_t n, bool last,
			  struct buf *out);
#endif
