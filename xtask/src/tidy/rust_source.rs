//! Just enough of Rust's grammar to count lines and parameters: words, brackets, and what is not code.

/// A source file whose comments, strings and characters are blanked, lines and columns kept.
pub(crate) struct Source {
    code: String,
    test_lines: usize,
}

/// A function with a body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Function {
    pub(crate) name: String,
    /// Line of the `fn` word, from 1.
    pub(crate) line: usize,
    /// From signature to closing brace.
    pub(crate) lines: usize,
    /// Without the receiver.
    pub(crate) parameters: usize,
    /// Parameters that are plain `bool`s, of a function that others can call.
    pub(crate) switches: usize,
}

impl Source {
    pub(crate) fn new(text: &str) -> Self {
        Self { code: blank(text), test_lines: 0 }
    }

    pub(crate) fn code(&self) -> &str {
        &self.code
    }

    /// The same without what `#[cfg(test)]` marks; those lines are gone as text but keep their numbers.
    pub(crate) fn without_tests(mut self) -> Self {
        const MARK: &str = "#[cfg(test)]";
        let mut from = 0;
        while let Some(found) = self.code[from..].find(MARK) {
            let start = from + found;
            let end = item_end(self.code.as_bytes(), start + MARK.len());
            let kept: String = self.code[start..end].chars().filter(|character| *character == '\n').collect();
            self.code.replace_range(start..end, &kept);
            self.test_lines += kept.len() + 1;
            from = start + kept.len();
        }
        self
    }

    /// How many lines `without_tests` took out.
    pub(crate) fn test_lines(&self) -> usize {
        self.test_lines
    }

    /// Every function that has a body, in order.
    pub(crate) fn functions(&self) -> Vec<Function> {
        let bytes = self.code.as_bytes();
        let mut found = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            if !is_word(bytes[at]) {
                at += 1;
                continue;
            }
            let end = word_end(bytes, at);
            if &bytes[at..end] == b"fn"
                && let Some(function) = self.function(at, end)
            {
                found.push(function);
            }
            at = end;
        }
        found
    }

    /// Reads on from the word `fn`; nothing for a function pointer type or a body-less declaration.
    fn function(&self, start: usize, after_fn: usize) -> Option<Function> {
        let bytes = self.code.as_bytes();
        let name_start =
            after_fn + bytes[after_fn..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let name_end = word_end(bytes, name_start);
        if name_end == name_start {
            return None;
        }
        let open = name_end + find_outside_generics(&bytes[name_end..], b'(')?;
        let close = matching(bytes, open)?;
        let body = close + find_at_depth_zero(&bytes[close + 1..])? + 1;
        if bytes[body] != b'{' {
            return None;
        }
        let end = matching(bytes, body)?;
        let parameters = parameters(&self.code[open + 1..close]);
        Some(Function {
            name: self.code[name_start..name_end].to_owned(),
            line: line_of(bytes, start),
            lines: line_of(bytes, end) - line_of(bytes, start) + 1,
            parameters: parameters.len(),
            switches: if is_offered(&self.code[..start]) {
                parameters.iter().filter(|p| is_switch(p)).count()
            } else {
                0
            },
        })
    }
}

/// Whether what stands before the word `fn` makes it `pub` in some measure.
fn is_offered(before: &str) -> bool {
    let item = before.rsplit([';', '{', '}', ']']).next().unwrap_or_default();
    item.split(|character: char| !character.is_alphanumeric()).any(|word| word == "pub")
}

fn is_switch(parameter: &str) -> bool {
    parameter.rsplit_once(':').is_some_and(|(_, kind)| kind.trim() == "bool")
}

/// Splits at the commas between parameters and drops the receiver.
fn parameters(list: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut depth = 0_usize;
    let mut start = 0;
    let bytes = list.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'(' | b'[' | b'{' | b'<' => depth += 1,
            b'>' if at > 0 && matches!(bytes[at - 1], b'-' | b'=') => {}
            b')' | b']' | b'}' | b'>' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => {
                found.push(&list[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(&list[start..]);
    found.retain(|parameter| {
        let name = parameter.split(':').next().unwrap_or_default();
        let is_receiver = name
            .split(|character: char| !character.is_alphanumeric() && character != '_')
            .any(|word| word == "self");
        !parameter.trim().is_empty() && !is_receiver
    });
    found
}

fn find_outside_generics(bytes: &[u8], wanted: u8) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'<' => depth += 1,
            b'>' if at > 0 && bytes[at - 1] == b'-' => {}
            b'>' => depth = depth.saturating_sub(1),
            byte if depth == 0 && *byte == wanted => return Some(at),
            _ => {}
        }
    }
    None
}

/// The first `{` or `;` that is in no round or square bracket.
fn find_at_depth_zero(bytes: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            b'{' | b';' if depth == 0 => return Some(at),
            _ => {}
        }
    }
    None
}

