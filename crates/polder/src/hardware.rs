//! Accelerators and servers: what the catalogue says, and the fitted constants that apply.

use crate::data::{
    self, Accelerator, Aliases, Embodied, FIT_A100, FIT_B200, FIT_H100, FIT_SHARED, Fit, FitBasis,
    FitHardware, FitShared, Param, Server, params,
};
use crate::document::{CustomAccelerator, Workload};
use crate::error::Error;
use crate::quantity::{Bandwidth, ComputeRate, Data, Power};
use crate::resolve::{At, Bounds, Resolver, unknown};
use crate::uncertain::Handle;
use crate::workload::{Chip, Constants, Precision};

/// What serves when nobody says.
const DEFAULT_ACCELERATOR: &str = "h100-sxm";
/// Id of an accelerator of the user's own, and of the server it stands in.
const CUSTOM: &str = "custom";

/// The accelerator and the server of a workload: named, of the site, or the user's own.
pub(crate) fn machine(
    r: &mut Resolver,
    w: &Workload,
    at: At,
    fallback: (Option<&str>, Option<&str>),
) -> Result<(Accelerator, Server), Error> {
    let path = at.path("accelerator");
    if let Some(own) = &w.custom_accelerator {
        let others = [("accelerator", &w.accelerator), ("server", &w.server)];
        if let Some((name, _)) = others.iter().find(|(_, given)| given.is_some()) {
            let (field, other) = (at.path(name), at.path("custom_accelerator"));
            return Err(Error::exclusive(&field, &other));
        }
        let accelerator = custom_accelerator(&at.path("custom_accelerator"), own)?;
        r.name(&path, CUSTOM, true, "custom_accelerator");
        return Ok((accelerator, custom_server(&accelerator)));
    }
    let given = w.accelerator.as_deref().or(fallback.0);
    let accelerator = accelerator(r, &path, given, DEFAULT_ACCELERATOR)?;
    let given = w.server.as_deref().or(fallback.1);
    Ok((
        *accelerator,
        *server(r, &at.path("server"), given, accelerator)?,
    ))
}

/// An accelerator from numbers of its data sheet: nothing is fitted, so the transfer rule serves it.
fn custom_accelerator(path: &str, own: &CustomAccelerator) -> Result<Accelerator, Error> {
    let check = |name: &str, value: f64, unit, low, high| {
        let bounds = Bounds {
            unit,
            scale: 1.0,
            low,
            high,
        };
        bounds.check(&format!("{path}.{name}"), value)
    };
    let need = |name: &str, value: Option<f64>, unit, low, high| match value {
        Some(value) => check(name, value, unit, low, high),
        None => Err(Error::inconsistent(
            format!("{path}.{name}"),
            format!("is missing: a data sheet has it, in {unit}"),
        )),
    };
    let rate = |name: &str, value: Option<f64>| {
        let checked = value.map(|v| check(name, v, "TFLOP/s", 0.01, 1e6));
        Ok::<_, Error>(checked.transpose()?.map(ComputeRate::tflops))
    };
    let tdp = need("tdp_w", own.tdp_w, "W", 1.0, 1e5)?;
    let link = own
        .link_gb_s
        .map(|v| check("link_gb_s", v, "GB/s", 0.01, 1e6));
    let idle = own.idle_w.map(|v| check("idle_w", v, "W", 0.0, tdp));
    Ok(Accelerator {
        id: CUSTOM,
        name: CUSTOM,
        aliases: Aliases::NONE,
        vendor: "",
        year: 0,
        form: "",
        tdp: Some(Power::w(tdp)),
        bf16: Some(ComputeRate::tflops(need(
            "bf16_tflops",
            own.bf16_tflops,
            "TFLOP/s",
            0.01,
            1e6,
        )?)),
        fp8: rate("fp8_tflops", own.fp8_tflops)?,
        fp4: rate("fp4_tflops", own.fp4_tflops)?,
        int8: None,
        memory: Data::gb(need("memory_gb", own.memory_gb, "GB", 0.1, 1e6)?),
        bandwidth: Bandwidth::gb_per_s(need(
            "bandwidth_gb_s",
            own.bandwidth_gb_s,
            "GB/s",
            0.1,
            1e7,
        )?),
        link: link.transpose()?.map(Bandwidth::gb_per_s),
        die_mm2: None,
        floor: Some(Power::w(tdp) * params::TRANSFER_FLOOR_SHARE.value()),
        idle: idle.transpose()?.map(Power::w),
        fit: Fit::None,
        fit_basis: FitBasis::Transfer,
        basis: "reported",
        source: "document",
        locator: "custom_accelerator",
        note: "",
    })
}

