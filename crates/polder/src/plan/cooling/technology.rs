//! What can carry heat out of a hall, and how it is named.

use super::super::mixture::mixture;
use crate::document::Facility;
use crate::error::Error;
use crate::resolve::Resolver;

/// What can carry heat out of a hall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Technology {
    /// Plates on the chips.
    ColdPlate,
    /// Servers in tanks.
    Immersion,
    /// Coils in the doors of the racks, on the loop of air-cooled chillers.
    RearDoor,
    /// Air-cooled chillers with free-cooling coils.
    AirChiller,
    /// Water-cooled chillers and cooling towers.
    Economiser,
    /// Water-cooled chillers and dry coolers.
    EconomiserDry,
    /// Water-cooled chillers and a canal, a river or the sea.
    SurfaceWater,
    /// Outside air through the halls.
    FreeAir,
    /// Outside air in an exchanger.
    IndirectAir,
}

const CHOICES: &[(&str, Technology)] = &[
    ("cold-plate", Technology::ColdPlate),
    ("immersion", Technology::Immersion),
    ("rear-door", Technology::RearDoor),
    ("air-chiller", Technology::AirChiller),
    ("economiser-chiller", Technology::Economiser),
    ("economiser-dry", Technology::EconomiserDry),
    ("surface-water", Technology::SurfaceWater),
    ("free-air", Technology::FreeAir),
    ("indirect-air", Technology::IndirectAir),
];
/// Most technologies of a mixture.
pub(super) const MOST: usize = 4;

impl Technology {
    /// Whether condensers are cooled by water.
    pub(super) fn water_cooled(self) -> bool {
        matches!(
            self,
            Self::Economiser | Self::EconomiserDry | Self::SurfaceWater
        )
    }

    /// Whether liquid takes the heat from the servers.
    pub(super) fn liquid(self) -> bool {
        matches!(self, Self::ColdPlate | Self::Immersion)
    }
}

/// The technologies of a document with their shares of the heat.
pub(super) fn technologies(
    r: &mut Resolver,
    f: &Facility,
) -> Result<Vec<(Technology, f64)>, Error> {
    let path = "facility.cooling";
    let given = f.cooling.as_ref();
    let all = mixture(r, path, "cooling", given, "cold-plate", CHOICES)?;
    if all.len() > MOST {
        let problem = format!("has {} plants, at most {MOST} fit", all.len());
        return Err(Error::inconsistent(path, problem));
    }
    Ok(all)
}
