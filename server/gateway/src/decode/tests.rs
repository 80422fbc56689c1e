use super::*;

/// 2026-03-02T08:31:07.120+08:00.
const NOW_MS: i64 = 1_772_411_467_120;

fn good(payload: &str) -> Message {
    decode("SMK-1", payload.as_bytes(), NOW_MS).unwrap()
}

fn reason(payload: impl AsRef<[u8]>) -> Reason {
    decode("SMK-1", payload.as_ref(), NOW_MS).unwrap_err().reason
}

fn number(value: f64) -> Value {
    Value::Number { value, unit: None }
}

#[test]
fn a_full_observation_is_read() {
    let message = good(
        r#"{"at":"2026-03-02T08:31:07.120+08:00","seq":7,"values":{
            "smoke_obscuration":8.2,"temperature":{"value":26.1,"unit":"Cel"},"self_test":"passed","open":true}}"#,
    );
    assert_eq!(message.device_code, "SMK-1");
    assert_eq!(message.phenomenon_at_ms, Some(NOW_MS));
    assert_eq!(message.seq, 7);
    assert_eq!(
        message.values,
        [
            ("smoke_obscuration".to_owned(), number(8.2)),
            ("temperature".to_owned(), Value::Number { value: 26.1, unit: Some("Cel".into()) }),
            ("self_test".to_owned(), Value::Text("passed".into())),
            ("open".to_owned(), Value::Flag(true)),
        ]
    );
}

#[test]
fn time_and_number_may_be_left_out_or_null() {
    for payload in [r#"{"values":{"pressure":0.4}}"#, r#"{"at":null,"seq":null,"values":{"pressure":0.4}}"#] {
        let message = good(payload);
        assert_eq!((message.phenomenon_at_ms, message.seq), (None, 0));
    }
}

