//! A study: a scenario that can be run, repeated and varied. Every experiment is made of studies.

use std::ops::Range;
use std::sync::Arc;

use super::replicate::{Replication, RunError, Watch, on_threads};
use crate::industry::explain::ToolWindow;
use crate::industry::{NoToolGroup, OutsideRules};
use crate::industry::{Outcome, Park, RunPlan, ScenarioFile, Window, scenario_digest};
use crate::scenario::{Document, FieldPath, Problems};
use crate::units::{Date, Duration};

/// The settings that say which replications are run; an experiment over several scenarios or points
/// sets them itself.
pub(super) const OF_REPLICATIONS: [&str; 3] =
    ["run.seed", "run.replications", "run.first_replication"];

/// A validated scenario and the windows over which its figures are taken.
///
/// Seed, number of replications and that of the first are settings of the scenario (`run.seed`,
/// `run.replications`, `run.first_replication`), so an override changes them as it changes anything
/// else. Two studies with the same seed use
/// common random numbers.
///
/// ```
/// use chippark::experiment::{Study, Summary, Watch};
/// use chippark::scenario::Document;
///
/// let text = r#"
/// scenario = { title = "City", question = "How many people come?" }
/// run = { start = "2018-01-01", until = "50 d", replications = 4 }
/// [talent.channels.steady]
/// kind = "poisson"
/// rate = "500 /y"
/// persons = { tier = "engineer" }
/// "#;
/// let study = Study::new(Document::from_text("city.toml", text, &[])?)?;
/// let more = study.with(&["talent.channels.steady.rate=1000 /y".to_owned()])?;
/// let [few, many] = [&study, &more].map(|study| {
///     let outcomes = study.run(2, &Watch::none()).expect("nothing cancels it");
///     Summary::of(&outcomes).get("talent.registered_all").unwrap().estimate.unwrap().mean
/// });
/// assert!(few < many);
/// # Ok::<(), chippark::scenario::Problems>(())
/// ```
#[derive(Clone, Debug)]
pub struct Study {
    document: Document,
    park: Park,
    windows: Vec<Window>,
    rules: Option<Arc<OutsideRules>>,
    keeps_series: bool,
    keeps_trace: bool,
    tool_window: Option<ToolWindow>,
    lot_streams: Option<Vec<bool>>,
}

impl Study {
    /// The study of a scenario, measured over all of its windows: that of the run's own statistics
    /// and the periods of its targets.
    ///
    /// # Errors
    /// Every mistake in the scenario.
    pub fn new(document: Document) -> Result<Self, Problems> {
        let park = Park::compile(&document)?;
        Ok(Self {
            document,
            windows: park.windows(),
            park,
            rules: None,
            keeps_series: true,
            keeps_trace: false,
            tool_window: None,
            lot_streams: None,
        })
    }

    /// The study of the same scenario with further overrides `path.to.key=value`, which are applied
    /// after those that it has. It is measured over all of its windows.
    ///
    /// # Errors
    /// Every mistake in the overrides and in the scenario that they make.
    pub fn with(&self, overrides: &[String]) -> Result<Self, Problems> {
        Self::new(self.document.with_overrides::<ScenarioFile>(overrides)?)
    }

    /// The study of the same scenario without what stands at these paths, such as a section and the
    /// targets that name its figures. It is measured over all of its windows.
    ///
    /// # Errors
    /// If nothing stands at one of them, and every mistake in the scenario that is left.
    pub fn without(&self, paths: &[FieldPath]) -> Result<Self, Problems> {
        let mut document = self.document.clone();
        for path in paths {
            document = document.without(path)?;
        }
        Self::new(document)
    }

    /// The same study measured over these windows only, at least one: outcomes have no figures of
    /// the others, and what happens after the last of them is not simulated.
    #[must_use]
    pub fn measured_over(mut self, windows: Vec<Window>) -> Self {
        self.windows = windows;
        self
    }

    /// The same study, in which rules from outside rank the lots of tool groups in place of what
    /// the scenario says. The scenario alone then does not give its figures: summaries say so.
    /// Which idle tool takes a lot stays as the scenario has it.
    ///
    /// # Errors
    /// If a tool group that is named, or any, is not there.
    pub fn ranked_by(mut self, rules: OutsideRules) -> Result<Self, NoToolGroup> {
        self.park.rank_by(&rules)?;
        self.rules = Some(Arc::new(rules));
        Ok(self)
    }

