//! Records: tables whose rows belong to somebody, and how far a session reaches into them.

use chrono::{DateTime, Utc};
use contract::Kind;
use sea_orm::{
    Condition, EntityTrait, ModelTrait, Value,
    sea_query::{Expr, ExprTrait, SimpleExpr},
};
use uuid::Uuid;

/// How far a session reaches for one (kind, act).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Everything.
    pub is_all: bool,
    /// Subtrees, as area paths.
    pub areas: Vec<String>,
    /// What this user reported or owns.
    pub own: Option<Uuid>,
    /// What belongs to this person.
    pub own_person: Option<Uuid>,
    /// What is given to this user.
    pub assigned: Option<Uuid>,
    /// What belongs to this organisation.
    pub organisation: Option<Uuid>,
}

impl Reach {
    /// Whether a place, or what an event is addressed to, lies inside. A row is asked with [`Record::is_within`], which
    /// knows its organisation too.
    #[must_use]
    pub fn holds(&self, area_path: &str, owner: Option<Uuid>, assignee: Option<Uuid>) -> bool {
        self.is_all
            || self.areas.iter().any(|area| area_path.starts_with(area.as_str()))
            || (owner.is_some() && owner == self.own)
            || (assignee.is_some() && assignee == self.assigned)
    }
}

/// The columns by which a record is scoped; a table has those that make sense for it.
#[derive(Clone, Copy)]
pub struct ScopeColumns<C> {
    /// Path of its area.
    pub area_path: Option<C>,
    /// User that reported or owns it.
    pub owner: Option<C>,
    /// User that it is given to.
    pub assignee: Option<C>,
    /// Organisation that it belongs to.
    pub organisation: Option<C>,
    /// Kind, where one table holds several.
    pub kind: Option<C>,
}

impl<C> ScopeColumns<C> {
    /// Scoped by area alone.
    pub const fn by_area(area_path: C) -> Self {
        Self { area_path: Some(area_path), owner: None, assignee: None, organisation: None, kind: None }
    }

    /// Not scoped: only who reaches everything reaches such a record.
    pub const fn none() -> Self {
        Self { area_path: None, owner: None, assignee: None, organisation: None, kind: None }
    }
}

/// What a session writes into a row that it changes.
#[derive(Clone, Copy, Debug)]
pub struct Stamp {
    /// The next version.
    pub revision: i32,
    /// Who; none for the system.
    pub by: Option<Uuid>,
    /// When.
    pub at: DateTime<Utc>,
}

/// A table whose rows belong to somebody.
pub trait Record: EntityTrait {
    /// The kinds of its rows; most tables have one.
    const KINDS: &'static [Kind];
    /// The module that answers for it, as named in the audit.
    const MODULE: &'static str;
    /// Columns by which it is scoped.
    const SCOPE: ScopeColumns<Self::Column>;
    /// Columns whose old and new values the audit keeps.
    const PLAIN: &'static [Self::Column];
    /// Columns of which the audit only says that they changed.
    const SEALED: &'static [Self::Column];

    /// The row's identity.
    fn id(row: &Self::Model) -> Uuid;
    /// The identity column.
    fn id_column() -> Self::Column;
    /// The row's kind.
    fn kind(_row: &Self::Model) -> Kind {
        Self::KINDS[0]
    }
    /// The row's area.
    fn area_path(row: &Self::Model) -> &str;
    /// The row's version and who made it when; none for rows that are only ever added.
    fn stamp(_row: &Self::Model) -> Option<Stamp> {
        None
    }
    /// Writes the next version.
    fn set_stamp(_row: &mut Self::ActiveModel, _stamp: Stamp) {}
    /// Rows that belong to a person without saying so in a column.
    fn of_person(_person: Uuid) -> Option<SimpleExpr> {
        None
    }

