//! Builds the package that a binding path writes for a workload.

use fishplate_bindings::{Binding, LeftOut, Library, Notes, WriteError, plan};
use fishplate_model::Interface;

use super::{BuildError, Builder};
use crate::cache::Entry;
use crate::field::{Contestant, GENERATED, State};
use crate::job::Source;
use crate::kernel::{Kernel, missing};
use crate::notes::notes;
use crate::workload::{Case, Focus};
use crate::{InputForm, LabError, Workload};

/// The states of a binding by case, and its package where there is one.
type Built = (Vec<Option<State>>, Option<Entry>);

impl Builder<'_> {
    /// Builds one generated binding.
    pub(crate) fn generated(
        &self,
        workload: &Workload,
        binding: &'static Binding,
        interface: &Interface,
        kernel: &Kernel,
    ) -> Result<Contestant, LabError> {
        self.announce(workload, binding.name, GENERATED);
        let python = &self.request.python;
        let tools = missing(&binding.missing_tools(python));
        let skipped = tools.or_else(|| binding.obstacle(python));
        let built = match skipped {
            Some(reason) => Ok(in_every_case(workload, State::Skipped(reason))),
            None => self.build_generated(workload, binding, interface, kernel),
        };
        let (states, built) = match built {
            Ok(built) => built,
            Err(error) => {
                let state = self.failed(workload, binding.name, GENERATED, error)?;
                in_every_case(workload, state)
            }
        };
        Ok(Contestant {
            binding: binding.name.to_owned(),
            variant: GENERATED.to_owned(),
            inputs: InputForm::Binding,
            is_baseline: binding.is_baseline,
            states,
            built,
        })
    }

    fn build_generated(
        &self,
        workload: &Workload,
        binding: &'static Binding,
        interface: &Interface,
        kernel: &Kernel,
    ) -> Result<Built, BuildError> {
        let module = workload.module(binding.name);
        let refused = |error: &dyn std::fmt::Display| BuildError::Refused(error.to_string());
        let notes = Notes::parse(&notes(workload), "the notes of the workload")
            .map_err(|error| refused(&error))?;
        let planned = plan(interface, &notes, &module).map_err(|error| refused(&error))?;
        let library = Library {
            file: kernel.library.clone(),
            soname: kernel.name(),
            is_bundled: false,
        };
        let package = match binding.write(&planned, &library) {
            Ok(package) => package,
            // There is nothing to build; each case says why.
            Err(WriteError::Empty { left_out, .. }) => {
                let state = |case| refusal(binding, case, &left_out).map(State::Skipped);
                return Ok((workload.cases.iter().map(state).collect(), None));
            }
            Err(error) => return Err(refused(&error)),
        };
        let tools = binding.needs.iter();
        let mut key = self.key(
            tools.filter_map(|tool| tool.find(&self.request.python)),
            kernel,
        );
        key = key.add([u8::from(workload.focus == Focus::Package)]);
        for file in &package.files {
            key = key
                .add(file.path.as_os_str().as_encoded_bytes())
                .add(&file.bytes);
        }
        let name = format!("{}-{}", workload.name, binding.name);
        let entry = self.cache.entry(&name, key, |folder| {
            let sources = folder.join("package");
            package
                .save(&sources)
                .map_err(|error| self.cache.error(std::io::Error::other(error)))?;
            self.install(workload.focus, &sources, folder, &[])
        })?;
        let state = |case: &Case| {
            if let Some(reason) = refusal(binding, case, &package.left_out) {
                return Some(State::Skipped(reason));
            }
            let mut functions = planned.functions.iter();
            let symbol = symbol(interface, &case.function);
            let function = functions.find(|function| function.symbol == symbol)?;
            Some(State::Ready(Source::Module {
                folder: entry.folder.join("site"),
                module: module.clone(),
                function: function.name.clone(),
            }))
        };
        Ok((workload.cases.iter().map(state).collect(), Some(entry)))
    }
}

/// The name of a function in the symbol table.
fn symbol<'i>(interface: &'i Interface, name: &'i str) -> &'i str {
    let mut functions = interface.functions.iter();
    let found = functions.find(|function| function.name == name);
    found
        .and_then(|function| function.symbol.as_deref())
        .unwrap_or(name)
}

fn in_every_case(workload: &Workload, state: State) -> Built {
    (vec![Some(state); workload.cases.len()], None)
}

/// Why a binding has no function for a case; none where it has one.
fn refusal(binding: &Binding, case: &Case, left_out: &[LeftOut]) -> Option<String> {
    let is_safe = binding.variant.is_none_or(|variant| variant.is_safe);
    refused(binding.name, is_safe, case, left_out)
}

fn refused(name: &str, is_safe: bool, case: &Case, left_out: &[LeftOut]) -> Option<String> {
    if let Some(left) = left_out.iter().find(|left| left.function == case.function) {
        return Some(left.reason.clone());
    }
    // What does not keep the one meaning need not know names and defaults; what it made of them
    // would be no measurement.
    (!is_safe && !case.is_plain()).then(|| {
        format!("`{name}` is unsafe: it is called by position and with every argument only")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_that_is_not_carried_has_a_reason() {
        let plain = Case {
            name: None,
            function: "f".into(),
            by_keyword: false,
            arguments: Vec::new(),
            omitted: Vec::new(),
            fresh: Vec::new(),
        };
        let left = [LeftOut {
            function: "f".into(),
            reason: "it cannot".into(),
        }];
        assert_eq!(refused("x", true, &plain, &[]), None);
        let reason = refused("x", true, &plain, &left);
        assert_eq!(reason.as_deref(), Some("it cannot"));
    }

    #[test]
    fn an_unsafe_variant_takes_no_names_and_no_defaults() {
        let plain = Case {
            name: None,
            function: "f".into(),
            by_keyword: false,
            arguments: Vec::new(),
            omitted: Vec::new(),
            fresh: Vec::new(),
        };
        let by_keyword = Case {
            by_keyword: true,
            ..plain.clone()
        };
        let with_default = Case {
            omitted: vec!["a".into()],
            ..plain.clone()
        };
        assert_eq!(refused("x", false, &plain, &[]), None);
        for case in [by_keyword, with_default] {
            assert_eq!(refused("x", true, &case, &[]), None);
            let reason = refused("x", false, &case, &[]).unwrap();
            assert!(reason.contains("`x` is unsafe"), "{reason}");
        }
    }
}
