-- 0020_portal_day: downloads of a dataset on a day (UTC+8, days since 1970), gathered
-- from portal_download, which so stays short. Going back: a row in portal_download
-- for each.

CREATE TABLE portal_day (
	no  BIGINT NOT NULL,
	day BIGINT NOT NULL,
	n   BIGINT NOT NULL,
	PRIMARY KEY (no, day)
);
CREATE INDEX portal_day_day ON portal_day (day);
