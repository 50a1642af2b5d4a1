//! GPX: any bytes give a reading whose columns are no longer than its rows.
#![no_main]

use femoris_recording::read;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    for part in read(data).parts {
        for channel in part.samples.channels() {
            assert!(part.samples.column(channel).is_none_or(|column| column.len() <= part.samples.len()));
        }
    }
});
