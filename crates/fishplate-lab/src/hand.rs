//! A hand-written binding of a workload: an installable package with a `hand.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::embedded::EmbeddedFile;

/// A hand-written binding.
#[derive(Clone, Debug)]
pub(crate) struct HandPackage {
    /// The binding path, which is its folder's name.
    pub(crate) binding: String,
    /// The import name.
    pub(crate) module: String,
    /// The names of the tools that the build needs (`fishplate_process::TOOLS`).
    pub(crate) needs: Vec<String>,
    /// The Python modules that the build needs.
    pub(crate) python: Vec<String>,
    /// The functions that are measured, by variant.
    pub(crate) variants: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    module: String,
    needs: Vec<String>,
    python: Vec<String>,
    variants: BTreeMap<String, String>,
}

impl HandPackage {
    /// Reads the packages below `prefix`.
    pub(crate) fn all(prefix: &str, files: &[EmbeddedFile]) -> Result<Vec<Self>, String> {
        let mut found = Vec::new();
        for file in files {
            let inner = file.path.strip_prefix(prefix);
            let Some(binding) = inner.and_then(|path| path.strip_suffix("/hand.toml")) else {
                continue;
            };
            let text = std::str::from_utf8(file.bytes).unwrap_or("");
            found.push(Self::parse(text, binding).map_err(|why| format!("{}: {why}", file.path))?);
        }
        Ok(found)
    }

    fn parse(text: &str, binding: &str) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
        for name in &file.needs {
            if !fishplate_process::TOOLS
                .iter()
                .any(|tool| tool.name == name)
            {
                let known: Vec<&str> = fishplate_process::TOOLS
                    .iter()
                    .map(|tool| tool.name)
                    .collect();
                return Err(format!(
                    "no tool is called `{name}`; known: {}",
                    known.join(", ")
                ));
            }
        }
        if file.variants.is_empty() {
            return Err("write at least one function below `[variants]`".to_owned());
        }
        Ok(Self {
            binding: binding.to_owned(),
            module: file.module,
            needs: file.needs,
            python: file.python,
            variants: file.variants,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_tool_is_named_with_those_that_exist() {
        let text = "module = 'm'\nneeds = ['gcc']\npython = []\n[variants]\nhand-idiom = 'f'\n";
        let message = HandPackage::parse(text, "capi").unwrap_err();
        assert!(
            message.contains("`gcc`") && message.contains("C compiler"),
            "{message}"
        );
    }

    #[test]
    fn a_package_may_hold_several_variants() {
        let text = "module = 'm'\nneeds = []\npython = []\n[variants]\nhand-idiom = 'f'\nhand-checked = 'g'\n";
        let package = HandPackage::parse(text, "cffi").unwrap();
        assert_eq!(package.variants.len(), 2);
        assert_eq!(
            package.variants.get("hand-checked").map(String::as_str),
            Some("g")
        );
    }
}