/// The bracket that closes the one at `open`.
fn matching(bytes: &[u8], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in bytes.iter().enumerate().skip(open) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// Where the item after an attribute ends: past its `;`, or past the brace that closes it.
fn item_end(bytes: &[u8], from: usize) -> usize {
    let Some(found) = find_at_depth_zero(&bytes[from..]) else { return bytes.len() };
    let at = from + found;
    if bytes[at] == b';' { at + 1 } else { matching(bytes, at).map_or(bytes.len(), |end| end + 1) }
}

fn line_of(bytes: &[u8], at: usize) -> usize {
    1 + bytes[..at].iter().filter(|byte| **byte == b'\n').count()
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

fn word_end(bytes: &[u8], start: usize) -> usize {
    start + bytes[start..].iter().take_while(|byte| is_word(**byte)).count()
}

/// Replaces everything that is not code by spaces; line breaks stay.
fn blank(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while at < bytes.len() {
        let end = not_code_end(bytes, at).min(bytes.len());
        if end > at {
            code.extend(bytes[at..end].iter().map(|byte| if *byte == b'\n' { '\n' } else { ' ' }));
            at = end;
        } else if is_word(bytes[at]) {
            let end = word_end(bytes, at);
            code.push_str(&text[at..end]);
            at = end;
        } else {
            code.push(char::from(bytes[at]));
            at += 1;
        }
    }
    code
}

/// The end of the comment, string or character that starts here; here itself if none does.
fn not_code_end(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at..];
    match rest {
        [b'/', b'/', ..] => at + rest.iter().take_while(|byte| **byte != b'\n').count(),
        [b'/', b'*', ..] => block_comment_end(bytes, at),
        [b'"', ..] => string_end(bytes, at),
        [b'\'', ..] => character_end(bytes, at),
        [b'r' | b'b' | b'c', ..] => raw_string_end(bytes, at).unwrap_or(at),
        _ => at,
    }
}

fn block_comment_end(bytes: &[u8], start: usize) -> usize {
    let mut depth = 0_usize;
    let mut at = start;
    while at < bytes.len() {
        match &bytes[at..] {
            [b'/', b'*', ..] => {
                depth += 1;
                at += 2;
            }
            [b'*', b'/', ..] => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    at
}

fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// `r"…"`, `r#"…"#`, `br"…"`: the end, or nothing if this is an ordinary word.
fn raw_string_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    if matches!(bytes[at], b'b' | b'c') {
        at += 1;
    }
    if bytes.get(at) != Some(&b'r') {
        return None;
    }
    at += 1;
    let hashes = bytes[at..].iter().take_while(|byte| **byte == b'#').count();
    at += hashes;
    if bytes.get(at) != Some(&b'"') {
        return None;
    }
    at += 1;
    while at < bytes.len() {
        let closes = bytes[at] == b'"'
            && bytes[at + 1..].iter().take(hashes).filter(|b| **b == b'#').count() == hashes;
        if closes {
            return Some(at + 1 + hashes);
        }
        at += 1;
    }
    Some(bytes.len())
}

/// `'x'` and `'\n'` are characters; `'x` alone is a lifetime.
fn character_end(bytes: &[u8], start: usize) -> usize {
    if bytes.get(start + 1) == Some(&b'\\') {
        let rest = bytes.get(start + 3..).unwrap_or_default();
        return start + 3 + rest.iter().take_while(|byte| **byte != b'\'').count() + 1;
    }
    let width = match bytes.get(start + 1) {
        Some(byte) if *byte >= 0xF0 => 4,
        Some(byte) if *byte >= 0xE0 => 3,
        Some(byte) if *byte >= 0xC0 => 2,
        Some(_) => 1,
        None => return start,
    };
    if bytes.get(start + 1 + width) == Some(&b'\'') { start + width + 2 } else { start }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        Source::new(text).functions().into_iter().map(|function| function.name).collect()
    }

    #[test]
    fn what_is_not_code_is_blanked_and_lines_stay() {
        let text = "a /* x /* y */ \n z */ b // c\n\"d { \\\" e\" f 'g' '\\'' 'life r#\"h \" i\"# br\"j\" ä";
        let code = blank(text);
        assert_eq!(code.lines().count(), text.lines().count());
        let words: Vec<&str> = code.split_whitespace().collect();
        assert_eq!(words, ["a", "b", "f", "'life", "ä"]);
    }

    #[test]
    fn functions_are_measured_from_signature_to_closing_brace() {
        let text = "//! x\npub(crate) fn one(a: u8) -> u8 {\n    a\n}\n\nfn two() {}\ntrait T { fn three(&self); }\n";
        let functions = Source::new(text).functions();
        assert_eq!(
            functions,
            [
                Function { name: "one".into(), line: 2, lines: 3, parameters: 1, switches: 0 },
                Function { name: "two".into(), line: 6, lines: 1, parameters: 0, switches: 0 },
            ]
        );
    }

    #[test]
    fn generics_arrays_and_pointers_do_not_mislead() {
        let text = "fn a<F: Fn(u8) -> u8, const N: usize>(f: F, x: [u8; N], p: fn(u8) -> u8) -> [u8; 2] where F: Send { [0; 2] }";
        let functions = Source::new(text).functions();
        assert_eq!((functions.len(), functions[0].parameters), (1, 3));
    }

    #[test]
    fn the_receiver_is_no_parameter_and_switches_are_counted() {
        let text = "#[must_use]\npub(crate) const fn a(&'a mut self, on: bool, map: BTreeMap<u8, (u8, bool)>, off: Option<bool>,) {}";
        let functions = Source::new(text).functions();
        assert_eq!((functions[0].parameters, functions[0].switches), (3, 1));
        let inner = Source::new("pub struct S;\nimpl S { fn a(on: bool) {} }");
        assert_eq!(inner.functions()[0].switches, 0, "a step inside a file may branch on what it was told");
    }

    #[test]
    fn test_modules_are_left_out() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() { \"}\"; }\n}\n#[cfg(test)]\nmod more;\nfn c() {}\n";
        assert_eq!(names(text), ["a", "b", "c"]);
        let source = Source::new(text).without_tests();
        let functions = source.functions();
        assert_eq!(
            functions.iter().map(|f| (f.name.as_str(), f.line)).collect::<Vec<_>>(),
            [("a", 1), ("c", 8)]
        );
    }

    #[test]
    fn unfinished_text_is_no_trouble() {
        for text in ["\"", "'", "/*", "r#\"", "fn", "fn a(", "fn a() {", "'\\", "b'", "r", "#[cfg(test)]"] {
            let _ = Source::new(text).without_tests().functions();
        }
    }
}
