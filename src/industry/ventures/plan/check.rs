//! The checks of the section `[ventures]` beyond its schema.

use super::{Contest, Country, Enclaves, Founders, Guarantee, VenturePhase, Ventures};
use crate::industry::shared::names::Names;
use crate::industry::ventures::spec::{
    ContestFile, EnclavesFile, FoundersFile, PhaseFile, PlaceFile, PoolsFile, VenturesFile,
};
use crate::scenario::{Fault, FieldPath, Problems};
use crate::units::{Area, Fen, Law};

/// The most phases: the number of a phase takes a byte.
const MOST_PHASES: usize = 64;
/// The most enclaves and the most countries: their numbers take a byte.
const MOST_PLACES: usize = 200;
/// The most founders outside contests, a year.
const MOST_FOUNDERS: f64 = 100_000.0;
/// The largest amount of a venture's money: sums of them must stay far from the end of amounts.
const MOST_MONEY: Fen = Fen::yuan(1_000_000_000);
/// The largest area, in square metres.
const MOST_M2: f64 = 1e9;

/// Refuses a list of more than `most` things.
fn refuse_more(count: usize, most: usize, at: &FieldPath, problems: &mut Problems) {
    if count > most {
        let allowed = format!("at most {most}");
        problems.add(at, Fault::out_of_range(count, allowed));
    }
}

/// An amount from nothing to [`MOST_MONEY`].
fn amount(money: Fen, at: FieldPath, problems: &mut Problems) -> Fen {
    if !(Fen::ZERO..=MOST_MONEY).contains(&money) {
        let allowed = "from 0 CNY to 1 bn CNY";
        problems.add(at, Fault::out_of_range(money, allowed));
    }
    money
}

/// An area in square millimetres, up to [`MOST_M2`].
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an area is not negative, and one too large is refused"
)]
fn square_millimetres(area: Area, at: FieldPath, problems: &mut Problems) -> u64 {
    if area.as_square_metres() > MOST_M2 {
        let allowed = format!("at most {MOST_M2} m2");
        problems.add(at, Fault::out_of_range(area, allowed));
    }
    area.as_square_millimetres().round() as u64
}

