/* sealed.c - the STREAM construction over AES-256-GCM. */
#include "ops/sealed.h"
#include "sys/random.h"
#include <argon2.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <string.h>
#include <unistd.h>

enum { PIECE = 65536, TAG = 16, SALT = 16, PREFIX = 7, KDF_KIB = 65536, KDF_TIMES = 3 };
static const char magic[] = "gongshu sealed 1";         /* 16 bytes without the NUL */
enum { MAGIC = sizeof magic - 1 };

struct sealed {
	struct ctx      own;
	const char     *path;
	int             fd;
	EVP_CIPHER_CTX *cipher;         /* NULL: plain */
	uint8_t         key[32], prefix[PREFIX];
	uint32_t        number;
	bool            ended;
	size_t          n;              /* bytes in `in` */
	uint8_t         in[PIECE + TAG + 1], out[PIECE + TAG];
};

static enum err disk_said(struct ctx *cx, const char *path)
{
	if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG)
		return fail(cx, ERR_FULL, SAY_DISK_FULL());
	return fail(cx, ERR_INVALID, SAY_BACKUP_FILE(path, strerror(errno)));
}

static enum err put(struct ctx *cx, struct sealed *s, const uint8_t *p, size_t n)
{
	while (n) {
		ssize_t k = write(s->fd, p, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return disk_said(cx, s->path);
		p += k;
		n -= (size_t)k;
	}
	return OK;
}

static enum err get(struct ctx *cx, struct sealed *s, uint8_t *p, size_t n, size_t *ret_n)
{
	size_t got = 0;
	while (got < n) {
		ssize_t k = read(s->fd, p + got, n - got);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return disk_said(cx, s->path);
		if (k == 0)
			break;
		got += (size_t)k;
	}
	*ret_n = got;
	return OK;
}

static enum err derive(struct ctx *cx, struct sealed *s, const struct buf *pass,
		       const uint8_t salt[SALT])
{
	s->cipher = EVP_CIPHER_CTX_new();
	if (!s->cipher || argon2id_hash_raw(KDF_TIMES, KDF_KIB, 1, pass->p, pass->n, salt, SALT,
					    s->key, sizeof s->key) != ARGON2_OK)
		return fail(cx, ERR_INTERNAL, SAY_INTERNAL());
	return OK;
}

static void nonce_for(const struct sealed *s, bool last, uint8_t nonce[12])
{
	memcpy(nonce, s->prefix, PREFIX);
	for (int i = 0; i < 4; i++)
		nonce[PREFIX + i] = (uint8_t)(s->number >> (24 - 8 * i));
	nonce[11] = last;
}

static struct sealed *fresh(struct ctx *cx, const char *path)
{
	struct ctx own;
	ctx_init(&own, cx->now, 0);
	struct sealed *s = ctx_new(&own, struct sealed);
	s->path = ctx_text(&own, path);
	s->own = own;
	s->fd = -1;
	return s;
}

void sealed_end(struct sealed *s)
{
	if (!s)
		return;
	if (s->fd >= 0)
		close(s->fd);
	EVP_CIPHER_CTX_free(s->cipher);
	explicit_bzero(s->key, sizeof s->key);
	struct ctx own = s->own;
	ctx_end(&own);
}

/* --- writing --------------------------------------------------------------- */

static enum err begin_writing(struct ctx *cx, struct sealed *s, const struct buf *pass)
{
	uint8_t salt[SALT];
	s->fd = open(s->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (s->fd < 0)
		return disk_said(cx, s->path);
	if (!pass)
		return OK;
	random_bytes(salt, sizeof salt);
	random_bytes(s->prefix, sizeof s->prefix);
	TRY(derive(cx, s, pass, salt));
	TRY(put(cx, s, (const uint8_t *)magic, MAGIC));
	TRY(put(cx, s, salt, sizeof salt));
	return put(cx, s, s->prefix, sizeof s->prefix);
}

enum err sealed_create(struct ctx *cx, const char *path, const struct buf *pass,
		       struct sealed **ret)
{
	struct sealed *s = fresh(cx, path);
	enum err e = begin_writing(cx, s, pass);
	if (e != OK) {
		sealed_end(s);
		return e;
	}
	*ret = s;
	return OK;
}

static enum err put_piece(struct ctx *cx, struct sealed *s, bool last)
{
	uint8_t nonce[12];
	int n = 0, rest = 0;
	nonce_for(s, last, nonce);
	if (EVP_EncryptInit_ex(s->cipher, EVP_aes_256_gcm(), NULL, s->key, nonce) != 1 ||
	    EVP_EncryptUpdate(s->cipher, s->out, &n, s->in, (int)s->n) != 1 ||
	    EVP_EncryptFinal_ex(s->cipher, s->out + n, &rest) != 1 ||
	    EVP_CIPHER_CTX_ctrl(s->cipher, EVP_CTRL_GCM_GET_TAG, TAG, s->out + n) != 1)
		return fail(cx, ERR_INTERNAL, SAY_INTERNAL());
	PRE(++s->number != 0);
	s->n = 0;
	return put(cx, s, s->out, (size_t)n + TAG);
}

enum err sealed_write(struct ctx *cx, struct sealed *s, const void *p, size_t n)
{
	const uint8_t *from = p;
	if (!s->cipher)
		return put(cx, s, from, n);
	while (n) {
		if (s->n == PIECE)
			TRY(put_piece(cx, s, false));
		size_t part = n < PIECE - s->n ? n : PIECE - s->n;
		memcpy(s->in + s->n, from, part);
		s->n += part;
		from += part;
		n -= part;
	}
	return OK;
}

enum err sealed_finish(struct ctx *cx, struct sealed *s)
{
	if (s->cipher)
		TRY(put_piece(cx, s, true));
	return fsync(s->fd) == 0 ? OK : disk_said(cx, s->path);
}

/* --- reading --------------------------------------------------------------- */

static enum err begin_reading(struct ctx *cx, struct sealed *s, const struct buf *pass)
{
	uint8_t salt[SALT];
	size_t n;
	s->fd = open(s->path, O_RDONLY | O_CLOEXEC);
	if (s->fd < 0)
		return disk_said(cx, s->path);
	TRY(get(cx, s, s->in, MAGIC, &n));
	if (n < MAGIC || memcmp(s->in, magic, MAGIC) != 0) {
		s->n = n;
		return OK;
	}
	if (!pass)
		return fail(cx, ERR_INVALID, SAY_BACKUP_SEALED(s->path));
	TRY(get(cx, s, salt, SALT, &n));
	TRY(get(cx, s, s->prefix, PREFIX, &n));
	TRY(derive(cx, s, pass, salt));
	return get(cx, s, s->in, PIECE + TAG + 1, &s->n);
}

enum err sealed_open(struct ctx *cx, const char *path, const struct buf *pass,
		     struct sealed **ret)
{
	struct sealed *s = fresh(cx, path);
	enum err e = begin_reading(cx, s, pass);
	if (e != OK) {
		sealed_end(s);
		return e;
	}
	*ret = s;
	return OK;
}

static enum err plain_piece(struct ctx *cx, struct sealed *s, const void **ret_p, size_t *ret_n)
{
	size_t had = s->n;
	memcpy(s->out, s->in, had);
	s->n = 0;
	TRY(get(cx, s, s->out + had, PIECE - had, ret_n));
	*ret_n += had;
	*ret_p = s->out;
	return OK;
}

/* One byte more than a piece is held: its absence tells that this is the last. */
enum err sealed_read(struct ctx *cx, struct sealed *s, const void **ret_p, size_t *ret_n)
{
	uint8_t nonce[12];
	int n = 0, rest = 0;
	if (!s->cipher)
		return plain_piece(cx, s, ret_p, ret_n);
	*ret_n = 0;
	if (s->ended)
		return OK;
	bool last = s->n <= PIECE + TAG;
	size_t len = last ? s->n : PIECE + TAG;
	nonce_for(s, last, nonce);
	if (len < TAG ||
	    EVP_DecryptInit_ex(s->cipher, EVP_aes_256_gcm(), NULL, s->key, nonce) != 1 ||
	    EVP_DecryptUpdate(s->cipher, s->out, &n, s->in, (int)(len - TAG)) != 1 ||
	    EVP_CIPHER_CTX_ctrl(s->cipher, EVP_CTRL_GCM_SET_TAG, TAG, s->in + len - TAG) != 1 ||
	    EVP_DecryptFinal_ex(s->cipher, s->out + n, &rest) != 1)
		return fail(cx, ERR_INVALID, SAY_BACKUP_UNSEALABLE(s->path));
	s->number++;
	s->ended = last;
	if (!last) {
		size_t more = 0;
		s->in[0] = s->in[PIECE + TAG];
		TRY(get(cx, s, s->in + 1, PIECE + TAG, &more));
		s->n = 1 + more;
	}
	*ret_p = s->out;
	*ret_n = (size_t)n;
	return n || s->ended ? OK : fail(cx, ERR_INVALID, SAY_BACKUP_UNSEALABLE(s->path));
}
