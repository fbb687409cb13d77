//! Images and video by diffusion: arithmetic, time and power of one batch of pictures.

use super::Chip;
use crate::quantity::{Bandwidth, Compute, Data, Energy, Power, Time};

/// Activations are kept in 16 bits.
const ACTIVATION_BYTES: f64 = 2.0;
/// Exchanges of the activations in a layer that is split by sequence: queries, keys, values, output.
const EXCHANGES: f64 = 4.0;

/// A denoiser, as far as time and energy depend on it. Counts; symbols stand with [`Denoising`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Denoiser {
    /// Parameters that one token meets in a pass (N).
    pub token_parameters: f64,
    /// Layers (L).
    pub layers: f64,
    /// Width of the activations, mean over the layers (h).
    pub width: f64,
    /// Reads and writes of the activations in a layer, beside matrix products (k).
    pub touches: f64,
    /// Width of the attention over all tokens, summed over the layers (A). Zero for linear attention.
    pub attention_width: f64,
    /// Side of the square of pixels that is one token (p).
    pub patch_px: f64,
    /// Frames in a latent frame after the first (c); zero for images.
    pub frames_per_latent: f64,
    /// Latent frames in a token (q); zero for images.
    pub latents_per_token: f64,
    /// Tokens of text, padding included (S).
    pub text_tokens: f64,
    /// Text tokens go through the layers too.
    pub joint: bool,
    /// Attention stays within a frame.
    pub by_frame: bool,
    /// Passes of a step: two with classifier-free guidance (g).
    pub passes: f64,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Picture {
    /// Pixels across.
    pub width: f64,
    /// Pixels down.
    pub height: f64,
    /// Frames; 1 for an image.
    pub frames: f64,
    /// Denoising steps.
    pub steps: f64,
}

impl Picture {
    fn pixels(&self) -> f64 {
        self.width * self.height * self.frames
    }
}

/// Fitted numbers of one chip; symbols stand with [`Denoising`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct DiffusionConstants {
    /// Share of the dense peak in products with weights.
    pub linear_efficiency: f64,
    /// Share of the dense peak in attention.
    pub attention_efficiency: f64,
    /// Share of memory bandwidth when activations are read and written.
    pub memory_efficiency: f64,
    /// Share of link bandwidth.
    pub link_efficiency: f64,
    /// Host time of one touch of the activations, all passes of a step together.
    pub touch: Time,
    /// Extra host time of a touch with more than one accelerator.
    pub touch_parallel: Time,
    /// Extra host time of a touch per doubling of the accelerators.
    pub touch_doubling: Time,
    /// Text encoding and decoding of the picture, per pixel and frame.
    pub pixel: Time,
    /// Power with a context live.
    pub floor: Power,
    /// Added in products with weights.
    pub linear: Power,
    /// Added in attention.
    pub attention: Power,
    /// Added while activations are read and written.
    pub memory: Power,
    /// Added during communication.
    pub link: Power,
    /// Added while the host is busy.
    pub host: Power,
    /// Added while text is encoded and pictures are decoded.
    pub decode: Power,
    /// Highest mean power, as a share of thermal design power.
    pub ceiling: f64,
}

