//! Series of times, and lines of the report.

use std::time::Duration;

/// Times of the same thing.
#[derive(Default)]
pub struct Series(Vec<Duration>);

impl Series {
    /// One more.
    pub fn add(&mut self, time: Duration) {
        self.0.push(time);
    }

    fn at(&self, share: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let index = (sorted.len() * share / 100).min(sorted.len().saturating_sub(1));
        sorted.get(index).map_or(f64::NAN, |time| ms(*time))
    }

    /// The median in milliseconds.
    pub fn median(&self) -> f64 {
        self.at(50)
    }

    /// What 95 of 100 stay below, in milliseconds.
    pub fn p95(&self) -> f64 {
        self.at(95)
    }
}

/// Milliseconds.
pub fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Prints one line: what, how much, and whether it stays within a bound.
pub fn line(what: &str, value: f64, unit: &str, bound: Option<f64>, note: &str) {
    let verdict = match bound {
        Some(bound) if value <= bound => format!("ok   (bound {bound:.2})"),
        Some(bound) => format!("OVER (bound {bound:.2}, {:.1} times)", value / bound),
        None => String::new(),
    };
    println!("{what:<44} {value:>9.3} {unit:<3} {verdict:<34} {note}");
}
