//! Map pictures from a server that the runner names: the one thing a page may ask for beyond this computer.
//!
//! Off unless somebody wrote an address down and said that they know what its server learns. Addresses may hold a key,
//! so neither they nor any part of them reaches the log or an error.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use femoris_store::Setting;

use crate::{App, AppError};

/// Longest address, and longest credit, in characters.
const LONGEST_ADDRESS: usize = 500;
const LONGEST_CREDIT: usize = 200;
/// What stands in an address for the zoom, the column and the row of a picture.
const PLACES: [&str; 3] = ["{z}", "{x}", "{y}"];
/// Ends of names that only a local network knows.
const LOCAL_ENDS: [&str; 6] = [".localhost", ".local", ".lan", ".internal", ".home.arpa", ".home"];

/// The address of map pictures, checked: one server, by https, or by http within the runner's own network.
#[derive(Clone, PartialEq, Eq)]
pub struct PictureAddress {
    text: String,
    /// Letters of the text up to the end of the server's name and port.
    origin: usize,
}

impl std::fmt::Debug for PictureAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PictureAddress(..)")
    }
}

impl PictureAddress {
    /// Checks an address such as `https://maps.example/{z}/{x}/{y}.png`.
    pub fn new(text: &str) -> Result<Self, AppError> {
        let refuse = |why: &str| AppError::refused("address", why);
        let text = text.trim();
        if text.chars().count() > LONGEST_ADDRESS {
            return Err(refuse(&format!("at most {LONGEST_ADDRESS} characters, please")));
        }
        let (scheme, rest) = text
            .split_once("://")
            .map(|(scheme, rest)| (scheme.to_ascii_lowercase(), rest))
            .filter(|(scheme, _)| scheme == "https" || scheme == "http")
            .ok_or_else(|| refuse("begin it with https://, or http:// for a server in your own network"))?;
        let (server, path) = rest
            .split_once('/')
            .ok_or_else(|| refuse("after the server's name comes /{z}/{x}/{y}, or what its maker says"))?;
        let server = server.to_ascii_lowercase();
        let host = host_of(&server).map_err(refuse)?;
        if scheme == "http" && !host.is_near() {
            return Err(refuse(
                "http is read by everybody on the way: write https://, unless the server is in your own network",
            ));
        }
        check_path(path).map_err(refuse)?;
        let origin = format!("{scheme}://{server}");
        Ok(Self { text: format!("{origin}/{path}"), origin: origin.len() })
    }

    /// The server, such as `https://maps.example`: what a page may ask besides ourselves.
    pub fn origin(&self) -> &str {
        self.text.get(..self.origin).unwrap_or_default()
    }

    /// The whole address as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The address of one picture, in the usual numbering of web maps: zoom, column from the west, row from the north.
    pub fn of(&self, zoom: u8, column: u32, row: u32) -> String {
        let numbers = [u32::from(zoom), column, row].map(|number| number.to_string());
        PLACES
            .iter()
            .zip(&numbers)
            .fold(self.text.clone(), |text, (place, number)| text.replace(place, number))
    }
}

/// The server of an address.
enum Host<'a> {
    Name(&'a str),
    Number(IpAddr),
}

impl Host<'_> {
    /// Whether it is this computer or one in the runner's own network.
    fn is_near(&self) -> bool {
        match self {
            Self::Name(name) => {
                *name == "localhost"
                    || !name.contains('.')
                    || LOCAL_ENDS.iter().any(|end| name.ends_with(end))
            }
            Self::Number(IpAddr::V4(number)) => is_near_v4(*number),
            Self::Number(IpAddr::V6(number)) => is_near_v6(*number),
        }
    }
}

fn is_near_v4(number: Ipv4Addr) -> bool {
    number.is_loopback() || number.is_private() || number.is_link_local()
}

fn is_near_v6(number: Ipv6Addr) -> bool {
    number.is_loopback() || number.is_unique_local() || number.is_unicast_link_local()
}

/// Splits the port off and looks at what is left.
fn host_of(server: &str) -> Result<Host<'_>, &'static str> {
    const NO_SERVER: &str =
        "name one server, such as maps.example, with nothing in braces and no user before it";
    if server.contains('@') {
        return Err(NO_SERVER);
    }
    let (host, port) = match server.strip_prefix('[').map(|rest| rest.split_once(']')) {
        Some(Some((number, rest))) => {
            let number = number.parse::<Ipv6Addr>().map_err(|_| NO_SERVER)?;
            (Host::Number(IpAddr::V6(number)), rest.strip_prefix(':'))
        }
        Some(None) => return Err(NO_SERVER),
        None => {
            let (name, port) =
                server.split_once(':').map_or((server, None), |(name, port)| (name, Some(port)));
            let is_name = |part: &str| {
                !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
            };
            if !name.split('.').all(is_name) {
                return Err(NO_SERVER);
            }
            let number = name.parse::<Ipv4Addr>().map(|number| Host::Number(IpAddr::V4(number)));
            (number.unwrap_or(Host::Name(name)), port)
        }
    };
    match port.map(str::parse::<u16>) {
        None | Some(Ok(1..)) => Ok(host),
        _ => Err("the number behind the server's name is its port, 1 to 65535"),
    }
}

fn check_path(path: &str) -> Result<(), &'static str> {
    if !PLACES.iter().all(|place| path.contains(place)) {
        return Err("write {z}, {x} and {y} where zoom, column and row of a picture go");
    }
    let rest = PLACES.iter().fold(path.to_owned(), |rest, place| rest.replace(place, ""));
    if rest.contains(['{', '}']) {
        return Err("only {z}, {x} and {y} are filled in; write the rest out");
    }
    let is_plain = |letter: char| letter.is_ascii_graphic() && !"\"'<>\\^`|#".contains(letter);
    if rest.chars().all(is_plain) { Ok(()) } else { Err("it has letters that no address has; copy it again") }
}

