//! Configuration: environment over file over default. docs/operations.md lists every key.

use std::{collections::HashMap, env, fs, net::SocketAddr, path::PathBuf};

/// What a running server is told.
#[derive(Clone)]
pub struct Config {
    /// `LINLI_DATA`: folder of the database, files and keys.
    pub folder: PathBuf,
    /// `DATABASE_URL`: `postgres://…`, or SQLite in the folder when absent. Holds a password, never logged.
    pub database_url: String,
    /// `LISTEN`: address of the web server.
    pub listen: SocketAddr,
    /// `MQTT_LISTEN`: address of the embedded broker; `off` for none.
    pub mqtt_listen: Option<SocketAddr>,
    /// `MQTT_URL`: an external broker instead of the embedded one. May hold a password, never logged.
    pub mqtt_url: Option<String>,
    /// `METRICS_LISTEN`: address at which a monitoring system reads `/metrics`; `off` for none, as without it.
    pub metrics_listen: Option<SocketAddr>,
    /// `TLS_CERT` and `TLS_KEY`: PEM files.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// `TRUSTED_PROXY`: whose `X-Forwarded-For` is believed. That it speaks TLS is told by `LINLI_ORIGIN` alone.
    pub trusted_proxy: Option<std::net::IpAddr>,
    /// `LINLI_WEB`: folder of the browser program.
    pub web: PathBuf,
    /// `LINLI_ORIGIN`: the address people type, when it is not what the browser's `Host` says.
    pub origin: Option<String>,
    /// `OBSERVATION_DAYS`: days for which single observations are kept; `all` keeps them for ever.
    pub observation_days: Option<u32>,
}

/// Longer than a device may send late, so that what was dropped is not stored and counted once more.
const OBSERVATION_DAYS: u32 = 400;
/// A hundred years; who wants longer says `all`.
const MOST_DAYS: u32 = 36_500;

impl Config {
    /// Reads the environment, and `linli.conf` (lines `KEY=value`) in the working folder or at `LINLI_CONFIG`.
    ///
    /// # Errors
    /// A sentence that names the key and what is wrong with it.
    pub fn read() -> Result<Self, String> {
        let path = env::var("LINLI_CONFIG").unwrap_or_else(|_| "linli.conf".into());
        let file = match fs::read_to_string(&path) {
            Ok(text) => parse(&text)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => HashMap::new(),
            Err(error) => return Err(format!("{path} can't be read: {error}")),
        };
        Self::from_lookup(|key| {
            env::var(key).ok().or_else(|| file.get(key).cloned()).filter(|v| !v.is_empty())
        })
    }

    fn from_lookup(get: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        let address = |key: &str, default: &str| {
            let text = get(key).unwrap_or_else(|| default.into());
            text.parse().map_err(|_| format!("{key}={text} is not an address such as 127.0.0.1:8080"))
        };
        let folder = PathBuf::from(get("LINLI_DATA").unwrap_or_else(|| "var".into()));
        let tls = match (get("TLS_CERT"), get("TLS_KEY")) {
            (Some(cert), Some(key)) => Some((cert.into(), key.into())),
            (None, None) => None,
            _ => return Err("TLS_CERT and TLS_KEY are given together or not at all".into()),
        };
        let database_url = get("DATABASE_URL")
            .unwrap_or_else(|| format!("sqlite://{}?mode=rwc", folder.join("linli.db").display()));
        if !database_url.starts_with("sqlite:") && !database_url.starts_with("postgres") {
            return Err("DATABASE_URL begins with sqlite: or postgres:".into());
        }
        let trusted_proxy = get("TRUSTED_PROXY")
            .map(|text| text.parse().map_err(|_| format!("TRUSTED_PROXY={text} is not an IP address")))
            .transpose()?;
        let mqtt_listen = match get("MQTT_LISTEN").as_deref() {
            Some("off") => None,
            _ => Some(address("MQTT_LISTEN", "127.0.0.1:1883")?),
        };
        let metrics_listen = match get("METRICS_LISTEN").as_deref() {
            None | Some("off") => None,
            Some(text) => Some(address("METRICS_LISTEN", text)?),
        };
        let observation_days = match get("OBSERVATION_DAYS").as_deref() {
            None => Some(OBSERVATION_DAYS),
            Some("all") => None,
            // The series of the last day is read from single observations.
            Some(text) => Some(
                text.parse::<u32>().ok().filter(|days| (2..=MOST_DAYS).contains(days)).ok_or_else(|| {
                    format!(
                        "OBSERVATION_DAYS={text} is neither a number of days, 2 to {MOST_DAYS}, nor `all`"
                    )
                })?,
            ),
        };
        Ok(Self {
            database_url,
            listen: address("LISTEN", "127.0.0.1:8080")?,
            mqtt_listen,
            mqtt_url: get("MQTT_URL"),
            metrics_listen,
            tls,
            trusted_proxy,
            web: get("LINLI_WEB").unwrap_or_else(|| "target/web".into()).into(),
            origin: get("LINLI_ORIGIN"),
            observation_days,
            folder,
        })
    }
}

fn parse(text: &str) -> Result<HashMap<String, String>, String> {
    text.lines()
        .enumerate()
        .map(|(i, line)| (i + 1, line.trim()))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .map(|(i, line)| {
            let (key, value) = line
                .split_once('=')
                .ok_or_else(|| format!("line {i} of the configuration is not KEY=value"))?;
            Ok((key.trim().to_owned(), value.trim().to_owned()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Config, String> {
        let file = parse(text)?;
        Config::from_lookup(|key| file.get(key).cloned())
    }

    #[test]
    fn without_a_word_it_is_sqlite_on_loopback() {
        let config = read("").unwrap();
        assert!(config.database_url.starts_with("sqlite://"));
        assert!(config.listen.ip().is_loopback());
    }

    #[test]
    fn metrics_are_told_nowhere_unless_an_address_is_given() {
        assert_eq!(read("").unwrap().metrics_listen, None);
        assert_eq!(read("METRICS_LISTEN=off").unwrap().metrics_listen, None);
        let given = read("METRICS_LISTEN=10.0.0.5:9100").unwrap().metrics_listen;
        assert_eq!(given, Some(([10, 0, 0, 5], 9100).into()));
    }

    #[test]
    fn a_mistake_is_named() {
        assert!(read("LISTEN=here").err().unwrap().contains("LISTEN=here"));
        assert!(read("METRICS_LISTEN=9100").err().unwrap().contains("METRICS_LISTEN=9100"));
        assert!(read("TLS_CERT=a.pem").err().unwrap().contains("TLS_KEY"));
        assert!(read("DATABASE_URL=mysql://x").is_err());
        assert!(read("nonsense").err().unwrap().contains("line 1"));
        assert!(read("OBSERVATION_DAYS=1").err().unwrap().contains("OBSERVATION_DAYS=1"));
    }

    #[test]
    fn observations_are_kept_for_days_or_for_ever() {
        assert_eq!(read("").unwrap().observation_days, Some(400));
        assert_eq!(read("OBSERVATION_DAYS=30").unwrap().observation_days, Some(30));
        assert_eq!(read("OBSERVATION_DAYS=all").unwrap().observation_days, None);
    }
}
