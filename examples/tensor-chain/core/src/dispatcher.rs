//! The list of operators by name, and the kernels that stand in for all that have none.
//!
//! A name is looked up once by whoever means to call often; a call itself needs no name.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use crate::fault::Fault;
use crate::kernels;
use crate::keys::Key;
use crate::operator::{Kernel, MOST_TENSORS, Operator, Table};
use crate::tape;

/// The longest name of an operator, in bytes.
const LONGEST_NAME: usize = 200;

/// Operators by name.
#[derive(Default)]
pub struct Dispatcher {
    operators: RwLock<HashMap<Box<str>, Arc<Operator>>>,
    fallbacks: Arc<Table>,
}

impl Dispatcher {
    /// The one of this process, with the operators of this crate.
    ///
    /// # Errors
    /// [`Fault::Value`] where two of them have one name, which a test would have found.
    pub fn process() -> Result<&'static Dispatcher, Fault> {
        static PROCESS: LazyLock<Result<Dispatcher, String>> =
            LazyLock::new(|| Dispatcher::with_operators().map_err(|fault| fault.to_string()));
        PROCESS.as_ref().map_err(|text| Fault::Value(text.clone()))
    }

    /// A dispatcher of its own, with the operators of this crate.
    ///
    /// # Errors
    /// [`Fault::Value`] where two of them have one name.
    pub fn with_operators() -> Result<Dispatcher, Fault> {
        let dispatcher = Dispatcher::default();
        kernels::register(&dispatcher)?;
        dispatcher.register_for_all(Key::Tape, Kernel::new(tape::note))?;
        Ok(dispatcher)
    }

    /// Defines an operator, without kernels.
    ///
    /// # Errors
    /// [`Fault::Value`] for a name that is taken or is not `namespace::name`, and for a number of
    /// tensors that no call can have.
    pub fn define(
        &self,
        name: &str,
        tensors: usize,
        is_in_place: bool,
    ) -> Result<Arc<Operator>, Fault> {
        check_name(name)?;
        if tensors == 0 || tensors > MOST_TENSORS {
            return Err(Fault::Value(format!(
                "`{name}` cannot take {tensors} tensors; give a number from 1 to {MOST_TENSORS}"
            )));
        }
        let mut operators = (self.operators.write()).unwrap_or_else(PoisonError::into_inner);
        if operators.contains_key(name) {
            return Err(Fault::Value(format!(
                "there is an operator `{name}` already; give it a namespace of your own"
            )));
        }
        let fallbacks = Arc::clone(&self.fallbacks);
        let made = Arc::new(Operator::new(name, tensors, is_in_place, fallbacks));
        operators.insert(name.into(), Arc::clone(&made));
        Ok(made)
    }

    /// The operator of that name: a handle to keep.
    ///
    /// # Errors
    /// [`Fault::Value`] where there is none.
    pub fn operator(&self, name: &str) -> Result<Arc<Operator>, Fault> {
        let operators = (self.operators.read()).unwrap_or_else(PoisonError::into_inner);
        operators.get(name).cloned().ok_or_else(|| {
            Fault::Value(format!(
                "there is no operator `{}`; define it first",
                name.escape_debug()
            ))
        })
    }

    /// The names of all operators, in order.
    pub fn names(&self) -> Vec<String> {
        let operators = (self.operators.read()).unwrap_or_else(PoisonError::into_inner);
        let mut names: Vec<String> = operators.keys().map(|name| name.to_string()).collect();
        names.sort();
        names
    }

    /// Registers what stands in, at that key, for every operator without a kernel of its own.
    ///
    /// # Errors
    /// [`Fault::Value`] where there is such a kernel.
    pub fn register_for_all(&self, key: Key, kernel: Kernel) -> Result<(), Fault> {
        if self.fallbacks.fill(key, kernel) {
            return Ok(());
        }
        Err(Fault::Value(format!(
            "`{}` has a kernel for all operators already",
            key.name()
        )))
    }
}

fn check_name(name: &str) -> Result<(), Fault> {
    let is_word = |word: &str| {
        let is_fit = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        !word.is_empty() && word.chars().all(is_fit)
    };
    let parts = name.split_once("::");
    if name.len() <= LONGEST_NAME && parts.is_some_and(|(of, word)| is_word(of) && is_word(word)) {
        return Ok(());
    }
    let shown: String = name.chars().take(60).collect();
    Err(Fault::Value(format!(
        "`{}` is no name of an operator; write `namespace::name` with letters, digits and `_`",
        shown.escape_debug()
    )))
}
