//! FIT: any bytes give a reading no larger than they are, the same each time, and what was read can be written.
#![no_main]

use femoris_recording::fit;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let reading = fit::read(data);
    assert_eq!(fit::read(data), reading);
    let rows: usize = reading.parts.iter().map(|run| run.samples.len()).sum();
    assert!(rows <= data.len(), "{rows} rows out of {} bytes", data.len());
    for run in &reading.parts {
        for channel in run.samples.channels() {
            assert!(run.samples.column(channel).is_none_or(|column| column.len() <= run.samples.len()));
        }
        // Writing takes longer than reading: only small files go both ways, so that the rest is tried more often.
        if data.len() > 4096 {
            continue;
        }
        // A run the format cannot say is refused; any other comes back with every row.
        let Ok(written) = fit::write_activity(run) else { continue };
        let again = fit::read(&written);
        assert_eq!(again.parts.len(), 1, "{:?}", again.diagnostics);
        assert_eq!(again.parts[0].samples.times_ms(), run.samples.times_ms(), "{:?}", again.diagnostics);
    }
});
