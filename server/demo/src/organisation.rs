//! The organisations that answer for the community.

use serde::Serialize;

use crate::{
    building::Building,
    dwelling::Dwelling,
    layout::{Layout, Purpose},
};

/// Nobody's: after one zero comes the code of a city, after two that of a country, and none of these begins with a zero.
const DUTY_PHONE: &str = "0000-0000";

/// What an organisation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganisationKind {
    /// 街道办事处.
    StreetOffice,
    /// 社区居民委员会.
    CommunityCommittee,
    /// 物业服务企业, or its office in one estate.
    PropertyCompany,
    /// 微型消防站.
    FireStation,
}

/// An organisation (单位).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Organisation {
    /// Unique in the community.
    pub key: String,
    /// The key of the organisation it is part of.
    pub parent: Option<String>,
    /// Its name in Chinese, plainly of the demo.
    pub name: String,
    /// What it is.
    pub kind: OrganisationKind,
    /// The key of the area it answers for.
    pub area: String,
    /// The number of its duty desk.
    pub duty_phone: Option<String>,
    /// The position in `Community::dwellings` of the dwelling that it uses.
    pub premises: Option<usize>,
}

/// All organisations, parents before children; the property company has an office in each residential estate, in the
/// lowest dwelling there in which nobody lives.
pub(crate) fn list(layout: &Layout, buildings: &[Building], dwellings: &[Dwelling]) -> Vec<Organisation> {
    let mut organisations = vec![
        organisation("street-office", None, "演示城东街道办事处", OrganisationKind::StreetOffice, "street"),
        organisation(
            "community-committee",
            Some("street-office"),
            "演示社区居民委员会",
            OrganisationKind::CommunityCommittee,
            "community",
        ),
        organisation(
            "fire-station",
            Some("street-office"),
            "演示社区微型消防站",
            OrganisationKind::FireStation,
            "community",
        ),
        Organisation {
            duty_phone: Some(DUTY_PHONE.into()),
            ..organisation(
                "property",
                None,
                "演示物业服务有限公司",
                OrganisationKind::PropertyCompany,
                "community",
            )
        },
    ];
    for cell in &layout.cells {
        if let Purpose::Residential { .. } = cell.purpose {
            let estate = cell.estate_key();
            let is_free = |one: &Dwelling| one.vacant && buildings[one.building].estate == estate;
            let free = dwellings.iter().enumerate().filter(|(_, one)| is_free(one));
            organisations.push(Organisation {
                premises: free.min_by_key(|(_, one)| one.storey).map(|(index, _)| index),
                ..organisation(
                    &format!("property-{:03}", cell.index + 1),
                    Some("property"),
                    &format!("演示物业{}服务处", cell.name),
                    OrganisationKind::PropertyCompany,
                    &estate,
                )
            });
        }
    }
    organisations
}

fn organisation(
    key: &str,
    parent: Option<&str>,
    name: &str,
    kind: OrganisationKind,
    area: &str,
) -> Organisation {
    Organisation {
        key: key.to_owned(),
        parent: parent.map(str::to_owned),
        name: name.to_owned(),
        kind,
        area: area.to_owned(),
        duty_phone: None,
        premises: None,
    }
}
