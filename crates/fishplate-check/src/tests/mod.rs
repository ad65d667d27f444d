//! Whole checks over small texts: what is a finding, how bad it is, and above all what is none.

mod arguments;
mod callbacks;
mod calls;
mod findings;
mod owned_strings;
mod records;
mod results;
mod robustness;
mod targets;
mod versions;

use crate::made_up;

/// Holds a table of bindings and headers against the codes that each must give.
fn table(binding: impl Fn(&str) -> String, rows: &[(&str, &str, &[&str])]) {
    for (ours, header, codes) in rows {
        let text = binding(ours);
        let found = made_up::findings(&text, header);
        assert_eq!(
            made_up::codes(&found),
            *codes,
            "{text}\n{header}\n{found:#?}"
        );
    }
}
