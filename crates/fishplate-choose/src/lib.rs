//! Recommends a way from Python to native code, and says which rows led there and which disagree.
//!
//! What is asked, what is recommended and why are data, in `data/`: tables, rules, conflicts.
//! [`Catalogue::advise`] goes through them in the order of the article that they come from: fewer
//! crossings, then fewer copies, only then the tool. Nothing is read, run or measured here; what
//! others found comes as [`Evidence`].

mod advice;
mod answers;
mod catalogue;
mod condition;
mod engine;
mod error;
mod evidence;
mod hours;
mod measured;
mod plan;
mod quantity;
mod question;
mod sensitivity;
mod table;

pub use advice::{Advice, Change, Cost, CostRow, EvidenceItem, Measured, Reason, Stage, Verdict};
pub use answers::{Answer, Answers};
pub use catalogue::{Catalogue, Choice, Conflict, Contradiction, Departure, Rule, TrainingStep};
pub use condition::{Condition, Test};
pub use error::ChooseError;
pub use evidence::{Carried, Evidence, MissingTool, PathEvidence};
pub use hours::Hours;
pub use question::{Kind, Question, Value};
pub use table::{Correction, Row, Table};
