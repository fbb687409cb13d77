//! JSON text to a tree.
//!
//! A reader of our own: it is small, and a page carries it. Tests hold it against `serde_json`. Whatever the text, the time
//! it takes is nearly in proportion to its length.

use std::collections::BTreeSet;

use super::Tree;
use super::decimal::Decimal;
use crate::error::{Error, Fault, shown};

/// Lists and tables within each other, at most.
const DEPTH: u32 = 127;

/// Reads a tree.
pub(super) fn parse(text: &str) -> Result<Tree, Error> {
    let mut reader = Reader { text, at: 0 };
    let tree = reader.value(DEPTH)?;
    match reader.after_space() {
        None => Ok(tree),
        Some(_) => Err(reader.unreadable("something follows the document")),
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn after_space(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
        self.peek()
    }

    /// Whether this comes next; then it is behind us.
    fn eat(&mut self, expected: &str) -> bool {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let found = rest.starts_with(expected.as_bytes());
        if found {
            self.at += expected.len();
        }
        found
    }

    #[inline(never)]
    fn unreadable(&self, problem: &str) -> Error {
        let before = self.text.as_bytes().get(..self.at).unwrap_or_default();
        let (mut line, mut column) = (1, 1);
        for byte in before {
            match byte {
                b'\n' => (line, column) = (line + 1, 1),
                // A further byte of the same character.
                0x80..0xC0 => {}
                _ => column += 1,
            }
        }
        Error::from(Fault::Unreadable {
            path: ".".into(),
            message: format!("{problem} at line {line} column {column}"),
        })
    }

    fn value(&mut self, depth: u32) -> Result<Tree, Error> {
        match self.after_space() {
            Some(b'{' | b'[') if depth == 0 => Err(self.unreadable("too deep")),
            Some(b'{') => self.table(depth - 1),
            Some(b'[') => self.list(depth - 1),
            Some(b'"') => Ok(Tree::Text(self.string()?)),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ if self.eat("null") => Ok(Tree::Null),
            _ if self.eat("true") => Ok(Tree::Bool(true)),
            _ if self.eat("false") => Ok(Tree::Bool(false)),
            _ => Err(self.unreadable("expected a value")),
        }
    }

    fn list(&mut self, depth: u32) -> Result<Tree, Error> {
        let mut items = Vec::new();
        while self.another(items.is_empty(), "]")? {
            items.push(self.value(depth)?);
        }
        Ok(Tree::List(items))
    }

    fn table(&mut self, depth: u32) -> Result<Tree, Error> {
        let mut entries = Vec::new();
        let mut known = BTreeSet::new();
        while self.another(entries.is_empty(), "}")? {
            if self.after_space() != Some(b'"') {
                return Err(self.unreadable("expected a key in quotes"));
            }
            let key = self.string()?;
            if !known.insert(key.clone()) {
                return Err(self.unreadable(&format!("`{}` is there twice", shown(&key))));
            }
            self.after_space();
            if !self.eat(":") {
                return Err(self.unreadable("expected `:`"));
            }
            entries.push((key, self.value(depth)?));
        }
        Ok(Tree::Table(entries))
    }

    /// Whether a list or table goes on: past the bracket or comma before its next part, or past its `end`.
    fn another(&mut self, first: bool, end: &str) -> Result<bool, Error> {
        if first {
            self.at += 1;
        }
        self.after_space();
        if self.eat(end) {
            return Ok(false);
        }
        if first || self.eat(",") {
            return Ok(true);
        }
        Err(self.unreadable(&format!("expected `,` or `{end}`")))
    }

    fn string(&mut self) -> Result<String, Error> {
        self.at += 1;
        let mut string = String::new();
        loop {
            let from = self.at;
            while !matches!(self.peek(), None | Some(b'"' | b'\\' | ..0x20)) {
                self.at += 1;
            }
            string.push_str(self.text.get(from..self.at).unwrap_or_default());
            if self.eat("\"") {
                return Ok(string);
            }
            if !self.eat("\\") {
                return Err(self.unreadable("text without end or with a control character"));
            }
            string.push(self.escaped()?);
        }
    }

    fn escaped(&mut self) -> Result<char, Error> {
        let kind = self.peek();
        self.at += usize::from(kind.is_some());
        Ok(match kind {
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => self.code_point()?,
            Some(same @ (b'"' | b'\\' | b'/')) => char::from(same),
            _ => return Err(self.unreadable("unknown escape")),
        })
    }

    /// Four hexadecimal digits, or two of such where the first is half of a character.
    fn code_point(&mut self) -> Result<char, Error> {
        let mut code = self.hexadecimal();
        if let Some(high @ 0xD800..0xDC00) = code {
            code = match self.eat("\\u").then(|| self.hexadecimal()).flatten() {
                Some(low @ 0xDC00..0xE000) => {
                    Some(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
                }
                _ => None,
            };
        }
        let character = code.and_then(char::from_u32);
        character.ok_or_else(|| self.unreadable("no such character"))
    }

    fn hexadecimal(&mut self) -> Option<u32> {
        (0..4).try_fold(0, |code, _| {
            let digit = char::from(self.peek()?).to_digit(16)?;
            self.at += 1;
            Some(code * 16 + digit)
        })
    }

    fn number(&mut self) -> Result<Tree, Error> {
        let negative = self.eat("-");
        let mut number = Decimal::default();
        if !self.eat("0") {
            self.digits(|digit| number.push(digit))?;
        }
        if self.eat(".") {
            self.digits(|digit| number.push_fraction(digit))?;
        }
        if self.eat("e") || self.eat("E") {
            let sign = if self.eat("-") { -1 } else { 1 };
            if sign > 0 {
                self.eat("+");
            }
            let mut exponent = 0_i64;
            // Far beyond any number, and far from where counting ends.
            self.digits(|digit| exponent = (exponent * 10 + i64::from(digit)).min(1 << 40))?;
            number.exponent += sign * exponent;
        }
        let nearest = number.nearest();
        if nearest.is_infinite() {
            return Err(self.unreadable("number out of range"));
        }
        Ok(Tree::Number(if negative { -nearest } else { nearest }))
    }

    /// One digit or more.
    fn digits(&mut self, mut each: impl FnMut(u8)) -> Result<(), Error> {
        let from = self.at;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            each(digit - b'0');
            self.at += 1;
        }
        if self.at == from {
            return Err(self.unreadable("expected a digit"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
