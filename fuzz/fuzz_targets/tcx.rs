//! TCX: any bytes inside an activity give a reading, and reading twice gives the same.
#![no_main]

use femoris_recording::read;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    assert_eq!(read(data), read(data));
});
