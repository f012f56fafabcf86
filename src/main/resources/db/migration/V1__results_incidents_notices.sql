-- Times are milliseconds since 1970-01-01T00:00:00Z unless the name says otherwise.

CREATE TABLE probe_check (
  id      ${identity} PRIMARY KEY,
  dialer  TEXT NOT NULL,
  service TEXT NOT NULL,
  vantage TEXT NOT NULL,
  purpose TEXT NOT NULL,
  UNIQUE (dialer, service, vantage, purpose)
);

-- One row for each run, clustered by check so that a chart reads one range.
CREATE TABLE result (
  check_id    INTEGER NOT NULL,
  at          BIGINT NOT NULL,
  status      SMALLINT NOT NULL,
  took_micros INTEGER NOT NULL,
  stages      TEXT NOT NULL,
  codes       TEXT,
  PRIMARY KEY (check_id, at)
) ${clustered};

CREATE TABLE rollup (
  check_id INTEGER NOT NULL,
  seconds  INTEGER NOT NULL,
  at       BIGINT NOT NULL,
  ok       INTEGER NOT NULL,
  warning  INTEGER NOT NULL,
  critical INTEGER NOT NULL,
  unknown  INTEGER NOT NULL,
  stages   TEXT NOT NULL,
  PRIMARY KEY (check_id, seconds, at)
) ${clustered};

-- The whole newest result of each check.
CREATE TABLE last_result (
  check_id INTEGER PRIMARY KEY,
  at       BIGINT NOT NULL,
  body     ${blob} NOT NULL
);

-- Whole results that are worth keeping, with their transcripts.
CREATE TABLE kept_result (
  check_id INTEGER NOT NULL,
  at       BIGINT NOT NULL,
  failed   SMALLINT NOT NULL,
  body     ${blob} NOT NULL,
  PRIMARY KEY (check_id, at)
);

-- Each change of a dialer's readiness; the time in between is the strip and the availability.
CREATE TABLE readiness (
  dialer   TEXT NOT NULL,
  at       BIGINT NOT NULL,
  state    TEXT NOT NULL,
  headline TEXT NOT NULL,
  PRIMARY KEY (dialer, at)
) ${clustered};

CREATE TABLE mark (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE watch (
  dialer      TEXT NOT NULL,
  service     TEXT NOT NULL,
  code        TEXT NOT NULL,
  incident_id TEXT,
  body        TEXT NOT NULL,
  PRIMARY KEY (dialer, service, code)
);

CREATE TABLE incident (
  id          TEXT PRIMARY KEY,
  opened_at   BIGINT NOT NULL,
  resolved_at BIGINT,
  severity    TEXT NOT NULL,
  cause       TEXT,
  body        TEXT NOT NULL
);
CREATE INDEX incident_open ON incident (resolved_at, opened_at);

CREATE TABLE incident_dialer (
  incident_id TEXT NOT NULL REFERENCES incident (id) ON DELETE CASCADE,
  dialer      TEXT NOT NULL,
  PRIMARY KEY (incident_id, dialer)
);
CREATE INDEX incident_of_dialer ON incident_dialer (dialer, incident_id);

CREATE TABLE incident_event (
  id          ${identity} PRIMARY KEY,
  incident_id TEXT NOT NULL REFERENCES incident (id) ON DELETE CASCADE,
  at          BIGINT NOT NULL,
  word        TEXT NOT NULL,
  text        TEXT NOT NULL
);
CREATE INDEX incident_event_of ON incident_event (incident_id, id);

-- Maintenance that somebody announced by hand.
CREATE TABLE maintenance (
  id         TEXT PRIMARY KEY,
  dialers    TEXT NOT NULL,
  labels     TEXT NOT NULL,
  starts_at  BIGINT NOT NULL,
  ends_at    BIGINT NOT NULL,
  reason     TEXT NOT NULL,
  author     TEXT NOT NULL
);

-- The outbox: a notice and, for each channel, its way there.
CREATE TABLE notice (
  id          TEXT PRIMARY KEY,
  incident_id TEXT NOT NULL,
  type        TEXT NOT NULL,
  created_at  BIGINT NOT NULL,
  body        TEXT NOT NULL
);
CREATE INDEX notice_created ON notice (created_at);

CREATE TABLE delivery (
  id            ${identity} PRIMARY KEY,
  notice_id     TEXT NOT NULL REFERENCES notice (id) ON DELETE CASCADE,
  incident_id   TEXT NOT NULL,
  channel       TEXT NOT NULL,
  state         TEXT NOT NULL,
  attempts      INTEGER NOT NULL,
  next_at       BIGINT NOT NULL,
  claimed_by    TEXT,
  claimed_until BIGINT NOT NULL,
  created_at    BIGINT NOT NULL,
  ended_at      BIGINT,
  last_error    TEXT NOT NULL,
  UNIQUE (notice_id, channel)
);
CREATE INDEX delivery_due ON delivery (state, next_at);
CREATE INDEX delivery_order ON delivery (channel, incident_id, id);

CREATE TABLE delivery_attempt (
  id          ${identity} PRIMARY KEY,
  delivery_id INTEGER NOT NULL REFERENCES delivery (id) ON DELETE CASCADE,
  at          BIGINT NOT NULL,
  took_millis INTEGER NOT NULL,
  outcome     TEXT NOT NULL,
  detail      TEXT NOT NULL
);
CREATE INDEX delivery_attempt_of ON delivery_attempt (delivery_id, id);

CREATE TABLE channel_state (
  channel     TEXT PRIMARY KEY,
  target      TEXT NOT NULL,
  disabled_at BIGINT,
  reason      TEXT NOT NULL,
  paused_until BIGINT NOT NULL
);