    /// The rules from outside by which lots are ranked, if there are any.
    #[must_use]
    pub fn rules(&self) -> Option<&OutsideRules> {
        self.rules.as_deref()
    }

    /// The same study, whose outcomes have no points of series, but which metrics had some
    /// ([`Series::without_points`](crate::engine::Series::without_points)). They are much of what
    /// an outcome takes; no figure moves.
    #[must_use]
    pub fn without_series(self) -> Self {
        Self {
            keeps_series: false,
            ..self
        }
    }

    /// The same study, whose outcomes have a trace of what orders went through
    /// ([`Outcome::traced`]). It moves no figure.
    #[must_use]
    pub fn traced(self) -> Self {
        Self {
            keeps_trace: true,
            ..self
        }
    }

    /// The same study, whose outcomes have a trace of what the tools of a group did
    /// ([`Outcome::tools`]). It moves no figure.
    #[must_use]
    pub fn with_tool_trace(self, window: ToolWindow) -> Self {
        Self {
            tool_window: Some(window),
            ..self
        }
    }

    /// The same study, whose first replication has a trace of the lots of these streams, by place
    /// in the list of the fab ([`Outcome::lots`]). It moves no figure.
    #[must_use]
    pub fn with_lot_trace(self, streams: Vec<bool>) -> Self {
        Self {
            lot_streams: Some(streams),
            ..self
        }
    }

    /// Measures it also from the end of its warm-up to the end of a day; none, and nothing done, if
    /// that is not within the statistics or not at the end of a tick.
    pub fn measure_until(&mut self, date: Date) -> Option<Window> {
        let window = self.park.add_period_until(date)?;
        self.windows.push(window);
        Some(window)
    }

    /// The windows that it is measured over.
    #[must_use]
    pub fn windows(&self) -> &[Window] {
        &self.windows
    }

    /// The scenario, overrides included.
    #[must_use]
    pub const fn document(&self) -> &Document {
        &self.document
    }

    /// The validated scenario.
    #[must_use]
    pub const fn park(&self) -> &Park {
        &self.park
    }

    /// Start, length, seed and number of replications.
    #[must_use]
    pub const fn plan(&self) -> RunPlan {
        self.park.plan()
    }

    /// The SHA-256, in hexadecimal, of what is simulated. Seed and number of replications are left
    /// out, so it is the same for all runs of one scenario.
    #[must_use]
    pub fn digest(&self) -> String {
        scenario_digest(&self.document)
    }

    /// The simulated time that the progress of one replication adds up to.
    #[must_use]
    pub fn time_per_replication(&self) -> Duration {
        self.replication(0).simulated_time()
    }

    /// The numbers of the replications that the scenario asks for.
    #[must_use]
    pub const fn numbers(&self) -> Range<u32> {
        let plan = self.plan();
        plan.first_replication..plan.first_replication + plan.replications
    }

    /// Runs as many replications as the scenario asks for on `jobs` threads, and returns their
    /// outcomes by number.
    ///
    /// # Errors
    /// As [`Self::replicate`].
    pub fn run(&self, jobs: usize, watch: &Watch<'_>) -> Result<Vec<Outcome>, RunError> {
        self.replicate(self.numbers(), jobs, watch)
    }

    /// Runs the replications of these numbers on `jobs` threads, and returns their outcomes in
    /// order. An outcome depends on the scenario, the seed and the number of its replication alone:
    /// neither on the number of threads nor on the replications beside it.
    ///
    /// Where the system refuses to start threads, they are run one after another.
    ///
    /// # Errors
    /// If the watch cancels it, a target names a figure that no run reports, or a replication
    /// cannot go on.
    pub fn replicate(
        &self,
        numbers: Range<u32>,
        jobs: usize,
        watch: &Watch<'_>,
    ) -> Result<Vec<Outcome>, RunError> {
        let numbers: Vec<u32> = numbers.collect();
        on_threads(&numbers, jobs, |&number| {
            self.replication(number).run(watch)
        })
    }

