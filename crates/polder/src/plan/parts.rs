//! The parts of a site: load, power chain, cooling, ground, water.

use crate::data::{Accelerator, Server, params};
use crate::document::{Facility, Site};
use crate::error::Error;
use crate::estimate::{Serving, TrainingRun};
use crate::facility::{
    Chain, Chiller, FreeAir, Part, Path, Plant, Redundancy, Rejection, ThreeTerm, WaterLoop,
};
use crate::hardware;
use crate::land::{Areas, Layout, areas};
use crate::quantity::{
    Area, AreaPerPower, Energy, Power, Pressure, Temperature, Warming, Water, WaterIntensity,
};
use crate::resolve::{At, Bounds, Field, Resolver, Status};
use crate::uncertain::{Draw, Handle};

/// What the IT does through the day.
#[derive(Debug)]
pub(super) struct Load {
    work: Vec<Work>,
    /// Mean busy share, or mean power over installed power.
    mean: Handle<f64>,
    /// Load of each hour over its mean.
    shape: [f64; 24],
    /// Rated and idle input per accelerator; none when `mean` is the power itself.
    accelerator: Option<(Power, Power)>,
}

#[derive(Debug)]
struct Work {
    share: f64,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Serving(Box<Serving>),
    Training(Box<TrainingRun>),
}

/// Load in one draw.
#[derive(Clone, Copy, Debug)]
pub(super) struct State {
    /// IT power over installed power, by hour.
    pub(super) shares: [f64; 24],
    /// The same with everything busy.
    pub(super) peak: f64,
    /// Input of a busy server per accelerator.
    pub(super) busy: Power,
    /// Output tokens per second and accelerator, idle hours counted.
    pub(super) tokens_per_accelerator_s: f64,
}

impl Load {
    pub(super) fn resolve(
        r: &mut Resolver,
        d: &Site,
        machines: Option<(&Accelerator, &Server)>,
    ) -> Result<Self, Error> {
        let training = d
            .work
            .first()
            .is_some_and(|w| w.kind.as_deref() == Some("training"));
        let profile = if training || machines.is_none() {
            "flat"
        } else {
            "inference-diurnal"
        };
        let profiles = [
            ("flat", 0.0),
            ("inference-diurnal", params::LOAD_SWING.value()),
        ];
        let swing = r.choice(
            "facility.load_profile",
            "load profile",
            d.facility.load_profile.as_deref(),
            profile,
            &profiles,
        )?;
        let shape = core::array::from_fn(|h| diurnal(swing, h));
        if let Some(share) = &d.hardware.load_share {
            let mean = r.given(
                &Field::new("hardware.load_share"),
                share,
                Bounds::plain(0.01, 1.0),
            )?;
            let work = work(r, d)?;
            return Ok(Self {
                work,
                mean,
                shape,
                accelerator: None,
            });
        }
        let Some((accelerator, server)) = machines else {
            let problem = "is missing: without accelerators, say how much of the installed power is drawn on average".into();
            return Err(Error::Inconsistent {
                field: "hardware.load_share".into(),
                problem,
            });
        };
        if d.work.is_empty() {
            let problem =
                "is empty: say what the accelerators do, or give `hardware.load_share`".into();
            return Err(Error::Inconsistent {
                field: "work".into(),
                problem,
            });
        }
        let mean = if training {
            params::LOAD_TRAINING_MEAN_SHARE
        } else {
            params::LOAD_INFERENCE_MEAN_SHARE
        };
        let rated = hardware::rated_per_accelerator(server);
        let idle = hardware::idle_per_accelerator(server, accelerator).min(rated);
        Ok(Self {
            work: work(r, d)?,
            mean: r.role("load.mean_share", mean),
            shape,
            accelerator: Some((rated, idle)),
        })
    }

    /// Whether any work gives output tokens.
    pub(super) fn serves(&self) -> bool {
        self.accelerator.is_some() && self.work.iter().any(|w| matches!(w.kind, Kind::Serving(_)))
    }

    /// Whether the power of a busy server follows from work.
    pub(super) fn works(&self) -> bool {
        self.accelerator.is_some() && !self.work.is_empty()
    }

