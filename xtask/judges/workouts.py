"""Garmin's own decoder reads every workout our tests wrote: without error, and saying what was prescribed.

Usage: workouts.py FOLDER. Beside each NAME.fit stands NAME.json with what it has to say.
"""

import json
import sys
from pathlib import Path

from garmin_fit_sdk import Decoder, Stream

SPORTS = {"running": ("running", None), "walking": ("walking", None), "strength": ("training", "strength_training")}


def decoded(path):
    messages, errors = Decoder(Stream.from_file(str(path))).read(convert_datetimes_to_dates=False)
    assert not errors, errors
    only = {"file_id_mesgs": 1, "workout_mesgs": 1, "workout_step_mesgs": None}
    assert set(messages) == set(only), f"holds {sorted(messages)}"
    assert len(messages["file_id_mesgs"]) == len(messages["workout_mesgs"]) == 1, "one head, one workout"
    return messages["file_id_mesgs"][0], messages["workout_mesgs"][0], messages["workout_step_mesgs"]


def same(what, found, wanted, within=0.0):
    fits = found == wanted if isinstance(wanted, (str, type(None), list)) else wanted - within <= found <= wanted + 1e-6
    assert fits, f"{what} is {found!r}, prescribed is {wanted!r}"


def check_step(step, wanted, index):
    at = f"step {index + 1}: "
    same(at + "index", step["message_index"], index)
    if "repeat_from" in wanted:
        same(at + "kind", step["duration_type"], "repeat_until_steps_cmplt")
        same(at + "first step", step["duration_step"], wanted["repeat_from"])
        same(at + "times", step["repeat_steps"], wanted["times"])
        return
    same(at + "name", step.get("wkt_step_name", ""), wanted["name"])
    same(at + "note", step.get("notes", ""), wanted["note"])
    same(at + "kind", step["intensity"], wanted["kind"])
    until = wanted["until"]
    if "seconds" in until:
        same(at + "type", step["duration_type"], "time")
        same(at + "time", step["duration_time"], until["seconds"], within=0.001)
    elif "metres" in until:
        same(at + "type", step["duration_type"], "distance")
        same(at + "distance", step["duration_distance"], until["metres"], within=0.01)
    elif "repetitions" in until:
        same(at + "type", step["duration_type"], "reps")
        same(at + "repetitions", step["duration_reps"], until["repetitions"])
    else:
        same(at + "type", step["duration_type"], "open")
    check_target(step, wanted["target"], at)
    category, name = wanted["exercise"] or (None, None)
    found = step.get("exercise_category")
    assert (found is None) == (category is None), f"{at}category {found!r}, prescribed {category!r}"
    assert category is None or isinstance(found, str), f"{at}category {category} has no word in Garmin's list"
    same(at + "exercise", step.get("exercise_name"), name)


def check_target(step, target, at):
    if "speed" in target:
        same(at + "target", step["target_type"], "speed")
        low, high = target["speed"]
        same(at + "low", step["custom_target_speed_low"], low, within=0.001)
        same(at + "high", step["custom_target_speed_high"], high, within=0.001)
    elif "heart_rate" in target:
        same(at + "target", step["target_type"], "heart_rate")
        low, high = target["heart_rate"]
        # The decoder gives beats per minute with the format's offset of 100.
        same(at + "low", step["custom_target_value_low"] - 100, low, within=1)
        same(at + "high", step["custom_target_value_high"] - 100, high, within=1)
    else:
        same(at + "target", step["target_type"], "open")


def played(steps):
    """The names of the steps in the order in which a watch goes through them."""
    order, left, at = [], {}, 0
    while at < len(steps):
        step = steps[at]
        if step["duration_type"] != "repeat_until_steps_cmplt":
            order.append(step.get("wkt_step_name", ""))
            at += 1
            continue
        left[at] = left.get(at, step["repeat_steps"]) - 1
        at = step["duration_step"] if left[at] > 0 else at + 1
    return order


def check(path):
    wanted = json.loads(path.with_suffix(".json").read_text())
    head, workout, steps = decoded(path)
    same("file type", head["type"], "workout")
    same("created", head["time_created"] + 631065600, wanted["created"])
    assert head["serial_number"] > 0
    same("name", workout.get("wkt_name", ""), wanted["name"])
    same("sport", (workout["sport"], workout.get("sub_sport")) == SPORTS[wanted["sport"]], True)
    same("steps announced", workout["num_valid_steps"], len(wanted["steps"]))
    same("steps", len(steps), len(wanted["steps"]))
    for index, (step, prescribed) in enumerate(zip(steps, wanted["steps"])):
        check_step(step, prescribed, index)
    same("steps as played", played(steps), wanted["played"])


def main(folder):
    files = sorted(Path(folder).glob("*.fit"))
    assert files, f"no workout was written to {folder}"
    failed = 0
    for path in files:
        try:
            check(path)
        except (AssertionError, KeyError, TypeError) as error:
            failed += 1
            print(f"{path.name}: {type(error).__name__}: {error}")
    print(f"garmin-fit-sdk: {len(files)} workouts read, {failed} not as prescribed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
