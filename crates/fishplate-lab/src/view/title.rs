//! What stands above a table: the case, the size, and what the times are where they are no calls'.

use fishplate_model::{Row, SizeUnit};

use super::figures::bytes;
use super::grouped;

/// The title of a table, by one of its rows.
pub(crate) fn title(row: &Row) -> String {
    let cores = row.cores.map(|cores| match cores {
        1 => "time on the wall, 1 processor".to_owned(),
        _ => format!("time on the wall, {cores} processors"),
    });
    let parts = [
        row.case.clone(),
        row.size.map(|size| counted(size, row.size_unit)),
        row.per.as_ref().map(|per| format!("per {per}")),
        cores,
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

pub(crate) fn counted(size: u64, unit: Option<SizeUnit>) -> String {
    let (one, many) = match unit {
        Some(SizeUnit::Bytes) => return bytes(size),
        Some(SizeUnit::Threads) => ("thread", "threads"),
        Some(SizeUnit::Elements) | None => ("element", "elements"),
    };
    match size {
        1 => format!("1 {one}"),
        _ => format!("{} {many}", grouped(size)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::made_up;

    #[test]
    fn a_title_says_what_is_counted_and_what_is_timed() {
        let row = made_up::row("w", Some(10_000), "capi", "generated", 40.0);
        assert_eq!(title(&row), "10,000 elements");
        let bytes = made_up::row("w", Some(1 << 30), "capi", "generated", 40.0);
        let bytes = Row {
            size_unit: Some(SizeUnit::Bytes),
            ..bytes
        };
        assert_eq!(title(&bytes), "1 GiB");
        let threads = Row {
            case: Some("held".to_owned()),
            size: Some(1),
            size_unit: Some(SizeUnit::Threads),
            per: Some("pass".to_owned()),
            cores: Some(2),
            ..row
        };
        assert_eq!(
            title(&threads),
            "held, 1 thread, per pass, time on the wall, 2 processors"
        );
    }
}
