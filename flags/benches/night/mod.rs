//! Texts to read, and a clock that a busy machine does not upset.

use std::time::Instant;

/// Control-room logs put together from the sentences of the case files, the same every time: a
/// few sentences each, with times, numbers and names that no lexicon knows, so that no text is
/// met twice. One in twelve holds a sentence that is to be flagged.
pub fn logs(logs: usize) -> Vec<String> {
    let ordinary: Vec<&str> = include_str!("../../cases/ordinary.txt").lines().collect();
    let demand: Vec<&str> = demand().collect();
    let mut chance = Chance(136);
    (0..logs)
        .map(|_| {
            let sentences = 2 + chance.below(4);
            let mut text = format!("{:02}{:02} ", chance.below(24), chance.below(60));
            for _ in 0..sentences {
                text.push_str(ordinary[chance.below(ordinary.len())]);
                text.push_str([" ", "\n", " - ", " "][chance.below(4)]);
                text.push_str(&chance.name());
                text.push_str([" states ", " and ", ", ", " at no "][chance.below(4)]);
                text.push_str(&chance.below(400).to_string());
                text.push_str(". ");
            }
            if chance.below(12) == 0 {
                text.push_str(demand[chance.below(demand.len())]);
            }
            text
        })
        .collect()
}

/// The sentences of the case file that are to be flagged.
fn demand() -> impl Iterator<Item = &'static str> {
    include_str!("../../cases/pitfalls.md")
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split_once(" | "))
        .filter(|(_, wanted)| wanted.starts_with("flag"))
        .map(|(text, _)| text)
}

/// Logs dense in mentions: every row of the case file, again and again.
pub fn dense(logs: usize) -> Vec<String> {
    include_str!("../../cases/pitfalls.md")
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split_once(" | "))
        .map(|(text, _)| text.to_owned())
        .cycle()
        .take(logs)
        .collect()
}

/// Numbers that look like chance and are the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % bound
    }

    fn name(&mut self) -> String {
        let letters = b"aeiouklmnrst";
        let mut name = String::new();
        for at in 0..3 + self.below(6) {
            let letter = char::from(letters[self.below(letters.len())]);
            name.push(if at == 0 {
                letter.to_ascii_uppercase()
            } else {
                letter
            });
        }
        name
    }
}

/// Seconds of processor that this thread has had. Where the system does not say, seconds of the
/// clock on the wall, from `begun`.
fn seconds(begun: Instant) -> f64 {
    std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|line| line.split(' ').next()?.parse::<f64>().ok())
        .map_or_else(
            || begun.elapsed().as_secs_f64(),
            |nanoseconds| nanoseconds / 1e9,
        )
}

/// Seconds that some work takes: the least of nine times of at least a tenth of a second.
pub fn least_seconds(mut work: impl FnMut()) -> f64 {
    let mut least = f64::INFINITY;
    for _ in 0..9 {
        let begun = Instant::now();
        let from = seconds(begun);
        let mut times = 0_u32;
        let mut taken = 0.0;
        while taken < 0.1 {
            work();
            times += 1;
            taken = seconds(begun) - from;
        }
        least = least.min(taken / f64::from(times));
    }
    least
}