/// A batch of pictures on n accelerators that share each picture.
///
/// ```text
/// F_lin = 2 N T g s         T = T_p + [joint] S            T_p = w h / p² · ((f − 1)/c + q)/q
/// F_att = 4 T R A g s       R = tokens a token looks at: T_p (by frame: w h / p²) + S
/// M     = 2 T h L k g s     bytes of activations read and written
/// t_dev  = B (F_lin / (n F η_1) + F_att / (n F η_2) + M / (n W η_3) + [n > 1] 4 (n − 1)/n · 2 T h L g s / (n V η_4))
/// t_host = s L k (t_1 + [n > 1] (t_2 + t_3 log2 n))
/// t      = √(t_dev² + t_host²) + B c_px w h f
/// P      = min(ceiling · TDP, P_0 + Σ P_x t_x / t)
/// ```
///
/// | symbol | meaning | unit |
/// |---|---|---|
/// | w, h, f, s | pixels across and down, frames, steps | 1 |
/// | B, n | pictures of a batch, accelerators | 1 |
/// | F, W, V | dense peak, memory bandwidth, link bandwidth | FLOP/s, B/s, B/s |
/// | `η_x` | share of it reached | 1 |
/// | t, `c_px` | fitted host times; encoding and decoding per pixel, on one accelerator | s |
/// | `P_0`, `P_x` | floor; power added while busy with x | W |
///
/// The host runs ahead of the device until it is the slower of the two: the root of squares goes over from one to
/// the other without a corner. An image has no time: ((f − 1)/c + q)/q is 1.
///
/// Valid for 16-bit inference of transformers and U-Nets without caching between steps, 0.06 to 120 million pixels ×
/// frames, 1 to 8 accelerators. Not modelled: 8-bit engines (a stack factor), step caching, offloading.
///
/// Source: `ml-energy-v3`, text-to-image and text-to-video; own fit, `data/series/fit-diffusion-2026.2.csv`;
/// derivation, alternatives and errors in docs/media.md.
///
/// ```
/// use polder::quantity::{Bandwidth, ComputeRate, Power, Time};
/// use polder::workload::{Chip, Denoiser, Denoising, DiffusionConstants, Picture};
/// // By hand: 1024 tokens meet a billion parameters, twice a step, ten steps: 41 TFLOP, 41 ms at 1 PFLOP/s.
/// let denoiser = Denoiser { token_parameters: 1e9, patch_px: 32.0, passes: 2.0, ..Default::default() };
/// let chip = Chip { tdp: Power::w(700.0), peak: ComputeRate::tflops(1e3), bandwidth: Bandwidth::gb_per_s(1e3), ..Default::default() };
/// let ideal = DiffusionConstants {
///     linear_efficiency: 1.0, attention_efficiency: 1.0, memory_efficiency: 1.0,
///     floor: Power::w(100.0), linear: Power::w(500.0), ceiling: 1.0, ..Default::default()
/// };
/// let picture = Picture { width: 1024.0, height: 1024.0, frames: 1.0, steps: 10.0 };
/// let batch = Denoising::new(&denoiser, &chip, &ideal, &picture, (1.0, 4.0));
/// assert!((batch.compute().to_tflop() - 40.96).abs() < 1e-9);
/// assert!((batch.time().to_ms() - 4.0 * 40.96).abs() < 1e-9);
/// let (power, _) = batch.power(None);
/// assert!((power.to_w() - 600.0).abs() < 1e-9);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Denoising {
    busy: Busy,
    compute: Compute,
    dynamic: Energy,
    floor: Power,
    ceiling: Power,
}

/// Busy times of one accelerator.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Busy {
    linear: Time,
    attention: Time,
    memory: Time,
    link: Time,
    host: Time,
    decode: Time,
}

impl Denoising {
    /// A batch of `(accelerators, pictures)`: see [`Denoising`].
    pub fn new(
        denoiser: &Denoiser,
        chip: &Chip,
        constants: &DiffusionConstants,
        picture: &Picture,
        (accelerators, pictures): (f64, f64),
    ) -> Self {
        let work = Work::new(denoiser, picture);
        let share = pictures / accelerators;
        let busy = Busy {
            linear: work.linear * share / (constants.linear_efficiency * chip.peak),
            attention: work.attention * share / (constants.attention_efficiency * chip.peak),
            memory: work.touched * share / (constants.memory_efficiency * chip.bandwidth),
            link: exchange(chip, constants, &work, accelerators) * share,
            host: denoiser.layers
                * denoiser.touches
                * picture.steps
                * touch(constants, accelerators),
            decode: pictures * picture.pixels() * constants.pixel,
        };
        Self {
            dynamic: constants.linear * busy.linear
                + constants.attention * busy.attention
                + constants.memory * busy.memory
                + constants.link * busy.link
                + constants.host * busy.host
                + constants.decode * busy.decode,
            busy,
            compute: work.linear + work.attention,
            floor: constants.floor,
            ceiling: constants.ceiling * chip.tdp,
        }
    }

