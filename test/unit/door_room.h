/* door_room.h - a door over real sockets with routes of its own, and a client of it.
 *
 * /hello/{id} ?q, /inline/{id}, /signed, /raw, /durable ?no, /again, /stream, /upload, /make,
 * /file; /quick/{id} ?no, X-Work: more than quick, X-Slow: a change that takes its time. */
#ifndef DOOR_ROOM_H
#define DOOR_ROOM_H
#include "store/store.h"
#include "test.h"

extern struct store *store;
extern _Atomic int handled;             /* how often a handler was asked */
extern _Atomic int ended, sunk;         /* streams; bytes of uploads */
extern _Atomic int conflicts;           /* of changes that find all moved, below 2 */
extern _Atomic int made, slow_begun;
extern char reply[1 << 20];             /* all bytes until the close */

int door_room(void (*all)(void));       /* what main() returns */
int dial(void);
void put(int fd, const char *p, size_t n);
size_t read_all(int fd);                /* into `reply`, and closes */
/* The status of the first answer. */
int ask(const char *head, const char *body, size_t nbody);

#define GET(target, more) ask("GET " target " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" \
			      more "\r\n", "", 0)
#endif
