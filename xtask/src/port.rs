//! Ports on loopback: is one free, which is, and does a server answer on it.

use crate::process::{self, Process};
use crate::trouble::trouble;
use anyhow::{Context, Result, bail};
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

/// A port that nobody listens on at this moment.
///
/// # Errors
/// When the system gives none.
pub fn free() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("could not find a free port")?;
    Ok(listener.local_addr().context("could not find a free port")?.port())
}

/// Refuses a port that another program listens on.
///
/// # Errors
/// With the command that uses the next port instead.
pub fn must_be_free(port: u16, option: &str) -> Result<()> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AddrInUse => Err(trouble(
            format!("port {port} is taken by another program"),
            format!("cargo xtask run {option} {}", port.saturating_add(1)),
        )),
        Err(error) => Err(trouble(
            format!("port {port} can't be used ({error})"),
            format!("cargo xtask run {option} {}", port.max(8081)),
        )),
    }
}

/// Waits until `/readyz` answers.
///
/// # Errors
/// When the server ends first or needs more than two minutes; the error holds its last words.
pub fn wait_until_ready(server: &mut Process, port: u16) -> Result<()> {
    let began = Instant::now();
    while !answers(port, "/readyz") {
        if process::stop_asked() {
            bail!("asked to stop");
        }
        if let Some(status) = server.ended()? {
            bail!("the server ended at once ({status}):\n{}", server.last_words());
        }
        if began.elapsed() > Duration::from_secs(120) {
            bail!("the server did not get ready in two minutes:\n{}", server.last_words());
        }
        thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}

fn answers(port: u16, path: &str) -> bool {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let Ok(mut stream) = TcpStream::connect_timeout(&address, Duration::from_millis(500)) else {
        return false;
    };
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok();
    let request = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    let mut status = [0; 12];
    stream.write_all(request.as_bytes()).is_ok()
        && stream.read_exact(&mut status).is_ok()
        && status.starts_with(b"HTTP/1.1 2")
}
