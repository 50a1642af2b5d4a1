//! A GPX and a TCX file of our own, every value of which is known: what the readers must find without any other sample.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use femoris_measure::{Channel, Metres, RecordedRun, Seconds, Sport, TimerEventKind};
use femoris_recording::{FileKind, Format, read};

/// Two segments of a run due north. On the WGS 84 ellipsoid 0.001° of latitude is 111.19 m long there.
const GPX: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="own" xmlns="http://www.topografix.com/GPX/1/1"
     xmlns:ns3="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">
  <trk><name>North</name><type>running</type>
    <trkseg>
      <trkpt lat="48.000" lon="11.5"><ele>500.0</ele><time>2024-05-01T06:00:00Z</time>
        <extensions><ns3:TrackPointExtension><ns3:hr>140</ns3:hr><ns3:cad>84</ns3:cad></ns3:TrackPointExtension></extensions></trkpt>
      <trkpt lat="48.001" lon="11.5"><ele>501.5</ele><time>2024-05-01T06:00:30Z</time>
        <extensions><ns3:TrackPointExtension><ns3:hr>150</ns3:hr><ns3:cad>85</ns3:cad></ns3:TrackPointExtension></extensions></trkpt>
      <trkpt lat="48.002" lon="11.5"><ele>503.0</ele><time>2024-05-01T06:01:00Z</time>
        <extensions><ns3:TrackPointExtension><ns3:hr>152</ns3:hr><ns3:cad>86</ns3:cad></ns3:TrackPointExtension></extensions></trkpt>
    </trkseg>
    <trkseg>
      <trkpt lat="48.010" lon="11.5"><ele>510.0</ele><time>2024-05-01T06:05:00Z</time></trkpt>
      <trkpt lat="48.011" lon="11.5"><ele>511.0</ele><time>2024-05-01T06:05:30Z</time>
        <extensions><ns3:TrackPointExtension><ns3:hr>145</ns3:hr></ns3:TrackPointExtension></extensions></trkpt>
    </trkseg>
  </trk>
</gpx>"#;

const TCX: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2">
  <Activities><Activity Sport="Running"><Id>2024-05-01T06:00:00Z</Id>
    <Lap StartTime="2024-05-01T06:00:00Z">
      <TotalTimeSeconds>60.5</TotalTimeSeconds><DistanceMeters>200.25</DistanceMeters>
      <TriggerMethod>Manual</TriggerMethod>
      <Track>
        <Trackpoint><Time>2024-05-01T06:00:00Z</Time>
          <Position><LatitudeDegrees>48.0</LatitudeDegrees><LongitudeDegrees>11.5</LongitudeDegrees></Position>
          <AltitudeMeters>500.25</AltitudeMeters><DistanceMeters>0.0</DistanceMeters>
          <HeartRateBpm><Value>140</Value></HeartRateBpm>
          <Extensions><TPX xmlns="http://www.garmin.com/xmlschemas/ActivityExtension/v2"><Speed>3.25</Speed><RunCadence>85</RunCadence><Watts>250</Watts></TPX></Extensions></Trackpoint>
        <Trackpoint><Time>2024-05-01T06:00:30Z</Time>
          <DistanceMeters>100.5</DistanceMeters><HeartRateBpm><Value>151</Value></HeartRateBpm>
          <Extensions><TPX xmlns="http://www.garmin.com/xmlschemas/ActivityExtension/v2"><Speed>3.5</Speed><RunCadence>86</RunCadence><Watts>260</Watts></TPX></Extensions></Trackpoint>
      </Track>
    </Lap>
    <Lap StartTime="2024-05-01T06:01:00.500Z">
      <TotalTimeSeconds>45</TotalTimeSeconds><DistanceMeters>150</DistanceMeters>
      <TriggerMethod>Distance</TriggerMethod>
      <Track>
        <Trackpoint><Time>2024-05-01T06:01:45Z</Time><DistanceMeters>350.25</DistanceMeters></Trackpoint>
      </Track>
    </Lap>
    <Creator xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Device_t"><Name>Own Watch</Name><UnitId>4711</UnitId></Creator>
  </Activity></Activities>
</TrainingCenterDatabase>"#;

