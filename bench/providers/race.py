"""Races the directory against SQLite with FTS5 and R*Tree, and against DuckDB. Answers must be equal."""

import argparse
import json
import math
import os
import random
import sqlite3
import subprocess
import time

import duckdb

KEPT = ("225100000X", "2251S0007X", "2251X0800X", "111N00000X", "225700000X", "171100000X", "207X00000X",
        "207QS0010X", "208100000X", "213E00000X", "207P00000X", "133V00000X")
WANTED = ("225100000X", "2251S0007X", "2251X0800X", "207QS0010X")
RADIUS_M = 6371008.8


def haversine(lat, lon, lat2, lon2):
    a, b = math.radians(lat), math.radians(lat2)
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon2 - lon) / 2) ** 2
    return 2 * RADIUS_M * math.asin(math.sqrt(min(1, h)))


def percentiles(taken):
    taken = sorted(taken)
    at = lambda share: taken[min(len(taken) - 1, int(len(taken) * share))]
    return {"p50": round(at(0.5), 2), "p95": round(at(0.95), 2), "max": round(taken[-1], 2)}


def timed(work):
    began = time.perf_counter()
    result = work()
    return (time.perf_counter() - began) * 1000, result


def load_duckdb(path, nppes, zips):
    """Reads the CSV once and keeps the rows that have one of our professions."""
    db = duckdb.connect(path)
    db.execute("SET threads TO 2")
    kept = ",".join(f"'{code}'" for code in KEPT)
    one, two = '"Healthcare Provider Taxonomy Code_1"', '"Healthcare Provider Taxonomy Code_2"'
    zip_code = '"Provider Business Practice Location Address Postal Code"'
    db.execute(f"""
        CREATE TABLE provider AS
        SELECT NPI AS npi, "Provider First Name" || ' ' || "Provider Last Name (Legal Name)" || ', X.' AS name,
               coalesce({one}, '') AS t1, coalesce({two}, '') AS t2,
               CAST(z.lat AS DOUBLE) AS lat, CAST(z.lon AS DOUBLE) AS lon
        FROM read_csv('{nppes}', all_varchar = true, header = true) AS n
        JOIN read_csv('{zips}', all_varchar = true, header = true) AS z ON z.code = left({zip_code}, 5)
        WHERE ({one} IN ({kept}) OR {two} IN ({kept})) AND "NPI Deactivation Date" IS NULL
        ORDER BY t1, lat, lon""")
    return db


