//! The article's tables beside a run: what is printed, what was measured, and whether they agree.
//!
//! Only ratios are held against each other, since the times are of another machine.

mod printed;

use fishplate_model::{Row, Status, Summary};
use serde::Serialize;

use self::printed::{Printed, PrintedRow, PrintedTable};
use super::NONE;
use super::figures::{duration, grouped};
use super::group::amount;

/// One table of the article, beside what was measured.
#[derive(Debug, Serialize)]
pub(crate) struct ArticleTable {
    pub(crate) title: String,
    /// The row to which the ratios are.
    pub(crate) base: String,
    /// Whether it tells what is copied.
    pub(crate) has_copies: bool,
    /// Whether it tells how much memory is taken.
    pub(crate) has_memory: bool,
    pub(crate) lines: Vec<Line>,
}

/// One figure of the article.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct Line {
    pub(crate) name: String,
    /// The size; none in a table without one.
    pub(crate) size: Option<Shown>,
    /// The row of ours that measures the same.
    pub(crate) row: String,
    pub(crate) printed: Shown,
    pub(crate) printed_ratio: Shown,
    pub(crate) printed_copy: &'static str,
    pub(crate) measured: Shown,
    pub(crate) measured_ratio: Shown,
    pub(crate) measured_copy: &'static str,
    pub(crate) printed_memory: Shown,
    pub(crate) measured_memory: Shown,
    /// One of the words of [`Verdict`].
    pub(crate) verdict: &'static str,
    /// The verdict in a sentence.
    pub(crate) words: String,
}

/// A figure with the number that it is sorted by.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct Shown {
    pub(crate) text: String,
    pub(crate) number: Option<f64>,
}

impl Shown {
    fn of(number: Option<f64>, word: fn(f64) -> String) -> Self {
        Self {
            text: number.map_or_else(|| NONE.to_owned(), word),
            number,
        }
    }
}

/// The article's tables beside a run.
#[derive(Debug, Serialize)]
pub(crate) struct Article {
    pub(crate) tables: Vec<ArticleTable>,
    pub(crate) agreeing: usize,
    pub(crate) contradicted: usize,
    pub(crate) unmeasured: usize,
    /// What to type for the rest; empty where nothing is missing.
    pub(crate) run: String,
    pub(crate) agrees_within: f64,
}

/// Holds the article's tables against a run.
pub(crate) fn article(summary: &Summary) -> Option<Article> {
    let printed = printed::printed()?;
    let tables = printed
        .tables
        .iter()
        .map(|one| table(one, printed, summary));
    let tables: Vec<ArticleTable> = tables.collect();
    let count = |verdict| {
        let lines = tables.iter().flat_map(|table| &table.lines);
        lines.filter(|line| line.verdict == verdict).count()
    };
    let lacking = (printed.tables.iter().zip(&tables))
        .filter(|(_, table)| table.lines.iter().any(|line| line.verdict == UNMEASURED))
        .map(|(printed, _)| printed.workload.as_str());
    let lacking = super::distinct(lacking);
    Some(Article {
        agreeing: count(AGREES),
        contradicted: count(CONTRADICTS),
        unmeasured: count(UNMEASURED),
        run: if lacking.is_empty() {
            String::new()
        } else {
            format!("fishplate bench {}", lacking.join(" "))
        },
        agrees_within: printed.agrees_within,
        tables,
    })
}

const AGREES: &str = "agrees";
const CONTRADICTS: &str = "contradicts";
const UNMEASURED: &str = "not measured";
/// The first row of a table, to which the others are compared.
const BASE: &str = "base";

fn table(table: &PrintedTable, printed: &Printed, summary: &Summary) -> ArticleTable {
    let mut lines = Vec::new();
    for (index, size) in table.steps().into_iter().enumerate() {
        let base = table.rows.first();
        for row in &table.rows {
            let one = Cell {
                table,
                row,
                base,
                index,
                size,
            };
            lines.push(one.line(printed.agrees_within, summary));
        }
    }
    ArticleTable {
        title: table.title.clone(),
        base: table
            .rows
            .first()
            .map(|row| row.name.clone())
            .unwrap_or_default(),
        has_copies: table.rows.iter().any(|row| row.copies.is_some()),
        has_memory: table.rows.iter().any(|row| row.memory_gib.is_some()),
        lines,
    }
}

/// One figure of a table.
struct Cell<'a> {
    table: &'a PrintedTable,
    row: &'a PrintedRow,
    base: Option<&'a PrintedRow>,
    index: usize,
    size: Option<u64>,
}

