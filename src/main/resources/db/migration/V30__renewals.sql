-- Renewals. Times are milliseconds since 1970-01-01T00:00:00Z. No key and no token is kept here.

-- What is known of each certificate between renewals: attempts, the window drawn, who is told.
CREATE TABLE renewal_certificate (
  dialer TEXT PRIMARY KEY,
  body   TEXT NOT NULL
);

-- One row for each renewal, from due to its end.
CREATE TABLE renewal (
  id         TEXT PRIMARY KEY,
  dialer     TEXT NOT NULL,
  purpose    TEXT NOT NULL,
  state      TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  ended_at   BIGINT,
  body       TEXT NOT NULL
);
CREATE INDEX renewal_of_dialer ON renewal (dialer, started_at);

-- Each change of a renewal, with its reason.
CREATE TABLE renewal_step (
  id         ${identity} PRIMARY KEY,
  renewal_id TEXT NOT NULL REFERENCES renewal (id) ON DELETE CASCADE,
  at         BIGINT NOT NULL,
  state      TEXT NOT NULL,
  text       TEXT NOT NULL
);
CREATE INDEX renewal_step_of ON renewal_step (renewal_id, id);

-- TXT records: written before the record is created, closed after it is gone.
CREATE TABLE renewal_txt (
  id         ${identity} PRIMARY KEY,
  dialer     TEXT NOT NULL,
  provider   TEXT NOT NULL,
  name       TEXT NOT NULL,
  value      TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  removed_at BIGINT,
  last_error TEXT NOT NULL
);
CREATE INDEX renewal_txt_open ON renewal_txt (dialer, removed_at);

-- Who works on a certificate, across processes; a hint with a fence.
CREATE TABLE renewal_lock (
  dialer TEXT PRIMARY KEY,
  owner  TEXT NOT NULL,
  until  BIGINT NOT NULL
);

-- Orders placed, for the budget of each account.
CREATE TABLE renewal_order (
  id      ${identity} PRIMARY KEY,
  account TEXT NOT NULL,
  dialer  TEXT NOT NULL,
  at      BIGINT NOT NULL
);
CREATE INDEX renewal_order_of ON renewal_order (account, at);
