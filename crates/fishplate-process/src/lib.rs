//! Finds the tools of a machine and runs them as children with limits.
//!
//! Every child of fishplate is started here, in a process group of its own, so that a time
//! limit or Ctrl-C ends it with all that it started. What only Linux has stands in `linux.rs`.

mod child;
mod deadline;
mod environment;
mod finished;
mod interrupt;
mod jail;
mod limits;
mod linux;
mod python;
mod tool;

pub use child::{Child, ProcessError};
pub use deadline::end_children_within;
pub use environment::{Environment, EnvironmentError, cache_folder};
pub use finished::Finished;
pub use interrupt::{is_interrupted, on_interrupt};
pub use jail::{
    Ending, JAIL_ARGUMENT, JailEnd, JailError, JailKind, JailLimits, Jailed, Network, run_in_jail,
    serve_jail,
};
pub use limits::Limits;
pub use python::{BuildFlags, Python, PythonError};
pub use tool::{
    C_COMPILER, CARGO, CXX_COMPILER, Found, PYTHON_HEADERS, TOOLS, Tool, c_compiler, which,
};