impl Cell<'_> {
    fn line(&self, agrees_within: f64, summary: &Summary) -> Line {
        let ours = self.measured(self.row, summary);
        let time = ours.and_then(|row| self.table.time.of(row));
        let base = self.base.and_then(|base| self.measured(base, summary));
        let base = base.and_then(|row| self.table.time.of(row));
        let printed = self.row.printed_ns.get(self.index).copied();
        let printed_base = self
            .base
            .and_then(|base| base.printed_ns.get(self.index).copied());
        let printed_ratio = printed_base.zip(printed).map(|(base, own)| base / own);
        let ratio = base.zip(time).map(|(base, own)| base / own);
        let copied = ours.and_then(|row| row.copied);
        let memory = ours.and_then(|row| self.memory(row));
        let is_base = self.base.is_some_and(|base| std::ptr::eq(base, self.row));
        let (mut verdict, mut words) = match printed_ratio.zip(ratio) {
            _ if is_base && time.is_some() => (BASE, "the others are compared to it".to_owned()),
            Some((printed, measured)) => ratios(printed, measured, agrees_within),
            None => (UNMEASURED, self.missing(ours)),
        };
        for contradiction in self.contradictions(copied, memory, agrees_within) {
            verdict = CONTRADICTS;
            words = format!("{words}; {contradiction}");
        }
        Line {
            name: self.row.name.clone(),
            size: (self.size.filter(|_| self.table.sizes.len() > 1)).map(|size| self.amount(size)),
            row: self.row.row.clone(),
            printed: Shown::of(printed, duration),
            printed_ratio: Shown::of(printed_ratio, quicker),
            printed_copy: copy_word(self.row.copies),
            measured: Shown::of(time, duration),
            measured_ratio: Shown::of(ratio, quicker),
            measured_copy: copy_word(copied),
            printed_memory: Shown::of(self.row.memory_gib, |gib| format!("{gib} GB")),
            measured_memory: Shown::of(memory, |gib| format!("{gib:.2} GiB")),
            verdict,
            words,
        }
    }

    /// The memory of the input and of what the call added to it, in GiB.
    fn memory(&self, row: &Row) -> Option<f64> {
        let extra = row.extra_peak_bytes? as f64 / f64::from(1 << 30);
        self.table.input_gib.map(|input| input + extra)
    }

    /// What contradicts the article besides the time.
    fn contradictions(
        &self,
        copied: Option<bool>,
        memory: Option<f64>,
        agrees_within: f64,
    ) -> Vec<String> {
        let mut found = Vec::new();
        match self.row.copies.zip(copied) {
            Some((false, true)) => found.push("it copied here".to_owned()),
            Some((true, false)) => found.push("it copied nothing here".to_owned()),
            _ => {}
        }
        if let Some((printed, measured)) = self.row.memory_gib.zip(memory)
            && (printed / measured).max(measured / printed) > agrees_within
        {
            found.push(format!("it took {measured:.2} GiB here"));
        }
        found
    }

    fn amount(&self, size: u64) -> Shown {
        let text = match self.table.size_unit {
            Some(unit) => amount(size, Some(unit)),
            None => grouped(size),
        };
        Shown {
            text,
            number: Some(size as f64),
        }
    }

    fn measured<'s>(&self, wanted: &PrintedRow, summary: &'s Summary) -> Option<&'s Row> {
        let name = |row: &Row| format!("{}/{}", row.binding, row.variant);
        let mut rows = summary.rows.iter();
        rows.find(|row| {
            row.workload == self.table.workload && row.size == self.size && name(row) == wanted.row
        })
    }

    fn missing(&self, ours: Option<&Row>) -> String {
        match ours {
            None => format!("run `fishplate bench {}`", self.table.workload),
            Some(row) => {
                let status = super::status(row.status);
                let reason = row
                    .reason
                    .as_deref()
                    .unwrap_or("the first row has no figure");
                match row.status {
                    Status::Ok | Status::Unstable => reason.to_owned(),
                    _ => format!("{status}: {reason}"),
                }
            }
        }
    }
}

fn copy_word(copied: Option<bool>) -> &'static str {
    match copied {
        Some(true) => "copied",
        Some(false) => "shared",
        None => NONE,
    }
}

