//! Who takes part in a workload: the references, the generated bindings, the hand-written ones.
//!
//! Who is asked for and who must be there is decided here; packages are built by `builder.rs`.

use std::path::PathBuf;

use fishplate_bindings::{BINDINGS, Binding, Notes, VARIANTS, plan};
use fishplate_model::{Function, Interface, TypeKind};
use fishplate_process::{C_COMPILER, Found};

use crate::builder::Builder;
use crate::cache::Entry;
use crate::hand::HandPackage;
use crate::job::{JobArgument, Source};
use crate::kernel::{self, Kernel, missing};
use crate::notes::notes;
use crate::probe::{self, Probe, ProbeRequest};
use crate::workload::{Case, Contender};
use crate::{InputForm, LabError, Workload, existing, native, own};

/// The name of the row that is a loop in C.
pub(crate) const NATIVE: &str = "native";
/// The variant of rows that are no bindings.
pub(crate) const REFERENCE: &str = "reference";
/// The variant of the bindings that fishplate writes.
pub(crate) const GENERATED: &str = "generated";

/// The variant of the bindings that people write as the tool's own guide does.
pub(crate) const HAND_IDIOM: &str = "hand-idiom";

/// Someone who takes part in a workload.
#[derive(Clone, Debug)]
pub(crate) struct Contestant {
    pub(crate) binding: String,
    pub(crate) variant: String,
    pub(crate) inputs: InputForm,
    pub(crate) is_baseline: bool,
    /// By case; none where it has no row.
    pub(crate) states: Vec<Option<State>>,
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

/// What the worker must know of a case to make its calls.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) arguments: Vec<JobArgument>,
    /// The element type of what the native row gives, in NumPy's words.
    pub(crate) result: Option<String>,
    /// What tells the truth; none where `drive.py` does.
    pub(crate) reference: Option<Source>,
}

/// A workload with everybody who takes part.
pub(crate) struct Field {
    pub(crate) workload: Workload,
    pub(crate) kernel: Option<Kernel>,
    /// By case.
    pub(crate) calls: Vec<Call>,
    pub(crate) contestants: Vec<Contestant>,
    /// The stand-in for the kernel that tells copies; none where nothing could be copied.
    pub(crate) probe: Option<Probe>,
}

/// The names that `--binding` takes.
pub(crate) fn binding_names(workloads: &[Workload]) -> Vec<String> {
    let mut names: Vec<String> = (BINDINGS.iter().chain(VARIANTS))
        .map(|binding| binding.name.to_owned())
        .collect();
    for workload in workloads {
        names.extend(workload.contestants.iter().map(|one| one.name.clone()));
        names.extend(workload.hand.iter().map(|hand| hand.binding.clone()));
    }
    names.push(NATIVE.to_owned());
    names.sort();
    names.dedup();
    names
}

impl Contestant {
    /// Someone in the same state in every case.
    fn new(binding: &str, variant: &str, inputs: InputForm, state: State, cases: usize) -> Self {
        Self {
            binding: binding.to_owned(),
            variant: variant.to_owned(),
            inputs,
            is_baseline: false,
            states: vec![Some(state); cases],
            built: None,
        }
    }

    /// The same in the cases of some C functions only; in all of them where none is named.
    fn only_for(mut self, workload: &Workload, functions: &[String]) -> Self {
        if !functions.is_empty() {
            for (state, case) in self.states.iter_mut().zip(&workload.cases) {
                if !functions.contains(&case.function) {
                    *state = None;
                }
            }
        }
        self
    }

    /// Where its functions are, by case.
    fn sources(&self) -> Vec<Option<Source>> {
        let source = |state: &Option<State>| match state {
            Some(State::Ready(source)) => Some(source.clone()),
            _ => None,
        };
        self.states.iter().map(source).collect()
    }
}

/// Whether a hand-written variant is what the others are divided by: where fishplate generates
/// nothing, that is the idiom of the path whose generated row it is elsewhere.
pub(crate) fn is_hand_baseline(workload: &Workload, binding: &str, variant: &str) -> bool {
    let is_path = |one: &&Binding| one.is_baseline && one.name == binding;
    !workload.is_generated && variant == HAND_IDIOM && BINDINGS.iter().any(is_path)
}

