//! Where an external broker is: `mqtt://user:password@host:1883?client_id=linli-1`.

const DEFAULT_PORT: u16 = 1883;
const DEFAULT_CLIENT_ID: &str = "linli-gateway";

/// A broker's address, and who we are there.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) credentials: Option<(String, String)>,
    /// Names our persistent session, so it must stay the same and be ours alone.
    pub(super) client_id: String,
}

/// What is wrong with a broker's URL. Never repeats it, for it may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlProblem {
    /// It begins neither with `mqtt://` nor with `tcp://`.
    #[error("the broker's URL must begin with mqtt://")]
    Scheme,
    /// TLS towards the broker is not built in.
    #[error("mqtts:// is not built in; put the broker or a TLS tunnel on this machine")]
    Tls,
    /// There is no host in it.
    #[error("the broker's URL names no host")]
    Host,
    /// The port is no number from 1 to 65535.
    #[error("the port in the broker's URL is not valid")]
    Port,
    /// A percent sign is not followed by two hexadecimal digits, or they spell no text.
    #[error("the broker's URL is not percent-encoded correctly")]
    Encoding,
    /// Only `client_id` may stand after the question mark, and it may not be empty.
    #[error("the broker's URL has an unknown parameter")]
    Parameter,
}

pub(super) fn parse(url: &str) -> Result<Target, UrlProblem> {
    let (scheme, rest) = url.split_once("://").ok_or(UrlProblem::Scheme)?;
    match scheme {
        "mqtt" | "tcp" => {}
        "mqtts" | "ssl" => return Err(UrlProblem::Tls),
        _ => return Err(UrlProblem::Scheme),
    }
    let (place, parameters) = rest.split_once('?').unwrap_or((rest, ""));
    let place = place.strip_suffix('/').unwrap_or(place);
    let (credentials, address) = match place.rsplit_once('@') {
        Some((login, address)) => {
            let (user, password) = login.split_once(':').unwrap_or((login, ""));
            (Some((decoded(user)?, decoded(password)?)), address)
        }
        None => (None, place),
    };
    // A colon inside brackets belongs to an IPv6 address.
    let (host, port) = match address.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port.parse().map_err(|_| UrlProblem::Port)?),
        _ => (address, DEFAULT_PORT),
    };
    if host.is_empty() || host.contains('/') {
        return Err(UrlProblem::Host);
    }
    if port == 0 {
        return Err(UrlProblem::Port);
    }
    let client_id = match parameters.split_once('=') {
        None if parameters.is_empty() => DEFAULT_CLIENT_ID.to_owned(),
        Some(("client_id", id)) if !id.is_empty() && !id.contains('&') => decoded(id)?,
        _ => return Err(UrlProblem::Parameter),
    };
    Ok(Target { host: host.to_owned(), port, credentials, client_id })
}

fn decoded(text: &str) -> Result<String, UrlProblem> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || rest.next().and_then(|digit| char::from(digit).to_digit(16));
        let (Some(high), Some(low)) = (digit(), digit()) else { return Err(UrlProblem::Encoding) };
        bytes.push((high * 16 + low) as u8);
    }
    String::from_utf8(bytes).map_err(|_| UrlProblem::Encoding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_url_is_read() {
        let target = parse("mqtt://broker.lan").unwrap();
        assert_eq!((target.host.as_str(), target.port), ("broker.lan", 1883));
        assert_eq!(target.credentials, None);
        assert_eq!(target.client_id, "linli-gateway");
    }

    #[test]
    fn a_full_url_is_read() {
        let target = parse("tcp://linli:p%40ss%3A%E9%92%A5@[::1]:2883/?client_id=linli-2").unwrap();
        assert_eq!((target.host.as_str(), target.port), ("[::1]", 2883));
        assert_eq!(target.credentials, Some(("linli".into(), "p@ss:钥".into())));
        assert_eq!(target.client_id, "linli-2");
        assert!(parse("mqtt://[::1]").is_ok_and(|target| target.host == "[::1]" && target.port == 1883));
    }

    #[test]
    fn a_wrong_url_is_refused() {
        for (url, problem) in [
            ("broker.lan", UrlProblem::Scheme),
            ("http://broker.lan", UrlProblem::Scheme),
            ("mqtts://broker.lan", UrlProblem::Tls),
            ("mqtt://", UrlProblem::Host),
            ("mqtt://user:secret@", UrlProblem::Host),
            ("mqtt://broker.lan:0", UrlProblem::Port),
            ("mqtt://broker.lan:65536", UrlProblem::Port),
            ("mqtt://u%4:p@broker.lan", UrlProblem::Encoding),
            ("mqtt://u%ff@broker.lan", UrlProblem::Encoding),
            ("mqtt://broker.lan?qos=2", UrlProblem::Parameter),
        ] {
            assert!(parse(url).is_err_and(|found| found == problem), "{url}");
        }
    }
}
