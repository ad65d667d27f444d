//! The facts that the parts of fishplate hand to each other.
//!
//! [`Interface`] is what a compiler says of a library, [`Declarations`] is what a source outside C
//! says of it, and a [`Finding`] is where the two disagree; [`Row`] and [`Summary`] are what a
//! measurement says of a binding. Nothing here reads, writes or judges.

mod declared;
mod draw;
mod finding;
mod interface;
mod result;
mod span;
mod target;
mod types;

pub use declared::{
    ArgumentKind, CallSite, Cdef, Convention, DECLARATIONS_VERSION, Declarations, DeclaredCallback,
    DeclaredConstant, DeclaredField, DeclaredFunction, DeclaredKind, DeclaredRecord,
    DeclaredResult, DeclaredSignature, DeclaredType, Ignore, Origin, RunFailure, RunFailureKind,
    StructFormat, Suspicion, Unresolved,
};
pub use draw::draw;
pub use finding::{Finding, Fix, FixPlace, Label, Severity};
pub use interface::{
    Constant, ConstantValue, Enumeration, Enumerator, Field, Function, Global, INTERFACE_VERSION,
    Interface, Parameter, Record, RecordKind, Typedef, Unsupported,
};
pub use result::{
    BreakEven, Clock, CopyEvidence, CopyProof, Existing, Outcome, Row, SUMMARY_VERSION, SafetyRow,
    Sample, Saving, SizeUnit, Status, Summary,
};
pub use span::{Passage, Span};
pub use target::Target;
pub use types::{Signature, Type, TypeKind};
