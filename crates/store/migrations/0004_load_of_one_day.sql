-- Keeping the load of a run sums up its own day only. Through the view of all days SQLite walked the whole history for each
-- run, because the day to look for came from a query of its own.
DROP TRIGGER run_load_added;
DROP TRIGGER run_load_changed;

CREATE TRIGGER run_load_added AFTER INSERT ON run_load BEGIN
    DELETE FROM load_day WHERE day = (SELECT day FROM run WHERE n = NEW.run);
    INSERT INTO load_day
        SELECT r.day, count(*), count(l.graded_cm), coalesce(sum(l.graded_cm), 0), sum(l.strides), sum(l.index_low),
            sum(l.index_mid), sum(l.index_high), coalesce(sum(l.climb_ms), 0), coalesce(sum(l.descent_ms), 0)
        FROM run r JOIN run_load l ON l.run = r.n
        WHERE r.day = (SELECT day FROM run WHERE n = NEW.run)
            AND r.sport = 'running' AND r.removed = 0 AND r.merged_into IS NULL AND l.why_none IS NULL
        GROUP BY r.day;
END;
CREATE TRIGGER run_load_changed AFTER UPDATE ON run_load BEGIN
    DELETE FROM load_day WHERE day = (SELECT day FROM run WHERE n = NEW.run);
    INSERT INTO load_day
        SELECT r.day, count(*), count(l.graded_cm), coalesce(sum(l.graded_cm), 0), sum(l.strides), sum(l.index_low),
            sum(l.index_mid), sum(l.index_high), coalesce(sum(l.climb_ms), 0), coalesce(sum(l.descent_ms), 0)
        FROM run r JOIN run_load l ON l.run = r.n
        WHERE r.day = (SELECT day FROM run WHERE n = NEW.run)
            AND r.sport = 'running' AND r.removed = 0 AND r.merged_into IS NULL AND l.why_none IS NULL
        GROUP BY r.day;
END;
