//! Who may knock, what every answer carries: the local server is reachable by every page a browser has open.

mod headers;
mod host;
mod origin;

pub(crate) use headers::{PicturesFrom, protect};
pub(crate) use host::{AllowedHosts, known_host};
pub(crate) use origin::same_origin;
