-- What renewals by hand have to tell people, until the server on this database tells it: the newest
-- of each dialer.
CREATE TABLE renewal_news (
  dialer TEXT PRIMARY KEY,
  at     BIGINT NOT NULL,
  body   TEXT NOT NULL
);
