//! The edge: who may ask at all, and what the browser may do with the answer.

use super::Shared;
use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, Uri, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base::Config;
use std::net::IpAddr;

/// The one content security policy: our own program and WebAssembly, nothing from elsewhere, nothing inline.
const CSP: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; \
    img-src 'self' data: blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// What the configuration says of the way to us.
pub(crate) struct Edge {
    trusted_proxy: Option<IpAddr>,
    origin: Option<String>,
    is_tls: bool,
}

impl Edge {
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            trusted_proxy: config.trusted_proxy,
            origin: config.origin.clone(),
            is_tls: config.tls.is_some(),
        }
    }

    /// Whether browsers reach us over TLS through a proxy.
    pub(crate) fn is_behind_tls(&self) -> bool {
        self.trusted_proxy.is_some()
            && self.origin.as_deref().is_some_and(|origin| origin.starts_with("https://"))
    }

    /// The client's address: the last hop that the trusted proxy names, else the peer. A proxy may add to the line that the
    /// client sent or put its own line after it.
    pub(crate) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        if self.trusted_proxy != Some(peer) {
            return peer;
        }
        let lines = headers.get_all("x-forwarded-for");
        let forwarded = lines.iter().next_back().and_then(|value| value.to_str().ok());
        forwarded
            .and_then(|list| list.rsplit(',').next())
            .and_then(|ip| ip.trim().parse().ok())
            .unwrap_or(peer)
    }

    /// Whether a request that may write comes from our own pages.
    fn is_own(&self, uri: &Uri, headers: &HeaderMap) -> bool {
        let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        match text(header::ORIGIN) {
            Some(origin) => {
                // HTTP/1.1 names the host in a header, HTTP/2 in the address itself.
                let host = text(header::HOST).or(uri.authority().map(Authority::as_str)).unwrap_or_default();
                let scheme = if self.is_tls || self.is_behind_tls() { "https" } else { "http" };
                self.origin.as_deref() == Some(origin) || origin == format!("{scheme}://{host}")
            }
            // A browser always says where a POST comes from; a program without a cookie has nothing to be robbed of.
            None => !headers.contains_key(header::COOKIE),
        }
    }
}

/// Refuses foreign writes, and adds what every answer carries.
pub(crate) async fn guard(State(shared): State<Shared>, request: Request<Body>, next: Next) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let path = request.uri().path().to_owned();
    let mut response = if is_read || shared.edge.is_own(request.uri(), request.headers()) {
        next.run(request).await
    } else {
        (StatusCode::FORBIDDEN, "a write must come from our own pages").into_response()
    };
    let is_kept = is_hashed(&path) && response.status().is_success();
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CSP),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "geolocation=(self), camera=(self), microphone=(self)",
        ),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if shared.edge.is_tls || shared.edge.is_behind_tls() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    let cached = if is_kept { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static(cached));
    response
}

/// Whether a file, or its folder, carries its content's hash in its name, as `style-1a2b3c4d.css` does. A page's address
/// is no file, whatever id is in it.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let has_hash = |word: &str| {
        word.split(['-', '_', '.']).any(|part| part.len() >= 8 && part.bytes().all(|b| b.is_ascii_hexdigit()))
    };
    let folder = path.strip_prefix("/program-").and_then(|rest| rest.split_once('/')).map(|(hash, _)| hash);
    name.contains('.') && (has_hash(name) || folder.is_some_and(has_hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge() -> Edge {
        Edge {
            trusted_proxy: Some([10, 0, 0, 1].into()),
            origin: Some("https://linli.example".into()),
            is_tls: false,
        }
    }

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn only_the_trusted_proxy_is_believed() {
        let forwarded = headers(&[("x-forwarded-for", "1.1.1.1, 9.9.9.9")]);
        assert_eq!(edge().client([10, 0, 0, 1].into(), &forwarded), IpAddr::from([9, 9, 9, 9]));
        assert_eq!(edge().client([10, 0, 0, 2].into(), &forwarded), IpAddr::from([10, 0, 0, 2]));
    }

    #[test]
    fn of_several_lines_the_proxys_own_is_believed_which_is_the_last() {
        let forwarded = headers(&[("x-forwarded-for", "1.1.1.1, 2.2.2.2"), ("x-forwarded-for", "9.9.9.9")]);
        assert_eq!(edge().client([10, 0, 0, 1].into(), &forwarded), IpAddr::from([9, 9, 9, 9]));
    }

    #[test]
    fn a_foreign_origin_may_not_write() {
        let is_own = |pairs: &[(&'static str, &'static str)]| {
            edge().is_own(&Uri::from_static("/api/seat/sign_in"), &headers(pairs))
        };
        assert!(is_own(&[("origin", "https://linli.example"), ("host", "linli.example")]));
        assert!(!is_own(&[("origin", "https://evil.example"), ("host", "linli.example")]));
        assert!(!is_own(&[("cookie", "linli=x"), ("host", "linli.example")]));
        assert!(is_own(&[("host", "linli.example")]));
    }

    #[test]
    fn http_2_names_the_host_in_the_address() {
        let edge = Edge { trusted_proxy: None, origin: None, is_tls: true };
        let uri = Uri::from_static("https://192.0.2.7:8443/api/seat/sign_in");
        assert!(edge.is_own(&uri, &headers(&[("origin", "https://192.0.2.7:8443")])));
        assert!(!edge.is_own(&uri, &headers(&[("origin", "https://evil.example")])));
    }

    #[test]
    fn a_hashed_name_is_told_from_a_plain_one() {
        assert!(is_hashed("/style-1a2b3c4d5e.css"));
        assert!(is_hashed("/program-1a2b3c4d5e/app_bg.wasm"));
        assert!(!is_hashed("/resident/repair/01a1fe85-1fe7-7139-a205-9c44c9b5456d"));
        assert!(!is_hashed("/vendor/maplibre-gl.mjs"));
        assert!(!is_hashed("/sw.js"));
    }
}
