//! XML as watches and apps write it: any encoding, any prefix, broken or cut off. Expands no entity but the
//! five that XML itself defines, so a document type can never make a file grow.

use std::borrow::Cow;

use quick_xml::events::{BytesEnd, BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use crate::Diagnostic;

/// Broken places that reading resumes after; each may cost a scan to the end of the file.
const RESUMES: u32 = 64;
/// Longest text of one element that is kept; what lies beyond holds nothing we read.
const LEAF_BYTES: usize = 64 * 1024;

/// The text of a file whose encoding may be wrong, undeclared or mixed.
pub(crate) struct Decoded<'b> {
    source: &'b [u8],
    text: Cow<'b, str>,
    unit: Unit,
}

/// How the source became text, to find the way back to a byte position.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Utf8,
    Utf16,
    Windows1252,
    Mixed,
}

impl<'b> Decoded<'b> {
    /// Decodes: UTF-16 by its mark; UTF-8 where it is that, whatever the declaration says; else the declared
    /// Latin alphabet; else UTF-8 with every byte that is not read as a Latin letter.
    pub(crate) fn new(source: &'b [u8]) -> Self {
        let wide = |from: fn([u8; 2]) -> u16| {
            let units = source[2..].chunks_exact(2).map(|pair| from([pair[0], pair[1]]));
            char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect::<String>()
        };
        let (text, unit) = match source {
            [0xff, 0xfe, ..] => (Cow::Owned(wide(u16::from_le_bytes)), Unit::Utf16),
            [0xfe, 0xff, ..] => (Cow::Owned(wide(u16::from_be_bytes)), Unit::Utf16),
            _ => match std::str::from_utf8(source) {
                Ok(text) => (Cow::Borrowed(text), Unit::Utf8),
                Err(_) if declares_latin(source) => {
                    (Cow::Owned(source.iter().copied().map(latin).collect()), Unit::Windows1252)
                }
                Err(_) => (Cow::Owned(mixed(source)), Unit::Mixed),
            },
        };
        Self { source, text, unit }
    }

    /// Whether bytes had to be read as Latin letters although nothing declared them so.
    pub(crate) fn is_mended(&self) -> bool {
        self.unit == Unit::Mixed
    }

    /// The text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The byte of the file at which a position of the text lies.
    pub(crate) fn byte_at(&self, position: usize) -> u64 {
        let before = || self.text.get(..position).unwrap_or(&self.text).chars();
        let bytes = match self.unit {
            Unit::Utf8 => position,
            Unit::Utf16 => 2 + before().map(char::len_utf16).sum::<usize>() * 2,
            Unit::Windows1252 => before().count(),
            Unit::Mixed => byte_of_mixed(self.source, position),
        };
        bytes as u64
    }
}

fn declares_latin(source: &[u8]) -> bool {
    let head = source[..source.len().min(256)].to_ascii_lowercase();
    let declares = |name: &[u8]| head.windows(name.len()).any(|window| window == name);
    declares(b"<?xml") && [&b"8859-1"[..], b"8859-15", b"latin", b"1252"].into_iter().any(declares)
}

fn mixed(source: &[u8]) -> String {
    let mut text = String::with_capacity(source.len() + source.len() / 16);
    for chunk in source.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().copied().map(latin));
    }
    text
}

fn byte_of_mixed(source: &[u8], position: usize) -> usize {
    let (mut byte, mut at) = (0, 0);
    for chunk in source.utf8_chunks() {
        if at + chunk.valid().len() >= position {
            return byte + (position - at);
        }
        at += chunk.valid().len();
        byte += chunk.valid().len();
        for odd in chunk.invalid() {
            if at >= position {
                return byte;
            }
            at += latin(*odd).len_utf8();
            byte += 1;
        }
    }
    byte
}

