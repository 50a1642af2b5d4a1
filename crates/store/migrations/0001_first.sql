-- The first version of the store. Instants are milliseconds since the Unix epoch in UTC, days are whole days
-- since 1970-01-01 in the runner's zone, summed lengths are whole centimetres and summed times whole
-- milliseconds, so that aggregates can be added and taken away without drift.

-- What came in, byte for byte. codec: 0 as it is, 1 gzip.
CREATE TABLE original (
    sha256        BLOB PRIMARY KEY CHECK (length(sha256) = 32),
    size          INTEGER NOT NULL CHECK (size >= 0),
    codec         INTEGER NOT NULL,
    first_seen_ms INTEGER NOT NULL,
    data          BLOB NOT NULL
) STRICT;

-- One activity session read from an original. Long texts stand last, so that lists do not read them.
CREATE TABLE run (
    n                   INTEGER PRIMARY KEY,
    id                  TEXT NOT NULL UNIQUE,
    sha256              BLOB NOT NULL REFERENCES original (sha256),
    part                INTEGER NOT NULL CHECK (part >= 0),
    format              TEXT NOT NULL,
    sport               TEXT NOT NULL,
    sport_word          TEXT NOT NULL,
    sub_sport           TEXT NOT NULL,
    start_ms            INTEGER NOT NULL,
    end_ms              INTEGER NOT NULL CHECK (end_ms >= start_ms),
    offset_s            INTEGER NOT NULL,
    day                 INTEGER NOT NULL,
    distance_cm         INTEGER,
    timer_ms            INTEGER,
    ascent_cm           INTEGER,
    removed             INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1)),
    merged_into         INTEGER REFERENCES run (n),
    merged_why          TEXT,
    records             INTEGER NOT NULL,
    channels            INTEGER NOT NULL,
    richness            INTEGER NOT NULL,
    damaged             INTEGER NOT NULL CHECK (damaged IN (0, 1)),
    avg_hr              REAL,
    max_hr              REAL,
    avg_cadence         REAL,
    device_name         TEXT NOT NULL,
    device_serial       INTEGER,
    device_distance_m   REAL,
    device_timer_s      REAL,
    device_elapsed_s    REAL,
    device_ascent_m     REAL,
    device_descent_m    REAL,
    computed_distance_m REAL,
    computed_timer_s    REAL,
    computed_elapsed_s  REAL,
    computed_ascent_m   REAL,
    computed_descent_m  REAL,
    title               TEXT NOT NULL,
    route               BLOB NOT NULL,
    gear                TEXT NOT NULL,
    timer_events        BLOB NOT NULL,
    diagnostics         TEXT NOT NULL,
    note                TEXT NOT NULL,
    UNIQUE (sha256, part),
    CHECK ((merged_into IS NULL) = (merged_why IS NULL)),
    CHECK (merged_into IS NULL OR merged_into <> n)
) STRICT;

