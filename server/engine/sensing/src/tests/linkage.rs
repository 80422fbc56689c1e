use super::{Building, GRID, by, command::Bag, system};
use crate::{command, device, linkage, rule};
use base::{Session, testing::actor};
use chrono::Duration;
use contract::{
    Act, CommandId, DeviceId, Fault, Kind, Scope,
    sensing::{LinkageKind, Value},
};

const SMOKE: &str = "smoke_obscuration";

/// What a screen says of a fire.
fn evacuation(place: &str) -> String {
    format!("{place} 发生火情。走楼梯撤离，不要乘电梯。")
}

async fn two_fires() -> Building {
    let building = Building::with(&[
        ("smoke", "SMK-1", "3-1502"),
        ("smoke", "SMK-2", "3-1602"),
        ("siren", "SIR-1", "3号楼"),
        ("screen", "SCR-1", "3号楼"),
    ])
    .await;
    for code in ["SMK-1", "SMK-2"] {
        building.says(code, SMOKE, 8.2).await;
        building.settle().await;
    }
    building
}

impl Building {
    /// The command that a fire's first alarm gave its siren.
    async fn sirens_command(&self, code: &str) -> CommandId {
        let alarm = self.alarms(code).await[0].id;
        let rows =
            by(&self.world, &system(), async |session: &Session| command::of_alarm(session, alarm).await)
                .await
                .unwrap();
        rows.iter().find(|row| row.kind == LinkageKind::Siren).unwrap().command
    }

    /// Nobody answers what waits to be sent.
    async fn nobody_answers(&self) {
        for _ in 0..2 {
            command::dispatch(&self.world.store, &Bag::default()).await.unwrap();
            self.push(Duration::seconds(11));
        }
    }

    async fn resend(&self, id: CommandId) -> Result<(), Fault> {
        by(&self.world, &system(), async |session: &Session| command::resend(session, id).await).await
    }

    pub(super) async fn is_sounding(&self) -> bool {
        self.desired("SIR-1", "sounding").await == Some(Value::Flag(true))
    }

