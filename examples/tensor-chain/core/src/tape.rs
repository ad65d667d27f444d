//! The key `tape`: a functionality that all operators get without knowing of it.
//!
//! While a thread records, each call is noted with its tensors before it goes on to its backend.
//! Whoever goes back over the steps, as automatic differentiation does, finds what it needs there.

use std::cell::RefCell;

use crate::fault::Fault;
use crate::keys::{Exclude, Include, Key, KeySet};
use crate::operator::{Call, Output};
use crate::tensor::Tensor;

/// A call that was noted.
#[derive(Clone, Debug)]
pub struct Step {
    /// The operator's name.
    pub operator: String,
    /// What it was given.
    pub tensors: Vec<Tensor>,
    /// What it gave.
    pub output: Tensor,
}

thread_local! {
    static TAPES: RefCell<Vec<Vec<Step>>> = const { RefCell::new(Vec::new()) };
}

/// Records the calls of this thread until it is finished or dropped.
#[derive(Debug)]
pub struct Recording {
    depth: usize,
    _include: Include,
}

impl Recording {
    /// Begins. A recording within another takes the calls to itself.
    pub fn start() -> Self {
        let depth = TAPES.with_borrow_mut(|tapes| {
            tapes.push(Vec::new());
            tapes.len()
        });
        Recording {
            depth,
            _include: Include::enter(KeySet::of(Key::Tape)),
        }
    }

    /// Ends, and gives what was noted.
    pub fn finish(self) -> Vec<Step> {
        TAPES.with_borrow_mut(|tapes| {
            let tape = tapes.get_mut(self.depth.wrapping_sub(1));
            tape.map(std::mem::take).unwrap_or_default()
        })
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        // Steps hold tensors, whose end may run code from outside: it finds the list unborrowed.
        let ended = TAPES.with_borrow_mut(|tapes| {
            let from = self.depth.saturating_sub(1).min(tapes.len());
            tapes.split_off(from)
        });
        drop(ended);
    }
}

/// The kernel of the key, for every operator.
pub(crate) fn note(call: &Call<'_>) -> Result<Output, Fault> {
    let operator = call.operator();
    if operator.is_in_place() {
        return Err(Fault::Value(format!(
            "`{}` changes a tensor that the tape may hold; use the operator that makes a new one, \
             or call it outside the recording",
            operator.name()
        )));
    }
    let output = {
        // What the kernel calls in its turn is part of this step.
        let _exclude = Exclude::enter(KeySet::of(Key::Tape));
        call.below(Key::Tape)?
    };
    if let Output::Fresh(made) = &output {
        let step = Step {
            operator: operator.name().to_owned(),
            tensors: call.tensors().iter().map(|one| (*one).clone()).collect(),
            output: made.clone(),
        };
        TAPES.with_borrow_mut(|tapes| {
            if let Some(tape) = tapes.last_mut() {
                tape.push(step);
            }
        });
    }
    Ok(output)
}
