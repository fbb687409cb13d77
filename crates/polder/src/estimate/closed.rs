//! A model whose parameters are not published: a shape that follows from drawn ones.

use crate::data::{Cell, ClosedModel, params};
use crate::quantity::Data;
use crate::resolve::{At, Resolver, Status, range};
use crate::uncertain::{Draw, Handle, Shape};
use crate::workload::{Architecture, Chip, Constants, Load, Precision, Step};

/// Parameters of one billion.
const BILLION: f64 = 1e9;

/// What is drawn of a closed model.
#[derive(Debug)]
pub(super) struct Template {
    /// In billions.
    active: Handle<f64>,
    total_per_active: Handle<f64>,
    kv_width: Handle<f64>,
    /// None for a dense model.
    nonexpert_share: Option<Handle<f64>>,
}

/// The parameters of a closed model, in billions.
#[derive(Clone, Copy, Debug)]
pub(super) struct Guess {
    pub(super) active_b: Cell,
    pub(super) total_per_active: Cell,
}

impl Guess {
    /// The range of a catalogue row.
    ///
    /// ```text
    /// r = T / A      ln(r95 / r50) = sqrt(max(0, ln²(T95 / T50) - ln²(A95 / A50)))      and so below
    /// ```
    ///
    /// `A` active and `T` total parameters. Drawn as a ratio, the total is never below the active, and keeps its own
    /// range where that is the wider of the two.
    pub(super) fn of(m: &ClosedModel) -> Self {
        let (a, t) = (m.active_b, m.total_b);
        let value = (t.value / a.value).max(1.0);
        let spread = |total: f64, active: f64| {
            let (t, a) = (libm::log(total), libm::log(active));
            libm::exp(libm::sqrt((t * t - a * a).max(0.0)))
        };
        let (down, up) = if value > 1.0 {
            (
                spread(t.value / t.low, a.value / a.low),
                spread(t.high / t.value, a.high / a.value),
            )
        } else {
            (1.0, 1.0)
        };
        Self {
            active_b: a,
            total_per_active: Cell {
                value,
                low: (value / down).max(1.0),
                high: value * up,
            },
        }
    }

    /// An assistant that nobody names.
    pub(super) fn unknown() -> Self {
        let cell = |row: &crate::data::Row| Cell {
            value: row.value,
            low: row.low,
            high: row.high,
        };
        Self {
            active_b: cell(params::CLOSED_UNKNOWN_ACTIVE_B.row),
            total_per_active: cell(params::CLOSED_UNKNOWN_TOTAL_PER_ACTIVE.row),
        }
    }

    /// Whether it is a mixture of experts.
    pub(super) fn moe(&self) -> bool {
        self.total_per_active.value > 1.0
    }

    /// All parameters at their 5th percentile: `ln(T50 / T5) = sqrt(ln²(A50 / A5) + ln²(r50 / r5))`.
    pub(super) fn least(&self) -> f64 {
        let (a, r) = (self.active_b, self.total_per_active);
        let (down_a, down_r) = (libm::log(a.value / a.low), libm::log(r.value / r.low));
        let down = libm::exp(libm::sqrt(down_a * down_a + down_r * down_r));
        a.value * r.value * BILLION / down
    }
}

impl Template {
    /// The slots of a guess, whose two numbers come from the cells or parameters `origin`, of the publication `source`.
    pub(super) fn resolve(
        r: &mut Resolver,
        at: At,
        guess: &Guess,
        source: &str,
        [active, total]: [String; 2],
    ) -> Self {
        for (name, cell, unit) in [
            ("model.active_b", guess.active_b, "billion"),
            ("model.total_per_active", guess.total_per_active, "1"),
        ] {
            let value = range(Shape::Lognormal, [cell.low, cell.value, cell.high]);
            r.record(&at.path(name), value, Some(unit), Status::Default, source);
        }
        Self {
            active: r.cell(
                &at.slot("model.active_b"),
                guess.active_b,
                ("billion", 1.0),
                active,
            ),
            total_per_active: r.cell(
                &at.slot("model.total_per_active"),
                guess.total_per_active,
                ("1", 1.0),
                total,
            ),
            kv_width: r.param(if guess.moe() {
                params::CLOSED_KV_WIDTH_MOE
            } else {
                params::CLOSED_KV_WIDTH_DENSE
            }),
            nonexpert_share: guess.moe().then(|| r.param(params::CLOSED_NONEXPERT_SHARE)),
        }
    }