    async fn screen(&self) -> String {
        match self.desired("SCR-1", "text").await {
            Some(Value::Text(text)) => text,
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn the_siren_sounds_on_and_the_screen_names_the_fire_that_is_left() {
    let building = two_fires().await;
    assert_eq!(building.screen().await, evacuation("3-1602"));
    building.ends("SMK-2").await;
    assert!(building.is_sounding().await, "3-1502 still burns");
    assert_eq!(building.screen().await, evacuation("3-1502"));
    building.ends("SMK-1").await;
    assert!(!building.is_sounding().await);
    assert!(!building.screen().await.contains("3-1502"));
}

#[tokio::test]
async fn a_screen_is_sent_the_whole_sentence_on_how_to_leave_and_then_the_all_clear() {
    let building = two_fires().await;
    let bag = Bag::default();
    let sends = async || command::dispatch(&building.world.store, &bag).await.unwrap();
    assert!(sends().await);
    building.ends("SMK-2").await;
    assert!(sends().await);
    building.ends("SMK-1").await;
    assert!(sends().await);
    let told = [evacuation("3-1502"), evacuation("3-1602"), evacuation("3-1502"), "火情已解除。".into()];
    let told = told.map(|text| ("text".to_owned(), format!("\"{text}\"")));
    assert_eq!(bag.sent_to("SCR-1"), told);
}

#[tokio::test]
async fn a_fire_unlocks_the_doors_of_its_stairwell_and_those_of_the_whole_building() {
    let building = Building::with_stairwells(&[
        ("smoke", "SMK-1", "3-1502", Some(1)),
        ("smoke", "SMK-2", "3号楼 -1 层", None),
        ("door", "DOR-1", "3号楼", Some(1)),
        ("door", "DOR-2", "3号楼", Some(2)),
        ("door", "DOR-3", "3号楼", None),
    ])
    .await;
    let is_unlocked = async |code: &str| building.desired(code, "locked").await == Some(Value::Flag(false));
    building.says("SMK-1", SMOKE, 8.2).await;
    building.settle().await;
    assert!(is_unlocked("DOR-1").await, "the door of its stairwell");
    assert!(is_unlocked("DOR-3").await, "the main entrance");
    assert!(!is_unlocked("DOR-2").await, "the other stairwell stays locked");
    building.says("SMK-2", SMOKE, 8.2).await;
    building.settle().await;
    assert!(is_unlocked("DOR-2").await, "the basement lies under both");
}

#[tokio::test]
async fn the_end_of_the_first_of_two_fires_changes_nothing() {
    let building = two_fires().await;
    building.ends("SMK-1").await;
    assert!(building.is_sounding().await);
    assert_eq!(building.screen().await, evacuation("3-1602"));
    building.ends("SMK-2").await;
    assert!(!building.is_sounding().await);
}

#[tokio::test]
async fn a_screen_gives_the_all_clear_and_is_blank_again_after_ten_minutes() {
    let building = two_fires().await;
    building.ends("SMK-1").await;
    building.ends("SMK-2").await;
    assert_eq!(building.screen().await, "火情已解除。");
    let end =
        async || by(&building.world, &system(), async |s: &Session| linkage::end_all_clear(s).await).await;
    assert_eq!(end().await, Ok(0), "people are to read it");
    building.push(Duration::minutes(linkage::ALL_CLEAR_MINUTES));
    assert_eq!(end().await, Ok(1));
    assert_eq!(building.screen().await, "");
    assert_eq!(end().await, Ok(0));
}

#[tokio::test]
async fn a_new_fire_takes_the_place_of_the_all_clear() {
    let building = two_fires().await;
    building.ends("SMK-1").await;
    building.ends("SMK-2").await;
    building.says("SMK-1", SMOKE, 9.0).await;
    building.settle().await;
    building.push(Duration::minutes(linkage::ALL_CLEAR_MINUTES));
    by(&building.world, &system(), async |session: &Session| linkage::end_all_clear(session).await)
        .await
        .unwrap();
    assert_eq!(building.screen().await, evacuation("3-1502"));
    assert!(building.is_sounding().await);
}

#[tokio::test]
async fn a_detector_that_is_taken_out_of_use_keeps_no_siren_sounding() {
    let building = two_fires().await;
    building.ends("SMK-2").await;
    let row = building.device("SMK-1").await;
    let property = actor("property", &[GRID], &[(Kind::Device, Scope::Areas, &[Act::Retire])]);
    by(&building.world, &property, async |session: &Session| {
        device::retire(session, DeviceId(row.id), row.revision).await
    })
    .await
    .unwrap();
    building.settle().await;
    assert!(building.is_sounding().await, "nobody has seen it yet");
    building.acknowledge("SMK-1").await;
    building.settle().await;
    assert!(!building.is_sounding().await);
    assert!(!building.alarms("SMK-1").await[0].is_open);
}

#[tokio::test]
async fn a_rule_that_is_switched_off_ends_what_it_raised() {
    let building = two_fires().await;
    building.acknowledge("SMK-1").await;
    building.acknowledge("SMK-2").await;
    let admin = actor("admin", &[], &[(Kind::Rule, Scope::All, &[Act::Read, Act::Change])]);
    by(&building.world, &admin, async |session: &Session| {
        let rules = rule::list(session).await?;
        let fire = rules.iter().find(|row| row.rule.key == "smoke_high").unwrap();
        rule::change(session, fire.id, fire.revision, &fire.rule, false).await
    })
    .await
    .unwrap();
    building.settle().await;
    for code in ["SMK-1", "SMK-2"] {
        assert!(!building.alarms(code).await[0].is_open, "{code}");
        assert_eq!(building.device(code).await.level, None);
    }
    assert!(!building.is_sounding().await);
}

#[tokio::test]
async fn what_an_alarm_set_off_is_not_sent_again_once_it_is_over() {
    let building = Building::with(&[("smoke", "SMK-1", "3-1502"), ("siren", "SIR-1", "3号楼")]).await;
    building.says("SMK-1", SMOKE, 8.2).await;
    building.settle().await;
    let siren = building.sirens_command("SMK-1").await;
    building.nobody_answers().await;
    assert_eq!(building.resend(siren).await, Ok(()), "it burns");
    building.nobody_answers().await;
    building.ends("SMK-1").await;
    assert_eq!(building.resend(siren).await, Err(Fault::AlarmOver));
    assert!(!building.is_sounding().await);
}

#[tokio::test]
async fn a_fire_that_is_over_before_it_is_told_sets_nothing_off() {
    let building = Building::with(&[("smoke", "SMK-1", "3-1502"), ("siren", "SIR-1", "3号楼")]).await;
    building.says("SMK-1", SMOKE, 8.2).await;
    building.push(Duration::seconds(1));
    building.ends("SMK-1").await;
    assert!(!building.alarms("SMK-1").await[0].is_open);
    assert!(!building.is_sounding().await);
}