    /// Whether a row in hand lies within reach, by the same columns as [`Record::within`]. What belongs to a person
    /// without saying so in a column is known to the database alone, and is not within here.
    fn is_within(row: &Self::Model, reach: &Reach) -> bool {
        let scope = Self::SCOPE;
        let names = |column: Option<Self::Column>, who: Option<Uuid>| match (column, who) {
            (Some(column), Some(who)) => row.get(column) == Value::from(who),
            _ => false,
        };
        let path = Self::area_path(row);
        let is_in_area = || reach.areas.iter().any(|area| path.starts_with(area.as_str()));
        reach.is_all
            || (scope.area_path.is_some() && is_in_area())
            || names(scope.owner, reach.own)
            || names(scope.assignee, reach.assigned)
            || names(scope.organisation, reach.organisation)
    }

    /// The condition that a row lies within reach.
    fn within(kind: Kind, reach: &Reach) -> Condition {
        let scope = Self::SCOPE;
        let mut any = Condition::any();
        if reach.is_all {
            any = any.add(Expr::val(1).eq(1));
        } else {
            any = any.add(Expr::val(1).eq(0));
            if let Some(column) = scope.area_path {
                for area in &reach.areas {
                    any = any.add(path_under(column, area));
                }
            }
            for (column, who) in [
                (scope.owner, reach.own),
                (scope.assignee, reach.assigned),
                (scope.organisation, reach.organisation),
            ] {
                if let (Some(column), Some(who)) = (column, who) {
                    any = any.add(Expr::col((Self::default(), column)).eq(who));
                }
            }
            if let Some(expression) = reach.own_person.and_then(Self::of_person) {
                any = any.add(expression);
            }
        }
        match scope.kind {
            Some(column) => {
                let of_kind = Expr::col((Self::default(), column)).eq(contract::Term::key(kind));
                Condition::all().add(any).add(of_kind)
            }
            None => any,
        }
    }
}

/// The range of paths that is a subtree: `a/b/` up to but without `a/b0`, since `0` follows `/`.
pub fn path_under<C: sea_orm::ColumnTrait>(column: C, area: &str) -> Condition {
    if area.is_empty() {
        return Condition::all();
    }
    let beyond = format!("{}0", area.trim_end_matches('/'));
    Condition::all().add(column.gte(area)).add(column.lt(beyond))
}

/// The paths of an area and of all that hold it, from the top: `a/`, `a/b/`, `a/b/c/`.
#[must_use]
pub fn lineage(path: &str) -> Vec<String> {
    path.match_indices('/').map(|(end, _)| path[..=end].to_owned()).collect()
}

/// A row that was read within the reach of an act; only such a row can be changed, in that session.
pub struct Held<'s, R: Record> {
    pub(crate) row: R::Model,
    pub(crate) session: std::marker::PhantomData<&'s ()>,
}

impl<R: Record> std::ops::Deref for Held<'_, R> {
    type Target = R::Model;
    fn deref(&self) -> &R::Model {
        &self.row
    }
}

