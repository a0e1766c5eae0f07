/* child.c - see child.h. */
#include "sys/child.h"
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>

static void hand(posix_spawn_file_actions_t *files, const int *hands, int n)
{
	for (int i = 0; i < n; i++) {
		if (hands[i] == CHILD_NOTHING)
			posix_spawn_file_actions_addopen(files, i, "/dev/null",
							 i ? O_WRONLY : O_RDONLY, 0);
		else
			posix_spawn_file_actions_adddup2(files, hands[i], i);
	}
	posix_spawn_file_actions_addclosefrom_np(files, n);
}

int child_start(const char *program, const char *const *args, const int *hands, int nhands,
		pid_t *ret_child)
{
	static char *no_environment[] = { NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	sigset_t none, every;
	/* They are read only; argv is older than const. */
	char *argv[CHILD_ARGS + 2] = { (char *)(uintptr_t)program };
	for (int i = 0; args && args[i] && i < CHILD_ARGS; i++)
		argv[i + 1] = (char *)(uintptr_t)args[i];
	posix_spawn_file_actions_init(&files);
	hand(&files, hands, nhands);
	sigemptyset(&none);
	sigfillset(&every);
	posix_spawnattr_init(&how);
	posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
				 POSIX_SPAWN_SETPGROUP);
	posix_spawnattr_setsigmask(&how, &none);
	posix_spawnattr_setsigdefault(&how, &every);
	posix_spawnattr_setpgroup(&how, 0);
	int bad = posix_spawn(ret_child, program, &files, &how, argv, no_environment);
	posix_spawnattr_destroy(&how);
	posix_spawn_file_actions_destroy(&files);
	return bad;
}
