//! Devices, alarms, rules, credentials, rejections.

use crate::Reply;
use contract::{
    AlarmId, CommandId, DeviceId, Listing, Page, RuleId,
    sensing::{rule::Rule, *},
};
use leptos::prelude::*;
use server_fn::codec::Json;

/// Lists devices.
#[server(prefix = "/api", endpoint = "sensing/list_devices", input = Json, output = Json)]
pub async fn list_devices(listing: Listing) -> Reply<Page<DeviceRow>> {
    let session = crate::door::read().await?;
    let result = sensing::device::list(&session, &listing).await;
    Ok(session.finish(result).await?)
}

/// Reads a device with its latest values and open alarms.
#[server(prefix = "/api", endpoint = "sensing/read_device", input = Json, output = Json)]
pub async fn read_device(id: DeviceId) -> Reply<DeviceSheet> {
    let session = crate::door::read().await?;
    let result = sensing::device::sheet(&session, id).await;
    Ok(session.finish(result).await?)
}

/// Reads the series of a property over the last hours.
#[server(prefix = "/api", endpoint = "sensing/read_series", input = Json, output = Json)]
pub async fn read_series(device: DeviceId, property: String, hours: u32) -> Reply<Vec<SeriesPoint>> {
    let session = crate::door::read().await?;
    let result = sensing::datastream::series(&session, device, &property, hours).await;
    Ok(session.finish(result).await?)
}

/// Registers a device.
#[server(prefix = "/api", endpoint = "sensing/add_device", input = Json, output = Json)]
pub async fn add_device(draft: DeviceDraft) -> Reply<DeviceRow> {
    let session = crate::door::write().await?;
    let result = sensing::device::add(&session, &draft).await;
    Ok(session.finish(result).await?)
}

/// Renames or moves a device.
#[server(prefix = "/api", endpoint = "sensing/change_device", input = Json, output = Json)]
pub async fn change_device(id: DeviceId, revision: i32, draft: DeviceDraft) -> Reply<DeviceRow> {
    let session = crate::door::write().await?;
    let result = sensing::device::change(&session, id, revision, &draft).await;
    Ok(session.finish(result).await?)
}

/// Takes a device out of use.
#[server(prefix = "/api", endpoint = "sensing/retire_device", input = Json, output = Json)]
pub async fn retire_device(id: DeviceId, revision: i32) -> Reply<()> {
    let session = crate::door::write().await?;
    let result = sensing::device::retire(&session, id, revision).await;
    Ok(session.finish(result).await?)
}

/// Commands a device.
#[server(prefix = "/api", endpoint = "sensing/command_device", input = Json, output = Json)]
pub async fn command_device(id: DeviceId, property: String, desired: Value) -> Reply<CommandId> {
    let session = crate::door::write().await?;
    let result = sensing::command::give(&session, id, &property, desired).await;
    Ok(session.finish(result).await?)
}

/// Sends a failed or unanswered command again.
#[server(prefix = "/api", endpoint = "sensing/resend_command", input = Json, output = Json)]
pub async fn resend_command(id: CommandId) -> Reply<()> {
    let session = crate::door::write().await?;
    let result = sensing::command::resend(&session, id).await;
    Ok(session.finish(result).await?)
}

/// Lists alarms.
#[server(prefix = "/api", endpoint = "sensing/list_alarms", input = Json, output = Json)]
pub async fn list_alarms(listing: Listing) -> Reply<Page<AlarmRow>> {
    let session = crate::door::read().await?;
    let result = sensing::alarm::list(&session, &listing).await;
    Ok(session.finish(result).await?)
}

/// Reads the figures of the alarms raised over a period of days up to today, of one application's devices or of all.
#[server(prefix = "/api", endpoint = "sensing/read_alarm_figures", input = Json, output = Json)]
pub async fn read_alarm_figures(days: u32, application: Option<String>) -> Reply<AlarmFigures> {
    let session = crate::door::read().await?;
    let result = sensing::alarm::figures(&session, days, application.as_deref()).await;
    Ok(session.finish(result).await?)
}

/// Reads an alarm with its linkage.
#[server(prefix = "/api", endpoint = "sensing/read_alarm", input = Json, output = Json)]
pub async fn read_alarm(id: AlarmId) -> Reply<AlarmSheet> {
    let session = crate::door::read().await?;
    let result = sensing::alarm::sheet(&session, id).await;
    Ok(session.finish(result).await?)
}

