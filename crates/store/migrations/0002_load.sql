-- What each run asked of the runner, measured from its samples under numbers that the stamp names. A run without a row, or
-- with another stamp, is measured again. Whole numbers, so that sums are exact: cm, ms, hundredths of a stride.
CREATE TABLE run_load (
    run         INTEGER PRIMARY KEY REFERENCES run (n) ON DELETE CASCADE,
    stamp       TEXT NOT NULL,
    why_none    TEXT,
    graded_cm   INTEGER,
    strides     INTEGER,
    counted     INTEGER CHECK (counted IN (0, 1)),
    index_low   INTEGER,
    index_mid   INTEGER,
    index_high  INTEGER,
    climb_ms    INTEGER,
    climb_cm    INTEGER,
    descent_ms  INTEGER,
    descent_cm  INTEGER,
    peak_mm_s   INTEGER,
    rejected_ms INTEGER,
    bursts      BLOB,
    speeds      BLOB,
    form        BLOB,
    CHECK ((why_none IS NULL) = (index_mid IS NOT NULL))
) STRICT;
CREATE INDEX run_load_stamp ON run_load (stamp);

-- What each day adds up to: runs that are shown, running only. Kept by the triggers below. Strides made while getting
-- faster are not in it: what they count depends on the own maximum speed.
CREATE TABLE load_day (
    day        INTEGER PRIMARY KEY,
    runs       INTEGER NOT NULL,
    graded     INTEGER NOT NULL,
    graded_cm  INTEGER NOT NULL,
    strides    INTEGER NOT NULL,
    index_low  INTEGER NOT NULL,
    index_mid  INTEGER NOT NULL,
    index_high INTEGER NOT NULL,
    climb_ms   INTEGER NOT NULL,
    descent_ms INTEGER NOT NULL
) STRICT;

CREATE VIEW load_of_day AS
    SELECT r.day AS day, count(*) AS runs, count(l.graded_cm) AS graded, coalesce(sum(l.graded_cm), 0) AS graded_cm,
        sum(l.strides) AS strides, sum(l.index_low) AS index_low, sum(l.index_mid) AS index_mid,
        sum(l.index_high) AS index_high, coalesce(sum(l.climb_ms), 0) AS climb_ms,
        coalesce(sum(l.descent_ms), 0) AS descent_ms
    FROM run r JOIN run_load l ON l.run = r.n
    WHERE r.sport = 'running' AND r.removed = 0 AND r.merged_into IS NULL AND l.why_none IS NULL
    GROUP BY r.day;

CREATE TRIGGER run_load_added AFTER INSERT ON run_load BEGIN
    DELETE FROM load_day WHERE day = (SELECT day FROM run WHERE n = NEW.run);
    INSERT INTO load_day SELECT * FROM load_of_day WHERE day = (SELECT day FROM run WHERE n = NEW.run);
END;
CREATE TRIGGER run_load_changed AFTER UPDATE ON run_load BEGIN
    DELETE FROM load_day WHERE day = (SELECT day FROM run WHERE n = NEW.run);
    INSERT INTO load_day SELECT * FROM load_of_day WHERE day = (SELECT day FROM run WHERE n = NEW.run);
END;
CREATE TRIGGER run_load_moved AFTER UPDATE OF day, sport, removed, merged_into ON run BEGIN
    DELETE FROM load_day WHERE day IN (OLD.day, NEW.day);
    INSERT INTO load_day SELECT * FROM load_of_day WHERE day IN (OLD.day, NEW.day);
END;
CREATE TRIGGER run_load_gone AFTER DELETE ON run BEGIN
    DELETE FROM load_day WHERE day = OLD.day;
    INSERT INTO load_day SELECT * FROM load_of_day WHERE day = OLD.day;
END;
