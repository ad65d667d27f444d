//! Who takes part in a workload: the references, the generated bindings, the hand-written ones.
//!
//! Who is asked for and who must be there is decided here; packages are built by `builder.rs`.

use std::path::PathBuf;

use fishplate_bindings::BINDINGS;
use fishplate_model::TypeKind;
use fishplate_process::C_COMPILER;

use crate::builder::Builder;
use crate::cache::Entry;
use crate::job::{JobArgument, Source};
use crate::kernel::{self, Kernel, missing};
use crate::{InputForm, LabError, Workload, native};

/// The name of the row that is a loop in C.
pub(crate) const NATIVE: &str = "native";
/// The variant of rows that are no bindings.
pub(crate) const REFERENCE: &str = "reference";
/// The variant of the bindings that fishplate writes.
pub(crate) const GENERATED: &str = "generated";

/// Someone who takes part in a workload.
#[derive(Clone, Debug)]
pub(crate) struct Contestant {
    pub(crate) binding: String,
    pub(crate) variant: String,
    pub(crate) inputs: InputForm,
    pub(crate) is_baseline: bool,
    pub(crate) state: State,
    /// The built package, where it has one.
    pub(crate) built: Option<Entry>,
}

/// Whether a contestant can run.
#[derive(Clone, Debug)]
pub(crate) enum State {
    /// It is built.
    Ready(Source),
    /// Something that it needs is not there.
    Skipped(String),
    /// It should have been built and was not.
    Failed(String),
}

/// A workload with everybody who takes part.
pub(crate) struct Field {
    pub(crate) workload: Workload,
    pub(crate) kernel: Option<Kernel>,
    pub(crate) arguments: Vec<JobArgument>,
    /// The element type of the result in NumPy's words.
    pub(crate) result: Option<String>,
    pub(crate) contestants: Vec<Contestant>,
}

/// The names that `--binding` takes.
pub(crate) fn binding_names(workloads: &[Workload]) -> Vec<String> {
    let mut names: Vec<String> = BINDINGS
        .iter()
        .map(|binding| binding.name.to_owned())
        .collect();
    for workload in workloads {
        names.extend(workload.contestants.iter().map(|(name, _)| name.clone()));
        names.extend(workload.hand.iter().map(|hand| hand.binding.clone()));
    }
    names.push(NATIVE.to_owned());
    names.sort();
    names.dedup();
    names
}

impl Builder<'_> {
    fn is_wanted(&self, name: &str) -> bool {
        self.request.bindings.is_empty()
            || self.request.bindings.iter().any(|wanted| wanted == name)
    }

    /// How many builds a workload takes; for the progress.
    pub(crate) fn builds(&self, workload: &Workload) -> u64 {
        let generated = BINDINGS
            .iter()
            .filter(|b| b.is_baseline || self.is_wanted(b.name))
            .count();
        let hand = workload
            .hand
            .iter()
            .filter(|hand| self.is_wanted(&hand.binding))
            .count();
        (generated + hand) as u64
    }

    /// Builds everything that takes part in a workload.
    pub(crate) fn field(&self, workload: &Workload) -> Result<Field, LabError> {
        self.progress
            .step(&format!("compiling the kernel of `{}`", workload.name));
        let Some(compiler) = C_COMPILER.find(&self.request.python) else {
            return Ok(self.field_without_kernel(workload));
        };
        let kernel = kernel::build(workload, &compiler, self.cache)?;
        let interface = self.read(workload, &kernel)?;
        let function = interface
            .functions
            .iter()
            .find(|function| function.name == workload.function);
        let function = function.ok_or_else(|| LabError::Workload {
            message: format!(
                "workload `{}`: its header does not declare `{}`; mend `function` in workload.toml",
                workload.name, workload.function
            ),
        })?;
        let is_written = |index: usize| {
            function.parameters.get(index).is_some_and(|parameter| {
                matches!(&parameter.ty.kind, TypeKind::Pointer { to, .. } if !to.is_const)
            })
        };
        let arguments = (workload.arguments.iter().enumerate())
            .map(|(index, (name, spec))| JobArgument::new(name, spec, is_written(index)))
            .collect();
        let mut contestants = drive_contestants(workload, &|name| self.is_wanted(name));
        if self.is_wanted(NATIVE) {
            let built = kernel::build_loop(workload, function, &kernel, &compiler, self.cache)?;
            contestants.push(native_contestant(built));
        }
        for binding in BINDINGS {
            // The baseline always takes part: without it there is no ratio.
            if binding.is_baseline || self.is_wanted(binding.name) {
                contestants.push(self.generated(workload, binding, &interface, &kernel)?);
                (self.on_built)();
            }
        }
        for hand in workload
            .hand
            .iter()
            .filter(|hand| self.is_wanted(&hand.binding))
        {
            contestants.extend(self.hand(workload, hand, &kernel, &compiler)?);
            (self.on_built)();
        }
        let result = native::result_dtype(function);
        Ok(Field {
            workload: workload.clone(),
            kernel: Some(kernel),
            arguments,
            result,
            contestants,
        })
    }

    fn field_without_kernel(&self, workload: &Workload) -> Field {
        let mut contestants = drive_contestants(workload, &|name| self.is_wanted(name));
        let reason = missing(&[&C_COMPILER]).unwrap_or_default();
        let mut skip = |binding: &str, variant: &str, is_baseline| {
            contestants.push(Contestant {
                binding: binding.to_owned(),
                variant: variant.to_owned(),
                inputs: InputForm::Binding,
                is_baseline,
                state: State::Skipped(format!("the kernel cannot be compiled: {reason}")),
                built: None,
            });
        };
        if self.is_wanted(NATIVE) {
            skip(NATIVE, REFERENCE, false);
        }
        for binding in BINDINGS
            .iter()
            .filter(|b| b.is_baseline || self.is_wanted(b.name))
        {
            skip(binding.name, GENERATED, binding.is_baseline);
        }
        for hand in workload
            .hand
            .iter()
            .filter(|hand| self.is_wanted(&hand.binding))
        {
            hand.variants
                .keys()
                .for_each(|variant| skip(&hand.binding, variant, false));
        }
        let arguments = (workload.arguments.iter())
            .map(|(name, spec)| JobArgument::new(name, spec, false))
            .collect();
        Field {
            workload: workload.clone(),
            kernel: None,
            arguments,
            result: None,
            contestants,
        }
    }
}

fn drive_contestants(workload: &Workload, is_wanted: &dyn Fn(&str) -> bool) -> Vec<Contestant> {
    (workload.contestants.iter())
        .filter(|(name, _)| is_wanted(name))
        .map(|(name, inputs)| Contestant {
            binding: name.clone(),
            variant: REFERENCE.to_owned(),
            inputs: *inputs,
            is_baseline: false,
            state: State::Ready(Source::Drive {
                function: name.clone(),
            }),
            built: None,
        })
        .collect()
}

fn native_contestant((library, entry): (PathBuf, Entry)) -> Contestant {
    let function = native::LOOP.to_owned();
    Contestant {
        binding: NATIVE.to_owned(),
        variant: REFERENCE.to_owned(),
        inputs: InputForm::Binding,
        is_baseline: false,
        state: State::Ready(Source::Native { library, function }),
        built: Some(entry),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hand_written_binding_can_be_asked_for() {
        let names = binding_names(&crate::workloads().unwrap());
        for name in [
            "ctypes", "capi", "pybind11", "pyo3", "python", "numpy", NATIVE,
        ] {
            assert!(
                names.iter().any(|known| known == name),
                "{name} is missing in {names:?}"
            );
        }
    }
}