    /// Arithmetic of one picture.
    pub const fn compute(&self) -> Compute {
        self.compute
    }

    /// Busy times of an accelerator: linear, attention, memory, link, host, decode. What a fit needs.
    pub const fn busy(&self) -> [Time; 6] {
        let b = &self.busy;
        [b.linear, b.attention, b.memory, b.link, b.host, b.decode]
    }

    /// Time of the batch, without a power cap: what somebody waits for it.
    pub fn time(&self) -> Time {
        let Busy {
            linear,
            attention,
            memory,
            link,
            host,
            decode,
        } = self.busy;
        let device = linear + attention + memory + link;
        Time::s(libm::hypot(device.to_s(), host.to_s())) + decode
    }

    /// Mean power of one accelerator and the time of the batch, under `cap`.
    ///
    /// Formula, symbols, validity, source and example stand with [`Denoising`]; below its own power a cap stretches
    /// the batch, as in [`super::Step::power`].
    pub fn power(&self, cap: Option<Power>) -> (Power, Time) {
        let time = self.time();
        let need = (self.floor + self.dynamic / time).min(self.ceiling);
        capped(need, self.floor, time, cap)
    }
}

/// Power and time under a cap: the energy above the floor is kept, and the time stretched.
pub(super) fn capped(need: Power, floor: Power, time: Time, cap: Option<Power>) -> (Power, Time) {
    match cap {
        Some(cap) if cap < need => {
            let left = (cap - floor).max(Power::ZERO);
            (cap, time * ((need - floor) / left))
        }
        _ => (need, time),
    }
}

/// What one picture takes.
struct Work {
    linear: Compute,
    attention: Compute,
    touched: Data,
    exchanged: Data,
}

impl Work {
    fn new(d: &Denoiser, p: &Picture) -> Self {
        let frame = p.width * p.height / (d.patch_px * d.patch_px);
        let own = frame * latents(d, p.frames);
        let seen = if d.by_frame { frame } else { own } + d.text_tokens;
        let through = own + if d.joint { d.text_tokens } else { 0.0 };
        let passes = d.passes * p.steps;
        let activation = through * passes * d.layers * d.width * ACTIVATION_BYTES;
        Self {
            linear: Compute::flop(2.0 * d.token_parameters * through * passes),
            attention: Compute::flop(4.0 * d.attention_width * through * seen * passes),
            touched: Data::bytes(activation * d.touches),
            exchanged: Data::bytes(activation * EXCHANGES),
        }
    }
}

/// Latent frames in tokens: 1 for an image.
fn latents(d: &Denoiser, frames: f64) -> f64 {
    if d.frames_per_latent > 0.0 {
        ((frames - 1.0) / d.frames_per_latent + d.latents_per_token) / d.latents_per_token
    } else {
        frames
    }
}

fn exchange(chip: &Chip, constants: &DiffusionConstants, work: &Work, n: f64) -> Time {
    if n <= 1.0 {
        return Time::ZERO;
    }
    let link: Bandwidth = constants.link_efficiency * chip.link;
    work.exchanged * ((n - 1.0) / n) / link
}

