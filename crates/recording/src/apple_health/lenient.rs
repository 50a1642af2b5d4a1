//! A stream of XML made safe to parse: no byte that is not UTF-8, no element without end.

use std::io::{self, BufRead, Read};

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use crate::Diagnostic;
use crate::xml::local;

const CHUNK_BYTES: usize = 64 * 1024;
/// The longest stretch without the end of a tag. Apple's document type, the longest there is, has 8 kB.
const LONGEST_TAG_BYTES: usize = 4 << 20;

/// Replaces bytes that are not UTF-8 and ends where a tag never does.
struct Clean<R> {
    inner: R,
    chunk: Vec<u8>,
    /// Bytes of the chunk that are given out; what follows is the start of a character yet to be completed.
    ready: usize,
    taken: usize,
    since_tag_end: usize,
}

impl<R: Read> Clean<R> {
    fn new(inner: R) -> Self {
        Self { inner, chunk: Vec::new(), ready: 0, taken: 0, since_tag_end: 0 }
    }

    fn refill(&mut self) -> io::Result<()> {
        self.chunk.drain(..self.ready);
        (self.ready, self.taken) = (0, 0);
        let kept = self.chunk.len();
        self.chunk.resize(kept + CHUNK_BYTES, 0);
        let got = loop {
            match self.inner.read(&mut self.chunk[kept..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        self.chunk.truncate(kept + got.as_ref().copied().unwrap_or(0));
        let ended = got? == 0;
        self.ready = mend(&mut self.chunk, ended);
        let fresh = &self.chunk[..self.ready];
        match fresh.iter().rposition(|byte| *byte == b'>') {
            Some(at) => self.since_tag_end = fresh.len() - at - 1,
            None => self.since_tag_end += fresh.len(),
        }
        if self.since_tag_end > LONGEST_TAG_BYTES {
            return Err(io::Error::other("an element has no end"));
        }
        Ok(())
    }
}

/// Puts `?` for every byte that is not UTF-8 and says how many bytes are whole characters.
fn mend(chunk: &mut [u8], ended: bool) -> usize {
    let mut whole = 0;
    loop {
        match std::str::from_utf8(&chunk[whole..]) {
            Ok(_) => return chunk.len(),
            Err(error) => {
                whole += error.valid_up_to();
                let odd = match error.error_len() {
                    Some(length) => length,
                    None if ended => chunk.len() - whole,
                    None => return whole,
                };
                chunk[whole..whole + odd].fill(b'?');
            }
        }
    }
}

impl<R: Read> Read for Clean<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let ready = self.fill_buf()?;
        let count = ready.len().min(buffer.len());
        buffer[..count].copy_from_slice(&ready[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: Read> BufRead for Clean<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.taken == self.ready {
            let before = self.chunk.len() - self.ready;
            self.refill()?;
            if self.chunk.len() <= before && self.ready == 0 {
                break;
            }
        }
        Ok(&self.chunk[self.taken..self.ready])
    }

    fn consume(&mut self, count: usize) {
        self.taken = (self.taken + count).min(self.ready);
    }
}

/// An element of the stream that opens or closes.
pub(super) enum Element<'a> {
    Open(&'a str, &'a BytesStart<'a>),
    Close(&'a str),
}

/// Walks a stream; `visit` sees every element with its name. Says what stopped the walk before the root was closed.
pub(super) fn each(stream: impl Read, visit: &mut dyn FnMut(Element<'_>)) -> Option<Diagnostic> {
    let mut reader = Reader::from_reader(Clean::new(stream));
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut buffer = Vec::new();
    let mut root_closed = false;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) => visit(Element::Open(local(tag.name().into_inner()), &tag)),
            Ok(Event::End(tag)) => {
                let name = tag.name();
                root_closed |= local(name.into_inner()) == "HealthData";
                visit(Element::Close(local(name.into_inner())));
            }
            Ok(Event::Eof) if root_closed => return None,
            Ok(Event::Eof) => return Some(cut(reader.buffer_position(), "The export ends")),
            Ok(_) => {}
            Err(quick_xml::Error::Io(error)) => {
                let why = format!("The export cannot be read further ({error}), which happens");
                return Some(cut(reader.buffer_position(), &why));
            }
            Err(_) => return Some(cut(reader.error_position(), "The export ends")),
        }
    }
}

fn cut(at: u64, what: &str) -> Diagnostic {
    Diagnostic::error(
        "truncated",
        at,
        format!("{what} before its last element is closed; what came before was read."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte at a time, so that every character is split.
    struct Drip<'a>(&'a [u8]);

    impl Read for Drip<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let Some((first, rest)) = self.0.split_first() else { return Ok(0) };
            buffer[0] = *first;
            self.0 = rest;
            Ok(1)
        }
    }

    #[test]
    fn split_characters_are_whole_and_broken_ones_are_replaced() {
        let mut text = String::new();
        Clean::new(Drip(b"<a>\xc3\xa4\xff\xe2\x82\xac\xe2\x82</a>\xe2"))
            .read_to_string(&mut text)
            .expect("clean");
        assert_eq!(text, "<a>ä?€??</a>?");
    }

    #[test]
    fn an_element_without_end_is_refused() {
        let endless = io::repeat(b'x');
        let found = each(Cursor(b"<HealthData>").chain(endless), &mut |_| {});
        assert!(found.is_some_and(|d| d.message.contains("no end")));
    }

    struct Cursor(&'static [u8]);

    impl Read for Cursor {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0.read(buffer)
        }
    }
}
