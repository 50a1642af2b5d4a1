//! What arrives: forms and queries as lists of fields, before anyone believes them.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, RawForm, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;

use crate::view::error::PageError;

/// The fields of a sent form or of an address, in order, names repeated as they came.
#[derive(Debug, Default, Clone)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    fn parse(bytes: &[u8]) -> Self {
        Self(form_fields(bytes))
    }

    /// The last value of a field; a form that repeats a name means the last one.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A field's value without surrounding white space; empty where it was not sent.
    pub(crate) fn trimmed(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default().trim()
    }

    /// Every value of a field, in order.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Names of the fields, as often as they came.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    #[cfg(test)]
    pub(crate) fn of(fields: &[(&str, &str)]) -> Self {
        Self(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }
}

/// A sent form.
#[derive(Debug)]
pub(crate) struct Sent(pub(crate) Fields);

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = PageError;

    async fn from_request(request: Request, state: &S) -> Result<Self, PageError> {
        match RawForm::from_request(request, state).await {
            Ok(RawForm(bytes)) => Ok(Self(Fields::parse(&bytes))),
            Err(rejection) => Err(refusal(rejection.into_response().status())),
        }
    }
}

/// The query of an address.
#[derive(Debug)]
pub(crate) struct Asked(pub(crate) Fields);

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, PageError> {
        Ok(Self(Fields::parse(parts.uri.query().unwrap_or_default().as_bytes())))
    }
}

/// The name under which the browser knows this server, such as `127.0.0.1:7311`.
#[derive(Debug, Clone)]
pub(crate) struct Here(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for Here {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        // Other names than our own were refused before anything came this far.
        let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok());
        Ok(Self(host.unwrap_or("localhost").to_owned()))
    }
}

fn refusal(status: StatusCode) -> PageError {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => PageError::TooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            PageError::Unreadable("This page expects a form, and something else was sent.".to_owned())
        }
        _ => PageError::Unreadable("The form did not arrive whole.".to_owned()),
    }
}

/// Reads `application/x-www-form-urlencoded`. What is no UTF-8 becomes replacement characters, never an error.
fn form_fields(bytes: &[u8]) -> Vec<(String, String)> {
    let parts = bytes.split(|byte| *byte == b'&').filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let mut halves = part.splitn(2, |byte| *byte == b'=');
            let mut half = || decoded(halves.next().unwrap_or_default());
            (half(), half())
        })
        .collect()
}

fn decoded(part: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match first {
            b'+' => bytes.push(b' '),
            b'%' => match hex_pair(after) {
                Some(byte) => {
                    bytes.push(byte);
                    rest = &after[2..];
                }
                None => bytes.push(b'%'),
            },
            other => bytes.push(*other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex_pair(bytes: &[u8]) -> Option<u8> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let (high, low) = (digit(bytes.first()?)?, digit(bytes.get(1)?)?);
    u8::try_from(high * 16 + low).ok()
}

/// A value for an address: everything but letters, digits and a few signs is escaped.
pub(crate) fn escaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for byte in Bytes::copy_from_slice(value.as_bytes()) {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_as_browsers_send_them() {
        let fields = Fields::parse(b"a=1&b=x+y%26z&a=2&empty=&odd=%zz%4&%C3%BC=%F0%9F%90%8E");
        assert_eq!(fields.get("a"), Some("2"));
        assert_eq!(fields.get("b"), Some("x y&z"));
        assert_eq!((fields.get("empty"), fields.get("missing")), (Some(""), None));
        assert_eq!(fields.get("odd"), Some("%zz%4"));
        assert_eq!(fields.get("ü"), Some("🐎"));
    }

    #[test]
    fn what_is_escaped_reads_back() {
        let hostile = "a&b=c \u{202e}<>\"'%\n";
        let fields = Fields::parse(format!("v={}", escaped(hostile)).as_bytes());
        assert_eq!(fields.get("v"), Some(hostile));
    }

    #[test]
    fn no_bytes_break_it() {
        for bytes in [&b"%"[..], b"%f", b"=&=&&", b"\xff\xfe=%80"] {
            Fields::parse(bytes);
        }
    }
}