/// A server of eight such accelerators, with the host of the H100's: nobody says more.
fn custom_server(a: &Accelerator) -> Server {
    let host = data::server("hgx-h100-8").unwrap_or(&data::SERVERS[0]);
    let chip = a.tdp.unwrap_or(Power::ZERO);
    Server {
        id: CUSTOM,
        name: CUSTOM,
        aliases: Aliases::NONE,
        accelerator: CUSTOM,
        rated: server_input(chip, host),
        idle: a.idle.map(|chip| {
            (chip + Power::w(host.host_w.value)) * f64::from(host.accelerators)
                / params::PSU_EFFICIENCY.value()
        }),
        training_w: None,
        rack_kw: None,
        ..*host
    }
}

/// Finds an accelerator by id or alias.
pub(crate) fn accelerator(
    r: &mut Resolver,
    path: &str,
    given: Option<&str>,
    default: &str,
) -> Result<&'static Accelerator, Error> {
    let name = given.unwrap_or(default);
    let found = data::accelerator(name).ok_or_else(|| {
        unknown(
            path,
            name,
            "accelerator",
            data::ACCELERATORS
                .iter()
                .flat_map(|a| core::iter::once(a.id).chain(a.aliases.iter())),
        )
    })?;
    r.name(path, found.id, given.is_some(), found.source);
    Ok(found)
}

/// Finds a server by id, or the first in the catalogue that holds this accelerator.
pub(crate) fn server(
    r: &mut Resolver,
    path: &str,
    given: Option<&str>,
    accelerator: &Accelerator,
) -> Result<&'static Server, Error> {
    let found = match given {
        Some(name) => data::server(name)
            .ok_or_else(|| unknown(path, name, "server", data::SERVERS.iter().map(|s| s.id)))?,
        None => data::SERVERS
            .iter()
            .find(|s| s.accelerator == accelerator.id)
            .ok_or_else(|| {
                Error::inconsistent(
                    path,
                    format!("has no default for {}: name one", accelerator.id),
                )
            })?,
    };
    if given.is_some() && found.accelerator != accelerator.id {
        let problem = format!(
            "is \"{}\", which holds {}, not {}",
            found.id, found.accelerator, accelerator.id
        );
        return Err(Error::inconsistent(path, problem));
    }
    r.name(path, found.id, given.is_some(), found.source);
    Ok(found)
}

/// The chip at one precision.
pub(crate) fn chip(path: &str, a: &Accelerator, precision: Precision) -> Result<Chip, Error> {
    Chip::at(a, precision).map_err(|what| {
        Error::inconsistent(path, format!("is {}, whose {what} is not published", a.id))
    })
}

impl Chip {
    /// An accelerator at one precision.
    ///
    /// # Errors
    ///
    /// What its data sheet does not say.
    pub fn at(a: &Accelerator, precision: Precision) -> Result<Self, &'static str> {
        Ok(Self {
            tdp: a.tdp.ok_or("rated power")?,
            peak: peak(a, precision).ok_or("peak FLOP rate")?,
            bandwidth: a.bandwidth,
            // A chip without a published link is used alone, or over its host bus; the term is zero for one chip.
            link: a
                .link
                .unwrap_or(a.bandwidth * params::TRANSFER_LINK_SHARE.value()),
            memory: a.memory,
        })
    }
}

