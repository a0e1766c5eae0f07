/* turn.h - whose turn it is at an interface that can't serve everybody at once: a consumer
 * that floods it keeps no other from it. Pure.
 *
 * Of the places everybody there has a part, and so has one more, who might come. Beyond its
 * part a consumer goes only while an eighth of the places would stay free. So whoever comes
 * finds one, and who held nearly all falls back to its part as its calls end. */
#ifndef FETCH_TURN_H
#define FETCH_TURN_H
#include <stdbool.h>

/* May one more go that has `own` of the `taken` places, which are `present` consumers',
 * itself among them or not? */
bool turn_may(int most, int taken, int present, int own);
/* Whose is the next: of those that wait, in the order they came, the first of a consumer
 * with the fewest under way. -1: nobody's now. Consumers are told apart by name. */
int  turn_next(int most, const char *const *under_way, int n, const char *const *waiting, int m);
#endif
