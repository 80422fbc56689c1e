//! The eight states that the map shows, and how far an alarm is in its life.
//!
//! Level 1 is the gravest (the national red, orange, yellow, blue). `Warn` is a forewarning: a limit comes near and
//! nothing has happened. Acknowledged and cleared are independent of each other (ISA-18.2).

/// How a thing on the map is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// Nothing to say.
    #[default]
    Normal,
    /// Whether it is well is not known.
    Unknown,
    /// It has stopped reporting.
    Offline,
    /// A limit comes near.
    Warn,
    /// An alarm of the fourth level.
    Level4,
    /// An alarm of the third level.
    Level3,
    /// An alarm of the second level.
    Level2,
    /// An alarm of the first and gravest level.
    Level1,
}

impl State {
    /// All states, calmest first.
    pub const ALL: [Self; 8] = [
        Self::Normal,
        Self::Unknown,
        Self::Offline,
        Self::Warn,
        Self::Level4,
        Self::Level3,
        Self::Level2,
        Self::Level1,
    ];

    /// The word used in the GeoJSON and in image names.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Unknown => "unknown",
            Self::Offline => "offline",
            Self::Warn => "warn",
            Self::Level4 => "level4",
            Self::Level3 => "level3",
            Self::Level2 => "level2",
            Self::Level1 => "level1",
        }
    }

    /// The state of that word; an unheard-of word is [`State::Unknown`].
    #[must_use]
    pub fn of(word: &str) -> Self {
        Self::ALL.into_iter().find(|state| state.word() == word).unwrap_or(Self::Unknown)
    }

    /// The state of an alarm of that level, 1 to 4; any other number is no alarm.
    #[must_use]
    pub const fn of_level(level: u8) -> Self {
        match level {
            1 => Self::Level1,
            2 => Self::Level2,
            3 => Self::Level3,
            4 => Self::Level4,
            _ => Self::Normal,
        }
    }

    /// How grave: 0 for normal up to 7 for level 1. The map's expressions compare these.
    #[must_use]
    pub const fn rank(self) -> u8 {
        self as u8
    }

    /// Whether it is an alarm of one of the four levels.
    #[must_use]
    pub const fn is_alarm(self) -> bool {
        self.rank() >= Self::Level4.rank()
    }
}

/// How far an open alarm is in its life.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// Back to normal, but nobody has acknowledged it.
    Cleared,
    /// Somebody has acknowledged it; the condition lasts.
    Acknowledged,
    /// The condition lasts and nobody has acknowledged it.
    #[default]
    Raised,
}

impl Standing {
    /// The standing that the two independent facts of an open alarm make.
    #[must_use]
    pub const fn of(acknowledged: bool, cleared: bool) -> Self {
        match (acknowledged, cleared) {
            (true, _) => Self::Acknowledged,
            (false, true) => Self::Cleared,
            (false, false) => Self::Raised,
        }
    }

    /// The word used in image names.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Raised => "raised",
            Self::Acknowledged => "acknowledged",
            Self::Cleared => "cleared",
        }
    }
}

/// State and standing together; ordered from calm to grave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Status {
    /// How it is.
    pub state: State,
    /// How far its alarm is; means nothing while the state is no alarm.
    pub standing: Standing,
}

impl Status {
    /// Whether somebody has to look now: a level 1 or 2 alarm, lasting, that nobody has acknowledged.
    #[must_use]
    pub fn is_urgent(self) -> bool {
        self.state >= State::Level2 && self.standing == Standing::Raised
    }

    /// Whether the condition of an alarm lasts, so that the place itself is drawn in its colour.
    #[must_use]
    pub fn is_lasting(self) -> bool {
        self.state.is_alarm() && self.standing != Standing::Cleared
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_found_by_its_word() {
        for state in State::ALL {
            assert_eq!(State::of(state.word()), state);
        }
        assert_eq!(State::of("shiny"), State::Unknown);
    }

    #[test]
    fn graver_states_rank_higher() {
        for pair in State::ALL.windows(2) {
            assert!(pair[0].rank() < pair[1].rank() && pair[0] < pair[1]);
        }
        assert_eq!(State::Level1.rank(), 7);
        assert!(State::Level4.is_alarm() && !State::Warn.is_alarm());
    }

    #[test]
    fn only_a_raised_level_1_or_2_is_urgent() {
        let status = |state, standing| Status { state, standing };
        assert!(status(State::Level2, Standing::Raised).is_urgent());
        assert!(!status(State::Level3, Standing::Raised).is_urgent());
        assert!(!status(State::Level1, Standing::Acknowledged).is_urgent());
        assert!(status(State::Level1, Standing::Acknowledged).is_lasting());
        assert!(!status(State::Level1, Standing::of(false, true)).is_lasting());
    }
}
