//! A page of text: 80 columns, wrapped or cut, nothing that could steer a terminal.

/// Columns of a page.
pub(crate) const WIDTH: usize = 80;

/// Text without line breaks and control characters.
pub(crate) fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// At most `width` characters, the last an ellipsis when something was cut.
pub(crate) fn clip(text: &str, width: usize) -> String {
    let text = one_line(text);
    if text.chars().count() <= width {
        return text;
    }
    let kept: String = text.chars().take(width.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// Lines of at most a page wide; the first starts with `first`, the others with `rest`.
pub(crate) fn wrap(text: &str, first: &str, rest: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut line, mut used) = (first.to_owned(), 0);
    for word in one_line(text).split_whitespace() {
        let width = line.chars().count() + usize::from(used > 0) + word.chars().count();
        if used > 0 && width > WIDTH {
            lines.push(std::mem::replace(&mut line, rest.to_owned()));
            used = 0;
        }
        line.extend((used > 0).then_some(' '));
        line.push_str(word);
        used += 1;
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cut_text_ends_in_an_ellipsis() {
        assert_eq!(clip("servers", 7), "servers");
        assert_eq!(clip("servers", 5), "serv…");
    }

    #[test]
    fn wrapped_text_fits_the_page_and_loses_no_word() {
        let text = "word ".repeat(60);
        let lines = wrap(&text, "! ", "  ");
        assert!(lines.iter().all(|l| l.chars().count() <= WIDTH));
        assert_eq!(lines.join(" ").matches("word").count(), 60);
    }

    #[test]
    fn an_escape_sequence_does_not_reach_the_terminal() {
        assert_eq!(one_line("a\x1b[31m\nb"), "a [31m b");
    }
}