impl Builder<'_> {
    /// Whether a name was asked for, or all are.
    pub(crate) fn is_wanted(&self, name: &str) -> bool {
        self.request.bindings.is_empty()
            || self.request.bindings.iter().any(|wanted| wanted == name)
    }

    /// The bindings that are generated for a workload.
    fn bindings(&self, workload: &Workload) -> Vec<&'static Binding> {
        if !workload.is_generated {
            return Vec::new();
        }
        bindings(&self.request.bindings, &workload.variants)
    }

    fn packages<'w>(&self, workload: &'w Workload) -> impl Iterator<Item = &'w HandPackage> {
        let all = workload.hand.iter();
        all.filter(|package| {
            let is_baseline = is_hand_baseline(workload, &package.binding, HAND_IDIOM);
            self.is_wanted(&package.binding) || is_baseline
        })
    }

    /// How many builds a workload takes; for the progress.
    pub(crate) fn builds(&self, workload: &Workload) -> u64 {
        (self.bindings(workload).len() + self.packages(workload).count()) as u64
    }

    /// Builds everything that takes part in a workload.
    pub(crate) fn field(&self, workload: &Workload) -> Result<Field, LabError> {
        self.progress
            .step(&format!("compiling the kernel of `{}`", workload.name));
        let Some(compiler) = C_COMPILER.find(&self.request.python) else {
            if workload.own.is_some() {
                let missing = missing(&[&C_COMPILER]).unwrap_or_default();
                return Err(LabError::NoCompiler { missing });
            }
            return Ok(self.field_without_kernel(workload));
        };
        let kernel = kernel::build(workload, &compiler, self.cache)?;
        let interface = self.read(workload, &kernel)?;
        let (workload, interface) = match &workload.own {
            Some(own) => own::fitted(own, workload.clone(), interface)?,
            None => (workload.clone(), interface),
        };
        let workload = &workload;
        let functions = (workload.cases.iter())
            .map(|case| declared(workload, case, &interface))
            .collect::<Result<Vec<_>, _>>()?;
        let natives = workload.natives(&interface.functions);
        let natives = natives.map_err(|name| undeclared(workload, &name, "native"))?;
        let mut contestants = self.references(workload);
        let (native, truths) = self.native(workload, &natives, &interface, &kernel, &compiler)?;
        contestants.extend(native);
        for binding in self.bindings(workload) {
            contestants.push(self.generated(workload, binding, &interface, &kernel)?);
            (self.on_built)();
        }
        for package in self.packages(workload) {
            contestants.extend(self.hand(workload, package, &kernel, &compiler)?);
            (self.on_built)();
        }
        // Theirs come last, so that what they bring into the process hides nothing of ours.
        let existing = self.request.existing.iter();
        contestants
            .extend(existing.map(|one| existing::contestant(one, &self.request.search, workload)));
        let calls = (workload.cases.iter().zip(functions.iter().zip(&natives)))
            .zip(truths)
            .map(|((case, (function, native)), reference)| Call {
                result: native.and_then(|native| native::result_dtype(native, &interface)),
                reference,
                ..call(case, Some(function))
            })
            .collect();
        let probe = self.probe(workload, &interface, &kernel, &compiler)?;
        Ok(Field {
            workload: workload.clone(),
            kernel: Some(kernel),
            calls,
            contestants,
            probe,
        })
    }

    /// The row that is a loop in C, if it is wanted, and by case the loop that tells the truth: on a
    /// function of the user's own nobody else does.
    fn native(
        &self,
        workload: &Workload,
        natives: &[Option<&Function>],
        interface: &Interface,
        kernel: &Kernel,
        compiler: &Found,
    ) -> Result<(Option<Contestant>, Vec<Option<Source>>), LabError> {
        let is_wanted = self.is_wanted(NATIVE);
        let is_needed = is_wanted || workload.own.is_some();
        if !is_needed || natives.iter().all(Option::is_none) {
            return Ok((None, vec![None; workload.cases.len()]));
        }
        let built =
            kernel::build_loops(workload, natives, interface, kernel, compiler, self.cache)?;
        let native = native_contestant(natives, built);
        let truths = match &workload.own {
            Some(_) => native.sources(),
            None => vec![None; workload.cases.len()],
        };
        Ok((Some(native).filter(|_| is_wanted), truths))
    }

    /// The probe of a workload whose functions take memory.
    fn probe(
        &self,
        workload: &Workload,
        interface: &Interface,
        kernel: &Kernel,
        compiler: &Found,
    ) -> Result<Option<Probe>, LabError> {
        let mut specs = workload.cases.iter().flat_map(|case| &case.arguments);
        if !specs.any(|(_, spec)| spec.has_memory()) {
            return Ok(None);
        }
        let read = Notes::parse(&notes(workload), "the notes of the workload");
        let planned = read.and_then(|notes| plan(interface, &notes, "probe"));
        // Every generated row says what is wrong with the notes.
        let Ok(planned) = planned else {
            return Ok(None);
        };
        let request = ProbeRequest {
            name: &format!("{}-probe", workload.name),
            soname: &kernel.name(),
            flags: &kernel.declared.flags(),
            interface,
            plan: &planned,
        };
        probe::build(&request, compiler, self.cache)
    }

    fn field_without_kernel(&self, workload: &Workload) -> Field {
        let mut contestants = self.references(workload);
        let reason = missing(&[&C_COMPILER]).unwrap_or_default();
        let reason = format!("the kernel cannot be compiled: {reason}");
        let skipped = |binding: &str, variant: &str| {
            let state = State::Skipped(reason.clone());
            let cases = workload.cases.len();
            Contestant::new(binding, variant, InputForm::Binding, state, cases)
        };
        if self.is_wanted(NATIVE) {
            contestants.push(skipped(NATIVE, REFERENCE));
        }
        let bindings = self.bindings(workload).into_iter();
        contestants.extend(bindings.map(|binding| Contestant {
            is_baseline: binding.is_baseline,
            ..skipped(binding.name, GENERATED)
        }));
        for package in self.packages(workload) {
            let variants = package.variants.keys();
            contestants.extend(variants.map(|variant| skipped(&package.binding, variant)));
        }
        Field {
            workload: workload.clone(),
            kernel: None,
            calls: (workload.cases.iter())
                .map(|case| call(case, None))
                .collect(),
            contestants,
            probe: None,
        }
    }

    /// Those of `drive.py`.
    fn references(&self, workload: &Workload) -> Vec<Contestant> {
        let wanted = (workload.contestants.iter()).filter(|one| self.is_wanted(&one.name));
        wanted
            .map(|one| {
                let state = self.lacking(one).map_or_else(
                    || {
                        State::Ready(Source::Drive {
                            function: one.function(),
                        })
                    },
                    State::Skipped,
                );
                let cases = workload.cases.len();
                let made = Contestant::new(&one.name, &one.variant, one.inputs, state, cases);
                made.only_for(workload, &one.functions)
            })
            .collect()
    }

    /// Why a contestant cannot run in this environment.
    fn lacking(&self, contender: &Contender) -> Option<String> {
        let absent = (contender.needs.iter()).find(|name| !self.packages.has(name))?;
        Some(match self.extras.reason(absent) {
            Some(reason) => format!("the Python package `{absent}` could not be added: {reason}"),
            None => format!("the Python package `{absent}` is not in the environment"),
        })
    }
}

