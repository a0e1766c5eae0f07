/* test.h - the whole harness: CHECK notes, RUN counts, TEST_END tells.
 *
 * A test's name is a sentence; requirement ids stand in it (R20_3). Output is
 * TAP, read by tool/run_tests.py. */
#ifndef TEST_H
#define TEST_H
#include <stdio.h>
#include <string.h>

/* One of each in a program, whatever number of files it has. */
__attribute__((weak)) int test_failed_, test_bad_, test_n_;
#define CHECK_MSG(cond, ...) do { if (!(cond)) { test_failed_ = 1;        \
	printf("# %s:%d: ", __FILE__, __LINE__); printf(__VA_ARGS__);     \
	printf("\n"); } } while (0)
#define CHECK(cond) CHECK_MSG((cond), "%s", #cond)
#define CHECK_TEXT(got, want) do { const char *g_ = (got), *w_ = (want);  \
	CHECK_MSG(g_ && strcmp(g_, w_) == 0, "%s: got \"%s\", want \"%s\"",\
		  #got, g_ ? g_ : "(null)", w_); } while (0)
#define CHECK_INT(got, want) do { long long g_ = (got), w_ = (want);      \
	CHECK_MSG(g_ == w_, "%s: got %lld, want %lld", #got, g_, w_); } while (0)
#define RUN(fn) do { test_failed_ = 0; fn(); test_n_++;                   \
	printf("%s %d - %s\n", test_failed_ ? "not ok" : "ok", test_n_, #fn); \
	test_bad_ |= test_failed_; } while (0)
#define TEST_END() (printf("1..%d\n", test_n_), test_bad_)
#endif
