//! A plan as a question: its figures, their labels, and its tables.

use super::run::{ALL, Figures};
use super::supply::Market;
use super::{Plan, drawing};
use crate::document::Site;
use crate::facility::Month;
use crate::quantity::Power;
use crate::report::{Label, Question, Table};
use crate::resolve::{Input, Warning};
use crate::rules::Siting;
use crate::size::Fit;
use crate::uncertain::{Draw, Model, Slots};

impl Plan {
    /// Which of [`ALL`] it gives.
    pub(super) fn figures(&self) -> Vec<usize> {
        let absent = |id: &str| match id {
            "accelerators" => self.per_accelerator.is_none(),
            "it_power_per_accelerator_w" => self.per_accelerator.is_none() || !self.load.works(),
            "idle_energy_mwh" => !self.load.works(),
            "output_tokens"
            | "output_tokens_per_day"
            | "cost_eur_per_million_tokens"
            | "per_output_token_facility_energy_wh" => !self.load.serves(),
            "reused_heat_mwh"
            | "heat_upgrade_mwh"
            | "heat_delivered_mwh"
            | "heat_homes"
            | "erf"
            | "ere"
            | "carbon_displaced_gas_t" => self.heat.is_none(),
            "carbon_scope2_market_t" => self.supply.market == Market::Unknown,
            "connection_mw" => self.supply.connection.power(Power::w(1.0)).is_none(),
            "ref" => self.supply.renewable.is_none(),
            "water_scarcity_m3_eq" => self.scarcity.is_none(),
            "water_passing_m3" => !self.cooling.takes_surface_water(),
            _ => false,
        };
        ALL.iter()
            .enumerate()
            .filter(|(_, id)| !absent(id))
            .map(|(i, _)| i)
            .collect()
    }
}

/// The declared label; PUE also says what stands by.
pub(super) fn label(id: &str, document: &Site) -> Label {
    let mut label = Label::of(id);
    if id == "pue" {
        let stands_by = document.facility.redundancy.as_deref().unwrap_or("N+1");
        label.boundary.en = format!("{}; redundancy {stands_by}", label.boundary.en);
        label.boundary.nl = format!("{}; redundantie {stands_by}", label.boundary.nl);
    }
    label
}

impl Model for Plan {
    fn slots(&self) -> &Slots {
        &self.slots
    }

    fn figure_count(&self) -> usize {
        self.labels.len()
    }

    fn run(&self, draw: &Draw, out: &mut [f64]) {
        let all = self.run_all(draw).list();
        for (out, i) in out.iter_mut().zip(&self.order) {
            *out = all[*i];
        }
    }
}

impl Question for Plan {
    fn labels(&self) -> &[Label] {
        &self.labels
    }
    fn inputs(&self) -> &[Input] {
        &self.inputs
    }
    fn warnings(&self) -> &[Warning] {
        &self.warnings
    }
    fn settings(&self) -> (u32, u32) {
        self.settings
    }
    fn headlines(&self) -> &'static [&'static str] {
        &[
            "facility_energy_mwh",
            "pue",
            "carbon_total_location_t",
            "site_ha",
        ]
    }
    fn siting(&self) -> Option<Siting> {
        Some(self.siting)
    }
    fn fit(&self) -> Option<&Fit> {
        self.fit.as_ref()
    }
    fn tables(&self) -> Vec<(&'static str, Table)> {
        let values = self.slots.central_values();
        let draw = Draw::new(&values);
        let figures: Figures = self.run_all(&draw);
        let reuses = self.heat.is_some();
        let row = |(m, month): (u8, &Month)| {
            let water = self.water.of(&draw, month);
            let mut row = vec![
                f64::from(m),
                month.it.to_mwh(),
                month.cooling.to_mwh(),
                month.losses().to_mwh(),
                month.facility().to_mwh(),
                month.facility() / month.it,
                water.withdrawn.to_m3(),
                water.consumed.to_m3(),
            ];
            if reuses {
                row.extend([month.reused.to_mwh(), month.upgrade.to_mwh()]);
            }
            row
        };
        let rows = (1..).zip(&figures.months).map(row).collect();
        let mut columns = vec![
            "month",
            "it_energy_mwh",
            "cooling_energy_mwh",
            "electrical_loss_mwh",
            "facility_energy_mwh",
            "pue",
            "water_onsite_withdrawal_m3",
            "water_onsite_consumption_m3",
        ];
        if reuses {
            columns.extend(["reused_heat_mwh", "heat_upgrade_mwh"]);
        }
        let all = figures.list();
        let value = |id: &str| ALL.iter().position(|i| *i == id).map_or(0.0, |i| all[i]);
        let mut tables = vec![
            (
                "monthly",
                Table {
                    columns,
                    rows,
                    ..Table::default()
                },
            ),
            ("ground", drawing::ground(value)),
        ];
        tables.extend(self.ramp_up(&draw).map(|table| ("ramp_up", table)));
        tables
    }
}
