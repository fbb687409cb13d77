//! A draw takes no memory: what is allocated for many is what is allocated for a few.
#![allow(clippy::unwrap_used, reason = "tests")]

use polder::report::Question;
use polder::uncertain::sample;
use polder::{Estimate, Plan};

fn allocations(question: &dyn Question, draws: u32) -> u64 {
    let counted = allocation_counter::measure(|| drop(sample(question, 1, 0..draws)));
    counted.count_total
}

#[test]
fn draws_do_not_allocate() {
    let works = [
        include_str!("../examples/chat-2026.toml"),
        include_str!("../examples/a-day-of-ai.toml"),
        include_str!("../examples/train-70b.toml"),
        include_str!("../examples/image-2026.toml"),
    ]
    .map(|t| {
        Box::new(Estimate::resolve(&toml::from_str(t).unwrap()).unwrap()) as Box<dyn Question>
    });
    let sites = [
        include_str!("../examples/eemshaven.toml"),
        include_str!("../examples/hospital-ai-room.toml"),
    ]
    .map(|t| Box::new(Plan::resolve(&toml::from_str(t).unwrap()).unwrap()) as Box<dyn Question>);
    for question in works.iter().chain(&sites) {
        let few = allocations(question.as_ref(), 64);
        assert!(few > 0, "nothing is counted");
        assert_eq!(allocations(question.as_ref(), 640), few);
    }
}