    /// As [`Self::replicate`], but outcomes have of the periods of targets only what these name,
    /// the remarks and the books that do not close. All figures of all periods of many
    /// replications are gigabytes.
    ///
    /// # Errors
    /// As [`Self::replicate`].
    pub fn replicate_for_targets(
        &self,
        numbers: Range<u32>,
        jobs: usize,
        watch: &Watch<'_>,
    ) -> Result<Vec<Outcome>, RunError> {
        let numbers: Vec<u32> = numbers.collect();
        on_threads(&numbers, jobs, |&number| {
            let mut outcome = self.replication(number).run(watch)?;
            for (period, figures) in outcome.periods.iter_mut().enumerate() {
                let targets = self.park.targets().list.iter();
                let own = targets.filter(|target| target.window == Window::Period(period));
                let keys: Vec<&str> = own.map(|target| target.metric.as_str()).collect();
                // A period without a target is measured for what someone else asks for.
                if !keys.is_empty() {
                    figures.leave(&keys);
                }
            }
            Ok(outcome)
        })
    }

    /// Runs one replication on the thread of the caller, for its figures: without series.
    /// Otherwise as [`Self::replicate`].
    pub(super) fn replicate_here(
        &self,
        number: u32,
        watch: &Watch<'_>,
    ) -> Result<Outcome, RunError> {
        let replication = Replication {
            keeps_series: false,
            ..self.replication(number)
        };
        replication.run(watch)
    }

