//! Lines of iCalendar: escaped, folded, and closed as the format wants it.

/// Bytes of a line without what closes it.
const WIDTH: usize = 75;

/// Lines as they come.
#[derive(Debug, Default)]
pub(super) struct Lines(String);

impl Lines {
    /// A property whose value is written as it stands: a word, a number, a moment.
    pub(super) fn raw(&mut self, name: &str, value: &str) {
        let mut room = WIDTH;
        for c in name.chars().chain(":".chars()).chain(value.chars()) {
            if c.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = WIDTH - 1;
            }
            self.0.push(c);
            room -= c.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// A property whose value is a text: anything at all.
    pub(super) fn text(&mut self, name: &str, value: &str) {
        self.raw(name, &escaped(value));
    }

    pub(super) fn into_string(self) -> String {
        self.0
    }
}

/// A text with its special characters escaped. Line ends stay line ends; other control characters say nothing to a
/// reader and are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' | '\r' => out.push_str("\\n"),
            '\t' => out.push(' '),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The reader's way back: unfold, then unescape.
    fn read_back(lines: &str) -> String {
        let line = lines.replace("\r\n ", "");
        let mut out = String::new();
        let mut chars = line["X:".len()..].trim_end_matches("\r\n").chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' => match chars.next() {
                    Some('n') => out.push('\n'),
                    other => out.extend(other),
                },
                c => out.push(c),
            }
        }
        out
    }

    #[test]
    fn special_characters_are_escaped_and_control_characters_left_out() {
        assert_eq!(escaped("a,b;c\\d\r\ne\rf\tg\0\u{7f}"), "a\\,b\\;c\\\\d\\ne\\nf g");
        assert_eq!(escaped("BEGIN:VEVENT\nX"), "BEGIN:VEVENT\\nX", "nothing begins a line of its own");
    }

    #[test]
    fn lines_are_folded_at_75_bytes_between_characters() {
        let mut lines = Lines::default();
        lines.raw("X", &"é".repeat(80));
        let widths: Vec<usize> = lines.into_string().split_terminator("\r\n").map(str::len).collect();
        assert_eq!(widths, [74, 75, 15]);
    }

    proptest! {
        #[test]
        fn any_text_comes_back_and_no_line_is_too_long(text in "\\PC{0,200}|[ -~\\n,;\\\\]{0,200}") {
            let mut lines = Lines::default();
            lines.text("X", &text);
            let lines = lines.into_string();
            prop_assert!(lines.split_terminator("\r\n").all(|line| line.len() <= WIDTH && !line.contains(['\r', '\n'])));
            prop_assert_eq!(read_back(&lines), text);
        }
    }
}
