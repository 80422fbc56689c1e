//! The one map.

use contract::Kind;

use crate::{
    route::{Leaf, page, part::pages},
    wall,
};

#[rustfmt::skip]
pages! { wall;
    page("/wall", "nav.street.wall", Some(Kind::Ground)) => wall::page;
}
