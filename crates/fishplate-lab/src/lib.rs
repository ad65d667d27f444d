//! Builds workloads through every binding path, proves their answers, measures and reports.
//!
//! [`bench`] is the whole of it; the command line draws its [`Progress`] and prints
//! [`BenchOutcome::table`]. What must run inside a Python interpreter is in `python/fishplate`,
//! which this crate carries and runs as a child.

mod bench;
mod break_even;
mod builder;
mod cache;
mod call;
mod callgrind;
mod compare;
mod embedded;
mod environment;
mod error;
mod existing;
mod extras;
mod field;
mod hand;
mod job;
mod kernel;
mod linux;
#[cfg(test)]
mod made_up;
mod name;
mod native;
mod notes;
mod output;
mod own;
mod plot;
mod probe;
mod quiet;
mod record;
mod repeat;
mod report;
mod request;
mod rows;
mod savings;
mod session;
mod spec;
mod statistics;
mod table;
mod view;
mod workload;
mod workshop;

pub use bench::{NEEDS, bench, check};
pub use call::{Call, CallArgument, CallError};
pub use compare::{
    Compared, Comparison, Difference, NoBatches, OneSided, Run, Verdict, Yardstick, compare,
    differences,
};
pub use environment::this_machine;
pub use error::LabError;
pub use existing::{ExistingBinding, ExistingError, SearchPath};
pub use kernel::Declared;
pub use own::{Code, Misfit, OwnFunction};
pub use repeat::{Repeat, repeat};
pub use report::page;
pub use request::{BenchOutcome, BenchRequest, Depth, Progress, Silent, Worst};
pub use spec::{Literal, Spec, SpecError};
pub use table::{Look, table};
pub use workload::{Case, Contender, Focus, InputForm, Workload, workloads};
