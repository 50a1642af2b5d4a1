//! A recorded run as the bytes of a FIT activity, by rustyfit's encoder.

use std::io::Cursor;

use embedded_io_adapters::std::FromStd;
use femoris_measure::{
    Channel, DeveloperSeries, Instant, Lap, RecordedRun, Seconds, Sport, TimerEventKind, Totals,
};
use rustyfit::profile::typedef::{self, FitBaseType, MesgNum};
use rustyfit::proto::{DeveloperField, Field, Message, ProtocolVersion, Value};
use rustyfit::{Encoder, HeaderOption};

use super::compose::{Out, WriteError, byte, field, long, message, moment, serial, short, text, word};
use super::words;

/// Writes a run as a FIT activity: what is absent in the run is absent in the file.
///
/// The format knows whole seconds, altitude in steps of 0.2 m and cadence in steps of 1/64 step; finer values
/// are rounded.
pub fn write_activity(run: &RecordedRun) -> Result<Vec<u8>, WriteError> {
    let mut bytes = Cursor::new(Vec::with_capacity(2_048 + run.samples.len() * 64));
    let mut encoder = Encoder::builder()
        .protocol_version(ProtocolVersion::V2)
        // Rows lack now this and now that channel: several definitions stay in use side by side.
        .header_option(HeaderOption::Normal(15))
        .build();
    let mut out = Out::new(encoder.stream(FromStd::new(&mut bytes)));
    let start = moment("the start", run.start)?;
    let end = moment("the end", end_of(run))?;
    out.write("file_id", file_id(run, start))?;
    out.write("device_info", device_info(run, start))?;
    if let Some(sport) = sport(run) {
        // Said early too: a recording cut short still knows what its cadence counts.
        out.write("sport", message(MesgNum::SPORT, sport))?;
    }
    if !run.title.is_empty() {
        out.write("workout", message(MesgNum::WORKOUT, vec![text(8, &run.title)]))?;
    }
    for description in developer_descriptions(&run.developer)? {
        out.write("field_description", description)?;
    }
    write_timeline(run, &mut out)?;
    for (index, lap) in run.laps.iter().enumerate() {
        let next = run.laps.get(index + 1).map_or(Ok(end), |next| moment("a lap", next.start))?;
        out.write("lap", lap_message(lap, index, next)?)?;
    }
    out.write("session", session(run, start, end))?;
    out.write("activity", activity(run, end))?;
    out.finish()?;
    Ok(bytes.into_inner())
}

/// The latest moment the run speaks of.
fn end_of(run: &RecordedRun) -> Instant {
    let elapsed_ms = run.elapsed().map_or(0, |(elapsed, _)| (elapsed.get() * 1000.0).round() as i64);
    let summed = run.start.unix_ms().saturating_add(elapsed_ms);
    let last = run.samples.times_ms().iter().copied().max().unwrap_or(summed);
    Instant::from_unix_ms(summed.max(last))
}

fn file_id(run: &RecordedRun, start: u32) -> Message {
    let mut fields = vec![word(0, typedef::File::ACTIVITY.0), long(4, start)];
    fields.extend(maker(run, [1, 2, 8]));
    fields.extend(run.device.serial.filter(|number| *number != 0).map(|number| serial(3, number)));
    message(MesgNum::FILE_ID, fields)
}

fn device_info(run: &RecordedRun, start: u32) -> Message {
    let mut fields = vec![long(253, start), byte(0, 0)];
    fields.extend(maker(run, [2, 4, 27]));
    fields.extend(run.device.serial.filter(|number| *number != 0).map(|number| serial(3, number)));
    message(MesgNum::DEVICE_INFO, fields)
}

/// Manufacturer, product and product name under these field numbers.
fn maker(run: &RecordedRun, [manufacturer, product, name]: [u8; 3]) -> Vec<Field> {
    let device = words::numbers_of_device(&run.device.name);
    let mut fields = Vec::new();
    fields.extend(device.manufacturer.map(|number| short(manufacturer, number)));
    fields.extend(device.product.map(|number| short(product, number)));
    fields.extend(device.written.as_deref().map(|written| text(name, written)));
    fields
}

