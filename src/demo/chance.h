/* chance.h - the invented part of the demo city: numbers that look like chance
 * and are the same every time, and people and firms made of them. Pure.
 *
 * Everything hangs on (seed, what, index): person 17 of a seed is the same in the
 * population register, on a licence and in a request, and none of it is stored.
 * All persons were born before 1905, so that no living person's number is made. */
#ifndef DEMO_CHANCE_H
#define DEMO_CHANCE_H
#include "base/unit.h"
#include <stdint.h>

uint64_t chance(uint64_t seed, uint64_t what, uint64_t index);
/* 0 .. n-1 */
static inline uint32_t chance_below(uint64_t seed, uint64_t what, uint64_t index, uint32_t n)
{
	return (uint32_t)(chance(seed, what, index) % n);
}

struct person {
	char  name[32];                 /* UTF-8 */
	char  id[19];                   /* GB 11643, check digit right */
	bool  male;
	day_t born;
	char  mobile[12];
};
/* `region`: six digits of the place of registration. */
void person_make(uint64_t seed, uint64_t index, const char *region, struct person *ret);

/* GB 32100 codes with right check digits, of bodies that don't exist: their
 * organisation part begins with D and counts. `kind` "11" agency, "91" firm. */
void credit_code_make(const char *kind, const char *region, uint64_t index, char out[19]);
void firm_name_make(uint64_t seed, uint64_t index, const char *place, char out[96]);
#endif
