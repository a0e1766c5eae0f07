/* frame.h - what the server and gongshu-tap say to each other: frames of fields.
 *
 * A frame is a letter, the length of the rest (u32, big-endian), and fields, each a
 * length (u32; 0xffffffff: null) and its bytes. Whoever reads believes no length: a
 * frame is at most FRAME_MOST long and its fields fill it exactly. Pure. */
#ifndef TAP_FRAME_H
#define TAP_FRAME_H
#include "base/buf.h"

#define FRAME_MOST   (6u << 20)         /* bytes of a frame's fields */
#define FRAME_FIELDS 512
#define FRAME_HEAD   5

struct frame_field { const char *p; uint32_t n; };     /* p NULL: null */
struct frame {                          /* lives until the next frames_feed() */
	char               kind;
	struct frame_field fields[FRAME_FIELDS];
	size_t             nfields;
	const char        *raw;         /* all of it, with its head */
	size_t             nraw;
};

/* Writing: begin, put fields, end with what begin gave. */
size_t frame_begin(struct buf *out, char kind);
void   frame_put(struct buf *out, const char *p, size_t n);
void   frame_text(struct buf *out, const char *text);  /* NULL: null */
void   frame_int(struct buf *out, int64_t n);          /* as digits */
void   frame_end(struct buf *out, size_t at);

struct frames { struct buf in; size_t at; bool broken; };
enum frame_got { FRAME_GOT, FRAME_MORE, FRAME_BROKEN };

struct frames  frames_make(void);
/* For frames that hold a secret: what was read of them is wiped by the next feed, or now. */
struct frames  frames_make_secret(void);
void           frames_forget(struct frames *f);
void           frames_drop(struct frames *f);
void           frames_feed(struct frames *f, const char *p, size_t n);
enum frame_got frames_next(struct frames *f, struct frame *ret);
/* Nothing of a frame that hasn't come to its end lies there. */
bool           frames_empty(const struct frames *f);

/* The frame that begins at p + *at, of n bytes, and behind it for the next; false: none
 * whole does. */
bool frame_at(const char *p, size_t n, size_t *at, struct frame *ret);

/* Digits, at most 18, a sign before them or none; false: something else. */
bool frame_number(const struct frame_field *f, int64_t *ret);
#endif
