//! Signing in and out, pairing, and the capacity acted in.

use crate::Reply;
use contract::identity::Me;
use leptos::prelude::*;
use server_fn::codec::Json;

/// Signs in.
#[server(prefix = "/api", endpoint = "seat/sign_in", input = Json, output = Json)]
pub async fn sign_in(account: String, password: String) -> Reply<Me> {
    Ok(crate::door::sign_in(&account, &password).await?)
}

/// Signs out.
#[server(prefix = "/api", endpoint = "seat/sign_out", input = Json, output = Json)]
pub async fn sign_out() -> Reply<()> {
    Ok(crate::door::sign_out().await?)
}

/// Who is signed in, and as what.
#[server(prefix = "/api", endpoint = "seat/whoami", input = Json, output = Json)]
pub async fn whoami() -> Reply<Me> {
    Ok(crate::door::me().await?)
}

/// Acts in another capacity that one holds.
#[server(prefix = "/api", endpoint = "seat/switch_capacity", input = Json, output = Json)]
pub async fn switch_capacity(role_key: String) -> Reply<Me> {
    Ok(crate::door::switch(&role_key).await?)
}

/// Pairs this wall or kiosk with a code from an administrator.
#[server(prefix = "/api", endpoint = "seat/pair", input = Json, output = Json)]
pub async fn pair(code: String) -> Reply<Me> {
    Ok(crate::door::pair(&code).await?)
}

/// Chooses a password by a one-time link; answers the account.
#[server(prefix = "/api", endpoint = "seat/use_link", input = Json, output = Json)]
pub async fn use_link(token: String, password: String) -> Reply<String> {
    Ok(crate::door::use_link(&token, &password).await?)
}

/// Registers the functions of this module.
#[cfg(feature = "ssr")]
pub(crate) fn register() {
    use server_fn::axum::register_explicit;
    register_explicit::<SignIn>();
    register_explicit::<SignOut>();
    register_explicit::<Whoami>();
    register_explicit::<SwitchCapacity>();
    register_explicit::<Pair>();
    register_explicit::<UseLink>();
}
