CREATE TABLE dataset (
  id INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  name TEXT NOT NULL,
  licence TEXT,
  dated INTEGER,
  imported INTEGER NOT NULL,
  listed INTEGER NOT NULL DEFAULT 0,
  gone INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Ids follow the grid from the south, row by row, so what is near on the ground is near in the file.
CREATE TABLE entry (
  id INTEGER PRIMARY KEY,
  dataset INTEGER NOT NULL,
  key TEXT NOT NULL,
  professions INTEGER NOT NULL,
  lat INTEGER NOT NULL,
  lon INTEGER NOT NULL,
  flags INTEGER NOT NULL,
  gone INTEGER,
  updated INTEGER,
  name TEXT NOT NULL,
  detail TEXT NOT NULL,
  -- The entry that stands in front where several sources list one place.
  front INTEGER
) STRICT;

-- The index by distance: one row per place and profession, with all that a filter needs.
CREATE TABLE spot (
  profession INTEGER NOT NULL,
  cell INTEGER NOT NULL,
  place INTEGER NOT NULL,
  lat INTEGER NOT NULL,
  lon INTEGER NOT NULL,
  flags INTEGER NOT NULL,
  PRIMARY KEY (profession, cell, place)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE names USING fts5 (
  name, content = '', columnsize = 0, detail = none, prefix = '1 2 3 4 5 6 7', tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TABLE town (
  folded TEXT NOT NULL,
  code TEXT NOT NULL,
  weight INTEGER NOT NULL,
  name TEXT NOT NULL,
  region TEXT NOT NULL,
  lat INTEGER NOT NULL,
  lon INTEGER NOT NULL
) STRICT;

CREATE TABLE taxonomy (code TEXT PRIMARY KEY, label TEXT NOT NULL) STRICT, WITHOUT ROWID;
