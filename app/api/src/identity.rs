//! Sign-in, capacities, users, roles, organisations, audit.

use crate::Reply;
use contract::{AreaId, GrantId, Listing, OrganisationId, Page, Permission, RoleId, UserId, identity::*};
use leptos::prelude::*;
use server_fn::codec::Json;

/// Lists users.
#[server(prefix = "/api", endpoint = "identity/list_users", input = Json, output = Json)]
pub async fn list_users(listing: Listing) -> Reply<Page<UserRow>> {
    let session = crate::door::read().await?;
    let result = base::identity::list_users(&session, &listing).await;
    Ok(session.finish(result).await?)
}

/// Adds a user; answers the row and the token of the link with which a password is chosen.
#[server(prefix = "/api", endpoint = "identity/add_user", input = Json, output = Json)]
pub async fn add_user(draft: UserDraft) -> Reply<(UserRow, String)> {
    let session = crate::door::write().await?;
    let result = base::identity::add_user(&session, &draft).await;
    Ok(session.finish(result).await?)
}

/// Disables a user; answers how many sessions ended.
#[server(prefix = "/api", endpoint = "identity/disable_user", input = Json, output = Json)]
pub async fn disable_user(id: UserId, revision: i32) -> Reply<u32> {
    let session = crate::door::write().await?;
    let result = base::identity::disable_user(&session, id, revision).await;
    Ok(session.finish(result).await?)
}

/// Lets a disabled user in again.
#[server(prefix = "/api", endpoint = "identity/enable_user", input = Json, output = Json)]
pub async fn enable_user(id: UserId, revision: i32) -> Reply<()> {
    let session = crate::door::write().await?;
    let result = base::identity::enable_user(&session, id, revision).await;
    Ok(session.finish(result).await?)
}

/// Draws a one-time link to choose another password.
#[server(prefix = "/api", endpoint = "identity/reset_password", input = Json, output = Json)]
pub async fn reset_password(id: UserId) -> Reply<String> {
    let session = crate::door::write().await?;
    let result = base::identity::reset_password(&session, id).await;
    Ok(session.finish(result).await?)
}

/// Renames a user or moves them to another organisation.
#[server(prefix = "/api", endpoint = "identity/change_user", input = Json, output = Json)]
pub async fn change_user(id: UserId, revision: i32, change: UserChange) -> Reply<UserRow> {
    let session = crate::door::write().await?;
    let result = base::identity::change_user(&session, id, revision, &change).await;
    Ok(session.finish(result).await?)
}

/// Gives a user up for good; answers how many sessions ended.
#[server(prefix = "/api", endpoint = "identity/retire_user", input = Json, output = Json)]
pub async fn retire_user(id: UserId, revision: i32) -> Reply<u32> {
    let session = crate::door::write().await?;
    let result = base::identity::retire_user(&session, id, revision).await;
    Ok(session.finish(result).await?)
}

/// Lists the grants of a user.
#[server(prefix = "/api", endpoint = "identity/list_grants", input = Json, output = Json)]
pub async fn list_grants(user: UserId) -> Reply<Vec<GrantRow>> {
    let session = crate::door::read().await?;
    let result = base::identity::list_grants(&session, user).await;
    Ok(session.finish(result).await?)
}

/// Grants a user a role.
#[server(prefix = "/api", endpoint = "identity/add_grant", input = Json, output = Json)]
pub async fn add_grant(user: UserId, draft: GrantDraft) -> Reply<GrantRow> {
    let session = crate::door::write().await?;
    let result = base::identity::grant_role(&session, user, &draft).await;
    Ok(session.finish(result).await?)
}

/// Ends a grant, at once.
#[server(prefix = "/api", endpoint = "identity/end_grant", input = Json, output = Json)]
pub async fn end_grant(id: GrantId, ending: Ending) -> Reply<()> {
    let session = crate::door::write().await?;
    let result = base::identity::end_grant(&session, id, &ending).await;
    Ok(session.finish(result).await?)
}

/// Lists roles with their permissions.
#[server(prefix = "/api", endpoint = "identity/list_roles", input = Json, output = Json)]
pub async fn list_roles() -> Reply<Vec<RoleRow>> {
    let session = crate::door::read().await?;
    let result = base::identity::list_roles(&session).await;
    Ok(session.finish(result).await?)
}

/// Sets what a role may do, at once.
#[server(prefix = "/api", endpoint = "identity/change_role", input = Json, output = Json)]
pub async fn change_role(id: RoleId, revision: i32, permissions: Vec<Permission>) -> Reply<RoleRow> {
    let session = crate::door::write().await?;
    let result = base::identity::change_role(&session, id, revision, &permissions).await;
    Ok(session.finish(result).await?)
}

/// Adds a role.
#[server(prefix = "/api", endpoint = "identity/add_role", input = Json, output = Json)]
pub async fn add_role(draft: RoleDraft) -> Reply<RoleRow> {
    let session = crate::door::write().await?;
    let result = base::identity::add_role(&session, &draft).await;
    Ok(session.finish(result).await?)
}

/// Takes a role that nobody holds out of use.
#[server(prefix = "/api", endpoint = "identity/retire_role", input = Json, output = Json)]
pub async fn retire_role(id: RoleId, revision: i32) -> Reply<()> {
    let session = crate::door::write().await?;
    let result = base::identity::retire_role(&session, id, revision).await;
    Ok(session.finish(result).await?)
}

