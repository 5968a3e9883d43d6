//! An argument as lines of text.

use domain::Answer;

use super::{Argument, Point, Question, Step};
use crate::answer::Certainty;
use crate::position::time;

impl Argument {
    /// The argument in lines: the facts as F1, F2…, the questions as 1, 2…, their steps as 1.1,
    /// 1.2…
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!("As at {}.", time(self.at))];
        if !self.facts.is_empty() {
            lines.push(String::new());
            lines.push("The facts taken, in order of time".to_owned());
        }
        for (nth, fact) in self.facts.iter().enumerate() {
            let after = if fact.counts {
                ""
            } else {
                " (after the moment asked about: not counted)"
            };
            lines.push(format!(
                "   F{} `{}`: {}: {}{after}.",
                nth + 1,
                fact.id,
                fact.when,
                fact.says
            ));
        }
        for (nth, question) in self.questions.iter().enumerate() {
            lines.push(String::new());
            self.question(nth + 1, question, &mut lines);
        }
        lines
    }

    fn question(&self, number: usize, question: &Question, lines: &mut Vec<String>) {
        lines.push(format!("{number}. {}", question.asks));
        if question.points.is_empty() {
            lines.push(format!("   {}", question.otherwise));
        }
        let mut count = 0_usize;
        for point in &question.points {
            if let Some(about) = &point.about {
                lines.push(format!("   {about}:"));
            }
            for step in &point.steps {
                count = count.saturating_add(1);
                lines.push(format!("   {number}.{count} {}", self.step(step)));
            }
            let names = ["one reading", "the other reading", "a third reading"];
            for (nth, reading) in point.readings.iter().enumerate() {
                let name = names.get(nth).copied().unwrap_or("a further reading");
                lines.push(format!("       {name:<18} {}", reading.says));
                if !reading.because.is_empty() {
                    lines.push(format!("       {:<18} {}", "", reading.because));
                }
            }
            lines.push(format!("   So: {}{}.", point.conclusion, doubt(point)));
            for note in &point.notes {
                lines.push(format!("       {note}"));
            }
        }
    }

    fn step(&self, step: &Step) -> String {
        let limb = match (step.asks, step.met) {
            (Some(asks), Some(met)) => format!("{}: {asks}. ", met_in_words(met)),
            _ => String::new(),
        };
        format!(
            "{limb}{} [{}; {}; {}]{}",
            step.says,
            step.rule.cite,
            step.rule.id,
            step.rule.layer.label(),
            self.from(&step.facts)
        )
    }

    /// The facts a step rests on, by number and name.
    fn from(&self, ids: &[String]) -> String {
        if ids.is_empty() {
            return String::new();
        }
        let named = ids.iter().map(|id| {
            let number = self.facts.iter().position(|fact| fact.id == *id);
            number.map_or_else(|| id.clone(), |nth| format!("F{} {id}", nth + 1))
        });
        format!(" From: {}.", named.collect::<Vec<_>>().join(", "))
    }
}

const fn met_in_words(met: Answer) -> &'static str {
    match met {
        Answer::Yes => "Met",
        Answer::No => "Not met",
        Answer::NotKnown => "Not known",
    }
}

fn doubt(point: &Point) -> String {
    match point.certainty {
        Certainty::Settled => String::new(),
        other => format!(" ({})", other.label()),
    }
}