/// Dense peak at a precision: the widest narrower-or-equal format the chip has. Weight-only formats compute in bf16.
pub(crate) fn peak(a: &Accelerator, precision: Precision) -> Option<ComputeRate> {
    match precision {
        Precision::Bf16 | Precision::Int8 | Precision::Int4 => a.bf16,
        Precision::Fp8 => a.fp8.or(a.bf16),
        Precision::Fp4 => a.fp4.or(a.fp8).or(a.bf16),
        // The fit of mxfp4 is relative to the 8-bit peak where the chip computes in 4 bits, else to 16 bits.
        Precision::Mxfp4 => a.fp4.and(a.fp8).or(a.bf16),
    }
}

/// Fitted constants for a chip, a class of architecture and a precision.
///
/// Efficiencies and powers are shares of the data sheet and hold for all chips. Only the host time of a layer was fitted
/// per chip; another chip takes the shared one, and a floor in proportion to its rated power.
pub(crate) fn constants(
    a: &Accelerator,
    chip: &Chip,
    moe: bool,
    precision: Precision,
) -> Constants {
    let fitted = match a.fit {
        Fit::H100 => Some(&FIT_H100),
        Fit::B200 => Some(&FIT_B200),
        Fit::A100 => Some(&FIT_A100),
        Fit::None => None,
    };
    let hardware = FitHardware {
        layer: fitted.map_or(FIT_SHARED.layer, |f| f.layer),
        floor: a.floor.unwrap_or_else(|| {
            fitted.map_or(chip.tdp * params::TRANSFER_FLOOR_SHARE.value(), |f| f.floor)
        }),
    };
    let eight_bit = matches!(precision, Precision::Fp8 | Precision::Fp4) && a.fp8.is_some();
    FIT_SHARED.constants(
        &hardware,
        chip,
        moe,
        eight_bit,
        params::INFERENCE_CEILING.value(),
    )
}

impl FitShared {
    /// The constants of one chip; `eight_bit` where it computes in 8 bits or fewer.
    ///
    /// ```text
    /// P_busy = p (TDP - P_0)      e_f = q (TDP - P_0) / F
    /// ```
    ///
    /// | symbol | meaning | unit |
    /// |---|---|---|
    /// | p, q | [`FitShared::busy`] (times [`FitShared::busy_moe`]), [`FitShared::compute`] | 1 |
    /// | `P_0`, TDP, F | floor, rated power, dense peak | W, W, FLOP/s |
    ///
    /// Source: `polder-fit-2026`, docs/fit.md.
    pub fn constants(
        &self,
        hardware: &FitHardware,
        chip: &Chip,
        moe: bool,
        eight_bit: bool,
        ceiling: f64,
    ) -> Constants {
        let span = chip.tdp - hardware.floor;
        Constants {
            memory_efficiency: self.memory_efficiency,
            expert_efficiency: self.expert_efficiency,
            compute_efficiency: self.compute_efficiency
                * if eight_bit { self.eight_bit } else { 1.0 },
            step: self.step,
            layer: hardware.layer,
            sequence: self.sequence,
            all_reduce: self.all_reduce,
            dispatch: self.dispatch,
            block_rows: if eight_bit { self.block_rows } else { 0.0 },
            sampling: 0.0,
            prompt_steps: 0.0,
            floor: hardware.floor,
            busy: span * self.busy * if moe { self.busy_moe } else { 1.0 },
            flop: span * self.compute / chip.peak,
            ceiling,
            cap_exponent: params::INFERENCE_CAP_EXPONENT.value(),
        }
    }
}

/// The error band of the inference model on this hardware, for a dense model or a mixture of experts.
pub(crate) fn inference_error(a: &Accelerator, moe: bool) -> Param<f64> {
    match (a.fit_basis, a.fit, moe) {
        (FitBasis::Measured, Fit::H100, false) => params::INFERENCE_ERROR_H100_DENSE,
        (FitBasis::Measured, Fit::H100, true) => params::INFERENCE_ERROR_H100_MOE,
        (FitBasis::Measured, Fit::B200, false) => params::INFERENCE_ERROR_B200_DENSE,
        (FitBasis::Measured, Fit::B200, true) => params::INFERENCE_ERROR_B200_MOE,
        (FitBasis::Measured, ..) => params::INFERENCE_ERROR_A100,
        (FitBasis::SameGeneration, ..) => params::INFERENCE_ERROR_SAME_GENERATION,
        (FitBasis::Transfer, ..) if is_volta(a) => params::INFERENCE_ERROR_V100,
        (FitBasis::Transfer, ..) => params::INFERENCE_ERROR_TRANSFER,
    }
}

