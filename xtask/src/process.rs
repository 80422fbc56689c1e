//! Child processes: run to the end, followed line by line, or kept in the background; all end when we are asked to.

use anyhow::{Context, Result, anyhow, bail, ensure};
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

static STOP: AtomicBool = AtomicBool::new(false);
const POLL: Duration = Duration::from_millis(50);
const PATIENCE: Duration = Duration::from_secs(10);

/// From here on Ctrl-C, SIGTERM and SIGHUP end the children first, then us.
///
/// # Errors
/// When the handler can't be installed.
pub fn listen_for_stop() -> Result<()> {
    ctrlc::set_handler(|| STOP.store(true, Ordering::SeqCst)).context("could not listen for Ctrl-C")
}

/// Whether somebody asked us to stop.
pub fn stop_asked() -> bool {
    STOP.load(Ordering::SeqCst)
}

/// Runs a command to its end, its output on our screen.
///
/// # Errors
/// When it can't start, fails, or we are asked to stop.
pub fn run(command: &mut Command) -> Result<()> {
    let shown = show(command);
    let mut child = command.stdin(Stdio::null()).spawn().with_context(|| could_not_start(&shown))?;
    let status = wait(&mut child)?;
    ensure!(status.success(), "`{shown}` failed ({status})");
    Ok(())
}

/// Runs a short command and returns what it printed.
///
/// # Errors
/// When it can't start or fails; the error holds what it printed.
pub fn read(command: &mut Command) -> Result<String> {
    let shown = show(command);
    let output = command.stdin(Stdio::null()).output().with_context(|| could_not_start(&shown))?;
    let complaint = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "`{shown}` failed ({}): {}", output.status, complaint.trim());
    String::from_utf8(output.stdout).with_context(|| format!("`{shown}` printed something that is no text"))
}

/// Runs a command to its end, hands over each line of its output, and keeps its complaints in a log.
///
/// # Errors
/// When it can't start, fails (with the end of the log), or we are asked to stop.
pub fn follow(command: &mut Command, log: &Path, mut each: impl FnMut(&str)) -> Result<()> {
    let shown = show(command);
    let complaints = create(log)?;
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(complaints);
    let mut child = command.spawn().with_context(|| could_not_start(&shown))?;
    let output = child.stdout.take().context("the child has no output")?;
    let (sender, lines) = mpsc::channel();
    let reader = thread::spawn(move || {
        for line in BufReader::new(output).lines() {
            let Ok(line) = line else { break };
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    loop {
        if stop_asked() {
            end(&mut child, "TERM");
            bail!("asked to stop");
        }
        match lines.recv_timeout(POLL) {
            Ok(line) => each(&line),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    let status = wait(&mut child)?;
    reader.join().map_err(|_| anyhow!("lost the output of `{shown}`"))?;
    ensure!(status.success(), "`{shown}` failed ({status}); the end of {}:\n{}", log.display(), tail(log));
    Ok(())
}

/// A child that works in the background until it is dropped.
pub struct Process {
    child: Child,
    log: PathBuf,
    signal: &'static str,
}

impl Process {
    /// Its number in the system.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Starts it; all its output goes to `log`.
    ///
    /// # Errors
    /// When it can't start.
    pub fn start(command: &mut Command, log: &Path) -> Result<Process> {
        Process::start_reading(Stdio::null(), command, log)
    }

    /// The same, with what it reads.
    ///
    /// # Errors
    /// When it can't start.
    pub fn start_reading(input: Stdio, command: &mut Command, log: &Path) -> Result<Process> {
        let shown = show(command);
        let output = create(log)?;
        let complaints = output.try_clone().context("could not open the log twice")?;
        command.stdin(input).stdout(output).stderr(complaints);
        let child = command.spawn().with_context(|| could_not_start(&shown))?;
        Ok(Process { child, log: log.to_path_buf(), signal: "TERM" })
    }

    /// Chooses the signal that ends it politely; SIGTERM unless said.
    pub fn ending_with(mut self, signal: &'static str) -> Process {
        self.signal = signal;
        self
    }

    /// How it ended, if it did.
    ///
    /// # Errors
    /// When the system can't tell.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        self.child.try_wait().context("could not ask for a child's state")
    }

    /// The last lines it printed.
    pub fn last_words(&self) -> String {
        tail(&self.log)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        end(&mut self.child, self.signal);
    }
}

/// The end of a log file, for an error message.
pub fn tail(log: &Path) -> String {
    let text = fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(40)..].join("\n")
}

fn wait(child: &mut Child) -> Result<ExitStatus> {
    loop {
        if let Some(status) = child.try_wait().context("could not wait for a child")? {
            return Ok(status);
        }
        if stop_asked() {
            end(child, "TERM");
            bail!("asked to stop");
        }
        thread::sleep(POLL);
    }
}

/// Asks politely, waits, then kills. After Ctrl-C the child may be gone already: the terminal signals it too.
fn end(child: &mut Child, signal: &str) {
    if matches!(child.try_wait(), Ok(Some(_))) {
        return;
    }
    // The shell's own `kill`: the program of that name is not on every machine, and std knows only SIGKILL.
    let pid = child.id().to_string();
    Command::new("sh").args(["-c", "kill -s \"$0\" \"$1\"", signal, &pid]).status().ok();
    let asked = Instant::now();
    while asked.elapsed() < PATIENCE {
        if matches!(child.try_wait(), Ok(Some(_))) {
            return;
        }
        thread::sleep(POLL);
    }
    child.kill().ok();
    child.wait().ok();
}

fn create(log: &Path) -> Result<File> {
    if let Some(folder) = log.parent() {
        fs::create_dir_all(folder).with_context(|| format!("could not create {}", folder.display()))?;
    }
    File::create(log).with_context(|| format!("could not write {}", log.display()))
}

fn could_not_start(shown: &str) -> String {
    format!("could not start `{shown}`")
}

fn show(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let mut shown = program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned();
    for argument in command.get_args() {
        shown.push(' ');
        shown.push_str(&argument.to_string_lossy());
    }
    shown
}
