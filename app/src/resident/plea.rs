//! What a resident can ask for while a repair runs: speed, once in a while; or to call it off, with a reason, until the
//! worker is there.

use contract::{
    Act, FieldFault,
    field::{Input, LEAST_REASON},
    work::WorkState,
};
use kit::{
    FieldView, blocked_button, busy_button, button, danger_button, dialog, field_view, quiet_button, t, tf,
};
use leptos::prelude::*;

use super::{
    repair::{Case, Standing},
    unsent::when_words,
};

/// Reasons that are offered.
const PRESETS: [&str; 3] = ["repair.cancel_preset.1", "repair.cancel_preset.2", "repair.cancel_preset.3"];

/// The buttons, and the dialog of calling it off.
#[derive(Clone, Copy)]
pub(super) struct Plea {
    case: Case,
    is_asking: RwSignal<bool>,
    reason: RwSignal<String>,
    fault: RwSignal<Option<FieldFault>>,
}

impl Plea {
    pub fn new(case: Case) -> Self {
        Self {
            case,
            is_asking: RwSignal::new(false),
            reason: RwSignal::new(String::new()),
            fault: RwSignal::new(None),
        }
    }

    /// The buttons that the state allows; one that isn't allowed yet says why.
    pub fn view(self, standing: &Standing) -> AnyView {
        if standing.state.is_final() {
            return ().into_any();
        }
        let chase = match standing.chase_again_at {
            Some(at) => {
                Some(blocked_button(t("repair.act.chase"), tf("repair.chased", &[("time", &when_words(at))])))
            }
            None if standing.may(Act::Chase) => Some(self.chase_button()),
            None => None,
        };
        let cancel = if standing.may(Act::Cancel) {
            Some(button(t("repair.act.cancel"), move || self.is_asking.set(true)))
        } else if standing.state == WorkState::Arrived {
            Some(blocked_button(t("repair.act.cancel"), t("repair.already_there")))
        } else {
            None
        };
        view! {
            <div class="sheet-acts">
                {chase}
                {cancel}
            </div>
        }
        .into_any()
    }

    fn chase_button(self) -> AnyView {
        let case = self.case;
        busy_button(t("repair.act.chase"), t("form.sending"), case.is_busy.into(), move || {
            case.act(Act::Chase, String::new(), None, "form.sent", || {});
        })
    }

    /// 「撤销报修？」 with its reason.
    pub fn dialog(self) -> AnyView {
        let body = move || {
            let mut field =
                FieldView::new("cancel-reason", t("repair.cancel_reason"), Input::Long(200), self.reason);
            field.fault = self.fault;
            let presets = PRESETS.map(|key| quiet_button(t(key), move || self.reason.set(t(key))));
            view! {
                <div class="field wide">{presets.into_iter().collect_view()}</div>
                {field_view(field)}
            }
            .into_any()
        };
        let acts = move || {
            view! {
                {button(t("repair.cancel_keep"), move || self.is_asking.set(false))}
                {danger_button(t("repair.act.cancel"), move || self.cancel())}
            }
            .into_any()
        };
        dialog(self.is_asking, Signal::derive(|| t("repair.cancel_question")), body, acts)
    }

    fn cancel(self) {
        let reason = self.reason.with_untracked(|reason| reason.trim().to_owned());
        if reason.chars().count() < LEAST_REASON {
            self.fault.set(Some(FieldFault::new("cancel-reason", "field.reason")));
            return;
        }
        self.is_asking.set(false);
        self.case.act(Act::Cancel, reason, None, "repair.state.cancelled", move || {
            self.reason.try_set(String::new());
        });
    }
}
