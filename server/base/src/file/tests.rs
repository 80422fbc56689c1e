use super::*;
use crate::{
    Actor,
    testing::{World, actor},
};
use image::{DynamicImage, RgbImage, codecs::jpeg::JpegEncoder};

fn picture(shade: u8) -> Vec<u8> {
    let picture = RgbImage::from_pixel(8, 8, image::Rgb([shade; 3]));
    let mut jpeg = Vec::new();
    JpegEncoder::new(&mut jpeg).encode_image(&DynamicImage::ImageRgb8(picture)).unwrap();
    jpeg
}

async fn keep(world: &World, shelf: &Shelf, actor: &Actor, id: FileId, shade: u8) -> Result<FileId, Fault> {
    shelf.keep_photo(&world.store, actor.clone(), id, picture(shade)).await
}

#[tokio::test]
async fn of_two_uploads_under_one_id_the_first_stays_as_it_was() {
    let world = World::new().await;
    let shelf = Shelf::open(&world.store).unwrap();
    let (one, other) = (actor("one", &[], &[]), actor("other", &[], &[]));
    let id = FileId::fresh();
    let (first, second) =
        tokio::join!(keep(&world, &shelf, &one, id, 10), keep(&world, &shelf, &other, id, 240));
    assert_eq!([&first, &second].into_iter().filter(|kept| kept.is_ok()).count(), 1, "{first:?} {second:?}");
    let row = row(&world.store, id).await.unwrap().unwrap();
    let content = shelf.read(&world.store, id).await.unwrap();
    assert_eq!(row.digest, digest(&content), "what is read is what the row tells of");
    assert_eq!(row.owner_id, if first.is_ok() { one.user() } else { other.user() });
}

#[tokio::test]
async fn a_repeat_by_its_owner_is_the_same_photo() {
    let world = World::new().await;
    let shelf = Shelf::open(&world.store).unwrap();
    let one = actor("one", &[], &[]);
    let id = FileId::fresh();
    let (first, again) = tokio::join!(keep(&world, &shelf, &one, id, 10), keep(&world, &shelf, &one, id, 10));
    assert_eq!((first, again), (Ok(id), Ok(id)));
    let other = actor("other", &[], &[]);
    assert_eq!(keep(&world, &shelf, &other, id, 10).await, Err(Fault::invalid("photo", "field.taken")));
}

#[tokio::test]
async fn who_sends_photos_that_belong_to_nothing_must_stop_after_a_while() {
    let world = World::new().await;
    let shelf = Shelf::open(&world.store).unwrap();
    let (one, other) = (actor("one", &[], &[]), actor("other", &[], &[]));
    let mut first = None;
    for _ in 0..MOST_UNATTACHED {
        let id = keep(&world, &shelf, &one, FileId::fresh(), 10).await.unwrap();
        first.get_or_insert(id);
    }
    assert_eq!(keep(&world, &shelf, &one, FileId::fresh(), 10).await, Err(Fault::Limited { minutes: 60 }));
    let known = first.unwrap();
    assert_eq!(keep(&world, &shelf, &one, known, 10).await, Ok(known), "what arrived before is no second");
    assert!(keep(&world, &shelf, &other, FileId::fresh(), 10).await.is_ok());
    let session = world.store.begin(one.clone(), crate::Mode::Write).await.unwrap();
    let result = attach(&session, &[known], Uuid::now_v7(), "0001/").await;
    session.finish(result).await.unwrap();
    assert!(
        keep(&world, &shelf, &one, FileId::fresh(), 10).await.is_ok(),
        "what belongs to something isn't counted"
    );
}

#[tokio::test]
async fn what_came_to_belong_to_nothing_goes_with_its_content() {
    let world = World::new().await;
    let shelf = Shelf::open(&world.store).unwrap();
    let one = actor("one", &[], &[]);
    let [old, attached, fresh] = [FileId::fresh(), FileId::fresh(), FileId::fresh()];
    for id in [old, attached] {
        keep(&world, &shelf, &one, id, 10).await.unwrap();
    }
    world.store.clock().push(Duration::days(40));
    keep(&world, &shelf, &one, fresh, 10).await.unwrap();
    let session = world.store.begin(one.clone(), crate::Mode::Write).await.unwrap();
    attach(&session, &[attached], Uuid::now_v7(), "0001/").await.unwrap();
    let before = session.now() - Duration::days(31);
    let swept = shelf.sweep(&session, before, 500).await;
    assert_eq!(session.finish(swept).await, Ok(false));
    assert_eq!(row(&world.store, old).await, Ok(None));
    assert!(shelf.read(&world.store, old).await.is_err());
    for id in [attached, fresh] {
        assert!(row(&world.store, id).await.unwrap().is_some());
        assert!(shelf.read(&world.store, id).await.is_ok());
    }
}
