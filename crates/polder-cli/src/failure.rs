//! Why there is no answer, in one line.

use std::io::Write;

use crate::page;

/// A refusal: what is wrong, and perhaps what to do.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    hint: Option<String>,
}

impl Failure {
    /// A refusal without a hint.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: None,
        }
    }

    /// Adds what to do.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Prints one `error:` line, and the hint.
    pub(crate) fn tell(&self) {
        let mut err = std::io::stderr();
        // Nobody is left to hear that standard error is closed.
        let _ = writeln!(err, "error: {}", page::one_line(&self.message));
        if let Some(hint) = &self.hint {
            let _ = writeln!(err, "hint: {}", page::one_line(hint));
        }
    }
}

impl From<polder::Error> for Failure {
    fn from(error: polder::Error) -> Self {
        Self::new(error.to_string())
    }
}

/// The names nearest to `wrong`, best first, at most two and only those that look like it.
pub(crate) fn nearest<'a>(wrong: &str, valid: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let wrong: String = wrong.chars().take(80).collect::<String>().to_lowercase();
    let score = |name: &'a str| (strsim::jaro_winkler(&wrong, name), name);
    let mut scored: Vec<_> = valid
        .into_iter()
        .map(score)
        .filter(|(s, _)| *s > 0.75)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    scored
        .into_iter()
        .take(2)
        .map(|(_, name)| name.to_owned())
        .collect()
}