/// Acknowledges alarms; answers how many were not before.
#[server(prefix = "/api", endpoint = "sensing/acknowledge_alarms", input = Json, output = Json)]
pub async fn acknowledge_alarms(ids: Vec<AlarmId>) -> Reply<u32> {
    let session = crate::door::write().await?;
    let result = sensing::alarm::acknowledge(&session, &ids).await;
    Ok(session.finish(result).await?)
}

/// Lists alarm rules.
#[server(prefix = "/api", endpoint = "sensing/list_rules", input = Json, output = Json)]
pub async fn list_rules() -> Reply<Vec<RuleRow>> {
    let session = crate::door::read().await?;
    let result = sensing::rule::list(&session).await;
    Ok(session.finish(result).await?)
}

/// Changes an alarm rule.
#[server(prefix = "/api", endpoint = "sensing/change_rule", input = Json, output = Json)]
pub async fn change_rule(id: RuleId, revision: i32, rule: Rule, is_on: bool) -> Reply<RuleRow> {
    let session = crate::door::write().await?;
    let result = sensing::rule::change(&session, id, revision, &rule, is_on).await;
    Ok(session.finish(result).await?)
}

/// Lists device credentials, without secrets.
#[server(prefix = "/api", endpoint = "sensing/list_credentials", input = Json, output = Json)]
pub async fn list_credentials(listing: Listing) -> Reply<Page<CredentialRow>> {
    let session = crate::door::read().await?;
    let result = sensing::credential::list(&session, &listing).await;
    Ok(session.finish(result).await?)
}

/// Issues a credential; the secret is answered once.
#[server(prefix = "/api", endpoint = "sensing/issue_credential", input = Json, output = Json)]
pub async fn issue_credential(device_code: String) -> Reply<String> {
    let session = crate::door::write().await?;
    let result = sensing::credential::issue(&session, &device_code).await;
    Ok(session.finish(result).await?)
}

/// Ends a credential at once.
#[server(prefix = "/api", endpoint = "sensing/revoke_credential", input = Json, output = Json)]
pub async fn revoke_credential(id: uuid::Uuid) -> Reply<()> {
    let session = crate::door::write().await?;
    let result = sensing::credential::revoke(&session, id).await;
    Ok(session.finish(result).await?)
}

/// Lists refused messages.
#[server(prefix = "/api", endpoint = "sensing/list_rejections", input = Json, output = Json)]
pub async fn list_rejections(listing: Listing) -> Reply<Page<RejectionRow>> {
    let session = crate::door::read().await?;
    let result = sensing::rejection::list(&session, &listing).await;
    Ok(session.finish(result).await?)
}

/// Counts refused messages of the last day by reason.
#[server(prefix = "/api", endpoint = "sensing/count_rejections", input = Json, output = Json)]
pub async fn count_rejections() -> Reply<Vec<(String, u32)>> {
    let session = crate::door::read().await?;
    let result = sensing::rejection::counts(&session).await;
    Ok(session.finish(result).await?)
}

/// Reads the environment stations now.
#[server(prefix = "/api", endpoint = "sensing/read_environment", input = Json, output = Json)]
pub async fn read_environment() -> Reply<Vec<contract::wall::EnvironmentNow>> {
    let session = crate::door::read().await?;
    let result = crate::door::environment(&session).await;
    Ok(session.finish(result).await?)
}

/// Registers the functions of this module; a library crate's are dropped by the linker otherwise.
#[cfg(feature = "ssr")]
pub(crate) fn register() {
    use server_fn::axum::register_explicit;
    register_explicit::<ListDevices>();
    register_explicit::<ReadDevice>();
    register_explicit::<ReadSeries>();
    register_explicit::<AddDevice>();
    register_explicit::<ChangeDevice>();
    register_explicit::<RetireDevice>();
    register_explicit::<CommandDevice>();
    register_explicit::<ResendCommand>();
    register_explicit::<ListAlarms>();
    register_explicit::<ReadAlarmFigures>();
    register_explicit::<ReadAlarm>();
    register_explicit::<AcknowledgeAlarms>();
    register_explicit::<ListRules>();
    register_explicit::<ChangeRule>();
    register_explicit::<ListCredentials>();
    register_explicit::<IssueCredential>();
    register_explicit::<RevokeCredential>();
    register_explicit::<ListRejections>();
    register_explicit::<CountRejections>();
    register_explicit::<ReadEnvironment>();
}
