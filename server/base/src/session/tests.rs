use super::*;
use crate::{
    change_setting,
    identity::user,
    testing::{World, actor},
};
use contract::{Scope, identity::Outcome};
use sea_orm::{ColumnTrait, EntityTrait, QueryOrder};

#[tokio::test]
async fn what_needs_a_right_everywhere_is_refused_on_the_record_to_who_has_it_in_an_area() {
    let world = World::new().await;
    let acts: &[(Kind, Scope, &[Act])] =
        &[(Kind::User, Scope::Areas, &[Act::Create]), (Kind::Setting, Scope::Areas, &[Act::Change])];
    let local = actor("local", &["0001/"], acts);
    let session = world.store.begin(local.clone(), Mode::Write).await.unwrap();
    let result = session.insert_many::<user::Entity>(Kind::User, vec![]).await;
    let denied = Err(Fault::Denied { kind: Kind::User, act: Act::Create });
    assert_eq!(session.finish(result).await, denied);
    let session = world.store.begin(local, Mode::Write).await.unwrap();
    let result = change_setting(&session, "test", "test", 0, &true, &[]).await;
    let denied = Err(Fault::Denied { kind: Kind::Setting, act: Act::Change });
    assert_eq!(session.finish(result).await, denied);
    let trail = audit::Entity::find()
        .filter(audit::Column::Actor.eq("local"))
        .order_by_asc(audit::Column::Id)
        .all(world.store.pool())
        .await
        .unwrap();
    let trail: Vec<_> =
        trail.iter().map(|row| (row.kind.as_str(), row.act.as_str(), row.outcome.0)).collect();
    assert_eq!(trail, [("user", "create", Outcome::Denied), ("setting", "change", Outcome::Denied)]);
}