    /// The shape in one draw. The replica holds at most `most` parameters: what it does not hold is not served.
    pub(super) fn at(&self, draw: &Draw, most: f64) -> Architecture {
        let active = (draw.get(self.active) * BILLION).min(most);
        Size {
            active,
            total: (active * draw.get(self.total_per_active).max(1.0)).min(most),
            nonexpert_share: self.nonexpert_share.map(|s| draw.get(s).min(1.0)),
            kv_width: draw.get(self.kv_width),
        }
        .architecture()
    }
}

/// A dense model of so many parameters, shaped as open models are.
pub(super) fn dense(parameters: f64) -> Architecture {
    Size {
        active: parameters,
        total: parameters,
        nonexpert_share: None,
        kv_width: params::CLOSED_KV_WIDTH_DENSE.value(),
    }
    .architecture()
}

/// A size, and what else tells models of one size apart.
#[derive(Clone, Copy, Debug)]
struct Size {
    active: f64,
    /// At least `active`.
    total: f64,
    /// None for a dense model.
    nonexpert_share: Option<f64>,
    kv_width: f64,
}

impl Size {
    /// A model of this size, shaped as open models are.
    ///
    /// ```text
    /// L = L_1 A^l      h = h_1 A^g      H d = ω h      K d = w
    /// N_ne = s A       N_ex = T - s A   k / E = (1 - s) A / N_ex
    /// ```
    ///
    /// | symbol | meaning | unit |
    /// |---|---|---|
    /// | A, T | active and total parameters | billion in the laws, else 1 |
    /// | L, h, H d, K d | layers, width, width of all query heads, of all key heads | 1 |
    /// | `L_1`, l, `h_1`, g, ω, w | `closed.layers.*`, `closed.hidden.*`, `closed.attention_width`, `closed.kv_width.*` | 1 |
    /// | s | `closed.nonexpert_share`; 1 for a dense model | 1 |
    /// | k / E | share of the experts that a token visits | 1 |
    ///
    /// By construction `N_ne + N_ex k / E = A` and `N_ne + N_ex = T`. Fitted between 3 and 400 billion active
    /// parameters: beyond, an extrapolation. Every layer attends to the whole context, with a cache as wide as the mean
    /// over layers. Source: `polder-model-catalogue`, see docs/closed-models.md, which works examples.
    fn architecture(&self) -> Architecture {
        let billions = self.active / BILLION;
        let law = |at_1b: f64, exponent: f64| at_1b * libm::pow(billions, exponent);
        let layers = law(
            params::CLOSED_LAYERS_AT_1B.value(),
            params::CLOSED_LAYERS_EXPONENT.value(),
        );
        let hidden = law(
            params::CLOSED_HIDDEN_AT_1B.value(),
            params::CLOSED_HIDDEN_EXPONENT.value(),
        );
        let kv_heads = params::CLOSED_KV_HEADS.value();
        let head_dim = self.kv_width / kv_heads;
        let dense = Architecture {
            layers,
            layers_full: layers,
            hidden,
            heads: params::CLOSED_ATTENTION_WIDTH.value() * hidden / head_dim,
            kv_heads,
            head_dim,
            vocab: params::CLOSED_VOCAB.value(),
            nonexpert: self.active,
            ..Architecture::default()
        };
        let Some(share) = self.nonexpert_share else {
            return dense;
        };
        let (nonexpert, top_k) = (share * self.active, params::CLOSED_TOP_K.value());
        let expert = self.total - nonexpert;
        // A model that is all active visits each of its experts.
        let visited = if expert > 0.0 {
            (self.active - nonexpert) / expert
        } else {
            1.0
        };
        Architecture {
            moe: true,
            block_scaled: true,
            // Below a share of no use the count of experts would be infinite.
            experts: top_k / visited.max(f64::EPSILON),
            top_k,
            moe_layers: layers,
            nonexpert,
            expert,
            ..dense
        }
    }
}

