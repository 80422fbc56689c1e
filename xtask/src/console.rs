//! The numbered steps of `cargo xtask run`: one line each, with the time it took and what comes next.
//!
//! On a terminal the line is rewritten; elsewhere a plain line comes every ten seconds and at the end.

use crate::process;
use anyhow::Result;
use std::cell::RefCell;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

/// Counts the steps and prints them.
pub struct Console {
    names: &'static [&'static str],
    done: usize,
    terminal: bool,
}

/// What a step tells while it works.
pub struct Progress {
    texts: Sender<String>,
    outcome: RefCell<String>,
}

impl Progress {
    /// A few words in the step's line, such as "62 %".
    pub fn say(&self, text: impl Into<String>) {
        self.texts.send(text.into()).ok();
    }

    /// What stands in the line when the step is done; "ok" unless said.
    pub fn outcome(&self, text: impl Into<String>) {
        *self.outcome.borrow_mut() = text.into();
    }
}

impl Console {
    /// Knows all steps from the start, in order.
    pub fn new(names: &'static [&'static str]) -> Console {
        Console { names, done: 0, terminal: io::stdout().is_terminal() }
    }

    /// Does the next step.
    ///
    /// # Errors
    /// Those of the work.
    pub fn step<T>(&mut self, work: impl FnOnce(&Progress) -> Result<T>) -> Result<T> {
        let name = self.names.get(self.done).copied().unwrap_or_default();
        self.done += 1;
        let name = format!("{name} ");
        let line = Line {
            head: format!("[{}/{}] {name:.<21}", self.done, self.names.len()),
            next: self.names.get(self.done).copied(),
            began: Instant::now(),
            terminal: self.terminal,
        };
        let (texts, heard) = mpsc::channel();
        let progress = Progress { texts, outcome: RefCell::new("ok".to_owned()) };
        let result = thread::scope(|scope| {
            let line = &line;
            scope.spawn(move || line.keep_current(&heard));
            let result = work(&progress);
            // Hanging up ends the thread.
            let Progress { texts, outcome } = progress;
            drop(texts);
            result.map(|value| (value, outcome.into_inner()))
        });
        match result {
            Ok((value, outcome)) => {
                line.close(&outcome);
                Ok(value)
            }
            Err(error) => {
                line.close(if process::stop_asked() { "stopped" } else { "failed" });
                Err(error)
            }
        }
    }
}

struct Line {
    head: String,
    next: Option<&'static str>,
    began: Instant,
    terminal: bool,
}

impl Line {
    fn keep_current(&self, heard: &Receiver<String>) {
        let pause = Duration::from_secs(if self.terminal { 1 } else { 10 });
        let mut text = String::new();
        let mut shown = Instant::now();
        if self.terminal {
            self.draw(&text);
        }
        loop {
            match heard.recv_timeout(pause) {
                Ok(new) => text = new,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            if self.terminal || shown.elapsed() >= pause {
                self.draw(&text);
                shown = Instant::now();
            }
        }
    }

    fn draw(&self, text: &str) {
        let time = elapsed(self.began.elapsed());
        if self.terminal {
            let next = self.next.map(|next| format!("   next: {next}")).unwrap_or_default();
            print!("\r{} {text:<8} {time:<12}{next}\x1b[K", self.head);
            io::stdout().flush().ok();
        } else {
            println!("{} {text:<8} {time}", self.head);
        }
    }

    fn close(&self, outcome: &str) {
        let time = elapsed(self.began.elapsed());
        let (from, to) = if self.terminal { ("\r", "\x1b[K") } else { ("", "") };
        println!("{from}{} {outcome:<8} {time}{to}", self.head);
    }
}

/// Whether what is typed may be read: a program in the background that reads from its terminal is stopped.
pub fn can_type() -> bool {
    let group = |stat: &str| {
        // After the name: state, parent, group, session, terminal, group in the foreground (proc_pid_stat(5)).
        let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        Some(fields.get(2)? == fields.get(5)?)
    };
    !io::stdin().is_terminal()
        || fs::read_to_string("/proc/self/stat").ok().is_some_and(|stat| group(&stat) == Some(true))
}

/// "12 s", "3 min 10 s", "1 h 2 min".
pub fn elapsed(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::elapsed;
    use std::time::Duration;

    #[test]
    fn time_is_told_in_the_largest_two_units() {
        assert_eq!(elapsed(Duration::from_secs(12)), "12 s");
        assert_eq!(elapsed(Duration::from_secs(190)), "3 min 10 s");
        assert_eq!(elapsed(Duration::from_secs(3725)), "1 h 2 min");
    }
}