fn developer_descriptions(series: &[DeveloperSeries]) -> Result<Vec<Message>, WriteError> {
    if series.is_empty() {
        return Ok(Vec::new());
    }
    if series.len() > 255 {
        return Err(WriteError::TooManyFields { count: series.len() });
    }
    // One app stands for all: which of several wrote a field is not kept.
    let id = field(1, FitBaseType::BYTE, Value::ArrayUint8((*b"femoris-rewrites").into()));
    let mut messages = vec![message(MesgNum::DEVELOPER_DATA_ID, vec![id, byte(3, 0)])];
    for (number, series) in (0u8..).zip(series) {
        let base = if is_narrow(series) { FitBaseType::FLOAT32 } else { FitBaseType::FLOAT64 };
        let mut fields = vec![byte(0, 0), byte(1, number), byte(2, base.0), text(3, &series.name)];
        if !series.unit.is_empty() {
            fields.push(text(8, &series.unit));
        }
        messages.push(message(MesgNum::FIELD_DESCRIPTION, fields));
    }
    Ok(messages)
}

/// Whether thousandths of all values survive single precision.
fn is_narrow(series: &DeveloperSeries) -> bool {
    series.series.iter_steps().flatten().all(|steps| steps.unsigned_abs() < 1 << 22)
}

/// Timer events and records in order of time.
fn write_timeline<W: std::io::Write + std::io::Seek>(
    run: &RecordedRun,
    out: &mut Out<'_, W>,
) -> Result<(), WriteError> {
    let mut events = run.timer_events.iter().peekable();
    let narrow: Vec<bool> = run.developer.iter().map(is_narrow).collect();
    for (row, at) in run.samples.times_ms().iter().enumerate() {
        while let Some(event) = events.next_if(|event| event.at.unix_ms() <= *at) {
            out.write("event", timer_event(moment("a timer event", event.at)?, event.kind))?;
        }
        let time = moment("a record", Instant::from_unix_ms(*at))?;
        let mut record = message(MesgNum::RECORD, record_fields(run, row, time));
        for (number, (series, narrow)) in (0u8..).zip(run.developer.iter().zip(&narrow)) {
            let Some(steps) = series.series.steps(row) else { continue };
            let value = f64::from(steps) / 1000.0;
            let value = if *narrow { Value::Float32(value as f32) } else { Value::Float64(value) };
            record.developer_fields.push(DeveloperField { num: number, developer_data_index: 0, value });
        }
        out.write("record", record)?;
    }
    for event in events {
        out.write("event", timer_event(moment("a timer event", event.at)?, event.kind))?;
    }
    Ok(())
}

fn timer_event(time: u32, kind: TimerEventKind) -> Message {
    let kind = match kind {
        TimerEventKind::Start => typedef::EventType::START,
        TimerEventKind::Stop => typedef::EventType::STOP_ALL,
    };
    message(MesgNum::EVENT, vec![long(253, time), word(0, typedef::Event::TIMER.0), word(1, kind.0)])
}

fn record_fields(run: &RecordedRun, row: usize, time: u32) -> Vec<Field> {
    let mut fields = Vec::with_capacity(18);
    fields.push(long(253, time));
    let steps = |channel| run.samples.column(channel).and_then(|column| column.steps(row)).map(i64::from);
    for (channel, num) in [(Channel::Latitude, 0), (Channel::Longitude, 1)] {
        let semicircles =
            steps(channel).map(|steps| ((steps << 31) + steps.signum() * 900_000_000) / 1_800_000_000);
        let semicircles = semicircles.and_then(|angle| i32::try_from(angle).ok()).filter(|v| *v != i32::MAX);
        fields.extend(semicircles.map(|v| field(num, FitBaseType::SINT32, Value::Int32(v))));
    }
    let longs = [
        (Channel::Distance, 5, 1, 0),
        (Channel::Speed, 73, 1, 0),
        // Fifths of a metre above -500 m.
        (Channel::Altitude, 78, 20, 50_000),
    ];
    for (channel, num, divisor, offset) in longs {
        let raw = steps(channel).map(|steps| (steps + offset + divisor / 2).div_euclid(divisor));
        fields.extend(raw.and_then(|raw| u32::try_from(raw).ok()).map(|raw| long(num, raw)));
    }
    let shorts = [
        (Channel::Power, 7),
        (Channel::VerticalOscillation, 39),
        (Channel::GroundContact, 41),
        (Channel::VerticalRatio, 83),
        (Channel::ContactBalance, 84),
        (Channel::StepLength, 85),
    ];
    for (channel, num) in shorts {
        let raw = steps(channel).and_then(|steps| u16::try_from(steps).ok()).filter(|raw| *raw != u16::MAX);
        fields.extend(raw.map(|raw| short(num, raw)));
    }
    let rate = steps(Channel::HeartRate).and_then(|rate| u8::try_from(rate).ok());
    fields.extend(rate.filter(|rate| *rate != u8::MAX).map(|rate| byte(3, rate)));
    fields.extend(cadence(run, steps(Channel::Cadence)).into_iter().flatten());
    let degrees = steps(Channel::Temperature).and_then(|degrees| i8::try_from(degrees).ok());
    fields.extend(degrees.filter(|d| *d != i8::MAX).map(|d| field(13, FitBaseType::SINT8, Value::Int8(d))));
    fields
}

