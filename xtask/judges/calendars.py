"""An independent library reads every calendar our tests wrote: entries, repetition and summer time as planned.

Usage: calendars.py FOLDER. Beside each NAME.ics stands NAME.json with what it has to say. Moments are worked out here,
from the zone tables of Python and not from the definitions in the file.
"""

import json
import sys
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

DAY = timedelta(days=1)


def same(what, found, wanted):
    assert found == wanted, f"{what} is {found!r}, planned is {wanted!r}"


def check_lines(raw):
    lines = raw.split(b"\r\n")
    assert lines[-1] == b"", "the last line is not closed"
    for line in lines:
        assert len(line) <= 75 and b"\n" not in line and b"\r" not in line, f"a bad line: {line!r}"


def moment(start, zone):
    """A planned start as a date or a moment of UTC."""
    if "T" not in start:
        return date.fromisoformat(start)
    return datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(zone)).astimezone(timezone.utc)


def check_entry(event, wanted):
    same("title", str(event["SUMMARY"]), wanted["title"])
    same("text", str(event.get("DESCRIPTION", "")), wanted["text"])
    same("class", str(event["CLASS"]), "PRIVATE")
    assert event["DTSTAMP"].dt.tzinfo is not None, "DTSTAMP is no moment of UTC"
    alarms = [part for part in event.subcomponents if part.name == "VALARM"]
    reminder = wanted["reminder"]
    same("alarms", len(alarms), 0 if reminder is None else 1)
    for alarm in alarms:
        same("reminder", alarm["TRIGGER"].dt, timedelta(minutes=reminder))
        same("action", str(alarm["ACTION"]), "DISPLAY")


def occurrences(calendar, starts):
    """Every time an entry is on, as the library unrolls it, from before the first until after the last."""
    days = [date.fromisoformat(start[:10]) for start in starts]
    span = (min(days) - 8 * DAY, max(days) + 8 * DAY)
    found = {}
    for event in recurring_ical_events.of(calendar).between(*span):
        start, end = event["DTSTART"].dt, event.end
        if isinstance(start, datetime):
            start, end = (at.astimezone(timezone.utc) for at in (start, end))
        found.setdefault(str(event["UID"]), []).append((start, end - start))
    return found


def check_definition(calendar, zone):
    """The zone as the file defines it tells the time of Python's tables, hour by hour around each change."""
    for definition in calendar.walk("VTIMEZONE"):
        defined, table = definition.to_tz(lookup_tzid=False), ZoneInfo(zone)
        at = datetime(2026, 8, 1, tzinfo=timezone.utc)
        while at < datetime(2027, 12, 1, tzinfo=timezone.utc):
            ours, theirs = at.astimezone(defined), at.astimezone(table)
            same(f"the clock of {zone} at {at}", ours.replace(tzinfo=None), theirs.replace(tzinfo=None))
            at += timedelta(hours=1)


def check(path):
    wanted = json.loads(path.with_suffix(".json").read_text())
    raw = path.read_bytes()
    check_lines(raw)
    calendar = icalendar.Calendar.from_ical(raw)
    broken = [error for part in calendar.walk() for error in part.errors]
    assert not broken, broken
    same("name", str(calendar["X-WR-CALNAME"]), wanted["name"])
    events = {str(event["UID"]): event for event in calendar.walk("VEVENT")}
    same("entries", sorted(events), sorted(entry["uid"] for entry in wanted["entries"]))
    check_definition(calendar, wanted["zone"])
    every = [start for entry in wanted["entries"] for start in entry["starts"]]
    found = occurrences(calendar, every) if every else {}
    for entry in wanted["entries"]:
        check_entry(events[entry["uid"]], entry)
        length = DAY if entry["minutes"] is None else timedelta(minutes=entry["minutes"])
        planned = sorted((moment(start, wanted["zone"]), length) for start in entry["starts"])
        unrolled = sorted(found.get(entry["uid"], []))
        odd = sorted(set(unrolled) ^ set(planned))[:4]
        assert unrolled == planned, f"{entry['uid']} is on {len(unrolled)} times, {len(planned)} are planned; first {odd}"
    return len(every)


def main(folder):
    files = sorted(Path(folder).glob("*.ics"))
    assert files, f"no calendar was written to {folder}"
    failed = occasions = 0
    for path in files:
        try:
            occasions += check(path)
        except (AssertionError, KeyError, ValueError, TypeError) as error:
            failed += 1
            print(f"{path.name}: {type(error).__name__}: {str(error)[:600]}")
    print(f"icalendar: {len(files)} calendars with {occasions} occasions read, {failed} not as planned")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
