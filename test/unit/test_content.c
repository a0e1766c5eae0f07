/* test_content.c - what a file is, and what its name may be. */
#include "content/content.h"
#include "test.h"
#include <string.h>

static struct ctx cx;

static void R03_1_a_file_is_what_its_first_bytes_say(void)
{
	static const struct { const char *head; size_t n; const char *name, *media; } rows[] = {
		{ "%PDF-1.7", 8, "a.png", "application/pdf" },
		{ "\x89PNG\r\n\x1a\n", 8, "a.pdf", "image/png" },
		{ "PK\x03\x04", 4, "报表.XLSX",
		  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
		{ "PK\x03\x04", 4, "证照.ofd", "application/ofd" },
		{ "PK\x03\x04", 4, "无名", "application/zip" },
		{ "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, "旧.xls", "application/vnd.ms-excel" },
		{ "RIFF....WAVEfmt ", 16, "a", "audio/wav" },
		{ "\0\0\0 ftypisom", 12, "a.mov", "video/mp4" },
		{ "ID3\x04", 4, "a.mp3", "audio/mpeg" },
		{ "a,b\n1,2\n", 8, "a.csv", "text/csv" },
		{ "<script>", 8, "a.html", "text/html" },
		{ "<script>", 8, "a.png", "text/plain" },
		{ "a\0b", 3, "a.txt", "application/octet-stream" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		CHECK_TEXT(content_media((const uint8_t *)rows[i].head, rows[i].n, rows[i].name),
			   rows[i].media);
}

static void R03_1_a_program_is_not_taken_whatever_it_is_called(void)
{
	static const char *const programs[] = { "MZ\x90", "\x7f""ELF\x02", "#!/bin/sh\n" };
	for (size_t i = 0; i < 3; i++)
		CHECK(!content_media((const uint8_t *)programs[i], strlen(programs[i]), "a.pdf"));
}

static void what_a_browser_might_run_is_sent_as_bytes(void)
{
	CHECK_TEXT(content_sent_as("text/html"), "application/octet-stream");
	CHECK_TEXT(content_sent_as("image/svg+xml"), "application/octet-stream");
	CHECK_TEXT(content_sent_as("application/pdf"), "application/pdf");
}

static void a_name_has_no_folder_no_control_and_no_turn(void)
{
	CHECK_TEXT(content_name(&cx, "../../etc/passwd"), "passwd");
	CHECK_TEXT(content_name(&cx, "C:\\文件\\年报.pdf"), "年报.pdf");
	CHECK_TEXT(content_name(&cx, "a\r\nX: 1\x7f.pdf"), "aX: 1.pdf");
	CHECK_TEXT(content_name(&cx, "gpj.\xe2\x80\xae""exe"), "gpj.exe");
	CHECK(!content_name(&cx, "..") && !content_name(&cx, "a/") && !content_name(&cx, NULL));
	CHECK(!content_name(&cx, "\xff\xfe"));
	char longer[CONTENT_NAME_MOST + 2];
	memset(longer, 'a', sizeof longer - 1);
	longer[sizeof longer - 1] = 0;
	CHECK(!content_name(&cx, longer));
	CHECK(content_name(&cx, longer + 1) != NULL);
}

static void a_name_stays_inside_its_header(void)
{
	CHECK_TEXT(content_disposition(&cx, "a\";x=\"b.pdf"),
		   "attachment; filename=\"a__x=_b.pdf\"; filename*=UTF-8''a%22%3Bx%3D%22b.pdf");
	CHECK(strstr(content_disposition(&cx, "年报.pdf"), "filename*=UTF-8''%E5%B9%B4") != NULL);
}

int main(void)
{
	ctx_init(&cx, (ms_t){ 0 }, 1u << 20);
	RUN(R03_1_a_file_is_what_its_first_bytes_say);
	RUN(R03_1_a_program_is_not_taken_whatever_it_is_called);
	RUN(what_a_browser_might_run_is_sent_as_bytes);
	RUN(a_name_has_no_folder_no_control_and_no_turn);
	RUN(a_name_stays_inside_its_header);
	ctx_end(&cx);
	return TEST_END();
}
