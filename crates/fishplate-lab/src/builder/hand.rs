//! Builds the packages that people wrote for a workload.

use fishplate_bindings::BINDINGS;
use fishplate_process::Found;

use super::{BuildError, Builder};
use crate::cache::Entry;
use crate::field::{Contestant, State, is_hand_baseline};
use crate::hand::{Functions, HandPackage};
use crate::job::Source;
use crate::kernel::{Kernel, missing, missing_tools};
use crate::workload::{Case, Focus};
use crate::{LabError, Workload};

impl Builder<'_> {
    /// Builds one hand-written package; each of its variants takes part.
    pub(crate) fn hand(
        &self,
        workload: &Workload,
        hand: &HandPackage,
        kernel: &Kernel,
        compiler: &Found,
    ) -> Result<Vec<Contestant>, LabError> {
        let variants: Vec<&str> = hand.variants.keys().map(String::as_str).collect();
        self.announce(workload, &hand.binding, &variants.join(", "));
        let absent = hand.python.iter().find(|module| !self.packages.has(module));
        let tools = missing(&missing_tools(&hand.needs, &self.request.python));
        let path = BINDINGS.iter().find(|path| path.name == hand.binding);
        let obstacle = || path.and_then(|path| path.obstacle(&self.request.python));
        let skipped = tools.or_else(obstacle).or_else(|| {
            absent.map(|module| format!("the Python package `{module}` is not in the environment"))
        });
        let built = match skipped {
            Some(reason) => Err(State::Skipped(reason)),
            None => match self.build_hand(workload, hand, kernel, compiler) {
                Ok(built) => Ok(built),
                Err(error) => {
                    Err(self.failed(workload, &hand.binding, hand.author.folder(), error)?)
                }
            },
        };
        let state = |functions: &Functions, case: &Case| {
            let function = functions.of(&case.function)?;
            Some(match &built {
                Ok(entry) => State::Ready(Source::Module {
                    folder: entry.folder.join("site"),
                    module: hand.module.clone(),
                    function: function.to_owned(),
                }),
                Err(state) => state.clone(),
            })
        };
        let variants = hand.variants.iter().map(|(variant, functions)| Contestant {
            binding: hand.binding.clone(),
            variant: variant.clone(),
            inputs: hand.inputs(variant),
            is_baseline: is_hand_baseline(workload, &hand.binding, variant),
            states: (workload.cases.iter())
                .map(|case| state(functions, case))
                .collect(),
            built: built.as_ref().ok().cloned(),
        });
        Ok(variants.collect())
    }

    fn build_hand(
        &self,
        workload: &Workload,
        hand: &HandPackage,
        kernel: &Kernel,
        compiler: &Found,
    ) -> Result<Entry, BuildError> {
        let sources = tempfile::tempdir().map_err(|source| self.cache.error(source))?;
        let prefix = format!("{}/{}/", hand.author.folder(), hand.binding);
        let package = sources.path().join("package");
        workload
            .unpack(&prefix, &package)
            .map_err(|source| self.cache.error(source))?;
        let found = (fishplate_process::TOOLS.iter())
            .filter(|tool| hand.needs.iter().any(|need| need == tool.name))
            .filter_map(|tool| tool.find(&self.request.python));
        let key = self
            .key(found.chain([compiler.clone()]), kernel)
            .add([u8::from(workload.focus == Focus::Package)])
            .add_folder(&package)
            .map_err(|source| self.cache.error(source))?;
        let name = format!(
            "{}-{}-{}",
            workload.name,
            hand.author.folder(),
            hand.binding
        );
        self.cache.entry(&name, key, |folder| {
            let environment = [
                ("FISHPLATE_LIBRARY_DIR", &*kernel.folder),
                ("FISHPLATE_INCLUDE_DIR", &*kernel.folder),
            ];
            self.install(workload.focus, &package, folder, &environment)
        })
    }
}