/// Implements [`Record`] for an entity with the usual columns. `scope: none` is for what lies in no area, `revision: none`
/// for rows without a version.
#[macro_export]
macro_rules! record {
    ($entity:ty, kinds: $kinds:tt, module: $module:literal, scope: none,
     plain: $plain:tt, sealed: $sealed:tt $(,)?) => {
        $crate::record!(@of $entity, $kinds, $module, $crate::ScopeColumns::none(), $plain, $sealed,
            fn area_path(_row: &Model) -> &str { "" }
            $crate::record!(@stamp);
        );
    };
    ($entity:ty, kinds: $kinds:tt, module: $module:literal, scope: $scope:expr,
     plain: $plain:tt, sealed: $sealed:tt, revision: none $(, $extra:item)* $(,)?) => {
        $crate::record!(@of $entity, $kinds, $module, $scope, $plain, $sealed,
            fn area_path(row: &Model) -> &str { &row.area_path }
            $($extra)*
        );
    };
    ($entity:ty, kinds: $kinds:tt, module: $module:literal, scope: $scope:expr,
     plain: $plain:tt, sealed: $sealed:tt $(, $extra:item)* $(,)?) => {
        $crate::record!(@of $entity, $kinds, $module, $scope, $plain, $sealed,
            fn area_path(row: &Model) -> &str { &row.area_path }
            $crate::record!(@stamp);
            $($extra)*
        );
    };
    (@of $entity:ty, [$($kind:ident),+], $module:literal, $scope:expr,
     [$($plain:ident),* $(,)?], [$($sealed:ident),* $(,)?], $($rest:tt)*) => {
        impl $crate::Record for $entity {
            const KINDS: &'static [contract::Kind] = &[$(contract::Kind::$kind),+];
            const MODULE: &'static str = $module;
            const SCOPE: $crate::ScopeColumns<Column> = $scope;
            const PLAIN: &'static [Column] = &[$(Column::$plain),*];
            const SEALED: &'static [Column] = &[$(Column::$sealed),*];
            fn id(row: &Model) -> uuid::Uuid { row.id }
            fn id_column() -> Column { Column::Id }
            $($rest)*
        }
    };
    (@stamp) => {
        fn stamp(row: &Model) -> Option<$crate::Stamp> {
            Some($crate::Stamp { revision: row.revision, by: row.changed_by, at: row.changed_at })
        }
        fn set_stamp(row: &mut ActiveModel, stamp: $crate::Stamp) {
            row.revision = sea_orm::ActiveValue::Set(stamp.revision);
            row.changed_by = sea_orm::ActiveValue::Set(stamp.by);
            row.changed_at = sea_orm::ActiveValue::Set(stamp.at);
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    mod thing {
        use sea_orm::entity::prelude::*;

        #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
        #[sea_orm(table_name = "thing")]
        pub struct Model {
            #[sea_orm(primary_key, auto_increment = false)]
            pub id: Uuid,
            pub area_path: String,
            pub reporter_id: Option<Uuid>,
            pub assignee_id: Option<Uuid>,
            pub organisation_id: Option<Uuid>,
        }
        #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
        pub enum Relation {}
        impl ActiveModelBehavior for ActiveModel {}
    }
    use thing::{Column, Entity, Model};

    crate::record!(Entity, kinds: [Repair], module: "test", scope: ScopeColumns {
        area_path: Some(Column::AreaPath),
        owner: Some(Column::ReporterId),
        assignee: Some(Column::AssigneeId),
        organisation: Some(Column::OrganisationId),
        kind: None,
    }, plain: [], sealed: [], revision: none);

    #[test]
    fn a_lineage_begins_at_the_top() {
        assert_eq!(lineage("0001/000a/"), ["0001/", "0001/000a/"]);
        assert!(lineage("").is_empty());
    }

    #[test]
    fn a_row_in_hand_is_within_by_its_area_and_by_each_of_its_parties() {
        let [reporter, assignee, organisation] = [(); 3].map(|()| Uuid::now_v7());
        let row = Model {
            id: Uuid::now_v7(),
            area_path: "0001/0002/".into(),
            reporter_id: Some(reporter),
            assignee_id: Some(assignee),
            organisation_id: Some(organisation),
        };
        let none = Reach::default;
        let area = |path: &str| Reach { areas: vec![path.into()], ..none() };
        for (reach, is_within) in [
            (none(), false),
            (Reach { is_all: true, ..none() }, true),
            (area("0001/"), true),
            (area("0001/0003/"), false),
            (Reach { own: Some(reporter), ..none() }, true),
            (Reach { own: Some(assignee), ..none() }, false),
            (Reach { assigned: Some(assignee), ..none() }, true),
            (Reach { organisation: Some(organisation), ..none() }, true),
            (Reach { organisation: Some(reporter), ..none() }, false),
        ] {
            assert_eq!(Entity::is_within(&row, &reach), is_within, "{reach:?}");
        }
        let nobody_s = Model { reporter_id: None, organisation_id: None, ..row };
        assert!(!Entity::is_within(&nobody_s, &none()), "nobody is no party");
    }
}