/// Cadence as whole revolutions and 1/128 of them, of one foot where it counts steps.
fn cadence(run: &RecordedRun, hundredths: Option<i64>) -> Option<[Field; 2]> {
    let feet = if words::on_feet(run.sport) { 2 } else { 1 };
    let raw = (hundredths? * 128 + feet * 50) / (feet * 100);
    let whole = u8::try_from(raw / 128).ok().filter(|whole| *whole != u8::MAX)?;
    Some([byte(4, whole), byte(53, (raw % 128) as u8)])
}

/// Totals as a lap or a session writes them; the two differ in where climbs stand.
fn total_fields(totals: &Totals, ascent: u8, descent: u8) -> Vec<Field> {
    let scaled = |value: f64, scale: f64| (value * scale).round() as u32;
    let ms = |seconds: Seconds| scaled(seconds.get(), 1000.0);
    let mut fields = Vec::new();
    fields.extend(totals.elapsed.map(|elapsed| long(7, ms(elapsed))));
    fields.extend(totals.timer.map(|timer| long(8, ms(timer))));
    fields.extend(totals.distance.map(|distance| long(9, scaled(distance.get(), 100.0))));
    let climb = |num, metres: f64| short(num, metres.round().min(65_534.0) as u16);
    fields.extend(totals.ascent.map(|metres| climb(ascent, metres.get())));
    fields.extend(totals.descent.map(|metres| climb(descent, metres.get())));
    fields
}

fn lap_message(lap: &Lap, index: usize, end: u32) -> Result<Message, WriteError> {
    let mut fields = vec![long(253, end), long(2, moment("a lap", lap.start)?)];
    fields.extend(u16::try_from(index).ok().filter(|index| *index < 0x0FFF).map(|index| short(254, index)));
    fields.extend(total_fields(&lap.totals, 21, 22));
    let trigger = lap
        .manual
        .map(|manual| if manual { typedef::LapTrigger::MANUAL } else { typedef::LapTrigger::DISTANCE });
    fields.extend(trigger.map(|trigger| word(24, trigger.0)));
    Ok(message(MesgNum::LAP, fields))
}

/// Sport and sub-sport, under the numbers of the `sport` message.
fn sport(run: &RecordedRun) -> Option<Vec<Field>> {
    let sport = words::number_of_sport(&run.sport_word).or(match run.sport {
        Sport::Running => Some(typedef::Sport::RUNNING.0),
        Sport::Walking => Some(typedef::Sport::WALKING.0),
        Sport::Hiking => Some(typedef::Sport::HIKING.0),
        Sport::Cycling => Some(typedef::Sport::CYCLING.0),
        Sport::Swimming => Some(typedef::Sport::SWIMMING.0),
        Sport::Transition => Some(typedef::Sport::TRANSITION.0),
        Sport::Other => Some(typedef::Sport::GENERIC.0),
        Sport::Unknown => None,
    });
    let mut fields = vec![word(0, sport?)];
    fields.extend(words::number_of_sub_sport(&run.sub_sport).map(|sub_sport| word(1, sub_sport)));
    Some(fields)
}

fn session(run: &RecordedRun, start: u32, end: u32) -> Message {
    let mut fields = vec![long(253, end), long(2, start)];
    // The session keeps the two five places further on.
    fields.extend(sport(run).into_iter().flatten().map(|field| Field { num: field.num + 5, ..field }));
    fields.extend(total_fields(&run.device_totals, 22, 23));
    fields.push(short(26, run.laps.len().min(65_534) as u16));
    message(MesgNum::SESSION, fields)
}

fn activity(run: &RecordedRun, end: u32) -> Message {
    let mut fields = vec![long(253, end), short(1, 1)];
    fields.extend(run.timer().map(|(timer, _)| long(0, (timer.get() * 1000.0).round() as u32)));
    fields.push(word(3, typedef::Event::ACTIVITY.0));
    fields.push(word(4, typedef::EventType::STOP.0));
    message(MesgNum::ACTIVITY, fields)
}
