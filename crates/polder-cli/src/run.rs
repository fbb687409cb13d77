//! The draws of a question over all cores, merged in order: the bits do not depend on how many there are.

use std::io::{IsTerminal, Write};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use polder::Report;
use polder::report::Question;
use polder::uncertain::{CHUNK, Matrix, sample};

use crate::failure::Failure;

/// Runs longer than this say how far they are.
const PATIENCE: Duration = Duration::from_secs(1);

/// The report of a question.
pub(crate) fn report<Q: Question + Sync>(question: &Q, quiet: bool) -> Result<Report, Failure> {
    let (_, samples) = question.settings();
    let chunks = samples.div_ceil(CHUNK);
    let workers = threads()?.min(chunks);
    let mut parts = vec![Matrix::default(); chunks as usize];
    thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        for first in 0..workers {
            let sender = sender.clone();
            scope.spawn(move || work(question, (first..chunks).step_by(workers as usize), &sender));
        }
        drop(sender);
        collect(&receiver, &mut parts, quiet);
    });
    Ok(Report::from_samples(question, Matrix::concat(&parts)))
}

/// `f` of each item over all cores, in the order of the items.
pub(crate) fn parallel<T: Sync, R: Send>(
    items: &[T],
    f: impl Fn(&T) -> R + Sync,
) -> Result<Vec<R>, Failure> {
    let size = items.len().div_ceil(threads()? as usize).max(1);
    let f = &f;
    Ok(thread::scope(|scope| {
        let part = |part: &'_ [T]| part.iter().map(f).collect::<Vec<R>>();
        let handles: Vec<_> = items
            .chunks(size)
            .map(|items| scope.spawn(move || part(items)))
            .collect();
        // A worker that panicked has said so; its panic goes on here.
        handles
            .into_iter()
            .flat_map(|h| {
                h.join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            })
            .collect()
    }))
}

/// `POLDER_THREADS`, or all cores.
fn threads() -> Result<u32, Failure> {
    let Some(given) = std::env::var_os("POLDER_THREADS") else {
        return Ok(
            thread::available_parallelism().map_or(1, |n| u32::try_from(n.get()).unwrap_or(1))
        );
    };
    let given = given.to_string_lossy();
    let refused = || {
        Failure::new(format!(
            "`POLDER_THREADS` is \"{given}\", should be in 1..=1024"
        ))
    };
    given
        .parse()
        .ok()
        .filter(|n| (1..=1024).contains(n))
        .ok_or_else(refused)
}

fn work<Q: Question>(
    question: &Q,
    chunks: impl Iterator<Item = u32>,
    sender: &mpsc::Sender<(u32, Matrix)>,
) {
    let (seed, samples) = question.settings();
    for chunk in chunks {
        let start = chunk * CHUNK;
        let part = sample(question, seed, start..samples.min(start + CHUNK));
        // The receiver outlives the workers.
        let _ = sender.send((chunk, part));
    }
}

fn collect(receiver: &mpsc::Receiver<(u32, Matrix)>, parts: &mut [Matrix], quiet: bool) {
    let begin = Instant::now();
    let talks = !quiet && std::io::stderr().is_terminal();
    let (mut done, mut told) = (0, false);
    for (chunk, part) in receiver {
        parts[chunk as usize] = part;
        done += 1;
        if talks && begin.elapsed() > PATIENCE {
            told = true;
            let _ = write!(std::io::stderr(), "\r{done} of {} parts", parts.len());
        }
    }
    if told {
        let _ = writeln!(std::io::stderr());
    }
}
