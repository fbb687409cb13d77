//! What a reader should know of a site: ground or contract that falls short.

use super::Plan;
use crate::document::Site;
use crate::resolve::{Resolver, Status};
use crate::uncertain::Draw;

impl Plan {
    /// Warns when the site needs more ground than there is.
    pub(super) fn warn_of_land(&self, r: &mut Resolver, document: &Site) {
        let Some(available) = document.land.available_ha else {
            return;
        };
        let path = "land.available_ha";
        r.record(
            path,
            available.into(),
            Some("ha"),
            Status::Given,
            "document",
        );
        let values = self.slots.central_values();
        let needed = self.run_all(&Draw::new(&values)).areas.site.to_ha();
        if needed > available {
            let (en, nl) = (
                format!(
                    "The site needs {needed:.1} ha at central values; {available} ha is available."
                ),
                format!(
                    "Het terrein vraagt {needed:.1} ha bij middenwaarden; er is {available} ha."
                ),
            );
            r.warn("land-short", en, nl);
        }
    }

    /// Warns when what is asked draws more than the contract allows; an installed power that follows from it does not.
    pub(super) fn warn_of_contract(&self, r: &mut Resolver, document: &Site) {
        let asked =
            document.hardware.it_power_mw.is_some() || document.hardware.accelerators.is_some();
        let Some(contracted) = self.supply.contracted.filter(|_| asked) else {
            return;
        };
        let values = self.slots.central_values();
        let figures = self.run_all(&Draw::new(&values));
        if figures.rated <= contracted {
            return;
        }
        let [rated, busy] = [figures.rated, figures.peak].map(|p| format!("{:.3}", p.to_mw()));
        let at_most = contracted.to_mw();
        r.warn(
            "contract-short",
            format!("The site draws up to {rated} MW with IT at its rated input, and {busy} MW busy with this work, at central values; `supply.contracted_transport_mw` is {at_most}."),
            format!("De locatie vraagt tot {rated} MW met IT op nominale opname, en {busy} MW druk met dit werk, bij middenwaarden; `supply.contracted_transport_mw` is {at_most}."),
        );
    }
}
