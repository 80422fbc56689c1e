//! The words of a case type: its own where the catalogue has them, else those that all case types share. A repair is
//! 「完成」, where a fire hazard is 「提交核查」.

use super::WorkState;
use crate::{Act, Kind, label};

/// Label key of an act's verb: `repair.act.resolve`, else `act.resolve`.
#[must_use]
pub fn act_key(kind: Kind, act: Act) -> String {
    own_or(format!("{kind}.act.{act}"), format!("act.{act}"))
}

/// Label key of a state: `repair.state.taken`, else `work_state.taken`.
#[must_use]
pub fn state_key(kind: Kind, state: WorkState) -> String {
    own_or(format!("{kind}.state.{state}"), format!("work_state.{state}"))
}

/// Label key of a stage in the bar of steps: `repair.stage.closed`, else `work.stage.closed`.
#[must_use]
pub fn stage_key(kind: Kind, state: WorkState) -> String {
    own_or(format!("{kind}.stage.{state}"), format!("work.stage.{state}"))
}

/// Label key of what is asked before an act: `repair.question.resolve`, else `work.question.resolve`.
#[must_use]
pub fn question_key(kind: Kind, act: Act) -> String {
    own_or(format!("{kind}.question.{act}"), format!("work.question.{act}"))
}

/// Label key of what is said after an act: `repair.done.resolve`, else `work.done.resolve`.
#[must_use]
pub fn done_key(kind: Kind, act: Act) -> String {
    own_or(format!("{kind}.done.{act}"), format!("work.done.{act}"))
}

/// Label key of a rating of 1 to 5, which each case type that is rated has in its own words: `repair.rate.5`.
#[must_use]
pub fn rating_key(kind: Kind, rating: u8) -> String {
    format!("{kind}.rate.{rating}")
}

fn own_or(own: String, common: String) -> String {
    if label::exists(&own) { own } else { common }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Term, applications::case_types, work::Evidence};

    #[test]
    fn a_case_type_has_its_own_words_and_shares_the_others() {
        assert_eq!(act_key(Kind::Repair, Act::Resolve), "repair.act.resolve");
        assert_eq!(act_key(Kind::FireHazard, Act::Resolve), "act.resolve");
        assert_eq!(act_key(Kind::Repair, Act::Transfer), "act.transfer");
        assert_eq!(state_key(Kind::Repair, WorkState::Resolved), "repair.state.resolved");
        assert_eq!(stage_key(Kind::FireHazard, WorkState::Closed), "work.stage.closed");
    }

    #[test]
    fn every_act_state_and_rating_of_every_case_type_has_words() {
        for case in case_types() {
            let steps = case.workflows.iter().flat_map(|flow| flow.steps);
            let is_rated = steps.clone().any(|step| step.evidence.contains(&Evidence::Rating));
            let acts = steps.flat_map(|step| {
                [
                    act_key(case.kind, step.act),
                    question_key(case.kind, step.act),
                    done_key(case.kind, step.act),
                ]
            });
            let states = WorkState::ALL
                .iter()
                .flat_map(|state| [state_key(case.kind, *state), stage_key(case.kind, *state)]);
            let ratings = (1..=5).filter(|_| is_rated).map(|rating| rating_key(case.kind, rating));
            for key in acts.chain(states).chain(ratings) {
                assert!(label::exists(&key), "{key}");
            }
        }
    }
}
