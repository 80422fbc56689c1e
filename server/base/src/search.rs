//! Looking for what was typed: alike on both databases, whatever its case, and a sign that is special in a pattern stands
//! for itself.

use sea_orm::{
    ColumnTrait,
    sea_query::{BinOper, Expr, ExprTrait, Func},
};

/// Rows that have a text somewhere in a column.
pub fn anywhere<C: ColumnTrait>(column: C, text: &str) -> Expr {
    like(column, format!("%{}%", literal(text)))
}

/// Rows of which a column begins with a text.
pub fn beginning<C: ColumnTrait>(column: C, text: &str) -> Expr {
    like(column, format!("{}%", literal(text)))
}

/// The database lowers both sides: SQLite knows ASCII alone, and must not be asked for more than it did to the column.
fn like<C: ColumnTrait>(column: C, pattern: String) -> Expr {
    let pattern = Func::lower(Expr::val(pattern)).binary(BinOper::Escape, Expr::Constant('!'.into()));
    Func::lower(Expr::col(column.as_column_ref())).binary(BinOper::Like, pattern)
}

/// The text with what is special in a pattern made plain.
fn literal(text: &str) -> String {
    text.trim().replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Actor, Mode, job, testing::World};
    use sea_orm::{EntityTrait, QueryFilter, QueryOrder};

    async fn found(world: &World, condition: Expr) -> Vec<String> {
        let rows = job::Entity::find().filter(condition).order_by_asc(job::Column::RunAt);
        rows.all(world.store.pool()).await.unwrap().into_iter().map(|row| row.unique_key).collect()
    }

    #[tokio::test]
    async fn case_is_no_matter_and_what_is_special_stands_for_itself() {
        let world = World::new().await;
        let session = world.store.begin(Actor::System("test"), Mode::Write).await.unwrap();
        let keys = ["SMK-3-1502", "smk-4", "100%_!", "1000", "ＡB座"];
        for (n, key) in (0..).zip(keys) {
            let at = session.now() + chrono::Duration::seconds(n);
            job::enqueue(&session, "test", key, "", at).await.unwrap();
        }
        session.commit().await.unwrap();
        let key = job::Column::UniqueKey;
        assert_eq!(found(&world, anywhere(key, "mk-")).await, keys[..2]);
        assert_eq!(found(&world, beginning(key, " Smk-3 ")).await, keys[..1]);
        assert_eq!(found(&world, anywhere(key, "3-1502")).await, keys[..1]);
        assert_eq!(found(&world, beginning(key, "3-1502")).await, [""; 0]);
        for special in ["0%", "_", "!", "100%_!"] {
            assert_eq!(found(&world, anywhere(key, special)).await, keys[2..3], "{special}");
        }
        assert_eq!(found(&world, anywhere(key, "Ａb座")).await, keys[4..]);
    }
}