/// Windows-1252, of which ISO 8859-1 is the printable part.
fn latin(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// What comes next in a document. Empty elements open and close.
enum Step<'t> {
    /// An element begins.
    Open(BytesStart<'t>),
    /// An element ends; [`Xml::leaf`] holds its text.
    Close(BytesEnd<'t>),
    /// Nothing is left.
    End,
}

/// Who is told of elements as they open and close.
pub(crate) trait Listener {
    /// An element begins.
    fn open(&mut self, tag: &BytesStart<'_>, xml: &mut Xml<'_>);

    /// An element ends; `name` has no prefix, [`Xml::leaf`] holds its text.
    fn close(&mut self, name: &str, xml: &mut Xml<'_>);
}

/// A walk through a document that goes on after broken places.
pub(crate) struct Xml<'t> {
    decoded: &'t Decoded<'t>,
    reader: Reader<&'t [u8]>,
    base: usize,
    leaf: String,
    /// The element that holds all others.
    root: &'static str,
    root_closed: bool,
    closed: bool,
    resumes: u32,
    diagnostics: Vec<Diagnostic>,
}

impl<'t> Xml<'t> {
    /// `root` is the element whose end ends the document.
    pub(crate) fn new(decoded: &'t Decoded<'t>, root: &'static str) -> Self {
        let text = decoded.text();
        let mut diagnostics = Vec::new();
        if decoded.is_mended() {
            diagnostics.push(Diagnostic::warning(
                "not_utf8",
                None,
                "Some bytes are not UTF-8 and no other encoding is declared; they were read as Latin letters.",
            ));
        }
        let base = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let reader = lenient(&text[base..]);
        Self {
            decoded,
            reader,
            base,
            leaf: String::new(),
            root,
            root_closed: false,
            closed: false,
            resumes: 0,
            diagnostics,
        }
    }

    /// The next element that opens or closes.
    fn step(&mut self) -> Step<'t> {
        if self.closed {
            self.leaf.clear();
            self.closed = false;
        }
        loop {
            match self.reader.read_event() {
                Ok(Event::Start(tag) | Event::Empty(tag)) => {
                    self.leaf.clear();
                    return Step::Open(tag);
                }
                Ok(Event::End(tag)) => {
                    self.closed = true;
                    self.root_closed |= local(tag.name().into_inner()) == self.root;
                    return Step::Close(tag);
                }
                Ok(Event::Text(text)) => self.push(&text),
                Ok(Event::CData(text)) => self.push(&text),
                Ok(Event::GeneralRef(reference)) => self.refer(&reference),
                Ok(Event::DocType(doctype)) => {
                    if doctype.contains("<!ENTITY") {
                        self.warn(
                            "entities_ignored",
                            "The document type declares entities; none was expanded.",
                        );
                    }
                }
                Ok(Event::Decl(_) | Event::PI(_) | Event::Comment(_)) => {}
                Ok(Event::Eof) => return Step::End,
                Err(_) if self.resume() => {}
                Err(_) => return Step::End,
            }
        }
    }

    /// Text of the element that [`Step::Close`] just ended, without the white space around it.
    pub(crate) fn leaf(&self) -> &str {
        self.leaf.trim()
    }

    /// The byte of the file reached so far.
    pub(crate) fn byte(&self) -> u64 {
        self.decoded.byte_at(self.position())
    }

    /// Notes an oddity at the place reached; the same one is noted once.
    pub(crate) fn warn(&mut self, code: &'static str, message: &str) {
        if !self.diagnostics.iter().any(|d| d.code == code) {
            self.diagnostics.push(Diagnostic::warning(code, self.byte(), message));
        }
    }

    /// Walks to the end, telling the listener of every element; returns what was wrong on the way.
    pub(crate) fn tell(mut self, listener: &mut impl Listener) -> Vec<Diagnostic> {
        loop {
            match self.step() {
                Step::Open(tag) => listener.open(&tag, &mut self),
                Step::Close(tag) => listener.close(local(tag.name().into_inner()), &mut self),
                Step::End => return self.finish(),
            }
        }
    }

    /// Ends the walk; a document whose root was never closed is said to be cut off.
    fn finish(mut self) -> Vec<Diagnostic> {
        if !self.root_closed && !self.diagnostics.iter().any(|d| matches!(d.code, "truncated" | "too_broken"))
        {
            self.diagnostics.push(Diagnostic::error(
                "truncated",
                self.decoded.source.len() as u64,
                "The file ends before its last element is closed; what came before was read.",
            ));
        }
        self.diagnostics
    }

    fn position(&self) -> usize {
        self.base + usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX - self.base)
    }

    fn push(&mut self, text: &str) {
        let room = LEAF_BYTES.saturating_sub(self.leaf.len());
        self.leaf.push_str(text.get(..text.len().min(room)).unwrap_or(""));
    }

    fn refer(&mut self, reference: &BytesRef<'_>) {
        match character(reference) {
            Some(letter) if self.leaf.len() < LEAF_BYTES => self.leaf.push(letter),
            Some(_) => {}
            None => self.warn("unknown_entity", "An entity that XML does not define was left out."),
        }
    }

    /// Goes on at the next tag after a broken one; `false` when there is none or too many were broken.
    fn resume(&mut self) -> bool {
        let broken = self.base + usize::try_from(self.reader.error_position()).unwrap_or(0);
        let text = self.decoded.text();
        let next = text.get(broken + 1..).and_then(|rest| rest.find('<')).map(|at| broken + 1 + at);
        let at_byte = self.decoded.byte_at(broken);
        let Some(next) = next else {
            self.diagnostics.push(Diagnostic::error(
                "truncated",
                at_byte,
                "The file ends in the middle of an element; what came before was read.",
            ));
            return false;
        };
        self.resumes += 1;
        if self.resumes > RESUMES {
            self.diagnostics.push(Diagnostic::error(
                "too_broken",
                at_byte,
                "Too many broken elements; reading stopped here and what came before was kept.",
            ));
            return false;
        }
        self.diagnostics.push(Diagnostic::error(
            "broken_markup",
            at_byte,
            "An element is broken here; it was skipped and reading went on with the next.",
        ));
        self.base = next;
        self.reader = lenient(&text[next..]);
        true
    }
}

