//! The facts that the parts of fishplate hand to each other.
//!
//! [`Interface`] is what a compiler says of a library; [`Row`] and [`Summary`] are what a
//! measurement says of a binding. Nothing here reads, writes or judges.

mod interface;
mod result;
mod span;
mod target;
mod types;

pub use interface::{
    Constant, ConstantValue, Enumeration, Enumerator, Field, Function, Global, INTERFACE_VERSION,
    Interface, Parameter, Record, RecordKind, Typedef, Unsupported,
};
pub use result::{
    BreakEven, Clock, Outcome, Row, SUMMARY_VERSION, SafetyRow, Sample, SizeUnit, Status, Summary,
};
pub use span::Span;
pub use target::Target;
pub use types::{Signature, Type, TypeKind};