    pub(super) fn at(&self, draw: &Draw) -> State {
        let mean = draw.get(self.mean);
        // A day that is busy on average cannot swing far: the swing gives way, so that the mean holds.
        let top = self.shape.iter().copied().fold(1.0, f64::max) - 1.0;
        let room = if top > 0.0 {
            ((1.0 / mean - 1.0) / top).min(1.0)
        } else {
            1.0
        };
        let busy_shares = self
            .shape
            .map(|s| (mean * (1.0 + room * (s - 1.0))).min(1.0));
        let (mut busy, mut rate) = (Power::ZERO, 0.0);
        for w in &self.work {
            match &w.kind {
                Kind::Serving(s) => {
                    let serve = s.at(draw);
                    busy += serve.server * w.share;
                    rate += serve.tokens_per_s / s.replica * w.share;
                }
                Kind::Training(t) => busy += t.power_at(draw) * w.share,
            }
        }
        let Some((rated, idle)) = self.accelerator else {
            return State {
                shares: busy_shares,
                peak: 1.0,
                busy,
                tokens_per_accelerator_s: 0.0,
            };
        };
        let busy = busy.min(rated).max(idle);
        State {
            shares: busy_shares.map(|b| (idle + (busy - idle) * b) / rated),
            peak: busy / rated,
            busy,
            tokens_per_accelerator_s: rate * busy_shares.iter().sum::<f64>() / 24.0,
        }
    }
}

/// A day that is highest at 15 h and lowest at 3 h.
fn diurnal(swing: f64, hour: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "0 ..= 23")]
    let angle = core::f64::consts::TAU * (hour as f64 - 15.0) / 24.0;
    1.0 + swing * libm::cos(angle)
}

fn work(r: &mut Resolver, d: &Site) -> Result<Vec<Work>, Error> {
    if d.work.len() > 1 {
        // Slots, busy share and energy per token are those of one kind of work: a mixture would be answered wrongly.
        return Err(Error::Inconsistent {
            field: "work[1]".into(),
            problem:
                "is a second piece of work: mixtures are not modelled yet, plan each on its own"
                    .into(),
        });
    }
    let rest = 1.0 - d.work.iter().filter_map(|w| w.share).sum::<f64>();
    let open = d.work.iter().filter(|w| w.share.is_none()).count();
    if rest < -1e-9 || (open == 0 && !d.work.is_empty() && rest > 1e-9) {
        return Err(Error::Inconsistent {
            field: "work[].share".into(),
            problem: format!("sums to {}, should be 1", 1.0 - rest),
        });
    }
    let fallback = (
        d.hardware.accelerator.as_deref(),
        d.hardware.server.as_deref(),
    );
    let mut all = Vec::new();
    for (i, w) in d.work.iter().enumerate() {
        let at = At::Work(i);
        let kinds = [("inference", false), ("training", true)];
        #[expect(clippy::cast_precision_loss, reason = "at most 16")]
        let share = Bounds::plain(0.0, 1.0)
            .check(&at.path("share"), w.share.unwrap_or(rest / open as f64))?;
        r.record(
            &at.path("share"),
            share.into(),
            None,
            if w.share.is_some() {
                Status::Given
            } else {
                Status::Derived
            },
            "what is left, evenly",
        );
        let training = r.choice(
            &at.path("kind"),
            "kind of work",
            w.kind.as_deref(),
            "inference",
            &kinds,
        )?;
        let kind = if training {
            Kind::Training(Box::new(TrainingRun::resolve(r, w, at, fallback)?))
        } else {
            Kind::Serving(Box::new(Serving::resolve(r, w, at, fallback)?))
        };
        all.push(Work { share, kind });
    }
    Ok(all)
}

/// The power chain.
#[derive(Debug)]
pub(super) struct Electrical {
    ups: [Handle<f64>; 3],
    redundancy: Redundancy,
    modules: Handle<f64>,
    transformer: [Handle<f64>; 2],
    transformer_margin: Handle<f64>,
    distribution: Handle<f64>,
    other: Handle<f64>,
    pub(super) power_factor: Handle<f64>,
    pub(super) margin: Handle<f64>,
}

