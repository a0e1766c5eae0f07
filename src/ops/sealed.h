/* sealed.h - a file written and read in one stream, encrypted when a passphrase
 * is given.
 *
 * Sealed form: "gongshu sealed 1", 16 bytes salt, 7 bytes nonce prefix, then
 * pieces of 64 KiB, each AES-256-GCM under argon2id(passphrase, salt), its nonce
 * being prefix ‖ u32 number ‖ u8 last: a piece that was altered, moved, left
 * out, or an end that was cut off does not open. Plain form: the bytes. */
#ifndef OPS_SEALED_H
#define OPS_SEALED_H
#include "base/buf.h"
#include "base/ctx.h"

struct sealed;
/* `pass` NULL: plain. The file must not exist yet. */
enum err sealed_create(struct ctx *cx, const char *path, const struct buf *pass,
		       struct sealed **ret) MUST_USE;
enum err sealed_write(struct ctx *cx, struct sealed *s, const void *p, size_t n) MUST_USE;
/* The last piece, fsync, close. */
enum err sealed_finish(struct ctx *cx, struct sealed *s) MUST_USE;

/* ERR_INVALID when it is sealed and `pass` is NULL or wrong. */
enum err sealed_open(struct ctx *cx, const char *path, const struct buf *pass,
		     struct sealed **ret) MUST_USE;
/* The next piece, valid until the next call; *ret_n 0 at the end. */
enum err sealed_read(struct ctx *cx, struct sealed *s, const void **ret_p,
		     size_t *ret_n) MUST_USE;
void     sealed_end(struct sealed *s);          /* closes; NULL is fine */
#endif
