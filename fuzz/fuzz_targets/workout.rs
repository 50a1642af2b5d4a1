//! Workouts: any bytes are read or refused, and what was understood and can be written comes back the same.
#![no_main]

use femoris_measure::Instant;
use femoris_recording::fit::workout;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(read) = workout::read_workout(data) else { return };
    assert!(read.step_count() <= data.len());
    // A watch may have written more than we would: then it is refused, and never with a panic.
    let Ok(written) = workout::write_workout(&read, Instant::from_unix_ms(1_800_000_000_000)) else { return };
    assert_eq!(workout::read_workout(&written), Ok(read));
});
