//! Which answer about an alarm is taken: that to the newest question, unless the alarm has ended meanwhile. Answers come in
//! any order, and an older one would put back on the wall what has ended since.

use std::collections::HashMap;
use uuid::Uuid;

/// Questions about alarms whose answers are awaited.
#[derive(Debug, Default)]
pub struct Asking {
    asked: u64,
    newest: HashMap<Uuid, u64>,
}

impl Asking {
    /// Notes that an alarm is asked about; answers the number of the question.
    pub fn ask(&mut self, alarm: Uuid) -> u64 {
        self.asked += 1;
        self.newest.insert(alarm, self.asked);
        self.asked
    }

    /// Whether the answer to that question is taken; afterwards none is awaited.
    pub fn take(&mut self, alarm: Uuid, question: u64) -> bool {
        let is_newest = self.newest.get(&alarm) == Some(&question);
        if is_newest {
            self.newest.remove(&alarm);
        }
        is_newest
    }

    /// Takes no answer any longer to what was asked about an alarm.
    pub fn give_up(&mut self, alarm: Uuid) {
        self.newest.remove(&alarm);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_answer_to_the_newest_question_is_taken() {
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let mut asking = Asking::default();
        let (first, beside, second) = (asking.ask(one), asking.ask(other), asking.ask(one));
        assert!(asking.take(one, second));
        assert!(!asking.take(one, first), "it is older, though it comes later");
        assert!(asking.take(other, beside), "another alarm is asked about by itself");
    }

    #[test]
    fn an_answer_that_comes_after_the_end_is_not_taken() {
        let alarm = Uuid::from_u128(1);
        let mut asking = Asking::default();
        let before = asking.ask(alarm);
        asking.give_up(alarm);
        assert!(!asking.take(alarm, before));
        let again = asking.ask(alarm);
        assert!(!asking.take(alarm, before), "not even once it has been raised again");
        assert!(asking.take(alarm, again));
    }
}