/// The bindings that take part: those that are asked for by name, else every path and the
/// variants that the workload lists. The baseline always does: without it there is no ratio.
fn bindings(asked: &[String], listed: &[String]) -> Vec<&'static Binding> {
    let has = |names: &[String], binding: &Binding| names.iter().any(|name| name == binding.name);
    let paths = BINDINGS.iter().copied();
    let paths = paths.filter(|one| asked.is_empty() || one.is_baseline || has(asked, one));
    let variants = VARIANTS.iter().copied();
    let variants = variants.filter(|one| has(if asked.is_empty() { listed } else { asked }, one));
    paths.chain(variants).collect()
}

fn declared<'i>(
    workload: &Workload,
    case: &Case,
    interface: &'i Interface,
) -> Result<&'i Function, LabError> {
    let mut functions = interface.functions.iter();
    let found = functions.find(|function| function.name == case.function);
    found.ok_or_else(|| undeclared(workload, &case.function, "function"))
}

fn undeclared(workload: &Workload, function: &str, key: &str) -> LabError {
    LabError::Workload {
        message: format!(
            "workload `{}`: its header does not declare `{function}`; mend `{key}` in workload.toml",
            workload.name
        ),
    }
}

fn call(case: &Case, function: Option<&Function>) -> Call {
    let is_written = |index: usize| {
        let parameter = function.and_then(|function| function.parameters.get(index));
        parameter.is_some_and(
            |parameter| matches!(&parameter.ty.kind, TypeKind::Pointer { to, .. } if !to.is_const),
        )
    };
    let arguments = (case.arguments.iter().enumerate()).map(|(index, (name, spec))| {
        let argument = JobArgument::new(name, spec, is_written(index));
        if case.omitted.contains(name) {
            argument.omitted()
        } else {
            argument
        }
    });
    Call {
        arguments: arguments.collect(),
        result: None,
        reference: None,
    }
}

fn native_contestant(
    natives: &[Option<&Function>],
    (library, entry): (PathBuf, Entry),
) -> Contestant {
    let states = natives.iter().enumerate().map(|(case, native)| {
        native.map(|_| {
            State::Ready(Source::Native {
                library: library.clone(),
                function: native::loop_name(case),
                sink: native::sink_name(case),
            })
        })
    });
    Contestant {
        binding: NATIVE.to_owned(),
        variant: REFERENCE.to_owned(),
        inputs: InputForm::Binding,
        is_baseline: false,
        states: states.collect(),
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
        for variant in VARIANTS {
            assert!(names.iter().any(|known| known == variant.name));
        }
    }

    #[test]
    fn variants_take_part_where_they_are_listed_or_asked_for() {
        let variant = VARIANTS[0].name;
        let takes_part = |asked: &[&str], listed: &[&str]| -> Vec<&str> {
            let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
            let (asked, listed): (Vec<String>, Vec<String>) = (owned(asked), owned(listed));
            let found = bindings(&asked, &listed);
            found.iter().map(|binding| binding.name).collect()
        };
        let paths: Vec<&str> = BINDINGS.iter().map(|binding| binding.name).collect();
        assert_eq!(takes_part(&[], &[]), paths);
        assert_eq!(
            takes_part(&[], &[variant]),
            [&paths[..], &[variant]].concat()
        );
        let mut baselines = BINDINGS.iter().filter(|binding| binding.is_baseline);
        let baseline = baselines.next().unwrap().name;
        assert_eq!(takes_part(&[variant], &[]), [baseline, variant]);
        assert_eq!(takes_part(&["python"], &[variant]), [baseline]);
    }
}
