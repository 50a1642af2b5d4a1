//! Apple's kinds of samples, units and dates.

use femoris_measure::Channel;

/// The channel a record's type fills, by Apple's word without its prefix.
pub(super) fn channel(kind: &str) -> Option<Channel> {
    match kind.strip_prefix("HKQuantityTypeIdentifier")? {
        "HeartRate" => Some(Channel::HeartRate),
        "RunningSpeed" => Some(Channel::Speed),
        "RunningPower" => Some(Channel::Power),
        // "The distance covered by a single step while running."
        "RunningStrideLength" => Some(Channel::StepLength),
        "RunningGroundContactTime" => Some(Channel::GroundContact),
        "RunningVerticalOscillation" => Some(Channel::VerticalOscillation),
        _ => None,
    }
}

/// The type and unit under which a channel is kept; `None` for channels that no record fills.
pub(super) fn record(channel: Channel) -> Option<(&'static str, &'static str)> {
    match channel {
        Channel::HeartRate => Some(("HKQuantityTypeIdentifierHeartRate", "count/min")),
        Channel::Speed => Some(("HKQuantityTypeIdentifierRunningSpeed", "m/s")),
        Channel::Power => Some(("HKQuantityTypeIdentifierRunningPower", "W")),
        Channel::StepLength => Some(("HKQuantityTypeIdentifierRunningStrideLength", "mm")),
        Channel::GroundContact => Some(("HKQuantityTypeIdentifierRunningGroundContactTime", "ms")),
        Channel::VerticalOscillation => Some(("HKQuantityTypeIdentifierRunningVerticalOscillation", "mm")),
        _ => None,
    }
}

/// A value in the unit of its channel; `None` for a unit that does not measure it or a value no body reaches.
pub(super) fn value(channel: Channel, number: f64, unit: &str) -> Option<f64> {
    let (value, low, high) = match channel {
        Channel::HeartRate => (number * per_minute(unit)?, 20.0, 255.0),
        Channel::Speed => (number * metres_per_second(unit)?, 0.0, 60.0),
        Channel::Power => (number * if unit == "W" { 1.0 } else { return None }, 0.0, 5_000.0),
        Channel::StepLength => (number * metres(unit)? * 1000.0, 0.0, 10_000.0),
        Channel::VerticalOscillation => (number * metres(unit)? * 1000.0, 0.0, 1_000.0),
        Channel::GroundContact => (number * seconds(unit)? * 1000.0, 0.0, 10_000.0),
        _ => return None,
    };
    (low..=high).contains(&value).then_some(value)
}

fn per_minute(unit: &str) -> Option<f64> {
    match unit {
        "count/min" => Some(1.0),
        "count/s" | "Hz" => Some(60.0),
        _ => None,
    }
}

fn metres_per_second(unit: &str) -> Option<f64> {
    match unit {
        "m/s" => Some(1.0),
        "km/hr" | "km/h" => Some(1.0 / 3.6),
        "mi/hr" | "mph" => Some(0.44704),
        _ => None,
    }
}

/// Metres in a unit of length.
pub(super) fn metres(unit: &str) -> Option<f64> {
    match unit {
        "m" => Some(1.0),
        "km" => Some(1000.0),
        "cm" => Some(0.01),
        "mm" => Some(0.001),
        "mi" => Some(1609.344),
        "yd" => Some(0.9144),
        "ft" => Some(0.3048),
        "in" => Some(0.0254),
        _ => None,
    }
}

/// Seconds in a unit of time.
pub(super) fn seconds(unit: &str) -> Option<f64> {
    match unit {
        "s" | "sec" => Some(1.0),
        "ms" => Some(0.001),
        "min" => Some(60.0),
        "hr" | "h" => Some(3600.0),
        _ => None,
    }
}

/// A date such as `2016-04-02 10:40:38 +0100`, in milliseconds of Unix time. Exports hold millions, so this is done
/// by hand and takes no other form, but for a fraction of a second.
pub(super) fn date(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let digits = |from: usize, count: usize| -> Option<i64> {
        let field = bytes.get(from..from + count)?;
        field.iter().try_fold(0, |sum, b| b.is_ascii_digit().then(|| sum * 10 + i64::from(b - b'0')))
    };
    let at = |index: usize, byte: u8| (bytes.get(index) == Some(&byte)).then_some(());
    at(4, b'-').and(at(7, b'-')).and(at(10, b' ')).and(at(13, b':')).and(at(16, b':'))?;
    let day = days(digits(0, 4)?, digits(5, 2)?, digits(8, 2)?)?;
    let clock = [digits(11, 2)?, digits(14, 2)?, digits(17, 2)?];
    if clock[0] > 23 || clock[1] > 59 || clock[2] > 60 {
        return None;
    }
    let (zone_at, millis) = if bytes.get(19) == Some(&b'.') { (24, digits(20, 3)?) } else { (20, 0) };
    at(zone_at - 1, b' ')?;
    let sign = match bytes.get(zone_at)? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let zone_s = sign * (digits(zone_at + 1, 2)? * 3600 + digits(zone_at + 3, 2)? * 60);
    Some((day * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2] - zone_s) * 1000 + millis)
}

/// Days since 1970-01-01 of a civil date, counted in years that begin in March.
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// The inverse of [`date`], in UTC.
pub(super) fn written(ms: i64) -> String {
    let stamp = jiff::Timestamp::from_millisecond(ms).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    stamp.strftime("%Y-%m-%d %H:%M:%S.%3f +0000").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_agree_with_a_calendar_and_come_back() {
        for (text, expected) in [
            ("2016-04-02 10:40:38 +0100", "2016-04-02T09:40:38Z"),
            ("2024-02-29 23:59:59 -0330", "2024-03-01T03:29:59Z"),
            ("1969-12-31 23:00:00.250 +0000", "1969-12-31T23:00:00.25Z"),
            ("2000-01-01 00:00:00 +0000", "2000-01-01T00:00:00Z"),
        ] {
            let ms = date(text).expect(text);
            assert_eq!(Ok(ms), expected.parse::<femoris_measure::Instant>().map(|at| at.unix_ms()), "{text}");
            assert_eq!(date(&written(ms)), Some(ms), "{text}");
        }
        for bad in [
            "",
            "2016-04-02",
            "2016-13-02 10:40:38 +0100",
            "2016-04-02T10:40:38 +0100",
            "2016-04-02 10:40:38 é",
            "2016-04-02 10:40:38",
        ] {
            assert_eq!(date(bad), None, "{bad}");
        }
    }

    #[test]
    fn units_of_every_habit() {
        let close = |got: Option<f64>, want: f64| {
            assert!(got.is_some_and(|g| (g - want).abs() < 1e-9), "{got:?} {want}")
        };
        close(value(Channel::Speed, 10.0, "km/hr"), 10.0 / 3.6);
        close(value(Channel::StepLength, 1.1, "m"), 1100.0);
        close(value(Channel::VerticalOscillation, 9.2, "cm"), 92.0);
        close(value(Channel::GroundContact, 250.0, "ms"), 250.0);
        assert_eq!(value(Channel::HeartRate, 0.0, "count/min"), None);
        assert_eq!(value(Channel::Speed, 3.0, "count"), None);
    }
}
