-- The runs of a range of days are found without their rows: SQLite counts the columns of an index's own condition as read.
DROP INDEX run_by_day;
CREATE INDEX run_by_day ON run (day, sport, distance_cm, removed, merged_into) WHERE removed = 0 AND merged_into IS NULL;
-- Most runs have no stride made while getting faster; those that have are few and short to read.
CREATE INDEX run_load_bursts ON run_load (run, bursts) WHERE bursts IS NOT NULL;
