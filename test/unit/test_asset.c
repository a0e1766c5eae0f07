/* test_asset.c - what a line of the register became since it was confirmed. */
#include "asset/asset.h"
#include "test.h"
#include <stddef.h>
#include <stdio.h>

static const struct asset_size a = { 1, 100, 2000 };

static void R45_1_a_line_is_the_same_only_with_its_version_rows_and_bytes(void)
{
	struct asset_size b = a;
	CHECK_INT(asset_change(true, &a, &b), ASSET_SAME);
	b.version = 2;
	CHECK_INT(asset_change(true, &a, &b), ASSET_CHANGED);
	b = (struct asset_size){ 1, 101, 2000 };
	CHECK_INT(asset_change(true, &a, &b), ASSET_CHANGED);
	b = (struct asset_size){ 1, 100, 2001 };
	CHECK_INT(asset_change(true, &a, &b), ASSET_CHANGED);
}

static void R45_1_what_came_and_what_went_is_told_apart_from_what_was_never_confirmed(void)
{
	CHECK_INT(asset_change(false, NULL, &a), ASSET_UNCONFIRMED);
	CHECK_INT(asset_change(true, NULL, &a), ASSET_NEW);
	CHECK_INT(asset_change(true, &a, NULL), ASSET_GONE);
	CHECK_TEXT(asset_change_word(ASSET_GONE), "gone");
	CHECK_TEXT(asset_change_word(ASSET_SAME), "same");
}

int main(void)
{
	RUN(R45_1_a_line_is_the_same_only_with_its_version_rows_and_bytes);
	RUN(R45_1_what_came_and_what_went_is_told_apart_from_what_was_never_confirmed);
	return TEST_END();
}
