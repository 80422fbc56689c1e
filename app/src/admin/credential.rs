//! Device credentials: a device signs in with its code and a secret that the server drew. The secret is shown once, and
//! kept nowhere but in the device. Rotating issues another; the one before works a day longer, so that the device isn't
//! cut off while somebody goes there.

use super::{
    Rows, Said, act, chosen_row,
    once::{once_sheet, once_view},
    open, shut,
    side::{new_view, side_view},
};
use crate::{seat::may, trouble::ask};
use contract::{
    Act, Fault, Kind,
    field::{Field, Input},
    sensing::{CREDENTIAL_COLUMNS, CredentialRow},
};
use kit::{
    Call, DraftSpec, Fact, HeadAct, RegisterSpec, RowAct, SheetSpec, Trouble, button, confirm, danger_button,
    link_button, now, register, sheet, t, tag_view, tf, toast,
};
use leptos::prelude::*;

/// Hours that the secret before still works after a rotation, as the server gives them.
const OVERLAP_HOURS: u32 = 24;

/// For which device a credential is issued, as typed.
#[derive(Clone, Debug, Default, PartialEq)]
struct IssueDraft {
    device_code: String,
}

const ISSUE_FIELDS: &[Field<IssueDraft>] = &[Field {
    key: "device_code",
    label: "credential.device_code",
    hint: Some("credential.device_code.hint"),
    input: Input::Text(60),
    optional: false,
    get: |d| d.device_code.clone(),
    set: |d, v| d.device_code = v.into(),
}];

/// A secret that is shown this one time, with the code of its device.
#[derive(Clone)]
struct Issued {
    code: String,
    secret: String,
}

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Desk {
    rows: Rows<CredentialRow>,
    said: Said,
    issued: RwSignal<Option<Issued>>,
}

/// `/admin/credential`: credentials, with a sheet for one of them or to issue one.
#[must_use]
pub fn page() -> AnyView {
    let desk = Desk { rows: Rows::new(), said: RwSignal::new(None), issued: RwSignal::new(None) };
    let is_held = Signal::derive(move || desk.issued.with(Option::is_some));
    side_view(Kind::Credential, desk.said, list(desk), is_held, move |is_new| match desk.issued.get() {
        Some(issued) => secret_sheet(desk, issued),
        None if is_new.get() => issue_sheet(desk),
        None => credential_sheet(desk),
    })
}

fn list(desk: Desk) -> AnyView {
    let mut spec = RegisterSpec::new(
        "credential",
        t("admin.credential_list"),
        CREDENTIAL_COLUMNS,
        |row: &CredentialRow| row.id.to_string(),
        |listing| ask(api::sensing::list_credentials(listing)),
    );
    if may(Kind::Credential, Act::Create) {
        spec.offer(HeadAct::press(t("admin.credential_issue"), || open("new")));
        let rotate = RowAct::new(t("admin.credential_rotate"), move |row| rotate(desk, row));
        spec.row_acts.push(rotate.when(lasts));
    }
    if may(Kind::Credential, Act::Retire) {
        let revoke = RowAct::new(t("admin.credential_revoke"), move |row| revoke(desk, row));
        spec.row_acts.push(revoke.when(lasts));
    }
    desk.rows.open_in(&mut spec);
    spec.export = Some("credentials".into());
    register(spec)
}

/// Whether a device can still sign in with it.
fn lasts(row: &CredentialRow) -> bool {
    row.revoked_at.is_none_or(|at| at > now())
}

fn issue_sheet(desk: Desk) -> AnyView {
    let made = StoredValue::new(None::<Issued>);
    let mut spec = DraftSpec::new(
        "credential",
        ISSUE_FIELDS,
        IssueDraft::default(),
        move |typed: IssueDraft| async move {
            let code = typed.device_code.trim().to_owned();
            let secret = ask(api::sensing::issue_credential(code.clone())).await.map_err(no_such_device)?;
            made.set_value(Some(Issued { code, secret }));
            Ok::<(), Trouble>(())
        },
    );
    spec.submit_label = t("admin.credential_issue");
    spec.on_done = Some(Call::new(move |()| {
        desk.issued.set(made.get_value());
        desk.rows.stale();
    }));
    new_view(Kind::Credential, t("admin.credential_issue_for"), spec)
}

/// A device that isn't there is a code that was typed wrongly.
fn no_such_device(trouble: Trouble) -> Trouble {
    match trouble {
        Trouble::Fault(Fault::Missing { .. }) => Fault::invalid("device_code", "field.no_such_device").into(),
        other => other,
    }
}

fn secret_sheet(desk: Desk, issued: Issued) -> AnyView {
    let Issued { code, secret } = issued;
    let file = (format!("{code}.txt"), format!("{code}\n{secret}\n"));
    let mut look = SheetSpec::new(code.clone(), t("admin.secret"));
    look.line = Some(tf("admin.credential_issued", &[("code", &code)]).into_any());
    look.body = Some(once_view(t("admin.secret_once"), secret, Some(file)));
    once_sheet(look, desk.issued)
}

fn credential_sheet(desk: Desk) -> AnyView {
    let row = chosen_row(
        "credential",
        Kind::Credential,
        desk.rows,
        |row: &CredentialRow| row.id.to_string(),
        |listing| ask(api::sensing::list_credentials(listing)),
    );
    row.view(move |row| {
        let mut look = SheetSpec::new(row.device_code.clone(), row.device_name.clone());
        look.line = Some(if lasts(&row) {
            tag_view("ok", t("admin.credential_valid"))
        } else {
            tag_view("quiet", t("admin.credential_ended"))
        });
        look.facts =
            CREDENTIAL_COLUMNS.iter().map(|column| Fact::new(column.label, (column.cell)(&row))).collect();
        // Refused messages know their device by its code.
        look.body =
            Some(link_button(t("admin.rejection_list"), format!("/admin/rejection?q={}", row.device_code)));
        look.acts = lasts(&row).then(|| acts(desk, &row));
        look.on_close = Some(Call::new(|()| shut()));
        sheet(look)
    })
}

fn acts(desk: Desk, row: &CredentialRow) -> AnyView {
    let (rotated, revoked) = (row.clone(), row.clone());
    let rotating = may(Kind::Credential, Act::Create)
        .then(|| button(t("admin.credential_rotate"), move || rotate(desk, rotated.clone())));
    let revoking = may(Kind::Credential, Act::Retire)
        .then(|| danger_button(t("admin.credential_revoke"), move || revoke(desk, revoked.clone())));
    view! {
        {rotating}
        {revoking}
    }
    .into_any()
}

fn rotate(desk: Desk, row: CredentialRow) {
    let hours = OVERLAP_HOURS.to_string();
    let question = tf("admin.credential_rotate_question", &[("code", &row.device_code), ("n", &hours)]);
    confirm(question, None, t("admin.credential_rotate"), false, move || {
        let code = row.device_code;
        act(api::sensing::issue_credential(code.clone()), "credential", desk.said, move |secret| {
            desk.issued.set(Some(Issued { code, secret }));
            desk.rows.stale();
        });
    });
}

fn revoke(desk: Desk, row: CredentialRow) {
    let question = tf("admin.credential_revoke_question", &[("code", &row.device_code)]);
    confirm(question, None, t("admin.credential_revoke"), true, move || {
        act(api::sensing::revoke_credential(row.id), "credential", desk.said, move |()| {
            toast(tf("admin.credential_revoked", &[("code", &row.device_code)]));
            desk.rows.stale();
        });
    });
}
