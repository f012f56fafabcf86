-- Tokens are shown once and kept as hashes.
CREATE TABLE access_token (
  name       TEXT PRIMARY KEY,
  role       TEXT NOT NULL,
  sha256     TEXT NOT NULL,
  created_at TEXT NOT NULL
);
