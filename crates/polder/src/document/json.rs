//! JSON text to a tree.
//!
//! A reader of our own: it is small, and a page carries it. Tests hold it against `serde_json`.

use super::Tree;
use super::decimal::Decimal;
use crate::error::{Error, Fault};

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
        let mut lines = before.split(|b| *b == b'\n');
        let (line, column) = (
            lines.clone().count(),
            lines.next_back().map_or(0, <[u8]>::len) + 1,
        );
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
        let mut entries: Vec<(String, Tree)> = Vec::new();
        while self.another(entries.is_empty(), "}")? {
            if self.after_space() != Some(b'"') {
                return Err(self.unreadable("expected a key in quotes"));
            }
            let key = self.string()?;
            if entries.iter().any(|(known, _)| *known == key) {
                return Err(self.unreadable(&format!("`{key}` is there twice")));
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
        self.at += 1;
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
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Ours and `serde_json` agree: both refuse it, or both find the same bits.
    fn agree(text: &str) -> Result<(), TestCaseError> {
        let shown = |tree: Option<Tree>| tree.map(|t| format!("{t:?}"));
        let (ours, theirs) = (parse(text).ok(), serde_json::from_str(text).ok());
        prop_assert_eq!(shown(ours), shown(theirs), "{}", text);
        Ok(())
    }

    #[test]
    fn documents_and_what_is_none() {
        let deep = |n| format!("{}{}", "[".repeat(n), "]".repeat(n));
        let nines = format!("0.{}", "9".repeat(900));
        let half = format!(
            "1.{}{}1",
            "00000000000000011102230246251565404236316680908203125",
            "0".repeat(900)
        );
        for text in [
            "",
            " ",
            "{}",
            "[ ]",
            " { \"a\" : [1, -0, 2.5e-3 , null, true, false]\n}\t",
            "[1,]",
            "[,1]",
            "{,}",
            "{\"a\":1,}",
            "{\"a\" 1}",
            "{a: 1}",
            "{\"a\":1,\"a\":2}",
            "1 2",
            "01",
            "-",
            "-a",
            "1.",
            ".5",
            "1e",
            "1e+",
            "1E+5",
            "1e-5",
            "+1",
            "\"\\u00e9\\ud83d\\ude00\\n\\/\"",
            "\"\\ud83d\"",
            "\"\\ud83dx\"",
            "\"\\ude00\"",
            "\"\\ud83d\\u0041\"",
            "\"\\x\"",
            "\"\\u12g4\"",
            "\"\\u+123\"",
            "\"a",
            "\"a\nb\"",
            "\"é ± 中\"",
            "nul",
            "nulls",
            "truefalse",
            "[1 2]",
            "[1",
            "{\"a\":",
            "{\"a\"",
            "{\"a",
            "\"\\",
            "1e400",
            "-1e400",
            "1e-400",
            "1e99999999999999999999",
            "0e99999999999999999999",
            "1e-99999999999999999999",
            "4.9e-324",
            "2.5e-324",
            "2.4e-324",
            "2.2250738585072011e-308",
            "1.7976931348623157e308",
            "1.7976931348623159e308",
            "9007199254740993",
            "3.8e25",
            "0.30000000000000004",
            "123456789012345678901234567890",
            "-9223372036854775809",
            &nines,
            &half,
            &deep(127),
            &deep(128),
            &deep(100_000),
            "\u{feff}1",
        ] {
            agree(text).unwrap();
        }
    }

    #[test]
    fn an_error_says_where() {
        let e = parse("{\n  \"a\": ?}").unwrap_err();
        assert_eq!(e.to_string(), "`.`: expected a value at line 2 column 8");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn the_bits_of_any_number_come_back(bits: u64) {
            let number = f64::from_bits(bits);
            prop_assume!(number.is_finite());
            agree(&format!("{number:e}"))?;
            agree(&format!("{number}"))?;
        }

        #[test]
        fn any_digits_round_to_the_nearest(text in "-?[1-9][0-9]{0,40}(\\.[0-9]{1,40})?(e-?[1-3]?[0-9]{1,2})?") {
            agree(&text)?;
        }

        #[test]
        fn a_midpoint_rounds_to_even(whole in 0_u64..(1 << 53), power in 0_u32..60) {
            // Whole numbers of 54 bits and more, halfway between two of 53.
            let middle = (u128::from((1 << 53) + whole) * 2 + 1) << power;
            agree(&format!("{middle}"))?;
            agree(&format!("{middle}.0000000000000000000000001"))?;
        }

        #[test]
        fn any_text_is_refused_or_read_alike(text in "[\\[\\]{}:,\"\\\\ue0-9a.+ \\-]{0,12}") {
            agree(&text)?;
        }
    }
}