CREATE INDEX run_shown ON run (start_ms DESC, n DESC) WHERE removed = 0 AND merged_into IS NULL;
CREATE INDEX run_by_day ON run (day, sport, distance_cm) WHERE removed = 0 AND merged_into IS NULL;
CREATE INDEX run_by_start ON run (start_ms, end_ms);
CREATE INDEX run_merged ON run (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX run_removed ON run (start_ms DESC, n DESC) WHERE removed = 1;

CREATE TABLE lap (
    run        INTEGER NOT NULL REFERENCES run (n) ON DELETE CASCADE,
    i          INTEGER NOT NULL,
    start_ms   INTEGER NOT NULL,
    manual     INTEGER,
    distance_m REAL,
    timer_s    REAL,
    elapsed_s  REAL,
    ascent_m   REAL,
    descent_m  REAL,
    PRIMARY KEY (run, i)
) STRICT, WITHOUT ROWID;

-- Per-second data, one column per row. channel 255 holds the moments.
CREATE TABLE stream (
    run     INTEGER NOT NULL REFERENCES run (n) ON DELETE CASCADE,
    channel INTEGER NOT NULL,
    n       INTEGER NOT NULL CHECK (n >= 0),
    codec   INTEGER NOT NULL,
    data    BLOB NOT NULL,
    PRIMARY KEY (run, channel)
) STRICT;

CREATE TABLE developer_stream (
    run   INTEGER NOT NULL REFERENCES run (n) ON DELETE CASCADE,
    i     INTEGER NOT NULL,
    name  TEXT NOT NULL,
    unit  TEXT NOT NULL,
    n     INTEGER NOT NULL CHECK (n >= 0),
    codec INTEGER NOT NULL,
    data  BLOB NOT NULL,
    PRIMARY KEY (run, i)
) STRICT;

-- Lowest, highest and mean value per bucket of rows, for charts of long runs. channel 255 holds the moments.
CREATE TABLE level (
    run     INTEGER NOT NULL REFERENCES run (n) ON DELETE CASCADE,
    buckets INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    codec   INTEGER NOT NULL,
    data    BLOB NOT NULL,
    PRIMARY KEY (run, buckets, channel)
) STRICT;

-- What each day adds up to: runs that are shown, running only. Kept by the triggers below.
CREATE TABLE day_total (
    day         INTEGER PRIMARY KEY,
    runs        INTEGER NOT NULL,
    distance_cm INTEGER NOT NULL,
    timer_ms    INTEGER NOT NULL,
    ascent_cm   INTEGER NOT NULL,
    longest_cm  INTEGER NOT NULL
) STRICT;

-- What the whole store adds up to, in one row. Kept by the triggers below.
CREATE TABLE total (
    id              INTEGER PRIMARY KEY CHECK (id = 1),
    runs_shown      INTEGER NOT NULL,
    runs_merged     INTEGER NOT NULL,
    runs_removed    INTEGER NOT NULL,
    records         INTEGER NOT NULL,
    originals       INTEGER NOT NULL,
    original_bytes  INTEGER NOT NULL,
    original_stored INTEGER NOT NULL,
    stream_bytes    INTEGER NOT NULL,
    running         INTEGER NOT NULL,
    distance_cm     INTEGER NOT NULL,
    timer_ms        INTEGER NOT NULL
) STRICT;
INSERT INTO total VALUES (1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

CREATE TRIGGER original_added AFTER INSERT ON original BEGIN
    UPDATE total SET originals = originals + 1, original_bytes = original_bytes + NEW.size,
        original_stored = original_stored + length(NEW.data);
END;
CREATE TRIGGER original_gone AFTER DELETE ON original BEGIN
    UPDATE total SET originals = originals - 1, original_bytes = original_bytes - OLD.size,
        original_stored = original_stored - length(OLD.data);
END;
CREATE TRIGGER stream_added AFTER INSERT ON stream BEGIN
    UPDATE total SET stream_bytes = stream_bytes + length(NEW.data);
END;
CREATE TRIGGER stream_gone AFTER DELETE ON stream BEGIN
    UPDATE total SET stream_bytes = stream_bytes - length(OLD.data);
END;
CREATE TRIGGER developer_stream_added AFTER INSERT ON developer_stream BEGIN
    UPDATE total SET stream_bytes = stream_bytes + length(NEW.data);
END;
CREATE TRIGGER developer_stream_gone AFTER DELETE ON developer_stream BEGIN
    UPDATE total SET stream_bytes = stream_bytes - length(OLD.data);
END;
CREATE TRIGGER day_total_added AFTER INSERT ON day_total BEGIN
    UPDATE total SET running = running + NEW.runs, distance_cm = distance_cm + NEW.distance_cm,
        timer_ms = timer_ms + NEW.timer_ms;
END;
CREATE TRIGGER day_total_gone AFTER DELETE ON day_total BEGIN
    UPDATE total SET running = running - OLD.runs, distance_cm = distance_cm - OLD.distance_cm,
        timer_ms = timer_ms - OLD.timer_ms;
END;

CREATE TRIGGER run_added AFTER INSERT ON run BEGIN
    UPDATE total SET records = records + NEW.records,
        runs_shown = runs_shown + (NEW.removed = 0 AND NEW.merged_into IS NULL),
        runs_merged = runs_merged + (NEW.merged_into IS NOT NULL),
        runs_removed = runs_removed + (NEW.removed = 1 AND NEW.merged_into IS NULL);
    DELETE FROM day_total WHERE day = NEW.day;
    INSERT INTO day_total
        SELECT day, count(*), coalesce(sum(distance_cm), 0), coalesce(sum(timer_ms), 0), coalesce(sum(ascent_cm), 0),
            coalesce(max(distance_cm), 0)
        FROM run WHERE day = NEW.day AND sport = 'running' AND removed = 0 AND merged_into IS NULL GROUP BY day;
END;
CREATE TRIGGER run_gone AFTER DELETE ON run BEGIN
    UPDATE total SET records = records - OLD.records,
        runs_shown = runs_shown - (OLD.removed = 0 AND OLD.merged_into IS NULL),
        runs_merged = runs_merged - (OLD.merged_into IS NOT NULL),
        runs_removed = runs_removed - (OLD.removed = 1 AND OLD.merged_into IS NULL);
    DELETE FROM day_total WHERE day = OLD.day;
    INSERT INTO day_total
        SELECT day, count(*), coalesce(sum(distance_cm), 0), coalesce(sum(timer_ms), 0), coalesce(sum(ascent_cm), 0),
            coalesce(max(distance_cm), 0)
        FROM run WHERE day = OLD.day AND sport = 'running' AND removed = 0 AND merged_into IS NULL GROUP BY day;
END;
CREATE TRIGGER run_changed
AFTER UPDATE OF day, sport, distance_cm, timer_ms, ascent_cm, removed, merged_into, records ON run BEGIN
    UPDATE total SET records = records + NEW.records - OLD.records,
        runs_shown = runs_shown + (NEW.removed = 0 AND NEW.merged_into IS NULL)
            - (OLD.removed = 0 AND OLD.merged_into IS NULL),
        runs_merged = runs_merged + (NEW.merged_into IS NOT NULL) - (OLD.merged_into IS NOT NULL),
        runs_removed = runs_removed + (NEW.removed = 1 AND NEW.merged_into IS NULL)
            - (OLD.removed = 1 AND OLD.merged_into IS NULL);
    DELETE FROM day_total WHERE day IN (OLD.day, NEW.day);
    INSERT INTO day_total
        SELECT day, count(*), coalesce(sum(distance_cm), 0), coalesce(sum(timer_ms), 0), coalesce(sum(ascent_cm), 0),
            coalesce(max(distance_cm), 0)
        FROM run WHERE day IN (OLD.day, NEW.day) AND sport = 'running' AND removed = 0 AND merged_into IS NULL
        GROUP BY day;
END;

-- One import, and what became of each of its files.
CREATE TABLE import (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    source      TEXT NOT NULL,
    started_ms  INTEGER NOT NULL,
    finished_ms INTEGER,
    stopped     INTEGER NOT NULL DEFAULT 0 CHECK (stopped IN (0, 1))
) STRICT;

CREATE TABLE import_file (
    import  INTEGER NOT NULL REFERENCES import (id) ON DELETE CASCADE,
    i       INTEGER NOT NULL,
    path    TEXT NOT NULL,
    sha256  BLOB,
    outcome TEXT NOT NULL,
    run     TEXT,
    why     TEXT,
    PRIMARY KEY (import, i)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_file_by_sha ON import_file (sha256) WHERE sha256 IS NOT NULL;

-- The case: an append-only log. A correction is a new event.
CREATE TABLE event (
    seq    INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms  INTEGER NOT NULL,
    day    INTEGER NOT NULL,
    kind   TEXT NOT NULL,
    key    TEXT UNIQUE,
    fields TEXT NOT NULL
) STRICT;
CREATE INDEX event_by_kind ON event (kind, seq);
CREATE TRIGGER event_stays BEFORE UPDATE ON event BEGIN
    SELECT raise(ABORT, 'the case is append-only: a correction is a new event');
END;
CREATE TRIGGER event_kept BEFORE DELETE ON event BEGIN
    SELECT raise(ABORT, 'the case is append-only: only erasing the whole store removes an event');
END;

-- What was shown, under which knowledge version. Never an input.
CREATE TABLE verdict_shown (
    seq               INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms             INTEGER NOT NULL,
    day               INTEGER NOT NULL,
    knowledge_version TEXT NOT NULL,
    verdict           TEXT NOT NULL
) STRICT;
CREATE INDEX verdict_by_day ON verdict_shown (day, seq);
CREATE TRIGGER verdict_stays BEFORE UPDATE ON verdict_shown BEGIN
    SELECT raise(ABORT, 'what was shown was shown: it is not changed afterwards');
END;
CREATE TRIGGER verdict_kept BEFORE DELETE ON verdict_shown BEGIN
    SELECT raise(ABORT, 'what was shown was shown: only erasing the whole store removes it');
END;

CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
