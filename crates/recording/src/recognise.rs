//! Tells what a file is from its first bytes, never from its name.

/// How many bytes from the start suffice to recognise anything; an Apple Health export opens with 8 kB of DTD.
pub(crate) const HEAD_BYTES: usize = 64 * 1024;

/// What a file's first bytes say it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// FIT, by its signature.
    Fit,
    /// XML with the root `gpx`.
    Gpx,
    /// XML with the root `TrainingCenterDatabase`.
    Tcx,
    /// XML with the root `HealthData`.
    AppleHealth,
    /// A gzip stream.
    Gzip,
    /// A zip archive.
    Zip,
    /// JSON text.
    Json,
    /// Other text; a table or list may hide in it.
    Text,
    /// No bytes at all.
    Empty,
    /// Something else, in words that fit after "looks like".
    Other(&'static str),
}

/// Signatures of files that people keep beside their runs.
const SIGNATURES: [(usize, &[u8], &str); 18] = [
    (0, b"%PDF", "a PDF document"),
    (0, b"\x89PNG", "a PNG image"),
    (0, b"\xff\xd8\xff", "a JPEG image"),
    (0, b"GIF8", "a GIF image"),
    (8, b"WEBP", "a WebP image"),
    (4, b"ftyp", "a video or a HEIC image"),
    (0, b"SQLite format 3\0", "an SQLite database"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive; unpack it first"),
    (0, b"Rar!", "a RAR archive; unpack it first"),
    (0, b"\xfd7zXZ\0", "an xz archive; unpack it first"),
    (0, b"BZh", "a bzip2 archive; unpack it first"),
    (0, b"\x28\xb5\x2f\xfd", "a Zstandard archive; unpack it first"),
    (257, b"ustar", "a tar archive; unpack it first"),
    (0, b"\x7fELF", "a program"),
    (0, b"\xd0\xcf\x11\xe0", "an old Office document"),
    (0, b"{\\rtf", "a rich text document"),
    (0, b"\x00\x05\x16\x07", "a shadow of another file that macOS keeps"),
    (4, b"Bud1", "the layout of a folder that macOS keeps"),
];

/// Recognises a file by its start; give it at least [`HEAD_BYTES`] where there are that many.
pub(crate) fn look(head: &[u8]) -> Look {
    if head.is_empty() {
        return Look::Empty;
    }
    if head.get(8..12) == Some(b".FIT") {
        return Look::Fit;
    }
    if head.starts_with(&[0x1f, 0x8b]) {
        return Look::Gzip;
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") || head.starts_with(b"PK\x07\x08") {
        return Look::Zip;
    }
    let signed =
        SIGNATURES.iter().find(|(at, mark, _)| head.get(*at..).is_some_and(|tail| tail.starts_with(mark)));
    if let Some((_, _, words)) = signed {
        return Look::Other(words);
    }
    look_at_text(&narrow(&head[..head.len().min(HEAD_BYTES)]))
}

/// The bytes of text without byte-order mark; UTF-16 becomes one byte a letter, which suffices for names of elements.
fn narrow(head: &[u8]) -> std::borrow::Cow<'_, [u8]> {
    let squeeze = |low: usize| head[2..].chunks(2).filter_map(|pair| pair.get(low).copied()).collect();
    match head {
        [0xef, 0xbb, 0xbf, rest @ ..] => rest.into(),
        [0xff, 0xfe, ..] => std::borrow::Cow::Owned(squeeze(0)),
        [0xfe, 0xff, ..] => std::borrow::Cow::Owned(squeeze(1)),
        _ => head.into(),
    }
}

fn look_at_text(head: &[u8]) -> Look {
    let text = head.trim_ascii_start();
    match text.first() {
        None => Look::Other("nothing but white space"),
        Some(b'<') => look_at_markup(text),
        Some(b'{' | b'[') => Look::Json,
        Some(_) if is_binary(head) => Look::Other("binary data of no kind we know"),
        Some(_) => Look::Text,
    }
}

/// Text of any encoding has next to no control characters.
fn is_binary(head: &[u8]) -> bool {
    let start = &head[..head.len().min(4096)];
    let odd = start.iter().filter(|b| **b < 0x20 && !matches!(**b, b'\t' | b'\n' | b'\r' | 0x0c)).count();
    odd * 50 > start.len()
}