impl Electrical {
    pub(super) fn resolve(
        r: &mut Resolver,
        f: &Facility,
        redundancy: Redundancy,
    ) -> Result<Self, Error> {
        let types = [
            (
                "double-conversion",
                [
                    params::UPS_DOUBLE_CONVERSION_NO_LOAD,
                    params::UPS_DOUBLE_CONVERSION_LINEAR,
                    params::UPS_DOUBLE_CONVERSION_SQUARE,
                ],
            ),
            (
                "eco-mode",
                [
                    params::UPS_ECO_MODE_NO_LOAD,
                    params::UPS_ECO_MODE_LINEAR,
                    params::UPS_ECO_MODE_SQUARE,
                ],
            ),
            (
                "legacy",
                [
                    params::UPS_LEGACY_NO_LOAD,
                    params::UPS_LEGACY_LINEAR,
                    params::UPS_LEGACY_SQUARE,
                ],
            ),
            (
                "rack-battery",
                [
                    params::UPS_RACK_BATTERY_NO_LOAD,
                    params::UPS_RACK_BATTERY_LINEAR,
                    params::UPS_RACK_BATTERY_SQUARE,
                ],
            ),
            (
                "none",
                [
                    params::UPS_NONE_NO_LOAD,
                    params::UPS_NONE_LINEAR,
                    params::UPS_NONE_SQUARE,
                ],
            ),
        ];
        let [a, b, c] = r.choice(
            "facility.ups",
            "UPS",
            f.ups.as_deref(),
            "double-conversion",
            &types,
        )?;
        Ok(Self {
            ups: [
                r.role("ups.no_load", a),
                r.role("ups.linear", b),
                r.role("ups.square", c),
            ],
            redundancy,
            modules: r.param(params::REDUNDANCY_MODULES),
            transformer: [
                r.param(params::TRANSFORMER_NO_LOAD),
                r.param(params::TRANSFORMER_LOAD),
            ],
            transformer_margin: r.param(params::TRANSFORMER_MARGIN),
            distribution: r.param(params::DISTRIBUTION_LOSS),
            other: r.param(params::OTHER_SHARE),
            power_factor: r.param(params::POWER_FACTOR),
            margin: r.param(params::TRANSPORT_MARGIN),
        })
    }

