//! The stages of `check` and `test`: a heading each, all of them run, and a summary at the end.

use crate::console::elapsed;
use crate::process;
use crate::trouble::Told;
use anyhow::Result;
use std::time::{Duration, Instant};

enum Outcome {
    Passed(Duration),
    Failed(Duration, String),
    NotRun(String),
}

/// Collects how the stages went.
#[derive(Default)]
pub struct Stages {
    results: Vec<(String, Outcome)>,
}

impl Stages {
    /// Runs one stage under a heading; its own output stands. Says whether it passed.
    pub fn run(&mut self, name: &str, work: impl FnOnce() -> Result<()>) -> bool {
        if process::stop_asked() {
            return false;
        }
        println!("\n== {name} ==");
        let began = Instant::now();
        let outcome = match work() {
            Ok(()) => Outcome::Passed(began.elapsed()),
            Err(error) => {
                crate::trouble::tell(&error);
                Outcome::Failed(began.elapsed(), format!("{error:#}"))
            }
        };
        let passed = matches!(outcome, Outcome::Passed(_));
        self.results.push((name.to_owned(), outcome));
        passed
    }

    /// Notes a stage that was left out, and why, so that nobody takes it for passed.
    pub fn leave_out(&mut self, name: &str, why: &str) {
        println!("\n== {name} ==\nnot run: {why}");
        self.results.push((name.to_owned(), Outcome::NotRun(why.to_owned())));
    }

    /// Prints the summary.
    ///
    /// # Errors
    /// When a stage failed, or we were asked to stop.
    pub fn finish(self) -> Result<()> {
        println!("\n== summary ==");
        let (mut passed, mut failed) = (0, 0);
        for (name, outcome) in &self.results {
            match outcome {
                Outcome::Passed(time) => {
                    passed += 1;
                    println!("passed   {name}, {}", elapsed(*time));
                }
                Outcome::Failed(time, why) => {
                    failed += 1;
                    println!("FAILED   {name}, {}", elapsed(*time));
                    for line in why.lines() {
                        println!("         {line}");
                    }
                }
                Outcome::NotRun(why) => println!("not run  {name}: {why}"),
            }
        }
        println!("stages: {passed} passed, {failed} failed");
        if failed > 0 || process::stop_asked() {
            return Err(Told.into());
        }
        Ok(())
    }
}