fn look_at_markup(text: &[u8]) -> Look {
    let Some(name) = root_name(text) else { return Look::Other("XML without a readable root element") };
    let local = name.rsplit(|b| *b == b':').next().unwrap_or(name);
    match local.to_ascii_lowercase().as_slice() {
        b"gpx" => Look::Gpx,
        b"trainingcenterdatabase" => Look::Tcx,
        b"healthdata" => Look::AppleHealth,
        b"html" => Look::Other("a web page"),
        b"svg" => Look::Other("an SVG drawing"),
        b"kml" => Look::Other("a KML map; export the activity as FIT, TCX or GPX instead"),
        b"clinicaldocument" => Look::Other("a clinical document, not the export.xml beside it"),
        _ => Look::Other("XML of another kind"),
    }
}

/// The name of the first element, past declarations, comments and document types.
fn root_name(mut text: &[u8]) -> Option<&[u8]> {
    loop {
        let open = text.iter().position(|b| *b == b'<')?;
        text = &text[open + 1..];
        text = match text {
            [b'!', b'-', b'-', ..] => after(text, b"-->")?,
            [b'!', ..] => after_doctype(text)?,
            [b'?', ..] => after(text, b"?>")?,
            _ => {
                let ends = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'>' | b'/' | b'<');
                let name = &text[..text.iter().position(ends).unwrap_or(text.len())];
                return (!name.is_empty()).then_some(name);
            }
        }
    }
}

fn after<'a>(text: &'a [u8], mark: &[u8]) -> Option<&'a [u8]> {
    let at = text.windows(mark.len()).position(|window| window == mark)?;
    Some(&text[at + mark.len()..])
}

/// Past a document type, whose internal subset in brackets may hold tags of its own.
fn after_doctype(text: &[u8]) -> Option<&[u8]> {
    let mut inside = false;
    for (at, byte) in text.iter().enumerate() {
        match byte {
            b'[' => inside = true,
            b']' => inside = false,
            b'>' if !inside => return Some(&text[at + 1..]),
            _ => {}
        }
    }
    None
}

/// The usual file extension of these bytes, without the dot; `bin` where they are none of our formats.
pub fn extension(bytes: &[u8]) -> &'static str {
    match look(bytes.get(..HEAD_BYTES).unwrap_or(bytes)) {
        Look::Fit => "fit",
        Look::Gpx => "gpx",
        Look::Tcx => "tcx",
        Look::AppleHealth => "xml",
        Look::Json => "json",
        Look::Gzip => "gz",
        Look::Zip => "zip",
        Look::Text | Look::Empty | Look::Other(_) => "bin",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(head: &[u8], expected: Look) {
        assert_eq!(look(head), expected, "{:?}", String::from_utf8_lossy(&head[..head.len().min(60)]));
    }

    #[test]
    fn xml_is_told_by_its_root_whatever_stands_before() {
        check(b"<gpx version='1.1'>", Look::Gpx);
        check(b"\xef\xbb\xbf<?xml version=\"1.0\"?>\n<!-- <kml> --><gpx>", Look::Gpx);
        check(b"   \n<?xml version=\"1.0\"?><TrainingCenterDatabase xmlns=\"\">", Look::Tcx);
        check(b"<x:gpx/>", Look::Gpx);
        check(
            b"<?xml?><!DOCTYPE HealthData [<!ELEMENT A (B)> <!-- x -->]>\n<HealthData locale=\"\">",
            Look::AppleHealth,
        );
        let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain("<gpx>".bytes().flat_map(|b| [b, 0])).collect();
        check(&wide, Look::Gpx);
    }

    #[test]
    fn what_is_no_recording_is_named() {
        check(b"", Look::Empty);
        check(b"\x0e\x10\xd9\x07\x00\x00\x00\x00.FIT", Look::Fit);
        check(b"PK\x03\x04....", Look::Zip);
        check(b"\x1f\x8b\x08", Look::Gzip);
        check(b" {\"a\": 1}", Look::Json);
        check(b"Activity ID,Activity Date", Look::Text);
        check(b"<!DOCTYPE html><html>", Look::Other("a web page"));
        check(b"%PDF-1.7", Look::Other("a PDF document"));
        check(b"\x00\x01\x02\x03\x00\x00", Look::Other("binary data of no kind we know"));
        check(b" \n\t", Look::Other("nothing but white space"));
    }

    #[test]
    fn an_unfinished_opening_is_no_trap() {
        for head in [&b"<"[..], b"<!", b"<!--", b"<?xml", b"<!DOCTYPE a [", b"< >", b"<>"] {
            assert_eq!(look(head), Look::Other("XML without a readable root element"));
        }
    }
}
