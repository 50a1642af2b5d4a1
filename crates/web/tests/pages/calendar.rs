//! The calendar: a file, and an address that only the one who knows its secret can fetch.

use std::io::Write;
use std::sync::{Arc, Mutex};

use crate::house::House;

/// The address that the page shows, without scheme and host.
fn address(page: &str) -> Option<String> {
    let from = page.split_once("id=\"calendar-address\" href=\"http://127.0.0.1:7311")?.1;
    Some(from.split('"').next()?.to_owned())
}

#[tokio::test]
async fn there_is_no_address_until_one_is_made_and_none_after_it_is_switched_off() {
    let house = House::example();
    let page = house.get("/data").await.text();
    assert!(page.contains("Make an address") && address(&page).is_none());
    assert_eq!(house.get("/calendar/.ics").await.status, 404, "nothing is no secret");
    assert_eq!(house.post("/data/calendar", "do=renew").await.status, 303);
    let first = address(&house.get("/data").await.text()).expect("an address");
    let secret = first.trim_start_matches("/calendar/").trim_end_matches(".ics");
    assert!(secret.len() * 4 >= 128 && secret.bytes().all(|byte| byte.is_ascii_hexdigit()), "{first}");
    let fetched = house.get(&first).await;
    assert_eq!(
        (fetched.status.as_u16(), fetched.header("content-type")),
        (200, "text/calendar; charset=utf-8")
    );
    assert!(
        fetched.text().starts_with("BEGIN:VCALENDAR\r\n") && fetched.text().ends_with("END:VCALENDAR\r\n")
    );
    assert_eq!(fetched.text(), house.get("/data/calendar.ics").await.text(), "the same as the file");
    house.post("/data/calendar", "do=renew").await;
    let second = address(&house.get("/data").await.text()).expect("an address");
    assert_ne!(first, second);
    assert_eq!(
        (house.get(&first).await.status.as_u16(), house.get(&second).await.status.as_u16()),
        (404, 200)
    );
    house.post("/data/calendar", "do=off").await;
    assert_eq!(house.get(&second).await.status, 404);
}

#[tokio::test]
async fn no_guess_finds_the_calendar() {
    let house = House::example();
    house.post("/data/calendar", "do=renew").await;
    let right = address(&house.get("/data").await.text()).expect("an address");
    let bare = right.trim_end_matches(".ics");
    let longer = format!("{bare}0.ics");
    let shorter = format!("{}.ics", &bare[..bare.len() - 1]);
    let other = format!("{}x.ics", &bare[..bare.len() - 1]);
    let louder = right.to_uppercase().replace("/CALENDAR/", "/calendar/").replace(".ICS", ".ics");
    let guesses = ["/calendar/x.ics", "/calendar/.ics", "/calendar/%00.ics", bare, &longer, &shorter, &other];
    for guess in guesses.into_iter().chain([louder.as_str()]).filter(|guess| **guess != right) {
        let reply = house.get(guess).await;
        assert_eq!(reply.status, 404, "{guess}");
        assert!(!reply.text().contains("VCALENDAR"), "{guess}");
    }
    assert_eq!(house.get(&right).await.status, 200);
}

#[tokio::test]
async fn the_time_of_the_session_is_checked_and_kept() {
    let house = House::empty();
    assert!(house.get("/data").await.text().contains("name=\"session_time\" required value=\"18:00\""));
    assert_eq!(house.post("/data/calendar", "do=time&session_time=7%3A05").await.status, 303);
    assert!(house.get("/data").await.text().contains("value=\"07:05\""));
    for bad in ["", "25:00", "7", "07:05:00", "%3Cscript%3E", "%FF"] {
        let reply = house.post("/data/calendar", &format!("do=time&session_time={bad}")).await;
        assert_eq!(reply.status, 422, "{bad}");
        assert!(reply.text().contains("A time of day is written as 07:30 or 18:00."), "{bad}");
        assert!(!reply.text().contains("<script>"), "{bad}");
    }
    for bad in ["", "do=everything", "session_time=07%3A05"] {
        assert_eq!(house.post("/data/calendar", bad).await.status, 400, "{bad}");
    }
    assert!(house.get("/data").await.text().contains("value=\"07:05\""), "nothing bad was kept");
}

/// What the program would log, as text.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("nobody failed").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_secret_is_never_logged() {
    let house = House::example();
    house.post("/data/calendar", "do=renew").await;
    let address = address(&house.get("/data").await.text()).expect("an address");
    let secret = address.trim_start_matches("/calendar/").trim_end_matches(".ics");
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_ansi(false)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_writer(move || writer.clone())
        .finish();
    let told = {
        let _listening = tracing::subscriber::set_default(subscriber);
        house.get(&address).await;
        house.get(&format!("/calendar/{secret}0.ics")).await;
        String::from_utf8(log.0.lock().expect("nobody failed").clone()).expect("UTF-8")
    };
    assert!(told.contains("/calendar/{secret}"), "the request is logged by its pattern: {told}");
    assert!(!told.contains(secret), "{told}");
}
