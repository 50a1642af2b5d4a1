//! Export lists and Apple Health: every run's own bytes read back as the same run.
#![no_main]

use std::io::Cursor;
use std::ops::ControlFlow;

use femoris_recording::read;
use femoris_recording::walk::{Limits, What, walk_reader};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    walk_reader("upload", Cursor::new(data), &Limits::default(), &mut |found| {
        if let What::Run { reading, key, .. } = found.what {
            assert_eq!(read(&key).parts, reading.parts, "{}", String::from_utf8_lossy(&key));
        }
        ControlFlow::Continue(())
    });
});