/// Map pictures as the runner set them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapPictures {
    /// Where they come from.
    pub address: PictureAddress,
    /// Whom to name under the map; may be empty.
    pub credit: String,
}

/// Whether the runner said that they know what the server of map pictures learns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Informed {
    /// They ticked it.
    Yes,
    /// They did not.
    No,
}

impl App {
    /// Where map pictures come from; `None` unless the runner gave an address. One that is no longer accepted is none.
    pub fn map_pictures(&self) -> Result<Option<MapPictures>, AppError> {
        self.with_store(|store| {
            store.read(|reader| {
                let address = reader.setting(Setting::MapAddress)?;
                let Some(address) = address.and_then(|text| PictureAddress::new(&text).ok()) else {
                    return Ok(None);
                };
                let credit = reader.setting(Setting::MapCredit)?.unwrap_or_default();
                Ok(Some(MapPictures { address, credit }))
            })
        })
    }

    /// Has maps drawn over pictures from this address from now on.
    pub fn set_map_pictures(&self, address: &str, credit: &str, informed: Informed) -> Result<(), AppError> {
        let address = PictureAddress::new(address)?;
        let credit = credit.trim();
        if credit.chars().count() > LONGEST_CREDIT {
            return Err(AppError::refused("credit", format!("at most {LONGEST_CREDIT} characters, please")));
        }
        if informed == Informed::No {
            return Err(AppError::refused(
                "informed",
                "tick it if you know it and want it; nothing was changed",
            ));
        }
        self.with_store(|store| {
            store.batch(|writer| {
                writer.set_setting(Setting::MapAddress, address.text())?;
                writer.set_setting(Setting::MapCredit, credit)
            })
        })
    }

    /// Has maps drawn from positions alone again, and forgets the address.
    pub fn clear_map_pictures(&self) -> Result<(), AppError> {
        self.with_store(|store| {
            store.batch(|writer| {
                writer.clear_setting(Setting::MapAddress)?;
                writer.clear_setting(Setting::MapCredit)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_server_by_https_or_a_near_one_by_http() {
        for (text, origin) in [
            ("https://maps.example/{z}/{x}/{y}.png", "https://maps.example"),
            ("HTTPS://Maps.Example:8443/t/{z}/{y}/{x}?key=A1", "https://maps.example:8443"),
            ("http://127.0.0.1:8080/{z}/{x}/{y}.png", "http://127.0.0.1:8080"),
            ("http://192.168.1.20/{z}/{x}/{y}.png", "http://192.168.1.20"),
            ("http://[fd00::1]:80/{z}/{x}/{y}", "http://[fd00::1]:80"),
            ("http://nas/{z}/{x}/{y}", "http://nas"),
            ("http://maps.local/{z}/{x}/{y}", "http://maps.local"),
        ] {
            let address = PictureAddress::new(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(address.origin(), origin);
        }
        let address = PictureAddress::new(" https://maps.example/{z}/{y}/{x}.png?k=Ab ").expect("fine");
        assert_eq!(address.of(12, 2205, 1367), "https://maps.example/12/1367/2205.png?k=Ab");
        assert!(!format!("{address:?}").contains("Ab"), "a key is not printed");
    }

    #[test]
    fn anything_else_is_refused_in_words_that_do_not_repeat_it() {
        for (text, says) in [
            ("", "begin it with https"),
            ("maps.example/{z}/{x}/{y}", "begin it with https"),
            ("ftp://maps.example/{z}/{x}/{y}", "begin it with https"),
            ("javascript://x/{z}/{x}/{y}", "begin it with https"),
            ("https://maps.example", "comes /{z}"),
            ("https:///{z}/{x}/{y}", "name one server"),
            ("https://{s}.maps.example/{z}/{x}/{y}", "name one server"),
            ("https://me:word@maps.example/{z}/{x}/{y}", "name one server"),
            ("https://maps.example; img-src */{z}/{x}/{y}", "name one server"),
            ("https://maps.example 'self'/{z}/{x}/{y}", "name one server"),
            ("https://*.example/{z}/{x}/{y}", "name one server"),
            ("https://[::1/{z}/{x}/{y}", "name one server"),
            ("https://maps.example:0/{z}/{x}/{y}", "port"),
            ("https://maps.example:99999/{z}/{x}/{y}", "port"),
            ("http://maps.example/{z}/{x}/{y}", "write https"),
            ("http://8.8.8.8/{z}/{x}/{y}", "write https"),
            ("http://[2001:db8::1]/{z}/{x}/{y}", "write https"),
            ("https://maps.example/{z}/{x}", "{y}"),
            ("https://maps.example/{z}/{x}/{y}{r}.png", "write the rest out"),
            ("https://maps.example/{z}/{x}/{y}\"><script>", "copy it again"),
            ("https://maps.example/{z}/{x}/{y} x", "copy it again"),
            ("https://maps.example/{z}/{x}/{y}#x", "copy it again"),
        ] {
            let error = PictureAddress::new(text).expect_err(text).to_string();
            assert!(error.contains(says), "{text}: {error}");
            assert!(!error.contains("word@") && !error.contains("script"), "{error}");
        }
        let long = format!("https://maps.example/{{z}}/{{x}}/{{y}}{}", "a".repeat(LONGEST_ADDRESS));
        assert!(PictureAddress::new(&long).expect_err("long").to_string().contains("at most"));
    }
}