    pub(super) fn at(&self, draw: &Draw, installed: Power) -> Chain {
        let [no_load, linear, square] = self.ups.map(|h| draw.get(h));
        let [fixed, copper] = self.transformer.map(|h| draw.get(h));
        let capacity = self.redundancy.capacity(draw.get(self.modules));
        Chain {
            installed,
            ups: ThreeTerm {
                no_load,
                linear,
                square,
            },
            ups_capacity: capacity,
            transformer: ThreeTerm {
                no_load: fixed,
                linear: 0.0,
                square: copper,
            },
            transformer_capacity: capacity * draw.get(self.transformer_margin),
            distribution: draw.get(self.distribution),
            other: draw.get(self.other),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Technology {
    ColdPlate,
    Economiser,
    FreeAir,
}

/// The cooling plant.
#[derive(Debug)]
pub(super) struct Cooling {
    technology: Technology,
    inlet: Handle<Temperature>,
    allowable: Handle<Temperature>,
    heat_capacity: Handle<f64>,
    fan_efficiency: Handle<f64>,
    air_delta: Handle<Warming>,
    air_pressure: Handle<Pressure>,
    hall_pressure: Handle<Pressure>,
    effectiveness: Handle<f64>,
    capture: Handle<f64>,
    warm_supply: Handle<Temperature>,
    warm_delta: Handle<Warming>,
    dry_approach: Handle<Warming>,
    dry_fan: Handle<f64>,
    pump: Handle<f64>,
    tower_approach: Handle<Warming>,
    exchanger: Handle<Warming>,
    tower_fan: Handle<f64>,
    latent: Handle<f64>,
    carnot: Handle<f64>,
    evaporator: Handle<Warming>,
    condenser: Handle<Warming>,
    cop_max: Handle<f64>,
    supply_approach: Handle<Warming>,
    loop_delta: Handle<Warming>,
    minimum_flow: Handle<f64>,
}

impl Cooling {
    pub(super) fn resolve(r: &mut Resolver, f: &Facility) -> Result<Self, Error> {
        let choices = [
            ("cold-plate", Technology::ColdPlate),
            ("economiser-chiller", Technology::Economiser),
            ("free-air", Technology::FreeAir),
        ];
        let technology = r.choice(
            "facility.cooling",
            "cooling",
            f.cooling.as_deref(),
            "cold-plate",
            &choices,
        )?;
        let condenser = if technology == Technology::Economiser {
            params::CHILLER_CONDENSER_WATER_K
        } else {
            params::CHILLER_CONDENSER_AIR_K
        };
        let inlet = Bounds {
            unit: "degC",
            scale: 1.0,
            low: 15.0,
            high: 40.0,
        };
        Ok(Self {
            technology,
            inlet: r.number(
                &Field::new("facility.inlet_c"),
                f.inlet_c,
                inlet,
                params::INLET_DEFAULT_C,
            )?,
            allowable: r.param(params::INLET_ALLOWABLE_C),
            heat_capacity: r.param(params::AIR_HEAT_CAPACITY),
            fan_efficiency: r.param(params::AIR_FAN_EFFICIENCY),
            air_delta: r.param(params::AIR_DELTA_K),
            air_pressure: r.param(params::AIR_PRESSURE_PA),
            hall_pressure: r.param(params::CRAH_PRESSURE_PA),
            effectiveness: r.param(params::FREE_AIR_EFFECTIVENESS),
            capture: r.param(params::COLD_PLATE_CAPTURE),
            warm_supply: r.param(params::COLD_PLATE_SUPPLY_C),
            warm_delta: r.param(params::COLD_PLATE_DELTA_K),
            dry_approach: r.param(params::DRY_COOLER_APPROACH_K),
            dry_fan: r.param(params::DRY_COOLER_FAN_SHARE),
            pump: r.param(params::PUMP_SHARE),
            tower_approach: r.param(params::TOWER_APPROACH_K),
            exchanger: r.param(params::HEAT_EXCHANGER_APPROACH_K),
            tower_fan: r.param(params::TOWER_FAN_SHARE),
            latent: r.param(params::TOWER_LATENT_SHARE),
            carnot: r.param(params::CHILLER_CARNOT),
            evaporator: r.param(params::CHILLER_EVAPORATOR_K),
            condenser: r.role("chiller.condenser", condenser),
            cop_max: r.param(params::CHILLER_COP_MAX),
            supply_approach: r.param(params::WATER_LOOP_SUPPLY_APPROACH_K),
            loop_delta: r.param(params::WATER_LOOP_DELTA_K),
            minimum_flow: r.param(params::FAN_MINIMUM_FLOW),
        })
    }

    pub(super) fn at(&self, draw: &Draw) -> Plant {
        let cool = draw.get(self.inlet).minus(draw.get(self.supply_approach));
        let hall_fan = self.fans(draw, self.hall_pressure);
        match self.technology {
            Technology::ColdPlate => {
                let liquid = draw.get(self.capture);
                let warm =
                    self.dry_loop(draw, draw.get(self.warm_supply), draw.get(self.warm_delta));
                let air = self.dry_loop(draw, cool, draw.get(self.loop_delta));
                Plant {
                    parts: [
                        Some(Part {
                            share: liquid,
                            hall_fan: 0.0,
                            path: Path::Water(warm),
                        }),
                        Some(Part {
                            share: 1.0 - liquid,
                            hall_fan,
                            path: Path::Water(air),
                        }),
                    ],
                }
            }
            Technology::Economiser => {
                let rejection = Rejection::Tower {
                    approach: draw.get(self.tower_approach),
                    exchanger: draw.get(self.exchanger),
                    latent: draw.get(self.latent),
                };
                let fan = draw.get(self.tower_fan);
                let water = WaterLoop {
                    fan,
                    rejection,
                    ..self.dry_loop(draw, cool, draw.get(self.loop_delta))
                };
                Plant {
                    parts: [
                        Some(Part {
                            share: 1.0,
                            hall_fan,
                            path: Path::Water(water),
                        }),
                        None,
                    ],
                }
            }
            Technology::FreeAir => {
                let inlet = draw.get(self.inlet);
                let air = FreeAir {
                    inlet,
                    allowable: inlet.max(draw.get(self.allowable)),
                    delta: draw.get(self.air_delta),
                    fan: self.fans(draw, self.air_pressure),
                    effectiveness: draw.get(self.effectiveness),
                    chiller: self.chiller(draw),
                };
                Plant {
                    parts: [
                        Some(Part {
                            share: 1.0,
                            hall_fan: 0.0,
                            path: Path::FreeAir(air),
                        }),
                        None,
                    ],
                }
            }
        }
    }

    fn fans(&self, draw: &Draw, pressure: Handle<Pressure>) -> f64 {
        Plant::fan_share(
            draw.get(pressure),
            draw.get(self.heat_capacity),
            draw.get(self.air_delta),
            draw.get(self.fan_efficiency),
        )
    }

    fn dry_loop(&self, draw: &Draw, supply: Temperature, delta: Warming) -> WaterLoop {
        WaterLoop {
            supply,
            delta,
            pump: draw.get(self.pump),
            fan: draw.get(self.dry_fan),
            minimum_flow: draw.get(self.minimum_flow),
            rejection: Rejection::Dry {
                approach: draw.get(self.dry_approach),
            },
            chiller: self.chiller(draw),
        }
    }

    fn chiller(&self, draw: &Draw) -> Chiller {
        Chiller {
            carnot: draw.get(self.carnot),
            evaporator: draw.get(self.evaporator),
            condenser: draw.get(self.condenser),
            cop_max: draw.get(self.cop_max),
        }
    }
}

/// Floors and ground.
#[derive(Debug)]
pub(super) struct Ground {
    rack: Handle<Power>,
    per_rack: Handle<Area>,
    grey: Handle<AreaPerPower>,
    support: Handle<f64>,
    storeys: Handle<f64>,
    coverage: Handle<f64>,
    error: Handle<f64>,
}

impl Ground {
    pub(super) fn resolve(
        r: &mut Resolver,
        d: &Site,
        server: Option<&Server>,
    ) -> Result<Self, Error> {
        let layouts = [
            ("campus", params::COVERAGE_CAMPUS),
            ("compact", params::COVERAGE_COMPACT),
            ("urban", params::COVERAGE_URBAN),
        ];
        let coverage = r.choice(
            "land.layout",
            "layout",
            d.land.layout.as_deref(),
            "compact",
            &layouts,
        )?;
        let kw = Bounds {
            unit: "kW",
            scale: 1e3,
            low: 1.0,
            high: 1000.0,
        };
        let rack = Field::new("facility.rack_kw");
        let rack = match (d.facility.rack_kw, server.and_then(|s| s.rack_kw)) {
            (None, Some(each)) => r.derived(&rack.path, each, ("kW", 1e3), "servers.csv rack_kw"),
            (given, _) => r.number(&rack, given, kw, params::RACK_DEFAULT_KW)?,
        };
        Ok(Self {
            rack,
            per_rack: r.param(params::RACK_AREA_M2),
            grey: r.param(params::GREY_AREA_M2_PER_MW),
            support: r.param(params::SUPPORT_SHARE),
            storeys: r.number(
                &Field::new("land.storeys"),
                d.land.storeys,
                Bounds::plain(1.0, 20.0),
                params::STOREYS_DEFAULT,
            )?,
            coverage: r.role("coverage", coverage),
            error: r.param(params::LAND_ERROR),
        })
    }

    pub(super) fn at(&self, draw: &Draw, installed: Power) -> Areas {
        areas(&Layout {
            it: installed,
            rack: draw.get(self.rack),
            per_rack: draw.get(self.per_rack),
            grey: draw.get(self.grey),
            support: draw.get(self.support),
            storeys: draw.get(self.storeys),
            coverage: draw.get(self.coverage).min(1.0),
            error: draw.get(self.error),
        })
    }
}

/// Water on site.
#[derive(Debug)]
pub(super) struct WaterUse {
    latent: Handle<WaterIntensity>,
    cycles: Handle<f64>,
    drift: Handle<f64>,
    other: Handle<WaterIntensity>,
    error: Handle<f64>,
}

impl WaterUse {
    pub(super) fn resolve(r: &mut Resolver) -> Self {
        Self {
            latent: r.param(params::LATENT_L_PER_KWH),
            cycles: r.param(params::TOWER_CYCLES),
            drift: r.param(params::TOWER_DRIFT),
            other: r.param(params::WATER_OTHER),
            error: r.param(params::WATER_ERROR),
        }
    }

    /// Water taken in and water consumed.
    ///
    /// ```text
    /// evaporation = Q_latent · w ε      consumed = evaporation (1 + d)
    /// taken in = evaporation C / (C − 1) + other
    /// ```
    ///
    /// Drift carries salt out as blowdown does, so it is part of `C / (C − 1)`. `w` litres per heat, `C` cycles of concentration, `d` drift over evaporation, ε model error. Other use is
    /// counted as taken in: it leaves through the sewer.
    pub(super) fn of(&self, draw: &Draw, latent: Energy, it: Energy) -> (Water, Water) {
        let evaporated = latent * draw.get(self.latent) * draw.get(self.error);
        let (cycles, drift) = (
            draw.get(self.cycles).max(1.0 + f64::EPSILON),
            draw.get(self.drift),
        );
        let taken = evaporated * (cycles / (cycles - 1.0)) + it * draw.get(self.other);
        (taken, evaporated * (1.0 + drift))
    }
}
