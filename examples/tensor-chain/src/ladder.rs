//! The chain cut off after each of its layers, by every calling convention, so that each layer can
//! be measured by itself: `LADDER[layer, convention]` is a function of two tensors.
//!
//! Every rung does what the rung below it does, and one thing more.

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use tensor_chain_core::{Dispatcher, Fault, Include, Kernel, Key, KeySet, Operator, Output};

use crate::convention::{Body, Convention, function};
use crate::failure::exception;
use crate::functions::{AddInPlace, Handle, answer, tensor};

/// A kernel that does nothing, without a guard; one way to it leads past the key `tape`.
const NOTHING: &str = "ladder::nothing";
/// The same with a guard.
const GUARDED: &str = "ladder::guarded";

type Object<'a, 'py> = Borrowed<'a, 'py, PyAny>;

/// A rung: its name, and what it does with two objects.
macro_rules! rung {
    ($body:ident $name:literal, $py:ident, $first:ident, $second:ident => $does:expr) => {
        struct $body;

        impl Body for $body {
            const NAME: &'static str = $name;

            #[inline(always)]
            fn run(
                $py: Python<'_>,
                $first: Object<'_, '_>,
                $second: Object<'_, '_>,
            ) -> PyResult<*mut ffi::PyObject> {
                $does
            }
        }
    };
}

rung!(Empty "empty", py, _first, _second => Ok(py.None().into_ptr()));

rung!(Binding "binding", py, first, second => {
    let tensors = [tensor(first, Self::NAME)?, tensor(second, Self::NAME)?];
    // The check must not be taken out, though nobody looks at what it found.
    std::hint::black_box(tensors);
    answer(py, Output::First, first)
});

rung!(Dispatched "dispatcher", py, first, second => {
    static HANDLE: Handle = Handle::of(NOTHING);
    called(py, HANDLE.get()?, first, second)
});

rung!(ByName "dispatcher-by-name", py, first, second => {
    let dispatcher = Dispatcher::process().map_err(exception)?;
    let operator = dispatcher.operator(NOTHING).map_err(exception)?;
    called(py, &operator, first, second)
});

rung!(WithKey "dispatcher-two-keys", py, first, second => {
    static HANDLE: Handle = Handle::of(NOTHING);
    let _include = Include::enter(KeySet::of(Key::Tape));
    called(py, HANDLE.get()?, first, second)
});

rung!(Guarded "guard", py, first, second => {
    static HANDLE: Handle = Handle::of(GUARDED);
    called(py, HANDLE.get()?, first, second)
});

// Not a rung: shows that a panic leaves no convention but as an exception.
rung!(Panics "panics", py, _first, _second => {
    std::hint::black_box(py);
    #[expect(clippy::panic, reason = "a test asks for it")]
    {
        panic!("as it was asked to")
    }
});

#[inline(always)]
fn called(
    py: Python<'_>,
    operator: &Operator,
    first: Object<'_, '_>,
    second: Object<'_, '_>,
) -> PyResult<*mut ffi::PyObject> {
    let name = operator.name();
    let tensors = [tensor(first, name)?, tensor(second, name)?];
    let output = operator.call(&tensors).map_err(exception)?;
    answer(py, output, first)
}

/// Adds `LADDER` and the operators that it calls.
pub(crate) fn add_to(module: &Bound<'_, PyModule>) -> PyResult<()> {
    define().map_err(exception)?;
    let table = PyDict::new(module.py());
    for (convention, name) in Convention::ALL {
        add::<Empty>(&table, module, convention, name)?;
        add::<Binding>(&table, module, convention, name)?;
        add::<Dispatched>(&table, module, convention, name)?;
        add::<ByName>(&table, module, convention, name)?;
        add::<WithKey>(&table, module, convention, name)?;
        add::<Guarded>(&table, module, convention, name)?;
        add::<AddInPlace>(&table, module, convention, name)?;
        add::<Panics>(&table, module, convention, name)?;
    }
    module.add("LADDER", table)
}

fn add<B: Body>(
    table: &Bound<'_, PyDict>,
    module: &Bound<'_, PyModule>,
    convention: Convention,
    name: &str,
) -> PyResult<()> {
    let doc = "A part of the chain, to be measured.";
    table.set_item((B::NAME, name), function::<B>(module, convention, doc)?)
}

fn define() -> Result<(), Fault> {
    let dispatcher = Dispatcher::process()?;
    let nothing = dispatcher.define(NOTHING, 2, false)?;
    let guarded = dispatcher.define(GUARDED, 2, false)?;
    for key in [Key::Cpu, Key::Fake] {
        nothing.register(key, Kernel::new(|_| Ok(Output::First)))?;
        guarded.register(key, Kernel::new(|_| Ok(Output::First)).guarded())?;
    }
    nothing.register(Key::Tape, Kernel::new(|call| call.below(Key::Tape)))
}