/// Whether runs on a V100 speak for it.
fn is_volta(a: &Accelerator) -> bool {
    a.id.starts_with("v100")
}

/// The error band of accelerator power on this hardware.
pub(crate) fn power_error(a: &Accelerator) -> Param<f64> {
    match a.fit_basis {
        FitBasis::Measured | FitBasis::SameGeneration => params::INFERENCE_POWER_ERROR,
        FitBasis::Transfer => params::INFERENCE_POWER_ERROR_TRANSFER,
    }
}

/// The serving stacks and their factors on energy, as measured on this accelerator, else on a newer one.
pub(crate) fn stacks(a: &Accelerator) -> [(&'static str, Param<f64>); 6] {
    let vllm_0_5 = if matches!(a.fit, Fit::A100) {
        params::STACK_VLLM_0_5_A100
    } else {
        params::STACK_VLLM_0_5
    };
    [
        ("vllm-0.11", params::STACK_VLLM_0_11),
        ("vllm-0.5", vllm_0_5),
        ("vllm-0.5-greedy", vllm_0_5),
        (
            "hf-batch-1",
            if is_volta(a) {
                params::STACK_HF_BATCH_1_V100
            } else {
                params::STACK_HF_BATCH_1
            },
        ),
        ("hf-batch-8", params::STACK_HF_BATCH_8),
        ("trt-llm", params::STACK_TRT_LLM),
    ]
}

/// Embodied carbon of one accelerator, the chosen row.
pub(crate) fn embodied(a: &Accelerator) -> Option<&'static Embodied> {
    data::EMBODIED.iter().find(|e| e.accelerator == a.id)
}

/// Embodied carbon of an accelerator that has no row of its own.
pub(crate) fn any_card() -> data::Cell {
    let row = params::EMBODIED_CARD_KG.row;
    data::Cell {
        value: row.value,
        low: row.low,
        high: row.high,
    }
}

/// Rated input of a server. Where none is published: rated power of its chips, the most its host draws, and the
/// loss of its power supplies.
pub(crate) fn rated(s: &Server) -> Power {
    if s.rated > Power::ZERO {
        return s.rated;
    }
    let chip = data::accelerator(s.accelerator)
        .and_then(|a| a.tdp)
        .unwrap_or(Power::ZERO);
    server_input(chip, s)
}

/// Rated input of the server `s` with chips of this power.
fn server_input(chip: Power, s: &Server) -> Power {
    (chip + Power::w(s.host_w.high)) * f64::from(s.accelerators) / params::PSU_EFFICIENCY.value()
}

/// Rated input of a server, per accelerator.
pub(crate) fn rated_per_accelerator(s: &Server) -> Power {
    rated(s) / f64::from(s.accelerators)
}

/// Installed power per accelerator: rated input of its server and its part of the network.
pub(crate) fn installed_per_accelerator(s: &Server) -> Power {
    rated_per_accelerator(s) * (1.0 + params::INFERENCE_NETWORK_SHARE.value())
}

/// Power of a server beside its accelerators, for each of them.
pub(crate) fn host(r: &mut Resolver, at: At, s: &Server) -> Handle<Power> {
    let origin = format!("servers.csv {}", s.id);
    r.cell(&at.slot("server.host_w"), s.host_w, ("W", 1.0), origin)
}

/// Input of a server that waits, over its rated input: as measured, else the share of measured servers.
pub(crate) fn idle_share(r: &mut Resolver, at: At, s: &Server) -> Handle<f64> {
    const SPREAD: f64 = 0.1;
    let role = at.slot("server.idle_share");
    let Some(idle) = s.idle else {
        return r.role(&role, params::SERVER_IDLE_SHARE);
    };
    let value = idle / rated(s);
    let cell = data::Cell {
        value,
        low: value * (1.0 - SPREAD),
        high: value * (1.0 + SPREAD),
    };
    r.cell(
        &role,
        cell,
        ("1", 1.0),
        format!("servers.csv {} idle_w", s.id),
    )
}
