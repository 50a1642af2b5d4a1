-- What the runner knows about places of the directory, under the key of the entry there. The directory itself is a
-- file of its own that each import replaces; this stays.
CREATE TABLE own_place (
  key TEXT PRIMARY KEY,
  -- The name as it was listed, for the day when no directory lists it any more.
  name TEXT NOT NULL,
  note TEXT NOT NULL,
  been_there INTEGER NOT NULL CHECK (been_there IN (0, 1)),
  shortlisted INTEGER NOT NULL CHECK (shortlisted IN (0, 1)),
  confirmed INTEGER,
  sports INTEGER CHECK (sports IN (0, 1)),
  tendon INTEGER CHECK (tendon IN (0, 1)),
  exercise INTEGER CHECK (exercise IN (0, 1)),
  gait INTEGER CHECK (gait IN (0, 1)),
  soon INTEGER CHECK (soon IN (0, 1)),
  experience INTEGER CHECK (experience IN (0, 1)),
  changed_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
