//! Dates of the proleptic Gregorian calendar as day numbers, so that days can be added and compared.

/// Year, month 1 to 12, day 1 to 31; tuples compare in the order of time.
pub type Date = (i32, u32, u32);

/// Days since 1970-01-01.
pub(crate) fn day_number(date: Date) -> i64 {
    let (year, month, day) = date;
    let year = i64::from(year) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = i64::from((month + 9) % 12);
    let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The date of a day number.
pub(crate) fn date_of(day_number: i64) -> Date {
    let shifted = day_number + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year as i32, month as u32, day as u32)
}

/// The date some days after another, or before it if `days` is negative.
pub(crate) fn days_after(date: Date, days: i64) -> Date {
    date_of(day_number(date) + days)
}
