/* files.c - a live server goes on writing tiles meanwhile; those of an older
 * checkpoint stay readable, as themselves or as the beginning of a fuller one. */
#include "record/files.h"
#include "record/inside.h"
#include "sys/file.h"
#include <stdio.h>
#include <string.h>

enum err record_files_read(struct ctx *cx, const char *data, struct record_files *ret)
{
	struct verify_key key;
	struct checkpoint c;
	AUTO_BUF note = buf_make(1 << 20);
	struct record_files f = { .dir = ctx_print(cx, "%s/record", data),
				  .tiles = ctx_print(cx, "%s/record/tile", data) };
	TRY(vkey_of(cx, f.dir, &key));
	TRY(head_read(cx, f.dir, &key, &note, &c));
	f.origin = ctx_text(cx, key.name);
	f.size = c.size;
	f.note = note.n ? ctx_textn(cx, note.p, note.n) : "";
	*ret = f;
	return OK;
}

static enum err each_key(struct ctx *cx, const struct record_files *f, record_file_fn *fn,
			 void *arg)
{
	static const struct { const char *name; int mode; } keys[] = {
		{ "vkey", 0444 }, { "signing.key", 0400 }, { "subject.key", 0400 },
	};
	for (int i = 0; i < 3; i++) {
		AUTO_BUF b = buf_make(4096);
		TRY(file_get(cx, ctx_print(cx, "%s/%s", f->dir, keys[i].name), 4096, &b));
		TRY(fn(cx, arg, keys[i].name, b.p, b.n, keys[i].mode));
		explicit_bzero(b.p, b.n);
	}
	return f->note[0] ? fn(cx, arg, "checkpoint", f->note, strlen(f->note), 0644) : OK;
}

/* The full tiles of a pack, as the pack is on disk, up to `count` hashes. */
static enum err each_pack(struct ctx *cx, const struct record_files *f, int level, uint64_t pack,
			  struct hash *h, record_file_fn *fn, void *arg)
{
	char path[TILE_PATH], name[TILE_PATH + 16];
	uint64_t full = (f->size >> (8 * level)) / TILE_WIDTH, from = pack * TILE_PACK;
	int n = full - from < TILE_PACK ? (int)(full - from) : TILE_PACK;
	for (int i = 0; i < n; i++)
		if (!tile_load(f->tiles, level, from + (uint64_t)i, TILE_WIDTH,
			       h + (size_t)i * TILE_WIDTH))
			return fail(cx, ERR_INTERNAL, SAY_RECORD_TILES_BAD((int64_t)f->size));
	snprintf(name, sizeof name, "tile/%s.pack", tile_path(level, pack, TILE_WIDTH, path));
	return fn(cx, arg, name, h, (size_t)n * TILE_BYTES, 0600);
}

static enum err edge(struct ctx *cx, const struct record_files *f, int level, struct hash *h,
		     record_file_fn *fn, void *arg)
{
	char path[TILE_PATH], name[TILE_PATH + 16];
	uint64_t count = f->size >> (8 * level);
	int w = (int)(count % TILE_WIDTH);
	if (!w)
		return OK;
	if (!tile_load(f->tiles, level, count / TILE_WIDTH, w, h))
		return fail(cx, ERR_INTERNAL, SAY_RECORD_TILES_BAD((int64_t)f->size));
	snprintf(name, sizeof name, "tile/%s", tile_path(level, count / TILE_WIDTH, w, path));
	return fn(cx, arg, name, h, (size_t)w * HASH_SIZE, 0600);
}

enum err record_files_each(struct ctx *cx, const struct record_files *f, record_file_fn *fn,
			   void *arg)
{
	struct hash *h = ctx_array(cx, struct hash, (size_t)TILE_PACK * TILE_WIDTH);
	TRY(each_key(cx, f, fn, arg));
	for (int level = 0; level < TILE_LEVELS; level++) {
		uint64_t full = (f->size >> (8 * level)) / TILE_WIDTH;
		for (uint64_t pack = 0; pack * TILE_PACK < full; pack++)
			TRY(each_pack(cx, f, level, pack, h, fn, arg));
		TRY(edge(cx, f, level, h, fn, arg));
	}
	return OK;
}
