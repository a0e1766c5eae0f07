/* test_merkle.c - the tree against the RFC's examples and a naive recursion.
 *
 * The inputs of 0, 0, 1, 1, 2, 2, 4, 8 and 16 bytes and their roots are those
 * every Certificate Transparency log is tested with; the shapes of the proofs
 * are the worked example of RFC 6962 §2.1.3 (seven leaves). */
#include "core/merkle.h"
#include "base/enc.h"
#include "test.h"

enum { MOST = 130 };

static struct hash leaves[MOST];

static void make_leaves(void)
{
	for (int i = 0; i < MOST; i++)
		leaves[i] = merkle_leaf(&i, sizeof i);
}

/* MTH(D[lo:hi]), word for word. */
static struct hash naive(uint64_t lo, uint64_t hi)
{
	if (hi == lo)
		return hash_of(NULL, 0);
	if (hi - lo == 1)
		return leaves[lo];
	uint64_t k = 1;
	while (k * 2 < hi - lo)
		k *= 2;
	struct hash l = naive(lo, lo + k), r = naive(lo + k, hi);
	return merkle_node(&l, &r);
}

static bool read_hash(void *arg, int level, uint64_t index, struct hash *ret)
{
	uint64_t lo = index << level, hi = lo + ((uint64_t)1 << level);
	if (hi > *(uint64_t *)arg)
		return false;
	*ret = naive(lo, hi);
	return true;
}

