/* index_folder.c - the names are the list: "000000016384-16400.part" holds 16,400
 * leaves from 16,384 on.
 *
 * A part counts when another ends where it begins; of two that begin together
 * the longer one does, for it was made of the other and its neighbours. So a
 * kill between a merge and the removal of what it was made of leaves nothing to
 * repair. */
#include "record/index_inside.h"
#include "sys/log.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAMES_MOST = 4 * PARTS_MOST };

struct name { uint64_t first, n; };
struct names { int n; struct name all[NAMES_MOST]; };

const char *part_path(const struct index *x, uint64_t first, uint64_t n, char out[INDEX_PATH])
{
	snprintf(out, INDEX_PATH, "%s/%012llu-%llu.part", x->dir, (unsigned long long)first,
		 (unsigned long long)n);
	return out;
}

static bool name_read(const char *text, struct name *ret)
{
	char again[64], *end;
	struct name m = { .first = strtoull(text, &end, 10) };
	if (*end != '-')
		return false;
	m.n = strtoull(end + 1, &end, 10);
	snprintf(again, sizeof again, "%012llu-%llu.part", (unsigned long long)m.first,
		 (unsigned long long)m.n);
	if (strcmp(again, text) != 0)
		return false;
	*ret = m;
	return true;
}

static int by_place(const void *a, const void *b)
{
	const struct name *x = a, *y = b;
	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return x->n > y->n ? -1 : x->n < y->n;
}

static enum err list(struct ctx *cx, const struct index *x, struct names *names)
{
	DIR *d = opendir(x->dir);
	if (!d)
		return errno == ENOENT ? OK : fail(cx, ERR_BUSY, SAY_RECORD_INDEX_BROKEN());
	for (struct dirent *e; (e = readdir(d)) != NULL;) {
		bool known = name_read(e->d_name, &names->all[names->n]);
		if (known && names->n + 1 < NAMES_MOST)
			names->n++;
		else if (x->writes && e->d_name[0] != '.')
			unlinkat(dirfd(d), e->d_name, 0);
	}
	closedir(d);
	qsort(names->all, (size_t)names->n, sizeof names->all[0], by_place);
	return OK;
}

/* The one that is open already, or newly opened. */
static struct part *part_at(struct index *x, struct name name)
{
	char path[INDEX_PATH];
	for (int i = 0; i < x->nparts; i++)
		if (x->part[i]->first == name.first && x->part[i]->n == name.n)
			return part_keep(x->part[i]);
	return part_open(part_path(x, name.first, name.n, path), name.first, name.n);
}

/* Those that follow each other from 0 on; the others are of no use. */
static int chain(struct index *x, const struct names *names, struct part **ret)
{
	char path[INDEX_PATH];
	uint64_t end = 0;
	int n = 0, gone = 0;
	for (int i = 0; i < names->n; i++) {
		struct name name = names->all[i];
		struct part *p = name.first == end && n < PARTS_MOST ? part_at(x, name) : NULL;
		if (p) {
			end += p->n;
			ret[n++] = p;
		} else if (x->writes) {
			unlink(part_path(x, name.first, name.n, path));
			gone++;
		}
	}
	if (gone)
		log_line(LOG_WARN, "record-index-cut", NULL);
	return n;
}

static void exchange(struct index *x, struct part **part, int n)
{
	uint64_t end = n ? part[n - 1]->first + part[n - 1]->n : 0;
	struct fresh *was = x->fresh;
	struct fresh *next = was->first == end ? fresh_keep(was)
					       : fresh_make(end, x->seal + x->seal / 4, x->seal);
	pthread_mutex_lock(&x->mu);
	for (int i = 0; i < x->nparts; i++) {
		struct part *gone = x->part[i];
		x->part[i] = NULL;
		part_drop(gone);
	}
	memcpy(x->part, part, (size_t)n * sizeof *part);
	x->nparts = n;
	x->fresh = next;
	pthread_mutex_unlock(&x->mu);
	fresh_drop(was);
}

enum err folder_read(struct ctx *cx, struct index *x)
{
	struct names *names = ctx_new(cx, struct names);
	struct part **part = ctx_array(cx, struct part *, PARTS_MOST);
	TRY(list(cx, x, names));
	exchange(x, part, chain(x, names, part));
	return OK;
}

enum err index_refresh(struct ctx *cx, struct index *x)
{
	struct stat st;
	if (x->writes || stat(x->dir, &st) != 0)
		return OK;
	int64_t changed = (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec;
	if (changed == x->folder_seen)
		return OK;
	TRY(folder_read(cx, x));
	x->folder_seen = changed;
	return OK;
}