    fn replication(&self, number: u32) -> Replication<'_> {
        let is_first = number == self.plan().first_replication;
        let lot_streams = self.lot_streams.as_ref().filter(|_| is_first);
        Replication {
            scenario: self.document.name(),
            park: &self.park,
            windows: &self.windows,
            number,
            rules: self.rules.as_deref(),
            keeps_series: self.keeps_series,
            keeps_trace: self.keeps_trace,
            tool_window: self.tool_window,
            lot_streams: lot_streams.map(Vec::as_slice),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::engine::Figures;
    use crate::experiment::{Interrupted, Progress, digest};

    const CITY: &str = r#"
scenario = { title = "City", question = "How many people come?" }
[run]
start = "2018-01-01"
until = "2018-03-01"
tick = "1 d"
replications = 5
[talent.channels.steady]
kind = "poisson"
rate = "5000 /y"
persons = { tier = "engineer" }
[[target]]
id = "january"
metric = "talent.registered_all"
period = { from = "2018-01-10", to = "2018-02-01" }
value = 300
kind = "holdout"
tolerance = "10 %"
source = "assumed"
"#;

    fn city(overrides: &[&str]) -> Study {
        let overrides: Vec<String> = overrides.iter().map(|&text| text.to_owned()).collect();
        let document = Document::from_text("city.toml", CITY, &overrides);
        Study::new(document.unwrap()).unwrap()
    }

    /// Every figure of every window, by its bits.
    fn bits(outcomes: &[Outcome]) -> Vec<(String, Option<u64>)> {
        let figures = outcomes
            .iter()
            .flat_map(|outcome| std::iter::once(&outcome.figures).chain(&outcome.periods))
            .flat_map(Figures::iter);
        figures
            .map(|(key, figure)| (key.to_owned(), figure.value.map(f64::to_bits)))
            .collect()
    }

    #[test]
    fn outcomes_are_the_same_for_any_number_of_threads() {
        let study = city(&[]);
        let [one, two, many] =
            [1, 2, 7].map(|jobs| bits(&study.run(jobs, &Watch::none()).unwrap()));
        assert!(one == two && one == many);
    }

    #[test]
    fn a_replication_alone_is_the_one_of_its_number() {
        let study = city(&[]);
        let all = study.run(2, &Watch::none()).unwrap();
        assert_eq!(all.len(), 5);
        assert_ne!(digest(&all[..1]), digest(&all[1..2]));
        for (number, outcome) in (0..).zip(&all) {
            let alone = study.replicate(number..number + 1, 1, &Watch::none());
            assert_eq!(
                bits(&alone.unwrap()),
                bits(std::slice::from_ref(outcome)),
                "{number}"
            );
        }
        let last = study.replicate(3..5, 2, &Watch::none()).unwrap();
        assert_eq!(bits(&last), bits(&all[3..]));
    }

    #[test]
    fn an_override_changes_the_digest_and_a_seed_only_the_results() {
        let study = city(&[]);
        let with = |text: &str| study.with(&[text.to_owned()]).unwrap();
        let results = |study: &Study| digest(&study.run(2, &Watch::none()).unwrap());
        let faster = with("talent.channels.steady.rate=6000 /y");
        assert_ne!(faster.digest(), study.digest());
        assert_eq!(
            faster.digest(),
            city(&["talent.channels.steady.rate=6000 /y"]).digest()
        );
        let other_seed = with("run.seed=2");
        assert_eq!(other_seed.digest(), study.digest());
        assert_ne!(results(&other_seed), results(&study));
        assert_eq!(results(&with("run.seed=1")), results(&study));
        assert!(study.with(&["run.sede=1".to_owned()]).is_err());
        // Overrides add up.
        let both = faster.with(&["run.replications=2".to_owned()]).unwrap();
        assert_eq!(both.plan().replications, 2);
        assert_eq!(both.digest(), faster.digest());
    }

    #[test]
    fn a_scenario_without_a_section_is_checked_again() {
        let study = city(&[]);
        let without = |paths: &[&str]| {
            let paths: Vec<FieldPath> = paths.iter().map(|path| FieldPath::from(*path)).collect();
            study.without(&paths)
        };
        let shorter = without(&["target", "run.tick"]).unwrap();
        assert_ne!(shorter.digest(), study.digest());
        assert!(shorter.park().targets().list.is_empty());
        let cases = [
            ("run.start", "the key `start` is missing"),
            ("run.strat", "did you mean `start`?"),
            ("target.0", "there is no entry called `0`"),
            ("run.start=1", "there is an `=` in the path"),
        ];
        for (path, part) in cases {
            let problems = without(&[path]).unwrap_err().to_string();
            assert!(problems.contains(part), "{path}: {problems}");
        }
    }

    #[test]
    fn figures_of_a_window_do_not_depend_on_the_others() {
        let study = city(&[]);
        let all = study.run(1, &Watch::none()).unwrap();
        let january = study.clone().measured_over(vec![Window::Period(0)]);
        assert!(january.time_per_replication() < study.time_per_replication());
        let january = january.run(1, &Watch::none()).unwrap();
        for (one, other) in all.iter().zip(&january) {
            let key = "talent.registered_all";
            assert!(one.periods[0].value(key).is_some());
            assert_eq!(one.periods[0].value(key), other.periods[0].value(key));
            assert_eq!(other.figures.iter().count(), 0);
        }
    }

    #[test]
    fn progress_adds_up_to_the_time_of_all_replications() {
        let study = city(&[]);
        let reports = Mutex::new(Vec::<Progress>::new());
        let watch = Watch {
            report: &|progress| reports.lock().unwrap().push(progress),
            ..Watch::none()
        };
        let outcomes = study.run(2, &watch).unwrap();
        let reports = reports.into_inner().unwrap();
        let advanced = reports.iter().map(|report| report.advanced.as_millis());
        let expected = study.time_per_replication().as_millis() * 5;
        assert_eq!(advanced.sum::<u64>(), expected);
        let events: u64 = reports.iter().map(|report| report.events).sum();
        let expected = outcomes.iter().map(|outcome| outcome.events);
        assert_eq!(events, expected.sum::<u64>());
        assert_eq!(reports.iter().filter(|report| report.finished).count(), 5);
    }

    #[test]
    fn a_cancelled_study_has_no_outcome() {
        let (study, cancel) = (city(&[]), AtomicBool::new(false));
        let watch = Watch {
            cancel: &cancel,
            report: &|_| cancel.store(true, std::sync::atomic::Ordering::Relaxed),
        };
        let interrupted = RunError::Interrupted(Interrupted);
        assert_eq!(study.run(2, &watch).unwrap_err(), interrupted);
    }

    #[test]
    fn a_target_of_an_unknown_figure_is_an_error_that_names_the_nearest() {
        let study = city(&["target.0.metric=talent.registered/stedy"]);
        let error = study.run(2, &Watch::none()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "target january: the run reports no figure `talent.registered/stedy`; \
             did you mean `talent.registered/steady`?"
        );
        let elsewhere = study.measured_over(vec![Window::Run]);
        elsewhere.run(2, &Watch::none()).unwrap();
    }
}
