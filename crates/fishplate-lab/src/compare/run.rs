//! One run as it lies in a folder: the rows of its summary with the batches of `results.jsonl`.
//!
//! The lines come from anybody's disk: each is bounded, their number is, and a file that was cut
//! off gives what is left of it.

use std::collections::BTreeMap;
use std::io::{BufRead, Read as _};

use fishplate_model::{Row, SUMMARY_VERSION, Sample, Summary};
use fishplate_process::is_interrupted;

use crate::record::id_of;

/// The longest line that is read, in bytes; the program writes some 200.
const LONGEST_LINE: u64 = 64 << 10;
/// The most batches that are kept, some 400 MB of them: three times what the deepest run leaves.
const MOST_BATCHES: usize = 6 << 20;

/// One run with all its kept batches.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    summary: Summary,
    /// The batches by row and by process.
    batches: BTreeMap<String, Vec<Vec<Sample>>>,
    /// What is missing in the batches, in words.
    missing: Vec<String>,
}

/// Why the batches of a run cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum NoBatches {
    /// The system does not give the file.
    #[error("it cannot be read")]
    Read(#[from] std::io::Error),
    /// A line is not one of ours.
    #[error("line {line} is not a batch: {why}; run `fishplate bench` again")]
    Line {
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        why: String,
    },
    /// The line is another version's.
    #[error(
        "line {line} is of version {version}, and this fishplate reads version {SUMMARY_VERSION}; \
         run `fishplate bench` again"
    )]
    Version {
        /// The line, from 1.
        line: usize,
        /// Its version.
        version: u32,
    },
    /// The two files do not belong together.
    #[error(
        "it has batches of `{row}` that `summary.json` does not count: the files are of different \
         runs; run `fishplate bench` again"
    )]
    Foreign {
        /// The row.
        row: String,
    },
    /// There are more lines than any run writes.
    #[error("it has more than {MOST_BATCHES} batches, which no run writes")]
    TooMany,
    /// Ctrl-C was pressed.
    #[error("interrupted")]
    Interrupted,
}

impl Run {
    /// Joins a summary with the lines of `results.jsonl`.
    ///
    /// # Errors
    /// When a line that is whole is not a batch of this summary, or the file cannot be read.
    pub fn read(summary: Summary, lines: impl BufRead) -> Result<Self, NoBatches> {
        let counts = summary.rows.iter().map(|row| (id_of(row), row.samples));
        let counts: BTreeMap<String, u32> = counts.collect();
        let mut read = Reader {
            lines,
            number: 0,
            total: 0,
            processes: BTreeMap::new(),
        };
        let mut missing = Vec::new();
        loop {
            match read.next()? {
                Next::Sample(sample) => read.keep(sample, &counts)?,
                Next::Cut => {
                    let number = read.number;
                    missing.push(format!("line {number} is cut off and left out"));
                }
                Next::End => break,
            }
        }
        let expected: u64 = counts.values().map(|count| u64::from(*count)).sum();
        let total = read.total as u64;
        if total < expected {
            missing.push(format!("{total} of {expected} batches are left"));
        }
        let batches = (read.processes.into_iter())
            .map(|(row, processes)| (row, processes.into_values().collect()))
            .collect();
        Ok(Self {
            summary,
            batches,
            missing,
        })
    }

    /// What the summary records of machine, interpreter and tools.
    #[must_use]
    pub fn environment(&self) -> &serde_json::Value {
        &self.summary.environment
    }

    /// What is missing in the batches, in words; empty where all are there.
    #[must_use]
    pub fn missing(&self) -> &[String] {
        &self.missing
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = &Row> {
        self.summary.rows.iter()
    }

    pub(super) fn has(&self, id: &str) -> bool {
        self.batches.contains_key(id)
    }

    pub(crate) fn summary(&self) -> &Summary {
        &self.summary
    }

    pub(crate) fn batches(&self, id: &str) -> &[Vec<Sample>] {
        self.batches.get(id).map_or(&[], Vec::as_slice)
    }
}

struct Reader<R> {
    lines: R,
    number: usize,
    total: usize,
    processes: BTreeMap<String, BTreeMap<u32, Vec<Sample>>>,
}

enum Next {
    Sample(Sample),
    /// The last line has no end and is no batch.
    Cut,
    End,
}

impl<R: BufRead> Reader<R> {
    fn next(&mut self) -> Result<Next, NoBatches> {
        if self.number.is_multiple_of(1024) && is_interrupted() {
            return Err(NoBatches::Interrupted);
        }
        let mut line = Vec::new();
        let mut part = (&mut self.lines).take(LONGEST_LINE);
        let length = part.read_until(b'\n', &mut line)? as u64;
        if length == 0 {
            return Ok(Next::End);
        }
        self.number += 1;
        let line_number = self.number;
        let wrong = |why: String| NoBatches::Line {
            line: line_number,
            why,
        };
        let is_whole = line.ends_with(b"\n");
        if !is_whole && length == LONGEST_LINE {
            return Err(wrong(format!("it is longer than {LONGEST_LINE} bytes")));
        }
        match serde_json::from_slice::<Sample>(&line) {
            Ok(sample) if sample.version == SUMMARY_VERSION => Ok(Next::Sample(sample)),
            Ok(sample) => Err(NoBatches::Version {
                line: line_number,
                version: sample.version,
            }),
            Err(_) if !is_whole => Ok(Next::Cut),
            Err(error) => match version(&line) {
                Some(version) if version != SUMMARY_VERSION => Err(NoBatches::Version {
                    line: line_number,
                    version,
                }),
                _ => Err(wrong(without_place(&error))),
            },
        }
    }

