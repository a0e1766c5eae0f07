/* bench_index.c - the record's index as it grows.
 *
 *     bench_index [million leaves [leaves a segment]]      default 4, 256
 *
 * Fills the index alone with releases about a person each, and tells at every
 * doubling what a leaf costs, how large the index is, and how long a look-up by
 * hash and a person's list take, in the middle of filling. At the end: opening
 * it again. There is no reference: what is looked for is that the lines stay the
 * same from the first to the last. */
#include "record/index_inside.h"
#include "sys/clock.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

enum { LOOKS = 2000, PERSONS = 1000000, ORGS = 60, GRANTS = 500 };

static double cpu_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static struct hash hash_at(uint64_t i)
{
	return hash_of(&i, sizeof i);
}

static void tag_of(uint64_t person, uint8_t tag[SUBJECT_TAG])
{
	struct hash h = hash_two("person", 6, &person, sizeof person);
	memcpy(tag, h.b, SUBJECT_TAG);
}

static struct span words(const char *what, uint64_t n, char out[32])
{
	int len = snprintf(out, 32, "%s-%u", what, (unsigned)n);
	return (struct span){ (const uint8_t *)out, (size_t)len };
}

static void add(struct index *x, uint64_t i, struct hash *ret)
{
	char org[32], principal[32], resource[32], grant[32];
	uint8_t tag[SUBJECT_TAG];
	uint64_t g = i * 2654435761u % GRANTS;
	struct leaf_facts f = { .kind = NOTE_RELEASE, .at = { 1700000000000 + (int64_t)i / 20 },
		.outcome = { (const uint8_t *)"ok", 2 }, .org = words("org", g % ORGS, org),
		.principal = words("principal", g, principal),
		.resource = words("resource", g / 3, resource),
		.grant = words("grant", g, grant) };
	struct leaf_secret s = { .subjects = tag, .nsubjects = 1 };
	tag_of(i * 11400714819323198485u % PERSONS, tag);
	*ret = hash_at(i);
	index_add(x, ret, &f, &s);
}

static int up(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return x < y ? -1 : x > y;
}

/* Median and 99th of a hundred of LOOKS look-ups, in us. */
static void look(struct ctx *cx, struct index *x, uint64_t n, int64_t ret[4])
{
	static int64_t hash_us[LOOKS], list_us[LOOKS];
	for (int i = 0; i < LOOKS; i++) {
		uint64_t leaf = (uint64_t)i * 11400714819323198485u % n, at[4];
		struct hash h = hash_at(leaf);
		uint8_t tag[SUBJECT_TAG];
		int64_t *found, nfound, total, from = clock_steady_us();
		int got = 0;
		ctx_reset(cx, clock_now());
		if (index_of_hash(cx, x, &h, at, 4, &got) != OK || got != 1 || at[0] != leaf)
			exit(fprintf(stderr, "leaf %llu is lost\n", (unsigned long long)leaf));
		hash_us[i] = clock_steady_us() - from;
		tag_of(leaf % PERSONS, tag);
		struct index_query q = { .tags = tag, .ntags = 1, .before = INT64_MAX, .limit = 50 };
		from = clock_steady_us();
		if (index_search(cx, x, &q, &found, &nfound, &total) != OK)
			exit(1);
		list_us[i] = clock_steady_us() - from;
	}
	qsort(hash_us, LOOKS, sizeof *hash_us, up);
	qsort(list_us, LOOKS, sizeof *list_us, up);
	ret[0] = hash_us[LOOKS / 2];
	ret[1] = hash_us[LOOKS * 99 / 100];
	ret[2] = list_us[LOOKS / 2];
	ret[3] = list_us[LOOKS * 99 / 100];
}

static double bytes_of(struct index *x)
{
	double all = 0;
	pthread_mutex_lock(&x->mu);
	for (int i = 0; i < x->nparts; i++)
		all += (double)x->part[i]->size;
	pthread_mutex_unlock(&x->mu);
	return all;
}

static void grow(struct ctx *cx, struct index *x, uint64_t to, uint64_t segment)
{
	struct hash last;
	for (uint64_t i = index_size(x); i < to;) {
		for (uint64_t end = i + segment; i < end; i++)
			add(x, i, &last);
		index_commit(cx, x, &last);
		index_settle(x, i);
	}
}

int main(int argc, char **argv)
{
	uint64_t most = (uint64_t)((argc > 1 ? atof(argv[1]) : 4) * 1e6), was = 0;
	uint64_t segment = argc > 2 ? strtoull(argv[2], NULL, 10) : 256;
	char dir[] = "/var/tmp/gongshu-bench.XXXXXX", cmd[64];
	struct index *x;
	int64_t us[4];
	AUTO_CTX cx;
	ctx_init(&cx, clock_now(), 0);
	if (!mkdtemp(dir) || index_open(&cx, dir, true, &x) != OK)
		return 1;
	printf("   leaves  CPU/leaf  B/leaf  parts   by hash, p99   of a person, p99\n");
	for (uint64_t n = 65536; was < most; n = n * 2 < most ? n * 2 : most) {
		double cpu = cpu_us();
		grow(&cx, x, n, segment);
		cpu = (cpu_us() - cpu) / (double)(index_size(x) - was);
		was = index_size(x);
		look(&cx, x, was, us);
		printf("%9llu %6.2f us %7.1f %6d %6lld %6lld us %8lld %6lld us\n",
		       (unsigned long long)was, cpu, bytes_of(x) / (double)was, index_parts(x),
		       (long long)us[0], (long long)us[1], (long long)us[2], (long long)us[3]);
		fflush(stdout);
	}
	index_close(x);
	int64_t from = clock_steady_us();
	if (index_open(&cx, dir, true, &x) != OK)
		return 1;
	struct rusage use;
	getrusage(RUSAGE_SELF, &use);
	printf("opened again in %.1f ms; most memory, pages of files included: %ld MiB\n",
	       (double)(clock_steady_us() - from) / 1e3, use.ru_maxrss / 1024);
	index_close(x);
	snprintf(cmd, sizeof cmd, "rm -rf '%s'", dir);
	return system(cmd);
}