/// What serves one number format.
#[derive(Clone, Copy, Debug)]
pub(super) struct Format {
    pub(super) precision: Precision,
    pub(super) chip: Chip,
    pub(super) constants: Constants,
}

/// Constants that are of a draw or of the serving software: see [`Constants`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Drawn {
    pub(super) cap_exponent: f64,
    pub(super) sampling: f64,
    pub(super) prompt_steps: f64,
}

impl Format {
    /// A step of a model in this format, with what was drawn of its constants.
    pub(super) fn step(&self, architecture: &Architecture, load: &Load, drawn: &Drawn) -> Step {
        let constants = Constants {
            cap_exponent: drawn.cap_exponent,
            sampling: drawn.sampling,
            prompt_steps: drawn.prompt_steps,
            ..self.constants
        };
        Step::new(architecture, &self.chip, &constants, load, self.precision)
    }
}

/// Number formats of a provider who does not say: eight bits, and at the ends four or sixteen.
#[derive(Debug)]
pub(super) struct Formats {
    place: Handle<f64>,
    narrow: Format,
    wide: Format,
}

impl Formats {
    pub(super) fn resolve(r: &mut Resolver, narrow: Format, wide: Format) -> Self {
        Self {
            place: r.param(params::CLOSED_PRECISION),
            narrow,
            wide,
        }
    }

