//! Why an array was not taken: what was asked, what was offered, and each way that was tried.

use std::fmt;

use crate::foreign::Route;
use crate::meta::Meta;
use crate::spec::{Failed, Spec};

/// An array that was not taken. Nothing was read, copied or kept.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The type of the object, as the user calls it.
    pub object: String,
    /// What was asked.
    pub asked: Box<Spec>,
    /// What was offered, where that could be told.
    pub offered: Option<Box<Meta>>,
    /// Every constraint that the offer fails.
    pub failed: Vec<Failed>,
    /// Every route that was tried, with what it said.
    pub tried: Vec<(Route, String)>,
    /// What the user can do, where no failed constraint says it.
    pub help: Option<String>,
}

/// The kind of mistake, for the exception that a caller sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalKind {
    /// No array, or other elements: `TypeError`.
    Type,
    /// An array of such elements, in a form that does not fit: `BufferError`.
    Buffer,
    /// Only the lengths do not fit: `ValueError`.
    Value,
}

impl Refusal {
    /// The kind of mistake. Where several are made, element type comes first and lengths last.
    pub fn kind(&self) -> RefusalKind {
        let is_type = |failed: &Failed| matches!(failed, Failed::ElementType(..));
        let is_length = |failed: &Failed| matches!(failed, Failed::Shape(..));
        match &self.failed {
            failed if failed.iter().any(is_type) => RefusalKind::Type,
            failed if !failed.is_empty() && failed.iter().all(is_length) => RefusalKind::Value,
            failed if !failed.is_empty() => RefusalKind::Buffer,
            // An offer that was turned down for itself is an array in a wrong form.
            _ if !self.tried.is_empty() => RefusalKind::Buffer,
            _ => RefusalKind::Type,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.offered, self.tried.is_empty()) {
            (None, true) => write!(f, "`{}` offers no array", self.object)?,
            _ => write!(f, "`{}` is not the array that is asked for", self.object)?,
        }
        write!(f, "\n  asked: {}", self.asked)?;
        if let Some(offered) = &self.offered {
            write!(f, "\n  offered: {offered}")?;
        }
        for failed in &self.failed {
            write!(f, "\n  - {failed}")?;
        }
        for (route, said) in &self.tried {
            write!(f, "\n  tried {route}: {said}")?;
        }
        if let Some(help) = &self.help {
            write!(f, "\n  help: {help}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusal {}
