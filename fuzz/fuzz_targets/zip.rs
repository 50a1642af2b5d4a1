//! Archives: any bytes give an outcome for every entry, within the limits.
#![no_main]

use std::io::Cursor;
use std::ops::ControlFlow;

use femoris_recording::walk::{Limits, walk_reader};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let limits = Limits { recording_bytes: 1 << 20, total_bytes: 8 << 20, archive_bytes: 1 << 20, ..Limits::default() };
    let mut given = 0;
    let count = walk_reader("upload", Cursor::new(data), &limits, &mut |_| {
        given += 1;
        ControlFlow::Continue(())
    });
    assert_eq!(count.files, given);
    assert!(given > 0, "no outcome");
});
