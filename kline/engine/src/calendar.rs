//! Days, months and years of a moment in local time, and the units that an axis of time is marked in.

const DAY_SECONDS: i64 = 86_400;

/// A unit that ticks may stand at the beginnings of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Seconds(i64),
    Week,
    /// Months, where 12 are a year.
    Months(i64),
}

/// All of them, the finest first; a beginning of one is a beginning of those before it but for weeks.
const UNITS: [Unit; 21] = [
    Unit::Seconds(1),
    Unit::Seconds(5),
    Unit::Seconds(15),
    Unit::Seconds(30),
    Unit::Seconds(60),
    Unit::Seconds(300),
    Unit::Seconds(900),
    Unit::Seconds(1800),
    Unit::Seconds(3600),
    Unit::Seconds(3 * 3600),
    Unit::Seconds(6 * 3600),
    Unit::Seconds(12 * 3600),
    Unit::Seconds(DAY_SECONDS),
    Unit::Week,
    Unit::Months(1),
    Unit::Months(3),
    Unit::Months(12),
    Unit::Months(24),
    Unit::Months(60),
    Unit::Months(120),
    Unit::Months(600),
];

/// How far up the list of units a beginning reaches; 0 is the finest.
pub(crate) type Rank = usize;
/// Number of ranks.
pub(crate) const RANKS: usize = UNITS.len();

/// The coarsest unit that begins between two moments, in seconds of local time.
pub(crate) fn rank(before: i64, after: i64) -> Option<Rank> {
    if before == after {
        return None;
    }
    // Most neighbours are of one day, and a day has no month to look for.
    let is_same_day = before.div_euclid(DAY_SECONDS) == after.div_euclid(DAY_SECONDS);
    let units = UNITS.iter().enumerate().rev();
    let candidates = units.filter(|(_, unit)| {
        !is_same_day || matches!(unit, Unit::Seconds(seconds) if *seconds < DAY_SECONDS)
    });
    let months = if is_same_day {
        (0, 0)
    } else {
        (month_number(before), month_number(after))
    };
    let mut candidates = candidates;
    let found = candidates.find(|(_, unit)| match unit {
        Unit::Seconds(seconds) => before.div_euclid(*seconds) != after.div_euclid(*seconds),
        Unit::Week => week(before) != week(after),
        Unit::Months(months_each) => {
            months.0.div_euclid(*months_each) != months.1.div_euclid(*months_each)
        }
    });
    found.map(|(rank, _)| rank)
}

/// The name of a rank's unit, and how a moment is written at its beginning.
pub(crate) fn written(rank: Rank, local: i64) -> (&'static str, String) {
    let date = date(local.div_euclid(DAY_SECONDS));
    let second = local.rem_euclid(DAY_SECONDS);
    let (hour, minute) = (second / 3600, second / 60 % 60);
    match UNITS.get(rank) {
        Some(Unit::Seconds(seconds)) if *seconds < 60 => (
            "second",
            format!("{hour:02}:{minute:02}:{:02}", second % 60),
        ),
        Some(Unit::Seconds(seconds)) if *seconds < 3600 => {
            ("minute", format!("{hour:02}:{minute:02}"))
        }
        Some(Unit::Seconds(seconds)) if *seconds < DAY_SECONDS => {
            ("hour", format!("{hour:02}:{minute:02}"))
        }
        Some(Unit::Seconds(_)) => ("day", date.day.to_string()),
        Some(Unit::Week) => ("week", date.day.to_string()),
        Some(Unit::Months(months)) if *months < 12 => ("month", month_name(date.month).to_owned()),
        _ => ("year", date.year.to_string()),
    }
}

/// A day of the Gregorian calendar.
struct Date {
    year: i64,
    /// 1 to 12.
    month: i64,
    day: i64,
}

/// The date of a day counted from 1970.
///
/// Years are counted from March, so that the day that leap years have is the last of one.
fn date(days: i64) -> Date {
    // 400 years have the same number of days, and the first of March in year 0 is day -719,468.
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let leap_days = day / 1460 - day / 36_524 + day / 146_096;
    let year = (day - leap_days) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    // From March on, months have 153 days in each five.
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    Date {
        year: era * 400 + year + i64::from(month <= 2),
        month,
        day,
    }
}

fn month_number(local: i64) -> i64 {
    let date = date(local.div_euclid(DAY_SECONDS));
    date.year * 12 + date.month - 1
}

/// Weeks begin on Monday; the first day of 1970 was a Thursday.
fn week(local: i64) -> i64 {
    (local.div_euclid(DAY_SECONDS) + 3).div_euclid(7)
}

fn month_name(month: i64) -> &'static str {
    let names = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let place = usize::try_from(month - 1).unwrap_or(0);
    names.get(place).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(days: i64, clock: i64) -> i64 {
        days * DAY_SECONDS + clock
    }

    #[test]
    fn dates_follow_each_other_over_two_thousand_years() {
        let mut before = date(-700_000);
        let length = |year: i64, month: i64| match month {
            2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        for days in -699_999..100_000 {
            let next = date(days);
            let is_last = before.day == length(before.year, before.month);
            let expected = match (is_last, before.month) {
                (false, month) => (before.year, month, before.day + 1),
                (true, 12) => (before.year + 1, 1, 1),
                (true, month) => (before.year, month + 1, 1),
            };
            assert_eq!((next.year, next.month, next.day), expected, "{days}");
            before = next;
        }
        let first = date(0);
        assert_eq!((first.year, first.month, first.day), (1970, 1, 1));
        let leap = date(19_782);
        assert_eq!((leap.year, leap.month, leap.day), (2024, 2, 29));
    }

    #[test]
    fn the_coarsest_beginning_counts() {
        let unit = |before, after| rank(before, after).map(|rank| written(rank, after));
        let day = 19_782; // A Thursday, the last of February 2024.
        let text = |unit, text: &str| Some((unit, text.to_owned()));
        assert_eq!(unit(seconds(day, 0), seconds(day, 0)), None);
        assert_eq!(
            unit(seconds(day, 34_199), seconds(day, 34_200)),
            text("minute", "09:30")
        );
        assert_eq!(
            unit(seconds(day, 1), seconds(day, 2)),
            text("second", "00:00:02")
        );
        assert_eq!(
            unit(seconds(day - 1, 0), seconds(day, 0)),
            text("day", "29")
        );
        assert_eq!(
            unit(seconds(day, 0), seconds(day + 1, 0)),
            text("month", "Mar")
        );
        assert_eq!(
            unit(seconds(day + 1, 0), seconds(day + 4, 0)),
            text("week", "4")
        );
        assert_eq!(
            unit(seconds(19_722, 80_000), seconds(19_723, 100)),
            text("year", "2024")
        );
        assert_eq!(
            unit(seconds(-1, 86_399), seconds(0, 0)),
            text("year", "1970")
        );
    }
}
