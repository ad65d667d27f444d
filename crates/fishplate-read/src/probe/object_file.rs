//! Reads the data of a probe's symbols out of an object file.

use std::collections::HashMap;

use object::{Object, ObjectSection, ObjectSymbol, SectionKind};

/// The start of the name of every variable of a probe; a number follows.
pub(super) const PREFIX: &str = "fishplate_probe_";

/// The data of a probe by its number.
#[derive(Debug, Default)]
pub(super) struct Answers {
    pub(super) data: HashMap<usize, Vec<u8>>,
    pub(super) is_little_endian: bool,
}

/// Reads the answers; a symbol that makes no sense is left out.
pub(super) fn answers(bytes: &[u8]) -> Option<Answers> {
    let file = object::File::parse(bytes).ok()?;
    let mut answers = Answers {
        data: HashMap::new(),
        is_little_endian: file.is_little_endian(),
    };
    for symbol in file.symbols() {
        let Some(number) = symbol.name().ok().and_then(number) else {
            continue;
        };
        let Some(section) = symbol
            .section_index()
            .and_then(|index| file.section_by_index(index).ok())
        else {
            continue;
        };
        let (address, size) = (symbol.address(), symbol.size());
        let is_zero = matches!(section.kind(), SectionKind::UninitializedData);
        let data = if is_zero {
            // A probe's answers are small; a size from a hostile header is not trusted.
            (size <= 1 << 20).then(|| vec![0; usize::try_from(size).unwrap_or(0)])
        } else {
            section
                .data_range(address, size)
                .ok()
                .flatten()
                .map(<[u8]>::to_vec)
        };
        if let Some(data) = data {
            answers.data.insert(number, data);
        }
    }
    Some(answers)
}

/// The number in a symbol: compilers add to the names of static variables.
fn number(symbol: &str) -> Option<usize> {
    let (_, rest) = symbol.split_once(PREFIX)?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

impl Answers {
    /// The answers to so many probes from the first on, numbered anew from 0.
    pub(super) fn part(&mut self, first: usize, count: usize) -> Self {
        let numbers = first..first + count;
        let data = numbers.filter_map(|number| Some((number - first, self.data.remove(&number)?)));
        Self {
            data: data.collect(),
            is_little_endian: self.is_little_endian,
        }
    }

    /// The answer as 64-bit words.
    pub(super) fn words(&self, number: usize) -> Option<Vec<u64>> {
        let data = self.data.get(&number)?;
        let word = |bytes: &[u8]| {
            let bytes: [u8; 8] = bytes.try_into().ok()?;
            Some(if self.is_little_endian {
                u64::from_le_bytes(bytes)
            } else {
                u64::from_be_bytes(bytes)
            })
        };
        data.chunks_exact(8).map(word).collect()
    }
}
