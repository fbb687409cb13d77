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
    // The two of 309 digits: halfway from the largest number to what would be the next, and one less.
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
        concat!(
            "1797693134862315807937289714053034150799341327100378269361737789804449682927647509466490179775872070",
            "9633028641669288791094655554785194040263065748867150582068190890200070838367627385484581771153176447",
            "5730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880177904174497792"
        ),
        concat!(
            "1797693134862315807937289714053034150799341327100378269361737789804449682927647509466490179775872070",
            "9633028641669288791094655554785194040263065748867150582068190890200070838367627385484581771153176447",
            "5730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880177904174497791"
        ),
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
    for (text, said) in [
        ("{\n  \"a\": ?}", "expected a value at line 2 column 8"),
        ("[\"é中\", ?]", "expected a value at line 1 column 8"),
        ("[\n\"\\", "unknown escape at line 2 column 3"),
        ("[\n\"\\é", "unknown escape at line 2 column 4"),
        ("\"\\u12", "no such character at line 1 column 6"),
        (
            "[\n\"é",
            "text without end or with a control character at line 2 column 3",
        ),
        (
            "{\"a\": 1,\n\"a\": 2,\n\"b\": 3}",
            "`a` is there twice at line 2 column 4",
        ),
    ] {
        let e = parse(text).unwrap_err();
        assert_eq!(e.to_string(), format!("`.`: {said}"));
    }
}

/// Each key was once compared with all before it: half a minute in a browser for a document of a megabyte.
#[test]
fn a_table_of_many_keys_is_read_and_one_there_twice_is_found() {
    let keys: Vec<_> = (0..200_000).map(|i| format!("\"{i}\":0,")).collect();
    let keys = keys.concat();
    agree(&format!("{{{keys}\"a\":0}}")).unwrap();
    let e = parse(&format!("{{{keys}\"7\":0}}")).unwrap_err();
    assert!(e.to_string().starts_with("`.`: `7` is there twice"), "{e}");
}

fn tree() -> impl Strategy<Value = Tree> {
    let number = prop_oneof![
        any::<f64>().prop_filter("JSON has no other", |n| n.is_finite()),
        any::<i16>().prop_map(f64::from),
    ];
    let text = "[ab\"\\\\/\n\r\t\u{7}\u{8}\u{c}\u{7f}é中😀\u{feff}]{0,4}";
    let leaf = prop_oneof![
        Just(Tree::Null),
        any::<bool>().prop_map(Tree::Bool),
        number.prop_map(Tree::Number),
        text.prop_map(Tree::Text),
    ];
    leaf.prop_recursive(4, 24, 5, move |inner| {
        let entries = prop::collection::btree_map(text, inner.clone(), 0..5);
        prop_oneof![
            prop::collection::vec(inner, 0..5).prop_map(Tree::List),
            entries.prop_map(|entries| Tree::Table(entries.into_iter().collect())),
        ]
    })
}

/// Writes a tree in one of the many ways that JSON has.
struct Writer {
    text: String,
    choice: u64,
}

impl Writer {
    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        let mixed = self.choice.wrapping_mul(6_364_136_223_846_793_005);
        self.choice = mixed.wrapping_add(1_442_695_040_888_963_407);
        of[usize::try_from(self.choice >> 33).unwrap() % of.len()]
    }

    fn put(&mut self, text: &str) {
        for part in [text, ""] {
            self.text.push_str(part);
            let space = self.pick(&["", "", "", " ", "\n", "\r\n\t"]);
            self.text.push_str(space);
        }
    }

    fn tree(&mut self, tree: &Tree) {
        match tree {
            Tree::Null => self.put("null"),
            Tree::Bool(b) => self.put(&b.to_string()),
            Tree::Number(n) => {
                let long = if n.fract().abs() > 0.0 { "00" } else { ".0" };
                let e = format!("{n:e}");
                let ways = [
                    n.to_string(),
                    format!("{n}{long}e0"),
                    e.to_uppercase(),
                    e.replace('e', "e+").replace("+-", "-0"),
                ];
                let way = self.pick(&[0, 1, 2, 3]);
                self.put(&ways[way]);
            }
            Tree::Text(text) => self.quoted(text),
            Tree::List(items) => {
                self.put("[");
                for (i, item) in items.iter().enumerate() {
                    self.put(if i > 0 { "," } else { "" });
                    self.tree(item);
                }
                self.put("]");
            }
            Tree::Table(entries) => {
                self.put("{");
                for (i, (key, value)) in entries.iter().enumerate() {
                    self.put(if i > 0 { "," } else { "" });
                    self.quoted(key);
                    self.put(":");
                    self.tree(value);
                }
                self.put("}");
            }
        }
    }

    fn quoted(&mut self, text: &str) {
        let mut quoted = String::from('"');
        for c in text.chars() {
            let units = c.encode_utf16(&mut [0; 2]).to_vec();
            let code: Vec<_> = units.iter().map(|u| format!("\\u{u:04x}")).collect();
            let code = code.concat();
            let plain = match c {
                '"' | '\\' => format!("\\{c}"),
                '/' if self.pick(&[true, false]) => "\\/".into(),
                '\u{8}' => "\\b".into(),
                '\u{c}' => "\\f".into(),
                '\n' => "\\n".into(),
                '\r' => "\\r".into(),
                '\t' => "\\t".into(),
                '\0'..' ' => code.clone(),
                _ => c.into(),
            };
            quoted.push_str(if self.pick(&[false, false, true]) {
                &code
            } else {
                &plain
            });
        }
        quoted.push('"');
        self.put(&quoted);
    }
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
    fn a_tree_comes_back_however_it_is_written(tree in tree(), choice: u64, place: prop::sample::Index, wrong in "[{}\\[\\]\",:\\\\ue0-9.+a \\-\u{0}é]") {
        let mut writer = Writer { text: String::new(), choice };
        writer.tree(&tree);
        let text = writer.text;
        prop_assert_eq!(parse(&text).ok(), Some(tree), "{}", text);
        agree(&text)?;
        let mut ends = text.char_indices().map(|(i, c)| (i, i + c.len_utf8()));
        let (from, to) = ends.nth(place.index(text.chars().count())).unwrap();
        let (before, at, after) = (&text[..from], &text[from..to], &text[to..]);
        agree(&format!("{before}{after}"))?;
        agree(&format!("{before}{wrong}{after}"))?;
        agree(&format!("{before}{wrong}{at}{after}"))?;
    }

    #[test]
    fn any_text_is_refused_or_read_alike(text in "[\\[\\]{}:,\"\\\\ue0-9a.+ \\-]{0,12}") {
        agree(&text)?;
    }
}
