/* tlog.h - how the tree is shown to the world: tiles, signed notes, checkpoints.
 *
 * Tiles (c2sp.org/tlog-tiles) are 256 hashes of one level each; a signed note
 * (c2sp.org/signed-note) is text with Ed25519 signatures under it; a checkpoint
 * (c2sp.org/tlog-checkpoint) is a note of three lines: origin, size, root. Any
 * tool of that family can follow and check our record. */
#ifndef CORE_TLOG_H
#define CORE_TLOG_H
#include "base/buf.h"
#include "core/merkle.h"

#define TILE_WIDTH 256
#define TILE_PATH  96
/* "0/x001/234", or "0/x001/234.p/5" when width < 256. */
char *tile_path(int level, uint64_t n, int width, char out[TILE_PATH]);
/* The strict reverse; false for any other spelling. */
bool  tile_path_read(const char *path, int *ret_level, uint64_t *ret_n, int *ret_width);
/* The root of `n` hashes, a power of two. */
struct hash tile_root(const struct hash *h, int n);

#define KEY_NAME 128
struct verify_key {                     /* who may have signed */
	char    name[KEY_NAME];
	uint8_t id[4];                  /* SHA-256(name ‖ \n ‖ 0x01 ‖ public)[:4] */
	uint8_t public[32];             /* Ed25519 */
};
struct sign_key { struct verify_key pub; uint8_t seed[32]; };

bool key_name_ok(const char *name);     /* not empty, no spaces, no plus */
/* False when the name is not one. */
bool sign_key_make(const char *name, const uint8_t seed[32], struct sign_key *ret_key);
/* "name+id hex+base64(0x01 ‖ public)". */
void vkey_text(const struct verify_key *k, struct buf *out);
bool vkey_read(const char *text, struct verify_key *ret_key);

/* Appends `text` (ending in a newline), a blank line and one signature. */
bool note_sign(struct buf *out, const char *text, size_t n, const struct sign_key *k);
/* Length of the text if `note` is well formed and signed by `k`; else 0. */
size_t note_open(const char *note, size_t n, const struct verify_key *k);

struct checkpoint { uint64_t size; struct hash root; };
void checkpoint_text(struct buf *out, const char *origin, const struct checkpoint *c);
/* Checks the signature and that the origin is the key's name. */
bool checkpoint_open(const char *note, size_t n, const struct verify_key *k,
		     struct checkpoint *ret);
bool ed25519_check(const uint8_t public[32], const uint8_t sig[64], const void *p, size_t n);
#endif
