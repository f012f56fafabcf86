-- The key that signs agents' links; there is one.
CREATE TABLE agent_link_key (
  id         INTEGER PRIMARY KEY,
  secret     TEXT NOT NULL,
  created_at TEXT NOT NULL
);

-- One row for each run of the self-test and each complaint; a later part of the same run replaces the earlier.
-- Times are milliseconds since 1970-01-01T00:00:00Z.
CREATE TABLE agent_report (
  dialer        TEXT NOT NULL,
  agent         TEXT NOT NULL,
  run           TEXT NOT NULL,
  kind          TEXT NOT NULL,
  sequence      INTEGER NOT NULL,
  received_at   BIGINT NOT NULL,
  updated_at    BIGINT NOT NULL,
  outcome       TEXT NOT NULL,
  short_code    TEXT,
  browser       TEXT,
  browser_major INTEGER,
  codes         TEXT NOT NULL,
  network_sound SMALLINT NOT NULL,
  wss_reached   SMALLINT,
  address       TEXT,
  body          TEXT NOT NULL,
  PRIMARY KEY (dialer, agent, run)
);
CREATE INDEX agent_report_received ON agent_report (received_at);
