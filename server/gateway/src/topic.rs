//! The three topics of a device. Everything else is closed.

/// Longest device code.
const CODE_BYTES: usize = 64;

/// What a topic is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// The device publishes what it observes.
    Observation,
    /// The device publishes its answers to commands.
    Ack,
    /// The device listens.
    Command,
}

/// Where `device_code` publishes observations.
#[must_use]
pub fn observation(device_code: &str) -> String {
    format!("linli/{device_code}/observation")
}

/// Where `device_code` publishes its answers.
#[must_use]
pub fn ack(device_code: &str) -> String {
    format!("linli/{device_code}/ack")
}

/// Where `device_code` listens for commands.
#[must_use]
pub fn command(device_code: &str) -> String {
    format!("linli/{device_code}/command")
}

/// The device and the purpose of a topic, if it is one of ours.
#[must_use]
pub fn parse(topic: &str) -> Option<(&str, Channel)> {
    let (device_code, purpose) = topic.strip_prefix("linli/")?.split_once('/')?;
    let channel = match purpose {
        "observation" => Channel::Observation,
        "ack" => Channel::Ack,
        "command" => Channel::Command,
        _ => return None,
    };
    is_device_code(device_code).then_some((device_code, channel))
}

/// Whether this could be a device's code: printable ASCII that has no meaning in a topic filter, at most 64 bytes.
#[must_use]
pub fn is_device_code(code: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'/' | b'+' | b'#' | b'$');
    !code.is_empty() && code.len() <= CODE_BYTES && code.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_read_as_it_is_written() {
        assert_eq!(parse(&observation("SMK-3-1502")), Some(("SMK-3-1502", Channel::Observation)));
        assert_eq!(parse(&ack("SMK-3-1502")), Some(("SMK-3-1502", Channel::Ack)));
        assert_eq!(parse(&command("SMK-3-1502")), Some(("SMK-3-1502", Channel::Command)));
    }

    #[test]
    fn other_topics_are_not_ours() {
        for topic in
            ["", "linli", "linli/A", "linli//ack", "linli/+/ack", "linli/A/ack/more", "other/A/ack", "#"]
        {
            assert_eq!(parse(topic), None, "{topic}");
        }
    }

    #[test]
    fn a_code_is_short_and_plain() {
        assert!(is_device_code("CAM-E001-S"));
        for code in ["", "a b", "a/b", "+", "#", "$SYS", "烟感", &"x".repeat(65)] {
            assert!(!is_device_code(code), "{code}");
        }
    }
}