fn touch(constants: &DiffusionConstants, n: f64) -> Time {
    if n <= 1.0 {
        return constants.touch;
    }
    constants.touch + constants.touch_parallel + constants.touch_doubling * libm::log2(n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::ComputeRate;
    use proptest::prelude::*;

    const VIDEO: Denoiser = Denoiser {
        token_parameters: 1.25e9,
        layers: 30.0,
        width: 1536.0,
        touches: 195.0,
        attention_width: 46_080.0,
        patch_px: 16.0,
        frames_per_latent: 4.0,
        latents_per_token: 1.0,
        text_tokens: 512.0,
        joint: false,
        by_frame: false,
        passes: 2.0,
    };

    fn batch(picture: &Picture, n: f64, b: f64) -> Denoising {
        let chip = Chip {
            tdp: Power::w(700.0),
            peak: ComputeRate::tflops(989.0),
            bandwidth: Bandwidth::gb_per_s(3350.0),
            link: Bandwidth::gb_per_s(450.0),
            memory: Data::gb(80.0),
        };
        Denoising::new(
            &VIDEO,
            &chip,
            &crate::data::FIT_DIFFUSION_H100,
            picture,
            (n, b),
        )
    }

    fn energy(picture: &Picture, n: f64, b: f64) -> f64 {
        let (power, time) = batch(picture, n, b).power(None);
        (power * time).to_j() * n / b
    }

    #[test]
    fn wan_at_480p_has_the_tokens_of_its_latents() {
        // 52 x 30 patches of 16 pixels, 21 latent frames.
        let p = Picture {
            width: 832.0,
            height: 480.0,
            frames: 81.0,
            steps: 1.0,
        };
        assert!((latents(&VIDEO, 81.0) - 21.0).abs() < 1e-12);
        let flop = 2.0 * (2.0 * 1.25e9 * 32_760.0 + 4.0 * 46_080.0 * 32_760.0 * 33_272.0);
        assert!((batch(&p, 1.0, 1.0).compute().to_flop() / flop - 1.0).abs() < 1e-12);
    }

    #[test]
    fn two_latent_frames_in_a_token_round_up_to_a_whole() {
        let d = Denoiser {
            latents_per_token: 2.0,
            ..VIDEO
        };
        assert!((latents(&d, 81.0) - 11.0).abs() < 1e-12); // CogVideoX 1.5 pads 21 latents to 22
    }

    #[test]
    fn a_cap_below_the_floor_never_finishes() {
        let p = Picture {
            width: 832.0,
            height: 480.0,
            frames: 81.0,
            steps: 1.0,
        };
        assert!(
            batch(&p, 1.0, 1.0)
                .power(Some(Power::w(100.0)))
                .1
                .to_s()
                .is_infinite()
        );
    }

    proptest! {
        #[test]
        fn more_of_anything_takes_more_energy(side in 128.0..2048.0, f in 1.0..200.0, s in 1.0..100.0, n in 0_u32..4, more in 1.001..3.0) {
            let n = f64::from(1_u32 << n);
            let p = Picture { width: side, height: side, frames: f, steps: s };
            let base = energy(&p, n, 1.0);
            prop_assert!(base > 0.0);
            let larger = [
                Picture { width: side * more, ..p },
                Picture { frames: f * more, ..p },
                Picture { steps: s * more, ..p },
            ];
            for picture in larger {
                prop_assert!(energy(&picture, n, 1.0) > base);
            }
        }

        #[test]
        fn energy_has_no_jumps(side in 128.0..2048.0, f in 1.0..200.0, s in 1.0..100.0) {
            let p = Picture { width: side, height: side, frames: f, steps: s };
            let near = Picture { width: side * (1.0 + 1e-9), height: side, frames: f * (1.0 + 1e-9), steps: s * (1.0 + 1e-9) };
            prop_assert!((energy(&near, 1.0, 1.0) / energy(&p, 1.0, 1.0) - 1.0).abs() < 1e-7);
        }

        #[test]
        fn a_larger_batch_never_takes_more_per_picture(side in 128.0..2048.0, s in 1.0..100.0, b in 1.0..32.0, more in 1.01..4.0) {
            let p = Picture { width: side, height: side, frames: 1.0, steps: s };
            prop_assert!(energy(&p, 1.0, b * more) <= energy(&p, 1.0, b) * (1.0 + 1e-12));
        }

        #[test]
        fn power_is_between_floor_and_ceiling(side in 64.0..4096.0, s in 1.0..100.0, n in 0_u32..4, b in 1.0..32.0) {
            let p = Picture { width: side, height: side, frames: 1.0, steps: s };
            let (power, _) = batch(&p, f64::from(1_u32 << n), b).power(None);
            prop_assert!(power >= Power::w(120.0) && power <= Power::w(0.985 * 700.0));
        }
    }
}