/// Whether two ratios agree, and in words by how much they do not.
fn ratios(printed: f64, measured: f64, agrees_within: f64) -> (&'static str, String) {
    let apart = if printed > measured {
        printed / measured
    } else {
        measured / printed
    };
    if apart <= agrees_within {
        return (AGREES, "the ratios agree".to_owned());
    }
    let is_turned = (printed > 1.0) != (measured > 1.0);
    let factor = super::figures::ratio(apart);
    let words = if is_turned {
        format!(
            "printed as {}, measured as {}: {factor} times apart",
            quicker(printed),
            quicker(measured)
        )
    } else {
        format!("the ratios are {factor} times apart")
    };
    (CONTRADICTS, words)
}

/// How a time stands to that of the first row.
fn quicker(ratio: f64) -> String {
    let word = |factor: f64| super::figures::large_ratio(factor);
    if (0.995..1.005).contains(&ratio) {
        "1\u{d7}".to_owned()
    } else if ratio >= 1.0 {
        format!("{}\u{d7} quicker", word(ratio))
    } else {
        format!("{}\u{d7} slower", word(1.0 / ratio))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::made_up;

    fn of(rows: Vec<Row>) -> Article {
        let summary = Summary {
            rows,
            ..made_up::summary()
        };
        article(&summary).unwrap()
    }

    fn line<'a>(article: &'a Article, workload: usize, name: &str) -> &'a Line {
        let mut lines = article.tables[workload].lines.iter();
        lines.find(|line| line.name == name).unwrap()
    }

    #[test]
    fn a_ratio_that_is_turned_round_contradicts() {
        let row = |binding, variant, net| made_up::row("scalar-add", None, binding, variant, net);
        let article = of(vec![
            row("python", "reference", 25.0),
            row("ctypes", "hand-idiom", 250.0),
            row("native", "reference", 0.045),
        ]);
        let ctypes = line(&article, 0, "ctypes");
        assert_eq!(ctypes.printed_ratio.text, "1.52\u{d7} quicker");
        assert_eq!(ctypes.measured_ratio.text, "10.0\u{d7} slower");
        assert_eq!(ctypes.verdict, CONTRADICTS);
        assert!(
            ctypes.words.ends_with("15.2 times apart"),
            "{}",
            ctypes.words
        );
        assert_eq!(line(&article, 0, "Native C").verdict, AGREES);
        assert_eq!(line(&article, 0, "Pure Python loop").verdict, BASE);
        let cython = line(&article, 0, "Cython");
        assert_eq!(
            (cython.verdict, &*cython.words),
            (UNMEASURED, "run `fishplate bench scalar-add`")
        );
        assert_eq!((article.agreeing, article.contradicted), (1, 1));
        assert_eq!(
            article.run,
            "fishplate bench scalar-add array-dot tensor-1gib copy"
        );
    }

    #[test]
    fn a_copy_that_is_none_contradicts_too() {
        let row = |variant: &str, net, copied| Row {
            copied: Some(copied),
            extra_peak_bytes: Some(1 << 30),
            first_call_ns: Some(net),
            ..made_up::row("tensor-1gib", Some(268_435_456), "ctypes", variant, net)
        };
        let article = of(vec![
            row("copy", 850e6, true),
            row("from-buffer", 0.12e6, true),
        ]);
        let buffer = line(&article, 2, "ctypes (buffer)");
        assert_eq!(
            (buffer.printed_copy, buffer.measured_copy),
            ("shared", "copied")
        );
        assert_eq!(buffer.verdict, CONTRADICTS);
        assert_eq!(
            buffer.words,
            "the ratios agree; it copied here; it took 2.00 GiB here"
        );
        assert_eq!(line(&article, 2, "ctypes (copy)").verdict, BASE);
        assert_eq!(buffer.size, None, "one size is told by the title");
        let sizes = article.tables[1]
            .lines
            .iter()
            .filter_map(|line| line.size.as_ref());
        assert_eq!(
            sizes
                .map(|size| size.number)
                .max_by(|a, b| a.partial_cmp(b).unwrap()),
            Some(Some(1e6))
        );
    }

    #[test]
    fn a_row_that_did_not_run_says_why() {
        let reason = "needs 6 GiB of free memory";
        let row = |variant: &str| Row {
            status: Status::Skipped,
            reason: Some(reason.to_owned()),
            net_ns: None,
            first_call_ns: None,
            ..made_up::row("tensor-1gib", Some(268_435_456), "ctypes", variant, 1.0)
        };
        let article = of(vec![row("copy"), row("from-buffer")]);
        let words = &line(&article, 2, "ctypes (buffer)").words;
        assert_eq!(*words, format!("skipped: {reason}"));
    }
}
