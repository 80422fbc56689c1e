//! Who is called while the network is down. The number is read with each page and kept on this device, since it is wanted
//! when nothing can be read any longer.

use kit::{Remote, t, tf};
use leptos::prelude::*;

use crate::{
    offline::{self, Copied, remembered},
    trouble::ask,
};

/// The duty phone of where the kiosk stands, as it was read or kept; none where none is set.
pub type DutyPhone = Remote<Copied<Option<String>>>;

/// Reads the duty phone, and again each time the network is back.
#[must_use]
pub fn duty_phone() -> DutyPhone {
    let returns = offline::returns();
    Remote::new("organisation", move || {
        returns.track();
        remembered("duty_phone".into(), ask(api::identity::read_duty_phone()))
    })
}

/// 「网络断开，暂时不能上报。请拨打值班电话 0000-0000。」, or the way to the front desk where no number is known; tracked.
#[must_use]
pub fn offline_words(phone: DutyPhone) -> String {
    match phone.get().and_then(|copy| copy.value) {
        Some(phone) => tf("kiosk.offline_call", &[("duty_phone", &phone)]),
        None => t("kiosk.offline_report"),
    }
}
