//! What the committee and the property company announced lately; every text says that it is of the demo.

use serde::Serialize;

use crate::calendar::{Date, days_after};

/// A notice to residents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// Its heading in Chinese.
    pub title: String,
    /// Its text in Chinese.
    pub body: String,
    /// The day it was published; never after the recipe's day.
    pub published_on: Date,
    /// The last day it is shown; one notice of the list is over.
    pub valid_to: Date,
}

/// Title, text, days since it was published, days until it is over.
const NOTICES: [(&str, &str, i64, i64); 6] = [
    (
        "今晚 22:00 起计划停水",
        "因供水管道检修，演示花园一期今晚 22:00 至次日 05:00 停水，请提前储水，恢复供水后先放水片刻再使用。",
        0,
        1,
    ),
    (
        "消防疏散演练通知",
        "本周六 09:30 举行消防疏散演练，届时 3 号楼警号和信息屏会启动，请听从网格员引导，不要乘坐电梯。",
        2,
        5,
    ),
    (
        "垃圾分类投放点调整",
        "北门投放点即日起调整到地面停车场西侧，投放时间为 06:30–09:00、18:00–21:00，请按四分类投放。",
        5,
        25,
    ),
    (
        "老年人流感疫苗接种登记",
        "65 岁以上居民可到演示社区卫生服务站登记免费接种，请带好本人证件，行动不便的可联系网格员上门登记。",
        6,
        20,
    ),
    (
        "周日便民服务活动",
        "周日 09:00–11:30 在演示社区服务中心门前提供理发、磨刀、小家电维修和法律咨询，欢迎前来。",
        3,
        6,
    ),
    (
        "电梯年度检验已完成",
        "各楼栋电梯年度检验已完成，合格标志张贴在轿厢内。感谢大家在检验期间的配合。",
        40,
        -10,
    ),
];

/// The notices as of a day, newest first.
pub(crate) fn list(today: Date) -> Vec<Notice> {
    let mut notices: Vec<Notice> = NOTICES
        .iter()
        .map(|(title, text, days_since, days_left)| Notice {
            title: (*title).to_owned(),
            body: format!("{text}（演示数据，并非真实通知）"),
            published_on: days_after(today, -days_since),
            valid_to: days_after(today, *days_left),
        })
        .collect();
    notices.sort_by_key(|notice| std::cmp::Reverse(notice.published_on));
    notices
}
