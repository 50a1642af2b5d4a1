-- What was kept without a named sport had been taken for a run, by its speed or by the word of its export, but counted nowhere:
-- every sum asks for running. It is a run now; the triggers bring the sums of its day and its load with it. What no twin calls a
-- run and what is as fast as a bicycle over 3 km and more (5 m/s: two centimetres in four milliseconds) stays out, as at import.
UPDATE run SET sport = 'running'
WHERE sport = 'unknown'
    AND (distance_cm IS NULL OR timer_ms IS NULL OR distance_cm < 300000 OR distance_cm * 2 < timer_ms
        OR EXISTS (SELECT 1 FROM run twin WHERE twin.merged_into = run.n AND twin.sport = 'running'));
