//! What a reader should know: a batch, a latency or a context that does not fit.

use super::Serving;
use super::batch::BatchRule;
use super::software::Software;
use super::tokens::Tokens;
use crate::quantity::Time;
use crate::resolve::{At, Resolver};
use crate::uncertain::Draw;

impl Serving {
    /// Warns when the memory does not hold the given batch, the replica cannot keep up with what arrives, or tokens cannot
    /// come as fast as asked. A measured mean can be above what we reckon; a plan should not be.
    pub(super) fn warn_of_batch(&self, r: &mut Resolver, draw: &Draw, at: At) {
        match &self.batch {
            BatchRule::Given(batch) => self.warn_of_given(r, draw, at, draw.get(*batch)),
            BatchRule::Arrivals(rate) => self.warn_of_arrivals(r, draw, at, draw.get(*rate)),
            // Not of an assumed mean: there the target gives way.
            BatchRule::Latency {
                target,
                least: None,
                ..
            } => self.warn_of_latency(r, draw, at, draw.get(*target)),
            BatchRule::Latency { .. } => {}
        }
    }

    fn warn_of_given(&self, r: &mut Resolver, draw: &Draw, at: At, batch: f64) {
        let room = self.room(&self.step(draw, 1.0).0, draw);
        if batch > room {
            let path = at.path("batch");
            r.warn(
                "batch-over-memory",
                format!("`{path}` is {batch:.0}, but the memory of a replica holds about {room:.0} running sequences."),
                format!("`{path}` is {batch:.0}, maar het geheugen van een replica bevat er ongeveer {room:.0}."),
            );
        }
    }

    fn warn_of_arrivals(&self, r: &mut Resolver, draw: &Draw, at: At, rate: f64) {
        let carried = self.at(draw).tokens_per_s / self.tokens.written(draw).1;
        let replicas = libm::ceil(rate / carried);
        if replicas > 1.0 {
            let path = at.path("requests_per_second");
            r.warn(
                "arrivals-over-capacity",
                format!("`{path}` is more than a replica carries, about {carried:.2} requests a second: it takes about {replicas:.0} replicas. The figures are of replicas that are full."),
                format!("`{path}` is meer dan een replica aankan, ongeveer {carried:.2} verzoeken per seconde: er zijn ongeveer {replicas:.0} replica's nodig. De cijfers horen bij volle replica's."),
            );
        }
    }

    fn warn_of_latency(&self, r: &mut Resolver, draw: &Draw, at: At, target: Time) {
        let serve = self.at(draw);
        if serve.batch <= 1.0 && serve.step > target {
            let (path, alone) = (at.path("latency_ms"), serve.step.to_ms());
            r.warn(
                "latency-missed",
                format!("`{path}` cannot be kept: with one running sequence tokens come {alone:.0} ms apart."),
                format!("`{path}` is niet haalbaar: met één lopend verzoek komt er elke {alone:.0} ms een token."),
            );
        }
    }

    /// Warns where a time between tokens sets the batch of software whose factor on energy leaves out most of its waiting.
    pub(super) fn warn_of_software(&self, r: &mut Resolver, at: At) {
        if let (Software::Apart(_), BatchRule::Latency { .. }) = (&self.software, &self.batch) {
            let path = at.path("stack");
            r.warn(
                "stack-latency",
                format!("With this `{path}` tokens were measured to come about half as fast as reckoned here: the batch that a latency allows is too large. Give `batch` if you know it."),
                format!("Met deze `{path}` kwamen tokens in metingen ongeveer half zo snel als hier berekend: de batch die bij een wachttijd past, is te groot. Geef `batch` op als u die weet."),
            );
        }
    }

    /// Warns when the memory does not hold even one request beside the weights. What a closed model keeps is not known.
    pub(super) fn warn_of_memory(&self, r: &mut Resolver, draw: &Draw, at: At) {
        if self.shape.is_closed() {
            return;
        }
        let step = self.step(draw, 1.0).0;
        let held = step.batch_in_memory(draw.get(self.memory_usable));
        if held < 1.0 {
            let (path, percent) = (at.path("accelerators"), held * 100.0);
            r.warn(
                "request-over-memory",
                format!("The memory of a replica holds {percent:.0} % of what one request keeps: give more `{path}`, or fewer tokens."),
                format!("Het geheugen van een replica bevat {percent:.0} % van wat één verzoek bewaart: geef meer `{path}` op, of minder tokens."),
            );
        }
    }

    /// Warns when a session, or a request, outgrows the model.
    pub(super) fn warn_of_context(&self, r: &mut Resolver, draw: &Draw, at: At, context: f64) {
        let longest = self.tokens.longest(draw);
        if context <= 0.0 || longest <= context {
            return;
        }
        let (en, nl) = match &self.tokens {
            Tokens::Session(_) => ("the session grows to", "de sessie groeit tot"),
            Tokens::Request { .. } => ("a request comes to", "een verzoek komt op"),
        };
        let path = at.path("model");
        r.warn(
            "context-over-model",
            format!("`{path}` reads {context:.0} tokens at most, and {en} {longest:.0}: services cut or summarise, which is not modelled."),
            format!("`{path}` leest hoogstens {context:.0} tokens en {nl} {longest:.0}: diensten korten dan in; dat zit niet in het model."),
        );
    }
}