#[test]
fn a_bare_object_is_its_values() {
    let message = good(r#"{"at":"2026-03-02T00:31:07.120Z","pressure":0.4,"power":true}"#);
    assert_eq!(message.phenomenon_at_ms, Some(NOW_MS));
    assert_eq!(
        message.values,
        [("pressure".to_owned(), number(0.4)), ("power".to_owned(), Value::Flag(true))]
    );
}

#[test]
fn what_stands_beside_values_is_ignored() {
    assert_eq!(
        good(r#"{"firmware":[1,2],"values":{"pressure":1}}"#).values,
        [("pressure".to_owned(), number(1.0))]
    );
}

#[test]
fn a_value_object_needs_no_unit() {
    assert_eq!(good(r#"{"open":{"value":false}}"#).values, [("open".to_owned(), Value::Flag(false))]);
    assert_eq!(good(r#"{"t":{"value":-3,"unit":null}}"#).values, [("t".to_owned(), number(-3.0))]);
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    assert_eq!(reason([0x7b_u8, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), Reason::NotUtf8);
    assert_eq!(reason([0x00_u8, 0x9f, 0x92, 0x96]), Reason::NotUtf8);
}

#[test]
fn what_is_no_json_is_refused() {
    for payload in [
        "",
        " ",
        "{",
        "{\"a\":1",
        "{\"a\":1}}",
        "{a:1}",
        "{\"a\":NaN}",
        "{\"a\":Infinity}",
        "{\"a\":1,}",
        "\0",
    ] {
        assert_eq!(reason(payload), Reason::MalformedJson, "{payload:?}");
    }
}

#[test]
fn deep_nesting_is_refused_without_harm() {
    let lists = format!("{{\"a\":{}{}}}", "[".repeat(20_000), "]".repeat(20_000));
    assert!(matches!(reason(lists), Reason::MalformedJson | Reason::WrongType));
    let objects = format!("{}1{}", "{\"a\":".repeat(10_000), "}".repeat(10_000));
    assert_eq!(reason(objects), Reason::MalformedJson);
    assert_eq!(reason(r#"{"a":{"value":{"value":1}}}"#), Reason::WrongType);
}

#[test]
fn only_an_object_is_an_observation() {
    for payload in ["1", "\"x\"", "null", "true", "[]", "[{\"a\":1}]"] {
        assert_eq!(reason(payload), Reason::NotAnObject, "{payload}");
    }
}

#[test]
fn nothing_is_no_observation() {
    for payload in
        ["{}", r#"{"values":{}}"#, r#"{"at":"2026-03-02T00:31:07Z","seq":1}"#, r#"{"values":{},"a":1}"#]
    {
        assert_eq!(reason(payload), Reason::NoValues, "{payload}");
    }
}

#[test]
fn a_number_beyond_all_bounds_is_refused() {
    for payload in [r#"{"a":1e400}"#, r#"{"a":-1e400}"#, r#"{"a":{"value":1e999999999,"unit":"Cel"}}"#] {
        assert_eq!(reason(payload), Reason::NotFinite, "{payload}");
    }
    assert_eq!(
        good(r#"{"a":18446744073709551616}"#).values,
        [("a".to_owned(), number(18_446_744_073_709_551_616.0))]
    );
    assert_eq!(good(r#"{"a":1e-400}"#).values, [("a".to_owned(), number(0.0))]);
}

#[test]
fn values_are_numbers_texts_or_flags() {
    for payload in [
        r#"{"a":null}"#,
        r#"{"a":[1]}"#,
        r#"{"a":{}}"#,
        r#"{"a":{"unit":"Cel"}}"#,
        r#"{"a":{"value":1,"unit":7}}"#,
        r#"{"a":{"value":"warm","unit":"Cel"}}"#,
        r#"{"a":{"value":1,"quality":"good"}}"#,
        r#"{"values":[1]}"#,
        r#"{"values":null}"#,
    ] {
        assert_eq!(reason(payload), Reason::WrongType, "{payload}");
    }
}

#[test]
fn a_sequence_number_is_whole_and_fits() {
    for seq in ["-1", "1.5", "4294967296", "\"1\"", "true", "[]"] {
        assert_eq!(reason(format!(r#"{{"seq":{seq},"a":1}}"#)), Reason::WrongType, "{seq}");
    }
    assert_eq!(good(r#"{"seq":4294967295,"a":1}"#).seq, u32::MAX);
}

#[test]
fn a_time_is_rfc_3339() {
    for at in [
        "\"\"",
        "\"yesterday\"",
        "\"2026-03-02\"",
        "\"2026-02-30T00:00:00Z\"",
        "\"2026-03-02T08:31:07\"",
        "1772411467",
    ] {
        assert_eq!(reason(format!(r#"{{"at":{at},"a":1}}"#)), Reason::BadTime, "{at}");
    }
}

#[test]
fn a_time_is_within_a_year_back_and_five_minutes_ahead() {
    for at in [
        "2026-03-02T08:36:08+08:00",
        "2026-03-03T04:31:07+08:00",
        "9999-12-31T23:59:59Z",
        "2025-03-02T08:31:07+08:00",
        "0001-01-01T00:00:00Z",
    ] {
        assert_eq!(reason(format!(r#"{{"at":"{at}","a":1}}"#)), Reason::TimeOutOfRange, "{at}");
    }
    for at in ["2026-03-02T08:36:07+08:00", "2025-03-02T08:31:08+08:00"] {
        good(&format!(r#"{{"at":"{at}","a":1}}"#));
    }
}

#[test]
fn a_key_stands_once() {
    for payload in [
        r#"{"a":1,"a":1}"#,
        r#"{"values":{"a":1,"a":2}}"#,
        r#"{"values":{"a":1},"values":{"b":1}}"#,
        r#"{"a":{"value":1,"value":2}}"#,
        r#"{"a":1,"\u0061":2}"#,
    ] {
        assert_eq!(reason(payload), Reason::DuplicateKey, "{payload}");
    }
}

#[test]
fn there_are_at_most_sixty_four_values() {
    let payload = |count: usize| {
        let fields: Vec<String> = (0..count).map(|n| format!("\"p{n}\":{n}")).collect();
        format!("{{\"values\":{{{}}}}}", fields.join(","))
    };
    assert_eq!(good(&payload(64)).values.len(), 64);
    assert_eq!(reason(payload(65)), Reason::TooManyValues);
    assert_eq!(reason(payload(4_000)), Reason::TooManyValues);
}

#[test]
fn a_payload_is_at_most_sixty_four_kilobytes() {
    let padded = |bytes: usize| r#"{"a":1}"#.to_owned() + &" ".repeat(bytes - r#"{"a":1}"#.len());
    good(&padded(MAX_PAYLOAD_BYTES));
    assert_eq!(reason(padded(MAX_PAYLOAD_BYTES + 1)), Reason::TooLarge);
    assert_eq!(reason(vec![0xff_u8; 10_000_000]), Reason::TooLarge);
}

#[test]
fn a_text_is_at_most_a_thousand_characters() {
    good(&format!(r#"{{"a":"{}"}}"#, "字".repeat(1_000)));
    assert_eq!(reason(format!(r#"{{"a":"{}"}}"#, "字".repeat(1_001))), Reason::TooLarge);
}

#[test]
fn a_strange_name_is_left_to_the_registry() {
    assert_eq!(good(r#"{"🔥":1}"#).values, [("🔥".to_owned(), number(1.0))]);
}

#[test]
fn a_name_of_ten_thousand_characters_is_no_property_and_is_cut_in_the_detail() {
    for name in ["x".repeat(10_000), "🔥".repeat(10_000), String::new()] {
        let payload = format!(r#"{{"{name}":1}}"#);
        let rejection = decode("SMK-1", payload.as_bytes(), NOW_MS).unwrap_err();
        assert_eq!(rejection.reason, Reason::UnknownProperty);
        assert!(rejection.detail.len() < 300, "{}", rejection.detail.len());
    }
    let twice = format!(r#"{{"{0}":1,"{0}":1}}"#, "x".repeat(10_000));
    assert!(decode("SMK-1", twice.as_bytes(), NOW_MS).unwrap_err().detail.len() < 300);
}

#[test]
fn no_mutilation_of_a_good_payload_does_harm() {
    let whole = r#"{"at":"2026-03-02T08:31:07.120+08:00","seq":7,"values":{"t":{"value":26.1,"unit":"Cel"},"烟":"好"}}"#;
    for end in 0..whole.len() {
        let _ = decode("SMK-1", &whole.as_bytes()[..end], NOW_MS).unwrap_err();
    }
    for place in 0..whole.len() {
        for byte in [0x00, b'"', b'{', b'}', b'9', 0x80, 0xff] {
            let mut bytes = whole.as_bytes().to_vec();
            bytes[place] = byte;
            let _ = decode("SMK-1", &bytes, NOW_MS);
        }
    }
}

#[test]
fn an_answer_is_read() {
    let ack = decode_ack(br#"{"command_id":"0199","ok":false,"reported":false,"detail":"jammed"}"#).unwrap();
    assert_eq!(ack.command_id, "0199");
    assert!(!ack.ok);
    assert_eq!(ack.reported, serde_json::Value::Bool(false));
    assert_eq!(ack.detail.as_deref(), Some("jammed"));
    let short = decode_ack(br#"{"command_id":"0199","ok":true}"#).unwrap();
    assert_eq!((short.reported, short.detail), (serde_json::Value::Null, None));
}

#[test]
fn a_wrong_answer_is_refused() {
    let reason = |payload: &str| decode_ack(payload.as_bytes()).unwrap_err().reason;
    assert_eq!(reason("{"), Reason::MalformedJson);
    assert_eq!(reason("7"), Reason::WrongType);
    assert_eq!(reason(r#"{"ok":true}"#), Reason::WrongType);
    assert_eq!(reason(r#"{"command_id":"","ok":true}"#), Reason::WrongType);
    assert_eq!(reason(r#"{"command_id":"a","ok":"yes"}"#), Reason::WrongType);
    assert_eq!(reason(r#"{"command_id":"a","ok":true,"ok":true}"#), Reason::DuplicateKey);
    assert_eq!(reason(r#"{"command_id":"a","ok":true,"reported":1e400}"#), Reason::NotFinite);
}