    /// The format of one draw where it is not eight bits. Sixteen only where the `room` of a given replica holds the weights.
    pub(super) fn at(&self, draw: &Draw, a: &Architecture, room: Option<Data>) -> Option<&Format> {
        let place = draw.get(self.place);
        let wide = (a.nonexpert + a.expert) * self.wide.precision.bytes_per_weight();
        if place <= params::CLOSED_PRECISION_FP4_SHARE.value() {
            Some(&self.narrow)
        } else if place >= 1.0 - params::CLOSED_PRECISION_BF16_SHARE.value()
            && room.is_none_or(|room| Data::bytes(wide) <= room)
        {
            Some(&self.wide)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{self, CLOSED_MODELS, FIT_SHARED};
    use crate::hardware;
    use crate::workload::{Load, Step};

    fn size(active_b: f64, ratio: f64, share: Option<f64>) -> Architecture {
        Size {
            active: active_b * BILLION,
            total: active_b * BILLION * ratio,
            nonexpert_share: share,
            kv_width: 512.0,
        }
        .architecture()
    }

    fn near(a: f64, b: f64) -> bool {
        (a / b - 1.0).abs() < 1e-12
    }

    #[test]
    fn active_and_total_parameters_come_back() {
        for (ratio, share) in [
            (1.0, 0.4),
            (1.0, 1.0),
            (5.0, 0.16),
            (18.0, 0.82),
            (4.0, 1.0),
        ] {
            let a = size(40.0, ratio, Some(share));
            assert!(near(a.nonexpert + a.expert, 40e9 * ratio));
            assert!(
                near(a.nonexpert + a.expert * a.top_k / a.experts, 40e9),
                "{ratio} {share}"
            );
        }
        assert!(near(size(40.0, 1.0, None).nonexpert, 40e9));
    }

    #[test]
    fn a_template_has_the_shape_of_an_open_model_of_its_size() {
        // Llama 3.1 70B: 80 layers of 8192. The law is within its residual of a fifth.
        let a = size(70.0, 1.0, None);
        assert!((a.layers / 80.0 - 1.0).abs() < 0.2, "{}", a.layers);
        assert!((a.hidden / 8192.0 - 1.0).abs() < 0.2, "{}", a.hidden);
    }

    #[test]
    fn energy_of_a_token_rises_with_active_parameters() {
        let h100 = data::accelerator("h100-sxm").unwrap();
        let load = Load {
            accelerators: 64.0,
            input_uncached: 500.0,
            input_total: 500.0,
            output: 400.0,
            ..Load::default()
        };
        for (moe, ratio, precision) in [
            (false, 1.0, Precision::Fp8),
            (true, 1.0, Precision::Bf16),
            (true, 5.0, Precision::Fp8),
            (true, 18.0, Precision::Fp4),
        ] {
            let chip = hardware::chip("accelerator", h100, precision).unwrap();
            let constants = hardware::constants(h100, &chip, moe, precision);
            assert!(constants.step == FIT_SHARED.step);
            for batch in [1.0, 16.0, 128.0] {
                let energy = |active: f64| {
                    let a = size(active, ratio, moe.then_some(0.37));
                    let (power, time) =
                        Step::new(&a, &chip, &constants, &load, precision).power(batch, None);
                    (power * time).to_wh()
                };
                let mut last = 0.0;
                for i in 0..60 {
                    let next = energy(libm::pow(1.15, f64::from(i)));
                    assert!(next > last, "{moe} {ratio} {batch} {i}");
                    last = next;
                }
            }
        }
    }

    #[test]
    fn the_ratio_keeps_the_range_of_the_total() {
        for m in CLOSED_MODELS {
            let g = Guess::of(m);
            assert!(g.total_per_active.low >= 1.0, "{}: {g:?}", m.id);
            // Exact where the total is as wide as the active, lower where it is not; a ratio ends at one.
            let (least, low) = (g.least(), m.total_b.low * BILLION);
            assert!(
                least <= low * (1.0 + 1e-9) || g.total_per_active.low <= 1.0,
                "{}",
                m.id
            );
        }
        // GPT-4o by hand: ratio 440 / 76.21; ln 2 and ln(132 / 76.21) leave 0.423.
        let g = Guess::of(data::closed_model("gpt-4o").unwrap());
        assert!((g.total_per_active.value - 5.7735).abs() < 1e-3);
        assert!(
            (libm::log(g.total_per_active.high / g.total_per_active.value) - 0.4232).abs() < 1e-3
        );
    }

    /// Energy of a token by the template, over that of the model's own shape.
    fn ratio(m: &data::Model, batch: f64) -> f64 {
        let (h100, precision) = (data::accelerator("h100-sxm").unwrap(), Precision::Fp8);
        let own = Architecture::from(m);
        let active = own.nonexpert
            + if own.moe {
                own.expert * own.top_k / own.experts
            } else {
                0.0
            };
        let guess = Size {
            active,
            total: own.nonexpert + own.expert,
            nonexpert_share: own.moe.then(|| params::CLOSED_NONEXPERT_SHARE.value()),
            kv_width: if own.moe {
                params::CLOSED_KV_WIDTH_MOE.value()
            } else {
                params::CLOSED_KV_WIDTH_DENSE.value()
            },
        }
        .architecture();
        let chip = hardware::chip("accelerator", h100, precision).unwrap();
        let constants = hardware::constants(h100, &chip, own.moe, precision);
        let load = Load {
            accelerators: 8.0,
            input_uncached: 500.0,
            input_total: 500.0,
            output: 400.0,
            ..Load::default()
        };
        let energy = |a: &Architecture| {
            let (power, time) =
                Step::new(a, &chip, &constants, &load, precision).power(batch, None);
            power * time
        };
        energy(&guess) / energy(&own)
    }

    #[test]
    fn open_models_come_out_near_their_own_shape() {
        for (moe, batch) in [(false, 32.0), (false, 256.0), (true, 32.0), (true, 256.0)] {
            let of =
                |m: &&data::Model| m.moe == moe && !m.encoder && m.year >= 2024 && m.active >= 3e9;
            let mut all: Vec<f64> = data::MODELS
                .iter()
                .filter(of)
                .map(|m| ratio(m, batch))
                .collect();
            all.sort_by(f64::total_cmp);
            let n = all.len();
            let [low, middle, high] = [n / 20, n / 2, n - 1 - n / 20].map(|i| all[i]);
            // Measured: 0.81 to 1.26, medians 0.94 to 1.02: the size is the doubt, not the shape.
            assert!(
                n > 50 && 0.78 < low && high < 1.3,
                "{moe} {batch}: {low} {high}"
            );
            assert!((middle - 1.0).abs() < 0.08, "{moe} {batch}: {middle}");
        }
    }
}
