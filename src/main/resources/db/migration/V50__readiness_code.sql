-- The leading finding's code when this readiness began.
ALTER TABLE readiness ADD COLUMN code TEXT;
