/* test_door_quick.c - calls that are answered on their loop, and held there while the
 * store has their change. */
#include "base/buf.h"
#include "door_room.h"
#include <sys/socket.h>
#include <unistd.h>

static void test_a_quick_call_is_answered_on_its_loop_and_more_by_a_worker(void)
{
	CHECK_INT(GET("/quick/a", ""), 200);
	CHECK(strstr(reply, "\r\n\r\na 1 0") != NULL);
	handled = 0;
	CHECK_INT(GET("/quick/b", "X-Work: 1\r\n"), 200);
	CHECK(strstr(reply, "\r\n\r\nb 0 0") != NULL);
	CHECK_INT(handled, 2);
	CHECK_INT(GET("/quick/a?no=1", ""), 400);
}

static void test_a_held_call_waits_for_its_change_and_decides_again_when_it_must(void)
{
	CHECK_INT(GET("/quick/c?no=2001", ""), 200);
	CHECK(strstr(reply, "\r\n\r\nc 1 2001") != NULL);
	CHECK_INT(GET("/quick/c?no=2001", ""), 409);
	handled = conflicts = 0;
	CHECK_INT(GET("/quick/c", "X-Moved: 1\r\n"), 200);
	CHECK_INT(handled, 3);
	conflicts = -100;
	CHECK_INT(GET("/quick/c", "X-Moved: 1\r\n"), 409);
}

static bool is_there(struct ctx *cx, int64_t no)
{
	bool more = true;
	AUTO_ROWS q = db_run(store_reader(store, 4), SQL_MIGRATION_LIST);
	while (more && rows_next(cx, q, &more) == OK)
		if (more && col_int(q, "no") == no)
			return true;
	return false;
}

enum { LINES = 40, EACH = 25 };
static void test_many_held_calls_on_many_connections_are_each_answered_in_order(void)
{
	AUTO_CTX cx;
	int fd[LINES];
	ctx_init(&cx, (ms_t){ 0 }, 0);
	for (int i = 0; i < LINES; i++) {
		AUTO_BUF all = buf_make(1 << 20);
		for (int k = 0; k < EACH; k++)
			buf_print(&all, "GET /quick/x%d?no=%d HTTP/1.1\r\nHost: a\r\n%s\r\n", k,
				  3000 + i * EACH + k, k + 1 < EACH ? "" : "Connection: close\r\n");
		fd[i] = dial();
		put(fd[i], all.p, all.n);
	}
	for (int i = 0; i < LINES; i++) {
		read_all(fd[i]);
		const char *at = reply;
		for (int k = 0; k < EACH && at; k++) {
			at = strstr(at, ctx_print(&cx, "\r\n\r\nx%d 1 %d", k, 3000 + i * EACH + k));
			CHECK_MSG(at && is_there(&cx, 3000 + i * EACH + k), "line %d, call %d", i, k);
		}
	}
}

static void test_a_client_that_leaves_while_its_call_is_held_harms_nobody(void)
{
	static const char head[] = "GET /quick/d HTTP/1.1\r\nHost: a\r\nX-Slow: 1\r\n\r\n";
	struct linger at_once = { .l_onoff = 1 };
	int fd[4], before = handled;
	slow_begun = 0;
	for (int i = 0; i < 4; i++) {
		fd[i] = dial();
		put(fd[i], head, sizeof head - 1);
	}
	for (int i = 0; i < 5000 && (!slow_begun || handled < before + 4); i++)
		usleep(1000);           /* all four are held, the first is under way */
	for (int i = 0; i < 4; i++) {
		setsockopt(fd[i], SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
		close(fd[i]);
	}
	CHECK_INT(GET("/quick/e", ""), 200);            /* beside them, not behind */
	CHECK_INT(GET("/quick/e", "X-Slow: 1\r\n"), 200);
	CHECK_INT(slow_begun, 5);
}

static void all(void)
{
	RUN(test_a_quick_call_is_answered_on_its_loop_and_more_by_a_worker);
	RUN(test_a_held_call_waits_for_its_change_and_decides_again_when_it_must);
	RUN(test_many_held_calls_on_many_connections_are_each_answered_in_order);
	RUN(test_a_client_that_leaves_while_its_call_is_held_harms_nobody);
}

int main(void)
{
	return door_room(all);
}