/// Lists organisations with their areas.
#[server(prefix = "/api", endpoint = "identity/list_organisations", input = Json, output = Json)]
pub async fn list_organisations() -> Reply<Vec<OrganisationRow>> {
    let session = crate::door::read().await?;
    let result = base::identity::list_organisations(&session).await;
    Ok(session.finish(result).await?)
}

/// Gives an organisation another area; the data scope of its people follows.
#[server(prefix = "/api", endpoint = "identity/move_organisation", input = Json, output = Json)]
pub async fn move_organisation(id: OrganisationId, area: AreaId, revision: i32) -> Reply<()> {
    let session = crate::door::write().await?;
    let result = base::identity::move_organisation(&session, id, area, revision).await;
    Ok(session.finish(result).await?)
}

/// Adds an organisation to the tree.
#[server(prefix = "/api", endpoint = "identity/add_organisation", input = Json, output = Json)]
pub async fn add_organisation(draft: OrganisationDraft) -> Reply<OrganisationRow> {
    let session = crate::door::write().await?;
    let result = registry::organisation::add(&session, &draft).await;
    Ok(session.finish(result).await?)
}

/// Renames an organisation, or puts it elsewhere in the tree.
#[server(prefix = "/api", endpoint = "identity/change_organisation", input = Json, output = Json)]
pub async fn change_organisation(
    id: OrganisationId,
    revision: i32,
    draft: OrganisationDraft,
) -> Reply<OrganisationRow> {
    let session = crate::door::write().await?;
    let result = base::identity::change_organisation(&session, id, revision, &draft).await;
    Ok(session.finish(result).await?)
}

/// Takes an organisation out of use.
#[server(prefix = "/api", endpoint = "identity/retire_organisation", input = Json, output = Json)]
pub async fn retire_organisation(id: OrganisationId, revision: i32) -> Reply<()> {
    let session = crate::door::write().await?;
    let result = registry::organisation::retire(&session, id, revision).await;
    Ok(session.finish(result).await?)
}

/// Reads the duty phone of where the reader is.
#[server(prefix = "/api", endpoint = "identity/read_duty_phone", input = Json, output = Json)]
pub async fn read_duty_phone() -> Reply<Option<String>> {
    let session = crate::door::read().await?;
    let result = crate::door::duty_phone(&session).await;
    Ok(session.finish(result).await?)
}

/// Lists the audit trail.
#[server(prefix = "/api", endpoint = "identity/list_audit", input = Json, output = Json)]
pub async fn list_audit(listing: Listing) -> Reply<Page<AuditRow>> {
    let session = crate::door::read().await?;
    let result = base::list_audit(&session, &listing).await;
    Ok(session.finish(result).await?)
}

/// Checks the whole audit chain.
#[server(prefix = "/api", endpoint = "identity/verify_audit", input = Json, output = Json)]
pub async fn verify_audit() -> Reply<ChainReport> {
    Ok(base::verify_chain(crate::door::read().await?).await?)
}

/// Lists events that a subscriber could not take.
#[server(prefix = "/api", endpoint = "identity/list_dead_letters", input = Json, output = Json)]
pub async fn list_dead_letters() -> Reply<Vec<contract::wall::DeadLetterRow>> {
    let session = crate::door::read().await?;
    let result = crate::door::dead_letters(&session).await;
    Ok(session.finish(result).await?)
}

/// Gives a dead letter to its subscriber once more.
#[server(prefix = "/api", endpoint = "identity/retry_dead_letter", input = Json, output = Json)]
pub async fn retry_dead_letter(id: uuid::Uuid) -> Reply<()> {
    let session = crate::door::write().await?;
    Ok(base::subscription::retry(session, &crate::door::subscribers(), id).await?)
}

/// Puts a dead letter away that nobody will ever take.
#[server(prefix = "/api", endpoint = "identity/close_dead_letter", input = Json, output = Json)]
pub async fn close_dead_letter(id: uuid::Uuid) -> Reply<()> {
    let session = crate::door::write().await?;
    let result = base::subscription::close(&session, id).await;
    Ok(session.finish(result).await?)
}

/// Registers the functions of this module; a library crate's are dropped by the linker otherwise.
#[cfg(feature = "ssr")]
pub(crate) fn register() {
    use server_fn::axum::register_explicit;
    register_explicit::<ListUsers>();
    register_explicit::<AddUser>();
    register_explicit::<DisableUser>();
    register_explicit::<EnableUser>();
    register_explicit::<ResetPassword>();
    register_explicit::<ChangeUser>();
    register_explicit::<RetireUser>();
    register_explicit::<ListGrants>();
    register_explicit::<AddGrant>();
    register_explicit::<EndGrant>();
    register_explicit::<ListRoles>();
    register_explicit::<ChangeRole>();
    register_explicit::<AddRole>();
    register_explicit::<RetireRole>();
    register_explicit::<ListOrganisations>();
    register_explicit::<MoveOrganisation>();
    register_explicit::<AddOrganisation>();
    register_explicit::<ChangeOrganisation>();
    register_explicit::<RetireOrganisation>();
    register_explicit::<ReadDutyPhone>();
    register_explicit::<ListAudit>();
    register_explicit::<VerifyAudit>();
    register_explicit::<ListDeadLetters>();
    register_explicit::<RetryDeadLetter>();
    register_explicit::<CloseDeadLetter>();
}
