//! A binding that the user has already: where it is imported from, and its rows.
//!
//! It runs in the lab's environment, as every row does. The user's own folders are only looked into,
//! and last: a package that the lab has too is the lab's.

use std::path::PathBuf;

use fishplate_process::{Child, Limits, Python};
use serde::{Deserialize, Serialize};

use crate::field::{Contestant, State};
use crate::job::Source;
use crate::{InputForm, LabError, Workload};

/// The binding of rows that are somebody's own.
pub(crate) const EXISTING: &str = "existing";

/// A function that Python can import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExistingBinding {
    /// Module and function, as they were typed: `package.module:function`.
    pub name: String,
    module: String,
    function: String,
}

/// Why a text names no function.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` names no function; write module and function as `package.module:function`")]
pub struct ExistingError(String);

impl std::str::FromStr for ExistingBinding {
    type Err = ExistingError;

    fn from_str(text: &str) -> Result<Self, ExistingError> {
        let is_dotted = |text: &str| text.split('.').all(is_name);
        match text.split_once(':') {
            Some((module, function)) if is_dotted(module) && is_dotted(function) => Ok(Self {
                name: text.to_owned(),
                module: module.to_owned(),
                function: function.to_owned(),
            }),
            _ => Err(ExistingError(text.to_owned())),
        }
    }
}

fn is_name(text: &str) -> bool {
    let is_letter = |c: char| c.is_alphanumeric() || c == '_';
    text.chars()
        .next()
        .is_some_and(|c| is_letter(c) && !c.is_numeric())
        && text.chars().all(is_letter)
}

/// Where the user's interpreter looks for modules, besides its own library.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchPath {
    /// Folders of modules, the current one first.
    folders: Vec<PathBuf>,
    /// Folders of installed packages, whose `.pth` files are heeded.
    sites: Vec<PathBuf>,
}

const QUESTION: &str = r#"
import json, os, site, sys, sysconfig
own = [os.path.realpath(sysconfig.get_path(name)) + os.sep for name in ("stdlib", "platstdlib")]
known = [*site.getsitepackages(), site.getusersitepackages()]
sites = [path for path in known if path in sys.path and os.path.isdir(path)]
def is_own(path):
    return any((os.path.realpath(path) + os.sep).startswith(folder) for folder in own)
others = [path for path in sys.path[1:] if path not in sites and os.path.exists(path) and not is_own(path)]
print(json.dumps({"folders": [os.getcwd(), *map(os.path.abspath, others)], "sites": sites}))
"#;

impl SearchPath {
    /// Asks an interpreter, as it is started in the current folder.
    ///
    /// # Errors
    /// When it does not run or does not answer.
    pub fn ask(python: &Python) -> Result<Self, LabError> {
        let done = Child::new(&python.executable, Limits::QUESTION)
            .args(["-B", "-c", QUESTION])
            .run()?;
        let said = done.stdout_text();
        // Start-up files of the user's own may print too.
        let answer = said
            .lines()
            .rfind(|line| line.starts_with('{'))
            .unwrap_or_default();
        serde_json::from_str(answer).map_err(|_| LabError::SearchPath {
            python: python.executable.clone(),
            said: done.tail(3),
        })
    }
}

/// The contestant that an existing binding is.
pub(crate) fn contestant(
    binding: &ExistingBinding,
    search: &SearchPath,
    workload: &Workload,
) -> Contestant {
    let source = Source::Existing {
        module: binding.module.clone(),
        function: binding.function.clone(),
        folders: search.folders.clone(),
        sites: search.sites.clone(),
    };
    Contestant {
        binding: EXISTING.to_owned(),
        variant: binding.name.clone(),
        inputs: InputForm::Binding,
        is_baseline: false,
        states: vec![Some(State::Ready(source)); workload.cases.len()],
        built: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn module_and_function_are_told_apart() {
        let found: ExistingBinding = "pkg.mod:Class.fn_2".parse().unwrap();
        assert_eq!(
            (&*found.module, &*found.function),
            ("pkg.mod", "Class.fn_2")
        );
        for text in [
            "",
            ":",
            "pkg.mod",
            "pkg:",
            ":fn",
            "pkg..mod:fn",
            "pkg:fn()",
            "a/b:c",
            "1a:b",
        ] {
            let message = text.parse::<ExistingBinding>().unwrap_err().to_string();
            assert!(message.contains("`package.module:function`"), "{message}");
        }
    }
}