fn only_run(text: &str, format: Format) -> RecordedRun {
    let mut reading = read(text.as_bytes());
    assert_eq!((reading.format, reading.kind), (format, FileKind::Activity));
    assert_eq!(reading.parts.len(), 1, "{:?}", reading.diagnostics);
    reading.parts.remove(0)
}

fn column(run: &RecordedRun, channel: Channel) -> Vec<(usize, f64)> {
    run.samples.present(channel).collect()
}

#[test]
fn a_gpx_file_is_read_to_the_last_value() {
    let run = only_run(GPX, Format::Gpx);
    assert_eq!((run.sport, run.title.as_str()), (Sport::Running, "North"));
    let start = run.start.unix_ms();
    let seconds: Vec<i64> = run.samples.times_ms().iter().map(|at| (at - start) / 1000).collect();
    assert_eq!(
        (run.start.to_string().as_str(), seconds),
        ("2024-05-01T06:00:00Z", vec![0, 30, 60, 300, 330])
    );
    let north = [48.0, 48.001, 48.002, 48.01, 48.011];
    assert_eq!(column(&run, Channel::Latitude), Vec::from_iter(north.into_iter().enumerate()));
    assert_eq!(column(&run, Channel::Longitude), Vec::from_iter([11.5; 5].into_iter().enumerate()));
    let heights = [500.0, 501.5, 503.0, 510.0, 511.0];
    assert_eq!(column(&run, Channel::Altitude), Vec::from_iter(heights.into_iter().enumerate()));
    assert_eq!(column(&run, Channel::HeartRate), [(0, 140.0), (1, 150.0), (2, 152.0), (4, 145.0)]);
    assert_eq!(column(&run, Channel::Cadence), [(0, 168.0), (1, 170.0), (2, 172.0)], "both feet");

    let totals = run.computed_totals;
    let metres = totals.distance.map_or(0.0, Metres::get);
    assert!((metres - 3.0 * 111.19).abs() < 0.05, "{metres}: without the way between the segments");
    assert_eq!(totals.timer.map(Seconds::get), Some(90.0));
    assert_eq!(totals.elapsed.map(Seconds::get), Some(330.0));
    let events: Vec<_> =
        run.timer_events.iter().map(|event| ((event.at.unix_ms() - start) / 1000, event.kind)).collect();
    assert!(
        events.windows(2).any(|pair| pair == [(60, TimerEventKind::Stop), (300, TimerEventKind::Start)]),
        "the pause between the segments: {events:?}"
    );
}

#[test]
fn a_tcx_file_is_read_to_the_last_value() {
    let run = only_run(TCX, Format::Tcx);
    assert_eq!((run.sport, run.sport_word.as_str()), (Sport::Running, "Running"));
    assert_eq!((run.device.name.as_str(), run.device.serial), ("own watch", Some(4711)));
    let start = run.start.unix_ms();
    let seconds: Vec<i64> = run.samples.times_ms().iter().map(|at| (at - start) / 1000).collect();
    assert_eq!((run.start.to_string().as_str(), seconds), ("2024-05-01T06:00:00Z", vec![0, 30, 105]));
    assert_eq!(column(&run, Channel::Latitude), [(0, 48.0)]);
    assert_eq!(column(&run, Channel::Longitude), [(0, 11.5)]);
    assert_eq!(column(&run, Channel::Altitude), [(0, 500.25)]);
    assert_eq!(column(&run, Channel::Distance), [(0, 0.0), (1, 100.5), (2, 350.25)]);
    assert_eq!(column(&run, Channel::HeartRate), [(0, 140.0), (1, 151.0)]);
    assert_eq!(column(&run, Channel::Speed), [(0, 3.25), (1, 3.5)]);
    assert_eq!(column(&run, Channel::Cadence), [(0, 170.0), (1, 172.0)], "both feet");
    assert_eq!(column(&run, Channel::Power), [(0, 250.0), (1, 260.0)]);

    assert_eq!(run.device_totals.distance.map(Metres::get), Some(350.25));
    assert_eq!(run.device_totals.timer.map(Seconds::get), Some(105.5));
    let laps: Vec<_> = run
        .laps
        .iter()
        .map(|lap| (lap.start.unix_ms() - start, lap.totals.distance.map(Metres::get), lap.manual))
        .collect();
    assert_eq!(laps, [(0, Some(200.25), Some(true)), (60_500, Some(150.0), Some(false))]);
}