/// A reader that minds nothing but the borders of tags.
fn lenient(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    reader
}

/// The character of `&#…;` or of one of XML's own five entities.
fn character(reference: &BytesRef<'_>) -> Option<char> {
    if reference.is_char_ref() {
        return reference.resolve_char_ref().ok().flatten();
    }
    let name: &str = reference;
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

/// The name of an element without its prefix, declared or not.
pub(crate) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// An attribute by its name without prefix; entities other than XML's own stay as they are written.
pub(crate) fn attribute<'a>(tag: &'a BytesStart<'_>, name: &str) -> Option<Cow<'a, str>> {
    let mut attributes = tag.attributes();
    let found = attributes
        .with_checks(false)
        .flatten()
        .find(|attribute| local(attribute.key.into_inner()) == name)?;
    match found.value {
        Cow::Borrowed(raw) => Some(quick_xml::escape::unescape(raw).unwrap_or(Cow::Borrowed(raw))),
        Cow::Owned(raw) => {
            Some(Cow::Owned(quick_xml::escape::unescape(&raw).map(Cow::into_owned).unwrap_or(raw)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Finding = (&'static str, Option<u64>);

    /// Names opened, leaf texts and diagnostic codes with their bytes.
    fn walk(source: &[u8]) -> (Vec<String>, Vec<String>, Vec<Finding>) {
        let decoded = Decoded::new(source);
        let mut xml = Xml::new(&decoded, "a");
        let (mut names, mut texts) = (Vec::new(), Vec::new());
        loop {
            match xml.step() {
                Step::Open(tag) => names.push(local(tag.name().into_inner()).to_owned()),
                Step::Close(_) => texts.push(xml.leaf().to_owned()),
                Step::End => break,
            }
        }
        let found = xml.finish().iter().map(|d| (d.code, d.at_byte)).collect();
        (names, texts, found)
    }

    #[test]
    fn a_parent_does_not_inherit_the_text_of_its_child() {
        let (names, texts, found) = walk(b"<a><b>one &amp; t&#119;o<![CDATA[ <3]]></b></a>");
        assert_eq!(
            (names, texts),
            (vec!["a".into(), "b".into()], vec!["one & two <3".into(), String::new()])
        );
        assert_eq!(found, []);
    }

    #[test]
    fn entities_are_never_expanded() {
        let bomb = b"<!DOCTYPE a [<!ENTITY x \"haha\"><!ENTITY y \"&x;&x;&x;\">]><a>&y;!</a>";
        let (_, texts, found) = walk(bomb);
        assert_eq!(texts, ["!"]);
        assert_eq!(found.iter().map(|f| f.0).collect::<Vec<_>>(), ["entities_ignored", "unknown_entity"]);
    }

    #[test]
    fn an_unclosed_quote_costs_one_element() {
        let (names, _, found) = walk(b"<a><b x=\"1><c/><d y='2'/></a>");
        assert_eq!(names, ["a", "c", "d"]);
        assert_eq!(found, [("broken_markup", Some(3))]);
    }

    #[test]
    fn a_cut_is_reported_where_it_is() {
        assert_eq!(walk(b"<a><b>1</b><b").2, [("truncated", Some(11))]);
        assert_eq!(walk(b"<a><b>1</b>").2, [("truncated", Some(11))]);
    }

    #[test]
    fn bytes_that_are_not_utf8_are_latin_letters_and_positions_stay_true() {
        let source = b"<a><b>L\xe4ufer \xc3\xb6</b><b x=\"></a>";
        let (_, texts, found) = walk(source);
        assert_eq!(texts[0], "Läufer ö");
        assert_eq!(found, [("not_utf8", None), ("broken_markup", Some(19))]);
        let declared = b"<?xml version='1.0' encoding='iso-8859-1'?><a>\xe4\x80\xc3\xb6</a>";
        assert_eq!(walk(declared).1, ["ä€Ã¶"]);
    }

    #[test]
    fn utf16_is_read() {
        let source: Vec<u8> = "\u{feff}<a>é</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(walk(&source).1, ["é"]);
    }

    #[test]
    fn many_broken_places_end_the_reading() {
        let source = b"<a x=\"".repeat(500);
        assert_eq!(walk(&source).2.last().map(|f| f.0), Some("too_broken"));
    }

    #[test]
    fn deep_nesting_costs_no_stack() {
        let (names, _, found) = walk(&b"<a>".repeat(200_000));
        assert_eq!((names.len(), found.len()), (200_000, 1));
    }
}
