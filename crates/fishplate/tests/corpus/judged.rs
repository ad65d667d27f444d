//! The errors that nobody had listed, each judged by a person: a defect after all, or our mistake.

/// A line of `tests/corpus/judged.tsv`.
#[derive(Clone, Debug)]
pub(crate) struct Judged {
    pub(crate) package: String,
    pub(crate) version: String,
    pub(crate) code: String,
    pub(crate) file: String,
    pub(crate) at: u64,
    pub(crate) symbol: String,
    /// Whether the finding is right.
    pub(crate) is_true: bool,
    pub(crate) reason: String,
    /// The line of the table.
    pub(crate) line: usize,
}

/// The whole table.
pub(crate) fn all() -> Vec<Judged> {
    let text = std::fs::read_to_string(crate::checkout("tests/corpus/judged.tsv")).unwrap();
    text.lines()
        .enumerate()
        .skip(1)
        .filter(|(_, row)| !row.is_empty())
        .map(|(index, row)| {
            let line = index + 1;
            let cells: Vec<&str> = row.split('\t').collect();
            let [package, version, code, file, at, symbol, verdict, reason] = cells[..] else {
                panic!("judged.tsv:{line}: eight columns are wanted");
            };
            Judged {
                package: package.to_owned(),
                version: version.to_owned(),
                code: code.to_owned(),
                file: file.to_owned(),
                at: at
                    .parse()
                    .unwrap_or_else(|_| panic!("judged.tsv:{line}: `{at}` is no line")),
                symbol: symbol.to_owned(),
                is_true: match verdict {
                    "true" => true,
                    "false" => false,
                    _ => panic!("judged.tsv:{line}: `{verdict}` is neither true nor false"),
                },
                reason: reason.to_owned(),
                line,
            }
        })
        .collect()
}
