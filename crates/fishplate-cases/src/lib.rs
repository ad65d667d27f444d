//! Runs the error gallery: each case has a broken version and a fixed twin, and says which
//! detector tells them apart.
//!
//! [`run`] is the whole of it; the command line draws its [`Progress`] and prints
//! [`Gallery::table`]. What a detector is expected to see stands in the case's folder; what it
//! saw is measured here, each time anew.

mod builder;
mod case;
mod cell;
mod detector;
mod detectors;
mod embedded;
mod error;
mod gallery;
mod machine;
mod queue;
mod recipe;
mod record;
mod reports;
mod table;
mod verdict;

pub use case::{Case, Kind, Requirement, Since, cases, select};
pub use detector::Detector;
pub use detectors::DETECTORS;
pub use error::CasesError;
pub use gallery::{Gallery, Progress, Request, Silent, Summary, known_detectors, run};
pub use record::{CaseRecord, CellRecord, State, ToolRecord};
pub use table::list;
pub use verdict::Verdict;
