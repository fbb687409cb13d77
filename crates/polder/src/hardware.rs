//! Accelerators and servers: what the catalogue says, and the fitted constants that apply.

use crate::data::{
    self, Accelerator, Embodied, FIT_A100, FIT_B200, FIT_H100, FIT_SHARED, Fit, FitBasis,
    FitHardware, Param, Server, params,
};
use crate::document::{CustomAccelerator, Workload};
use crate::error::Error;
use crate::quantity::{Bandwidth, ComputeRate, Data, Power};
use crate::resolve::{At, Bounds, Resolver, unknown};
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
            let problem = format!(
                "and `{}` exclude each other: give one",
                at.path("custom_accelerator")
            );
            return Err(Error::Inconsistent {
                field: at.path(name),
                problem,
            });
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
        None => Err(Error::Inconsistent {
            field: format!("{path}.{name}"),
            problem: format!("is missing: a data sheet has it, in {unit}"),
        }),
    };
    let rate = |name: &str, value: Option<f64>| {
        let checked = value.map(|v| check(name, v, "TFLOP/s", 0.01, 1e6));
        Ok(checked.transpose()?.map(ComputeRate::tflops))
    };
    let tdp = need("tdp_w", own.tdp_w, "W", 1.0, 1e5)?;
    let link = own
        .link_gb_s
        .map(|v| check("link_gb_s", v, "GB/s", 0.01, 1e6));
    let idle = own.idle_w.map(|v| check("idle_w", v, "W", 0.0, tdp));
    Ok(Accelerator {
        id: CUSTOM,
        name: CUSTOM,
        aliases: &[],
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
    let host = stand_in(a).unwrap_or(&data::SERVERS[0]);
    let chip = a.tdp.unwrap_or(Power::ZERO);
    Server {
        id: CUSTOM,
        name: CUSTOM,
        aliases: &[],
        accelerator: CUSTOM,
        rated: server_input(chip, host),
        idle: None,
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
                .flat_map(|a| core::iter::once(a.id).chain(a.aliases.iter().copied())),
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
            .or_else(|| stand_in(accelerator))
            .ok_or_else(|| Error::Inconsistent {
                field: path.to_owned(),
                problem: format!("has no default for {}: name one", accelerator.id),
            })?,
    };
    if given.is_some() && found.accelerator != accelerator.id {
        let problem = format!(
            "is \"{}\", which holds {}, not {}",
            found.id, found.accelerator, accelerator.id
        );
        return Err(Error::Inconsistent {
            field: path.to_owned(),
            problem,
        });
    }
    r.name(path, found.id, given.is_some(), found.source);
    Ok(found)
}

/// The server of another chip of the same generation, for chips whose own is not in the catalogue.
fn stand_in(accelerator: &Accelerator) -> Option<&'static Server> {
    let like = match accelerator.fit {
        Fit::B200 => "hgx-b200-8",
        Fit::A100 => "hgx-a100-8",
        Fit::H100 | Fit::None => "hgx-h100-8",
    };
    data::server(like)
}