    fn keep(&mut self, sample: Sample, counts: &BTreeMap<String, u32>) -> Result<(), NoBatches> {
        self.total += 1;
        if self.total > MOST_BATCHES {
            return Err(NoBatches::TooMany);
        }
        let processes = self.processes.entry(sample.row.clone()).or_default();
        let kept: usize = processes.values().map(Vec::len).sum();
        if counts
            .get(&sample.row)
            .is_none_or(|count| kept >= *count as usize)
        {
            return Err(NoBatches::Foreign { row: sample.row });
        }
        // The key has the row's name; millions of copies of it are only memory.
        let row = String::new();
        let samples = processes.entry(sample.process).or_default();
        samples.push(Sample { row, ..sample });
        Ok(())
    }
}

/// What a parser says of a line; that it was the first of one line is no news.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let (why, _) = text.split_once(" at line ").unwrap_or((&text, ""));
    why.to_owned()
}

/// The version of a line whose other fields are not ours.
fn version(line: &[u8]) -> Option<u32> {
    #[derive(serde::Deserialize)]
    struct Versioned {
        version: u32,
    }
    let found: Versioned = serde_json::from_slice(line).ok()?;
    Some(found.version)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::made_up;

    const ID: &str = "add/-/-/capi/generated";

    fn summary(samples: u32) -> Summary {
        let row = Row {
            samples,
            ..made_up::row("add", None, "capi", "generated", 40.0)
        };
        Summary {
            rows: vec![row],
            ..made_up::summary()
        }
    }

    fn line(version: u32, row: &str) -> String {
        let sample = Sample {
            version,
            row: row.into(),
            process: 1,
            round: 2,
            loops: 3,
            raw_ns: 4.0,
            floor_ns: 1.0,
        };
        serde_json::to_string(&sample).unwrap() + "\n"
    }

    fn read(samples: u32, text: &str) -> Result<Run, String> {
        Run::read(summary(samples), text.as_bytes()).map_err(|error| error.to_string())
    }

    #[test]
    fn the_batches_are_kept_by_row_and_process() {
        let run = read(2, &line(1, ID).repeat(2)).unwrap();
        assert_eq!(run.missing(), [] as [String; 0]);
        assert!(run.has(ID) && run.batches(ID).len() == 1 && run.batches(ID)[0].len() == 2);
    }

    #[test]
    fn a_last_half_line_is_said_and_left_out() {
        let mut text = line(1, ID).repeat(3);
        text.truncate(text.len() - 20);
        let run = read(3, &text).unwrap();
        assert_eq!(
            run.missing(),
            ["line 3 is cut off and left out", "2 of 3 batches are left"]
        );
        // A line that lacks nothing but its end is whole.
        let run = read(2, line(1, ID).repeat(2).trim_end()).unwrap();
        assert_eq!(run.missing(), [] as [String; 0]);
    }

    #[test]
    fn a_file_that_was_cut_between_lines_is_known_by_the_counts_of_the_summary() {
        let run = read(3, &line(1, ID)).unwrap();
        assert_eq!(run.missing(), ["1 of 3 batches are left"]);
        let run = read(3, "").unwrap();
        assert!(!run.has(ID) && run.missing() == ["0 of 3 batches are left"]);
    }

    #[test]
    fn what_is_no_batch_of_this_summary_is_refused() {
        let refused = |samples, text: &str| read(samples, text).unwrap_err();
        let error = refused(1, &(line(1, ID) + "{}\n"));
        assert!(
            error.starts_with("line 2 is not a batch: missing field"),
            "{error}"
        );
        let error = refused(1, &line(0, ID));
        assert!(error.contains("line 1 is of version 0"), "{error}");
        let error = refused(1, "{\"version\": 7}\n");
        assert!(error.contains("line 1 is of version 7"), "{error}");
        let error = refused(1, &line(1, "other/-/-/capi/generated"));
        assert!(error.contains("`other/-/-/capi/generated`"), "{error}");
        let error = refused(1, &line(1, ID).repeat(2));
        assert!(error.contains("are of different runs"), "{error}");
        let error = refused(1, &"x".repeat(1 << 20));
        assert!(error.contains("longer than 65536 bytes"), "{error}");
        let error = refused(1, "\u{fffd}\0\n");
        assert!(error.contains("line 1 is not a batch"), "{error}");
    }
}
