-- 0011_calendar: years of working days imported after the program was built.
-- Going back: drop it; due dates of those years turn provisional again.

CREATE TABLE calendar_import (
	no      BIGINT PRIMARY KEY,
	years   TEXT NOT NULL,
	source  TEXT NOT NULL,
	body    TEXT NOT NULL,
	at      BIGINT NOT NULL,
	by_name TEXT NOT NULL
);
