//! The names by which sections of a scenario refer to each other.

use super::flow::{ModelId, PartId, ProductId};
use super::people::ChannelId;
use super::programmes::ProgrammeKind;

/// The names that sections refer to across the file, each in the order of its list.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Chip products, made by the fab or the foundry.
    pub products: Vec<String>,
    /// Purchased parts first, then chips (and grades of chips) that the back end makes.
    pub parts: Vec<String>,
    /// Computer models.
    pub models: Vec<String>,
    /// Talent channels.
    pub channels: Vec<String>,
    /// Those channels whose people are brought by another section.
    pub programme_channels: Vec<String>,
    /// The kinds of the programmes that policy lists, running or not.
    pub programmes: Vec<ProgrammeKind>,
    /// What is installed and has a number, by the path of its table in the scenario.
    pub installed: Vec<(String, u32)>,
}

/// The place of `name` in a list of names.
#[expect(
    clippy::cast_possible_truncation,
    reason = "checked when the scenario is read"
)]
fn place(names: &[String], name: &str) -> Option<u16> {
    let place = names.iter().position(|known| known == name)?;
    Some(place as u16)
}

impl Names {
    /// The chip product called `name`.
    #[must_use]
    pub fn product(&self, name: &str) -> Option<ProductId> {
        place(&self.products, name).map(ProductId)
    }

    /// The part called `name`, purchased or made here.
    #[must_use]
    pub fn part(&self, name: &str) -> Option<PartId> {
        place(&self.parts, name).map(PartId)
    }

    /// The computer model called `name`.
    #[must_use]
    pub fn model(&self, name: &str) -> Option<ModelId> {
        place(&self.models, name).map(ModelId)
    }

    /// The talent channel called `name`.
    #[must_use]
    pub fn channel(&self, name: &str) -> Option<ChannelId> {
        let row = place(&self.channels, name)?;
        u8::try_from(row).ok().map(ChannelId)
    }

    /// The talent channel called `name`, if another section may bring people through it.
    #[must_use]
    pub fn programme_channel(&self, name: &str) -> Option<ChannelId> {
        let mut known = self.programme_channels.iter();
        known.find(|known| *known == name)?;
        self.channel(name)
    }

    /// How many units are installed of what stands at `path`, such as `fab.tools.litho`.
    #[must_use]
    pub fn units_at(&self, path: &str) -> Option<u32> {
        let mut known = self.installed.iter();
        known
            .find(|(known, _)| known == path)
            .map(|(_, units)| *units)
    }

    /// Whether a part is a chip that is made here, and not purchased.
    #[must_use]
    pub fn is_chip(&self, part: PartId) -> bool {
        let name = self.parts.get(usize::from(part.0));
        name.is_some_and(|name| self.products.contains(name))
    }
}