impl VenturesFile {
    /// Checks the section at `at` against the names of the other sections.
    pub(in crate::industry::ventures) fn check(
        &self,
        names: &Names,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Option<Ventures> {
        let Self {
            channel,
            team_mean,
            own_funds,
            own_funds_cv,
            graduate_value_added_per_year,
            contest,
            founders,
            enclaves,
            phases,
            pools,
        } = self;
        let before = problems.len();
        let channel_id = channel.as_ref().and_then(|name| {
            let id = names.programme_channel(name);
            if id.is_none() {
                let known = names.programme_channels.iter().map(String::as_str);
                let fault = Fault::unknown_name("talent channel of kind `programme`", name, known);
                problems.add(at.field("channel"), fault);
            }
            id
        });
        let of_phases = at.field("phases");
        refuse_more(phases.len(), MOST_PHASES, &of_phases, problems);
        if phases.is_empty() {
            let what = "the table of phases".to_owned();
            problems.add(&of_phases, Fault::Empty { what });
        }
        let phases = phases
            .iter()
            .map(|(name, file)| file.check(name, pools.as_ref(), &of_phases.field(name), problems));
        let phases = phases.collect();
        self.check_who_seeks_enclaves(at, problems);
        let ventures = Ventures {
            channel: channel_id,
            team_mean: *team_mean,
            own_funds: own_funds.map(|mean| {
                let mean = amount(mean, at.field("own_funds"), problems);
                law_of_funds(mean, *own_funds_cv)
            }),
            graduate_value_added_per_year: amount(
                *graduate_value_added_per_year,
                at.field("graduate_value_added_per_year"),
                problems,
            ),
            contest: contest
                .as_ref()
                .map(|file| file.check(&at.field("contest"), problems)),
            founders: founders.map(|file| file.check(&at.field("founders"), problems)),
            enclaves: enclaves
                .as_ref()
                .map(|file| file.check(&at.field("enclaves"), problems)),
            phases,
            guarantee: pools.map(|file| file.check(&at.field("pools"), problems)),
        };
        (problems.len() == before).then_some(ventures)
    }

    /// Nobody can begin in an enclave where there is none.
    fn check_who_seeks_enclaves(&self, at: &FieldPath, problems: &mut Problems) {
        if self.enclaves.is_some() {
            return;
        }
        let countries = self.contest.iter().flat_map(|file| file.countries.iter());
        let countries = countries.map(|(name, file)| {
            let at = at.field("contest").field("countries").field(name);
            (at, file.enclave_share)
        });
        let founders = self.founders.iter();
        let founders = founders.map(|file| (at.field("founders"), file.enclave_share));
        for (at, share) in countries.chain(founders) {
            if share.get() > 0.0 {
                let message = "teams begin in an enclave, and there is none";
                let fault = Fault::invalid(message, "add a table `ventures.enclaves`");
                problems.add(at.field("enclave_share"), fault);
            }
        }
    }
}

/// The law of a venture's own money, in fen.
fn law_of_funds(mean: Fen, cv: f64) -> Law {
    let mean = mean.as_fen() as f64;
    if cv > 0.0 && mean > 0.0 {
        Law::Lognormal { mean, cv }
    } else {
        Law::Constant { value: mean }
    }
}

impl ContestFile {
    fn check(&self, at: &FieldPath, problems: &mut Problems) -> Contest {
        let Self {
            dates,
            yearly,
            projects,
            exact,
            admit_share,
            countries,
        } = self;
        if dates.is_empty() {
            let what = "the list of dates".to_owned();
            problems.add(at.field("dates"), Fault::Empty { what });
        }
        let of_countries = at.field("countries");
        refuse_more(countries.len(), MOST_PLACES, &of_countries, problems);
        let sum: f64 = countries.iter().map(|(_, file)| file.weight).sum();
        if sum <= 0.0 {
            let message = "no country has a weight";
            let fault = Fault::invalid(message, "give at least one a weight above 0");
            problems.add(&of_countries, fault);
        }
        let (mut so_far, last) = (0.0, countries.len().saturating_sub(1));
        let rows = countries.iter().enumerate().map(|(row, (name, file))| {
            so_far += file.weight / sum;
            Country {
                name: name.to_owned(),
                // Rounding never draws a country beyond the last.
                until: if row == last { f64::INFINITY } else { so_far },
                enclave_share: file.enclave_share.get(),
            }
        });
        Contest {
            dates: dates.clone(),
            yearly: *yearly,
            projects: *projects,
            exact: *exact,
            admit_share: admit_share.get(),
            countries: rows.collect(),
        }
    }
}

impl FoundersFile {
    fn check(self, at: &FieldPath, problems: &mut Problems) -> Founders {
        let Self {
            rate,
            enclave_share,
        } = self;
        if rate.get_per_year() > MOST_FOUNDERS {
            let allowed = format!("at most {MOST_FOUNDERS} /y");
            problems.add(at.field("rate"), Fault::out_of_range(rate, allowed));
        }
        let enclave_share = enclave_share.get();
        Founders {
            rate,
            enclave_share,
        }
    }
}

impl EnclavesFile {
    fn check(&self, at: &FieldPath, problems: &mut Problems) -> Enclaves {
        let Self {
            places,
            m2_per_team,
            stay,
            p_transfer,
            blocked_share_lost,
            blocked_pass,
        } = self;
        let of_places = at.field("places");
        refuse_more(places.len(), MOST_PLACES, &of_places, problems);
        if m2_per_team.as_square_metres() < 1.0 {
            let fault = Fault::out_of_range(m2_per_team, "at least 1 m2");
            problems.add(at.field("m2_per_team"), fault);
        }
        let rows = places.iter().map(|(name, &PlaceFile { m2 })| {
            square_millimetres(m2, of_places.field(name).field("m2"), problems);
            (name.to_owned(), m2.as_square_metres())
        });
        Enclaves {
            places: rows.collect(),
            m2_per_team: m2_per_team.as_square_metres(),
            stay: stay.clone(),
            p_transfer: p_transfer.get(),
            blocked_share_lost: blocked_share_lost.get(),
            blocked_pass: blocked_pass.get(),
        }
    }
}

impl PhaseFile {
    fn check(
        &self,
        name: &str,
        pools: Option<&PoolsFile>,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> VenturePhase {
        let Self {
            pass,
            time,
            servers,
            equipment,
            land,
            grant,
            cost_per_month,
            value_added_per_year,
        } = self;
        let land = square_millimetres(*land, at.field("land"), problems);
        let grant = amount(*grant, at.field("grant"), problems);
        let has = |pool: fn(&PoolsFile) -> bool| pools.is_some_and(pool);
        let lacking = [
            ("equipment", *equipment > 0 && !has(|p| p.equipment > 0)),
            (
                "land",
                land > 0 && !has(|p| p.land.as_square_millimetres() > 0.0),
            ),
            (
                "grant",
                grant > Fen::ZERO && !has(|p| p.fund_per_month > Fen::ZERO),
            ),
        ];
        for (field, is_lacking) in lacking {
            if is_lacking {
                let message = format!("the phase needs {field}, and there is no pool of it");
                let fault = Fault::invalid(message, "add it to the table `ventures.pools`");
                problems.add(at.field(field), fault);
            }
        }
        VenturePhase {
            name: name.to_owned(),
            pass: pass.get(),
            time: time.clone(),
            needs: [
                u64::from(servers.is_some()),
                u64::from(*equipment),
                land,
                grant.as_fen().unsigned_abs(),
            ],
            servers: servers.map(u64::from),
            cost_per_month: amount(*cost_per_month, at.field("cost_per_month"), problems),
            value_added_per_year: amount(
                *value_added_per_year,
                at.field("value_added_per_year"),
                problems,
            ),
        }
    }
}

impl PoolsFile {
    fn check(self, at: &FieldPath, problems: &mut Problems) -> Guarantee {
        let Self {
            fund_per_month,
            equipment,
            land,
            cost_factor,
            patience,
            without_pass,
        } = self;
        Guarantee {
            fund_per_month: amount(fund_per_month, at.field("fund_per_month"), problems),
            equipment: u64::from(equipment),
            land: square_millimetres(land, at.field("land"), problems),
            cost_factor: cost_factor.get(),
            patience,
            without_pass: without_pass.get(),
        }
    }
}
