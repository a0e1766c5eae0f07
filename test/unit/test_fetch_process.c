/* test_fetch_process.c - the server's side of gongshu-fetch's socket, with this program in
 * its place: keys are wiped as calls end while other calls hand over the same key, and its
 * helper goes and is started again all the time. */
#include "fetch/fetcher.h"
#include "memory_room.h"
#include "sys/settings.h"
#include "test.h"
#include "web/seal.h"
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

enum { SEED = 7, THREADS = 4, CALLS = 60, LIVES = 3 };
static char program[] = "/tmp/gongshu-fetch-XXXXXX", helper_name[64];

/* --- in its place --------------------------------------------------------------------------- */
static struct frame frame;

/* Says "slow" to every question while its key is right, "key" if it isn't, and goes after a
 * few. */
static int helper(void)
{
	struct frames in = frames_make();
	AUTO_CTX cx = { 0 };
	struct fetch_place place;
	struct fetch_ask ask;
	bool there = false, right = false;
	int answered = 0;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	for (char piece[4096]; answered < LIVES;) {
		ssize_t n = read(0, piece, sizeof piece);
		if (n <= 0)
			return 0;
		frames_feed(&in, piece, (size_t)n);
		while (answered < LIVES && frames_next(&in, &frame) == FRAME_GOT) {
			AUTO_BUF out = buf_make(1024);
			if (!there) {
				there = fetch_place_read(&cx, &frame, &place);
				right = there && secret_is(place.secret, strlen(place.secret), SEED);
				continue;
			}
			if (!fetch_ask_read(&cx, &frame, &ask))
				return 1;
			size_t at = frame_begin(&out, 'E');
			frame_int(&out, ask.number);
			frame_text(&out, right ? "slow" : "key");
			frame_int(&out, 0);
			frame_end(&out, at);
			answered++;
			if (write(0, out.p, out.n) < 0)
				return 0;
		}
	}
	return 0;
}

/* --- the server's side ------------------------------------------------------------------------ */
struct asking { struct fetch_call call; char *key; enum fetch_fault fault;
		pthread_mutex_t lock; pthread_cond_t back; bool done; };
static struct fetcher *fetcher;
static int right, wrong, gone;
static pthread_mutex_t told = PTHREAD_MUTEX_INITIALIZER;

/* As forward/call.c does: the key goes as soon as the call is back. */
static void back(void *arg, const struct fetch_result *r)
{
	struct asking *a = arg;
	seal_forget(a->key);
	pthread_mutex_lock(&a->lock);
	a->fault = r->fault;
	a->done = true;
	pthread_cond_signal(&a->back);
	pthread_mutex_unlock(&a->lock);
}

static void one_call(const char *consumer)
{
	static const char *const columns[] = { "=no" };
	struct asking a = { .key = secret_made(SEED), .lock = PTHREAD_MUTEX_INITIALIZER,
			    .back = PTHREAD_COND_INITIALIZER };
	a.call = (struct fetch_call){ .key = "r:1", .consumer = consumer, .done = back, .arg = &a,
		.place = { "http://h.test/a", "h.test", 80, "127.0.0.1", "", "X-Key", a.key },
		.ask = { 0, 5000, 1000, 10, "{}", 2, columns, 1 } };
	fetcher_send(fetcher, &a.call);
	pthread_mutex_lock(&a.lock);
	while (!a.done)
		pthread_cond_wait(&a.back, &a.lock);
	pthread_mutex_unlock(&a.lock);
	CHECK(!secret_is(a.key, strlen(a.key), SEED));
	free(a.key);
	pthread_mutex_lock(&told);
	right += a.fault == FETCH_SLOW;
	wrong += a.fault == FETCH_KEY;
	gone += a.fault != FETCH_SLOW && a.fault != FETCH_KEY;
	pthread_mutex_unlock(&told);
}

static void *caller(void *arg)
{
	for (int i = 0; i < CALLS; i++)
		one_call(arg);
	return NULL;
}

static void test_R39_1_no_call_loses_its_key_to_one_that_ends_and_none_leaves_it_behind(void)
{
	static char names[THREADS][2] = { "a", "b", "c", "d" };
	struct settings s = { .fetch = helper_name };
	pthread_t threads[THREADS];
	right = wrong = gone = 0;
	fetcher = fetcher_start(&s);
	for (int i = 0; i < THREADS; i++)
		CHECK(pthread_create(&threads[i], NULL, caller, names[i]) == 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	fetcher_stop(fetcher);
	CHECK_INT(right + wrong + gone, THREADS * CALLS);
	CHECK_INT(wrong, 0);
	CHECK_MSG(right > THREADS, "%d answered, %d lost with their helper", right, gone);
	int left = secret_copies(SEED);
	CHECK_MSG(left <= 0, "%d copies", left);
}

int main(int argc, char **argv)
{
	(void)argc;
	if (strstr(argv[0], "/gongshu-fetch-"))
		return helper();
	char self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	CHECK(n > 0 && mkdtemp(program));
	self[n > 0 ? n : 0] = 0;
	snprintf(helper_name, sizeof helper_name, "%s/helper", program);
	CHECK(symlink(self, helper_name) == 0);
	RUN(test_R39_1_no_call_loses_its_key_to_one_that_ends_and_none_leaves_it_behind);
	unlink(helper_name);
	rmdir(program);
	return TEST_END();
}
