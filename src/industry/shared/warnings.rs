//! What is warned of before a run: sentences, and what the run ends before.

use crate::units::Date;
use crate::units::spoken::{agreeing, plural};

/// Warnings about settings that are allowed and suspicious.
#[derive(Clone, Debug, Default)]
pub struct Warnings {
    sentences: Vec<String>,
    /// What comes only after the end of the run, as nouns with the field to change, and how many
    /// things each noun stands for.
    late: Vec<(usize, String)>,
}

impl Warnings {
    /// Adds a sentence.
    pub fn push(&mut self, sentence: impl Into<String>) {
        self.sentences.push(sentence.into());
    }

    /// Adds what comes only after the end of the run, as it is dated or takes too long: a noun with
    /// the field that says when, which stands for `count` things. Nothing is added for none.
    pub fn late(&mut self, count: usize, what: impl Into<String>) {
        if count > 0 {
            self.late.push((count, what.into()));
        }
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.sentences.is_empty() && self.late.is_empty()
    }

    /// Adds other warnings behind these.
    pub fn append(&mut self, other: Self) {
        let Self { sentences, late } = other;
        self.sentences.extend(sentences);
        self.late.extend(late);
    }

    /// The warnings about a run that ends on `end` as sentences; that of what is late names so many
    /// nouns at most.
    #[must_use]
    pub fn into_sentences(self, end: Date, most_named: usize) -> Vec<String> {
        let late = self.late_sentence(end, most_named);
        self.sentences.into_iter().chain(late).collect()
    }

    /// One sentence for all that is late.
    fn late_sentence(&self, end: Date, most_named: usize) -> Option<String> {
        let count: usize = self.late.iter().map(|(count, _)| count).sum();
        let (named, others) = self.late.split_at(most_named.min(self.late.len()));
        let names: Vec<&str> = named.iter().map(|(_, what)| what.as_str()).collect();
        let more = match others.iter().map(|(count, _)| count).sum::<usize>() {
            0 => String::new(),
            more => format!(" and {more} more, which `chippark check` lists"),
        };
        let (things, them) = (
            plural(count, "thing", "things"),
            agreeing(&count, "it", "them"),
        );
        (count > 0).then(|| {
            format!(
                "the run ends on {end}, before {things} of the scenario: {}{more}; to have {them} \
                 in the run, let it end later (`--until`, or `until` of `[run]`), or change the \
                 named fields",
                names.join(", ")
            )
        })
    }
}

impl Extend<String> for Warnings {
    fn extend<I: IntoIterator<Item = String>>(&mut self, sentences: I) {
        self.sentences.extend(sentences);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1 + 2 + 1 things in three nouns, of which one is named: the other two stand for 3 things.
    #[test]
    fn what_is_late_stands_in_one_sentence_behind_the_others() {
        let mut warnings = Warnings::default();
        warnings.late(1, "institute `a` (`research.institutes.a.start`)");
        warnings.late(0, "nothing");
        warnings.push("nobody comes");
        let mut others = Warnings::default();
        others.late(2, "2 builds (`builds`)");
        others.late(1, "a road (`roads`)");
        warnings.append(others);
        let end = Date::ymd(2018, 6, 30);
        let found = warnings.clone().into_sentences(end, 1);
        assert_eq!(
            found,
            [
                "nobody comes",
                "the run ends on 2018-06-30, before 4 things of the scenario: institute `a` \
                 (`research.institutes.a.start`) and 3 more, which `chippark check` lists; to have \
                 them in the run, let it end later (`--until`, or `until` of `[run]`), or change \
                 the named fields"
            ]
        );
        let whole = &warnings.into_sentences(end, usize::MAX)[1];
        assert!(whole.contains("start`), 2 builds (`builds`), a road (`roads`); to"));
    }

    #[test]
    fn one_late_thing_is_in_the_singular() {
        let mut warnings = Warnings::default();
        warnings.late(1, "a road (`roads`)");
        let found = warnings.into_sentences(Date::ymd(2018, 6, 30), 3);
        assert!(found[0].contains("before 1 thing of the scenario: a road (`roads`); to have it"));
    }
}