static void test_R34_1_roots_of_the_standard_inputs(void)
{
	static const struct { const char *input, *root; } rows[] = {
		{ NULL, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ "", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d" },
		{ "00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125" },
		{ "10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77" },
		{ "2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7" },
		{ "3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4" },
		{ "40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef" },
		{ "5051525354555657",
		  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c" },
		{ "606162636465666768696a6b6c6d6e6f",
		  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328" },
	};
	struct range r = { 0 };
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		uint8_t raw[16];
		char text[HEX_TEXT(HASH_SIZE)];
		if (rows[i].input) {
			size_t n = strlen(rows[i].input) / 2;
			CHECK(hex_read(rows[i].input, n, raw));
			struct hash h = merkle_leaf(raw, n);
			range_add(&r, &h);
		}
		struct hash root = range_root(&r);
		CHECK_TEXT(hex_text(root.b, HASH_SIZE, text), rows[i].root);
	}
}

static void test_leaf_and_node_of_the_reference_log(void)
{
	char text[HEX_TEXT(HASH_SIZE)];
	struct hash leaf = merkle_leaf("L123456", 7);
	CHECK_TEXT(hex_text(leaf.b, 32, text),
		   "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
	struct hash node = hash_two("\1N123", 5, "N456", 4);
	CHECK_TEXT(hex_text(node.b, 32, text),
		   "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb");
}

/* RFC 6962 §2.1.3: a..f,j are leaves' hashes; g=ab h=cd i=ef k=gh l=ij. */
static void test_proofs_have_the_shape_of_the_example(void)
{
	uint64_t size = 7;
	struct hash g = naive(0, 2), h = naive(2, 4), i = naive(4, 6), k = naive(0, 4),
		    l = naive(4, 7);
	const struct hash *a = leaves, *j = &leaves[6];
	const struct { bool inclusion; uint64_t at; const struct hash *want[4]; } rows[] = {
		{ true, 0, { &a[1], &h, &l } },
		{ true, 3, { &a[2], &g, &l } },
		{ true, 4, { &a[5], j, &k } },
		{ true, 6, { &i, &k } },
		{ false, 3, { &a[2], &a[3], &g, &l } },
		{ false, 4, { &l } },
		{ false, 6, { &i, j, &k } },
	};
	for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
		struct proof p;
		CHECK(rows[r].inclusion ? merkle_inclusion(read_hash, &size, rows[r].at, 7, &p)
					: merkle_consistency(read_hash, &size, rows[r].at, 7, &p));
		int n = 0;
		while (n < 4 && rows[r].want[n])
			n++;
		CHECK_INT(p.n, n);
		for (int x = 0; x < n; x++)
			CHECK(hash_same(&p.h[x], rows[r].want[x]));
	}
}

static void test_growing_and_resuming_give_the_naive_root(void)
{
	struct range r = { 0 };
	for (uint64_t n = 0; n <= MOST; n++) {
		struct hash want = naive(0, n), got = range_root(&r);
		struct range again;
		CHECK(hash_same(&got, &want));
		CHECK(merkle_resume(read_hash, &n, n, &again));
		got = range_root(&again);
		CHECK(hash_same(&got, &want) && again.n == r.n);
		if (n < MOST)
			range_add(&r, &leaves[n]);
	}
}

static bool refused_when_changed(const struct proof *good, const struct hash *leaf, uint64_t index,
				 uint64_t size, const struct hash *root)
{
	struct proof p = *good;
	struct hash other = *leaf;
	for (int i = 0; i < p.n; i++) {
		p.h[i].b[i % 32] ^= 1;
		if (merkle_included(leaf, index, size, root, &p))
			return false;
		p = *good;
	}
	p.h[p.n++] = *root;
	if (merkle_included(leaf, index, size, root, &p))
		return false;
	p = *good;
	if (p.n && (p.n--, merkle_included(leaf, index, size, root, &p)))
		return false;
	other.b[5] ^= 0x80;
	return !merkle_included(&other, index, size, root, good) &&
	       !merkle_included(leaf, size, size, root, good) &&
	       (size == 1 || !merkle_included(leaf, index ^ 1, size, root, good));
}

static void test_every_inclusion_up_to_130_holds_and_no_altered_one(void)
{
	for (uint64_t size = 1; size <= MOST; size++) {
		struct hash root = naive(0, size);
		for (uint64_t i = 0; i < size; i++) {
			struct proof p;
			CHECK(merkle_inclusion(read_hash, &size, i, size, &p));
			CHECK(merkle_included(&leaves[i], i, size, &root, &p));
			CHECK_MSG(refused_when_changed(&p, &leaves[i], i, size, &root),
				  "leaf %d of %d", (int)i, (int)size);
		}
	}
}

static void test_every_consistency_up_to_130_holds_and_no_altered_one(void)
{
	for (uint64_t to = 1; to <= MOST; to++)
		for (uint64_t from = 0; from <= to; from++) {
			struct hash old = naive(0, from), new = naive(0, to), bad = old;
			struct proof p, q;
			CHECK(merkle_consistency(read_hash, &to, from, to, &p));
			CHECK(merkle_extends(from, &old, to, &new, &p));
			bad.b[0] ^= 1;
			CHECK(!merkle_extends(from, &bad, to, &new, &p));
			for (int i = 0; i < p.n; i++) {
				q = p;
				q.h[i].b[31] ^= 4;
				CHECK(!merkle_extends(from, &old, to, &new, &q));
			}
			q = p;
			q.h[q.n++] = new;
			CHECK(!merkle_extends(from, &old, to, &new, &q));
			bad = new;
			bad.b[9] ^= 2;
			CHECK(from == 0 || !merkle_extends(from, &old, to, &bad, &p));
		}
}

static void test_no_proof_beyond_the_tree(void)
{
	uint64_t size = 5;
	struct proof p;
	CHECK(!merkle_inclusion(read_hash, &size, 5, 5, &p));
	CHECK(!merkle_inclusion(read_hash, &size, 0, 6, &p));
	CHECK(!merkle_consistency(read_hash, &size, 6, 5, &p));
}

int main(void)
{
	make_leaves();
	RUN(test_R34_1_roots_of_the_standard_inputs);
	RUN(test_leaf_and_node_of_the_reference_log);
	RUN(test_proofs_have_the_shape_of_the_example);
	RUN(test_growing_and_resuming_give_the_naive_root);
	RUN(test_every_inclusion_up_to_130_holds_and_no_altered_one);
	RUN(test_every_consistency_up_to_130_holds_and_no_altered_one);
	RUN(test_no_proof_beyond_the_tree);
	return TEST_END();
}