def load_sqlite(path, rows):
    db = sqlite3.connect(path)
    db.executescript("""
        PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
        CREATE TABLE provider (id INTEGER PRIMARY KEY, npi TEXT, name TEXT, t1 TEXT, t2 TEXT, lat REAL, lon REAL);
        CREATE VIRTUAL TABLE box USING rtree (id, south, north, west, east);
        CREATE VIRTUAL TABLE names USING fts5 (name, content = 'provider', content_rowid = 'id', prefix = '2 3');""")
    db.executemany("INSERT INTO provider VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    db.executescript("""
        INSERT INTO box SELECT id, lat, lat, lon, lon FROM provider;
        INSERT INTO names (names) VALUES ('rebuild');
        CREATE INDEX by_npi ON provider (npi);""")
    db.commit()
    db.create_function("haversine", 4, haversine, deterministic=True)
    return db


def box_of(lat, lon, km):
    up = math.degrees(km * 1000 / RADIUS_M)
    return lat - up, lat + up, lon - up / math.cos(math.radians(lat)), lon + up / math.cos(math.radians(lat))


def ask_sqlite(db, query):
    kind, *rest = query.split(" ")
    codes = ",".join(f"'{code}'" for code in WANTED)
    if kind == "near":
        lat, lon, km = map(float, rest)
        south, north, west, east = box_of(lat, lon, km)
        return [npi for (npi, _) in db.execute(f"""
            SELECT npi, haversine(?, ?, lat, lon) AS far FROM box JOIN provider USING (id)
            WHERE south <= ? AND north >= ? AND west <= ? AND east >= ? AND (t1 IN ({codes}) OR t2 IN ({codes})) AND far <= ?
            ORDER BY far, npi LIMIT 20""", (lat, lon, north, south, east, west, km * 1000))]
    match = " ".join(f'"{word}"*' for word in rest)
    return [npi for (npi,) in db.execute(
        "SELECT npi FROM names JOIN provider ON id = names.rowid WHERE names MATCH ? LIMIT 20", (match,))]


def ask_duckdb(db, query):
    kind, *rest = query.split(" ")
    codes = ",".join(f"'{code}'" for code in WANTED)
    if kind == "near":
        lat, lon, km = map(float, rest)
        south, north, west, east = box_of(lat, lon, km)
        far = f"""2 * {RADIUS_M} * asin(sqrt(least(1, pow(sin(radians(lat - {lat}) / 2), 2)
                 + cos(radians({lat})) * cos(radians(lat)) * pow(sin(radians(lon - {lon}) / 2), 2))))"""
        return [row[0] for row in db.execute(f"""
            SELECT npi FROM provider WHERE lat BETWEEN {south} AND {north} AND lon BETWEEN {west} AND {east}
            AND (t1 IN ({codes}) OR t2 IN ({codes})) AND {far} <= {km * 1000} ORDER BY {far}, npi LIMIT 20""").fetchall()]
    return [row[0] for row in db.execute(f"SELECT npi FROM provider WHERE {begins(rest)} LIMIT 20").fetchall()]


def begins(words):
    """Each word begins a word of the name: what the other two are asked."""
    return " AND ".join(f"(name LIKE '{word.upper()}%' OR name LIKE '% {word.upper()}%')" for word in words)


def is_right(db, words, answer):
    """Whether an answer about names is one: everybody where there are few, twenty of them where there are many."""
    everybody = {npi for (npi,) in db.execute(f"SELECT npi FROM provider WHERE {begins(words)}").fetchall()}
    return len(set(answer)) == len(answer) == min(20, len(everybody)) and everybody.issuperset(answer)


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--scale", required=True)
    args.add_argument("--work", required=True)
    args.add_argument("--rows", type=int, default=8_000_000)
    args.add_argument("--nodes", type=int, default=5_000_000)
    args.add_argument("--queries", type=int, default=400)
    args = args.parse_args()
    os.makedirs(args.work, exist_ok=True)
    at = lambda name: os.path.join(args.work, name)
    scale = lambda *words: subprocess.run([args.scale, *words], check=True, text=True, capture_output=True).stdout
    if not os.path.exists(at("nppes.csv")):
        scale("zips", at("zips.csv"))
        scale("nppes", at("nppes.csv"), str(args.rows))
        scale("map", at("map.osm.pbf"), str(args.nodes))
    print(f"rows {args.rows}, {os.path.getsize(at('nppes.csv')) / 1e9:.1f} GB; map {os.path.getsize(at('map.osm.pbf')) / 1e6:.0f} MB")
    print("femoris, map:\n" + scale("import", at("femoris-map"), at("map.osm.pbf")))
    print("femoris, registry:\n" + scale("import", at("femoris"), at("zips.csv"), at("nppes.csv")))

    taken, duck = timed(lambda: load_duckdb(at("duck.db"), at("nppes.csv"), at("zips.csv")))
    rows = duck.execute("SELECT npi, name, t1, t2, lat, lon FROM provider").fetchall()
    print(f"duckdb: {len(rows)} rows loaded in {taken / 1000:.1f} s, {os.path.getsize(at('duck.db')) / 1e6:.0f} MB")
    taken, lite = timed(lambda: load_sqlite(at("lite.db"), ((n + 1, *row) for n, row in enumerate(rows))))
    print(f"sqlite: loaded from there in {taken / 1000:.1f} s, {os.path.getsize(at('lite.db')) / 1e6:.0f} MB")

    choose = random.Random(11)
    places = [row[4:6] for row in choose.choices(rows, k=args.queries)]
    queries = [f"near {lat + choose.uniform(-.2, .2):.5f} {lon + choose.uniform(-.2, .2):.5f} 40" for lat, lon in places]
    names = [row[1].split(",")[0].lower().split(" ") for row in choose.choices(rows, k=args.queries)]
    queries += [f"name {first[:5]} {last[:6]}" for first, last in names]
    with open(at("queries"), "w") as out:
        out.write("\n".join(queries) + "\n")
    print("femoris: " + scale("search", at("femoris"), at("queries"), at("answers")).strip())
    with open(at("answers")) as text:
        ours = [line.split() for line in text]

    results = {"femoris": {"near": [], "name": []}, "sqlite": {"near": [], "name": []}, "duckdb": {"near": [], "name": []}}
    compared, different = 0, []
    for query, (ms, *keys) in zip(queries, ours):
        kind = query.split(" ")[0]
        results["femoris"][kind].append(float(ms))
        mine = [key.removeprefix("npi:") for key in keys]
        answers = {"femoris": mine}
        for name, ask, db in (("sqlite", ask_sqlite, lite), ("duckdb", ask_duckdb, duck)):
            taken, answer = timed(lambda: ask(db, query))
            results[name][kind].append(taken)
            answers[name] = answer
            if kind == "near":
                compared += 1
                if answer != mine:
                    different.append((name, query, answer[:3], mine[:3]))
        if kind == "name":
            # All three are held against everybody whom DuckDB finds, which is not timed.
            for name, answer in answers.items():
                compared += 1
                if not is_right(duck, query.split(" ")[1:], answer):
                    different.append((name, query, answer[:3], mine[:3]))
    print(f"{compared} answers compared, {len(different)} different", different[:3])
    for name, kinds in results.items():
        print(name, json.dumps({kind: percentiles(taken) for kind, taken in kinds.items()}))
    print("load", open("/proc/loadavg").read().strip())


main()