/// The chip at one precision.
pub(crate) fn chip(path: &str, a: &Accelerator, precision: Precision) -> Result<Chip, Error> {
    let lacking = |what: &str| Error::Inconsistent {
        field: path.to_owned(),
        problem: format!("is {}, whose {what} is not published", a.id),
    };
    Ok(Chip {
        tdp: a.tdp.ok_or_else(|| lacking("rated power"))?,
        peak: peak(a, precision).ok_or_else(|| lacking("peak FLOP rate"))?,
        bandwidth: a.bandwidth,
        // A chip without a published link is used alone, or over its host bus; the term is zero for one chip.
        link: a
            .link
            .unwrap_or(a.bandwidth * params::TRANSFER_LINK_SHARE.value()),
        memory: a.memory,
    })
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

/// Fitted constants for a chip, an architecture class and a precision; a transfer rule where nothing was fitted.
pub(crate) fn constants(
    a: &Accelerator,
    chip: &Chip,
    moe: bool,
    precision: Precision,
) -> Constants {
    let fitted = |f: &FitHardware| from_fit(f, a, moe, precision);
    match a.fit {
        Fit::H100 => fitted(&FIT_H100),
        Fit::B200 => fitted(&FIT_B200),
        Fit::A100 => fitted(&FIT_A100),
        Fit::None => transferred(chip),
    }
}

fn from_fit(f: &FitHardware, a: &Accelerator, moe: bool, precision: Precision) -> Constants {
    let class = precision.class(moe);
    let eight_bit = matches!(precision, Precision::Fp8 | Precision::Fp4);
    Constants {
        weight_efficiency: f.weight_efficiency,
        expert_efficiency: f.expert_efficiency[class],
        kv_efficiency: FIT_SHARED.kv_efficiency,
        compute_efficiency: if moe {
            f.compute_moe[class]
        } else {
            f.compute_dense[class.min(1)]
        },
        link_efficiency: FIT_SHARED.link_efficiency,
        step: FIT_SHARED.step,
        layer: f.layer,
        sequence: f.sequence,
        all_reduce: FIT_SHARED.all_reduce,
        moe_layer: FIT_SHARED.moe_layer,
        moe_token: FIT_SHARED.moe_token,
        hybrid_layer: FIT_SHARED.hybrid_layer,
        floor: a.floor.unwrap_or(f.floor),
        core: if moe { f.core_moe[class] } else { f.core_dense },
        kv: f.kv,
        prefill: f.prefill,
        comm: f.comm,
        host: f.host,
        byte: f.byte,
        flop: if eight_bit { f.flop8 } else { f.flop16 },
        ceiling: params::INFERENCE_CEILING.value(),
        cap_exponent: params::INFERENCE_CAP_EXPONENT.value(),
    }
}

/// Constants for hardware nobody measured: overheads of the H100, efficiencies and energies from rated power.
///
/// ```text
/// e_m = s_m (TDP − P0) / W      e_f = s_f (TDP − P0) / (r F)      P0 = s_0 TDP
/// ```
///
/// Source: `polder-judgement`; untested, so its answers carry the widest band (`inference.error.transfer`).
fn transferred(chip: &Chip) -> Constants {
    let floor = chip.tdp * params::TRANSFER_FLOOR_SHARE.value();
    let span = chip.tdp - floor;
    Constants {
        weight_efficiency: params::TRANSFER_WEIGHT_EFFICIENCY.value(),
        expert_efficiency: params::TRANSFER_WEIGHT_EFFICIENCY.value(),
        kv_efficiency: params::TRANSFER_WEIGHT_EFFICIENCY.value(),
        compute_efficiency: params::TRANSFER_COMPUTE_EFFICIENCY.value(),
        link_efficiency: FIT_SHARED.link_efficiency,
        step: FIT_SHARED.step,
        layer: FIT_H100.layer,
        sequence: FIT_H100.sequence,
        all_reduce: FIT_SHARED.all_reduce,
        moe_layer: FIT_SHARED.moe_layer,
        moe_token: FIT_SHARED.moe_token,
        hybrid_layer: FIT_SHARED.hybrid_layer,
        floor,
        core: Power::ZERO,
        kv: Power::ZERO,
        prefill: Power::ZERO,
        comm: Power::ZERO,
        host: Power::ZERO,
        byte: span * params::TRANSFER_MEMORY_SHARE.value() / chip.bandwidth,
        flop: span * params::TRANSFER_COMPUTE_SHARE.value()
            / (chip.peak * params::TRANSFER_REACHABLE_SHARE.value()),
        ceiling: params::INFERENCE_CEILING.value(),
        cap_exponent: params::INFERENCE_CAP_EXPONENT.value(),
    }
}

/// The error band of the inference model on this hardware.
pub(crate) fn inference_error(a: &Accelerator) -> Param<f64> {
    match a.fit_basis {
        FitBasis::Measured => params::INFERENCE_ERROR_MEASURED,
        FitBasis::SameGeneration => params::INFERENCE_ERROR_SAME_GENERATION,
        FitBasis::Transfer => params::INFERENCE_ERROR_TRANSFER,
    }
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

/// Input of an idle server, per accelerator: as measured, else the idle chip and the host's own power at the wall.
pub(crate) fn idle_per_accelerator(s: &Server, a: &Accelerator) -> Power {
    let chip = a.idle.or(a.floor).unwrap_or(Power::ZERO);
    let own = (chip + Power::w(s.host_w.value)) / params::PSU_EFFICIENCY.value();
    s.idle.map_or(own, |idle| idle / f64::from(s.accelerators))
}
