//! A binding of a workload that a person wrote: an installable package with a `hand.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::InputForm;
use crate::embedded::EmbeddedFile;
use crate::field::{GENERATED, REFERENCE};
use crate::name::check_name;

/// A package that a person wrote.
#[derive(Clone, Debug)]
pub(crate) struct HandPackage {
    /// What of it is written by hand.
    pub(crate) author: Author,
    /// The binding path, which is its folder's name.
    pub(crate) binding: String,
    /// The import name.
    pub(crate) module: String,
    /// The names of the tools that the build needs (`fishplate_process::TOOLS`).
    pub(crate) needs: Vec<String>,
    /// The Python modules that the build needs.
    pub(crate) python: Vec<String>,
    /// The form in which its functions take their inputs.
    inputs: Inputs,
    /// The functions that are measured, by variant.
    pub(crate) variants: BTreeMap<String, Functions>,
}

/// What of a package is written by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Author {
    /// The binding: it calls the kernel of the workload.
    ByHand,
    /// The kernel too, in the language of the tool; the workload's own is not called.
    NativeLanguage,
}

impl Author {
    /// The folder of a workload that holds such packages.
    pub(crate) fn folder(self) -> &'static str {
        match self {
            Self::ByHand => "hand",
            Self::NativeLanguage => "native",
        }
    }
}

/// The Python functions of a variant.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(crate) enum Functions {
    /// The one for a workload with one C function.
    One(String),
    /// By the name of the C function.
    ByFunction(BTreeMap<String, String>),
}

impl Functions {
    /// The Python function for a C function; none where the package has none.
    pub(crate) fn of(&self, function: &str) -> Option<&str> {
        match self {
            Self::One(name) => Some(name),
            Self::ByFunction(names) => names.get(function).map(String::as_str),
        }
    }
}

/// The form in which functions take their inputs: all of a package, or each variant its own.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Inputs {
    All(InputForm),
    ByVariant(BTreeMap<String, InputForm>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    module: String,
    needs: Vec<String>,
    python: Vec<String>,
    inputs: Option<Inputs>,
    variants: BTreeMap<String, Functions>,
}

impl HandPackage {
    /// Reads the packages below `prefix`.
    pub(crate) fn all(
        author: Author,
        prefix: &str,
        files: &[EmbeddedFile],
    ) -> Result<Vec<Self>, String> {
        let mut found = Vec::new();
        for file in files {
            let inner = file.path.strip_prefix(prefix);
            let Some(binding) = inner.and_then(|path| path.strip_suffix("/hand.toml")) else {
                continue;
            };
            let text = std::str::from_utf8(file.bytes).unwrap_or("");
            let package = Self::parse(text, author, binding);
            found.push(package.map_err(|why| format!("{}: {why}", file.path))?);
        }
        Ok(found)
    }

    fn parse(text: &str, author: Author, binding: &str) -> Result<Self, String> {
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
        if let Some(Inputs::ByVariant(forms)) = &file.inputs
            && let Some(unknown) = forms.keys().find(|name| !file.variants.contains_key(*name))
        {
            return Err(format!(
                "`inputs` names the variant `{unknown}`, which is not below `[variants]`"
            ));
        }
        if file.variants.is_empty() {
            return Err("write at least one function below `[variants]`".to_owned());
        }
        // A row is told from others by binding and variant: no package may take ours.
        for variant in file.variants.keys() {
            check_name("variant", variant)?;
            if [GENERATED, REFERENCE].contains(&variant.as_str()) {
                return Err(format!(
                    "the variant `{variant}` is not for packages; give it another name"
                ));
            }
            if variant.starts_with("native-language") != (author == Author::NativeLanguage) {
                return Err(format!(
                    "the variant `{variant}` is in the folder `{}`; those that begin with \
                     `native-language` are in `native`, and no others",
                    author.folder()
                ));
            }
        }
        Ok(Self {
            author,
            binding: binding.to_owned(),
            module: file.module,
            needs: file.needs,
            python: file.python,
            inputs: file.inputs.unwrap_or(Inputs::All(InputForm::Binding)),
            variants: file.variants,
        })
    }

    /// The form in which the functions of a variant take their inputs.
    pub(crate) fn inputs(&self, variant: &str) -> InputForm {
        match &self.inputs {
            Inputs::All(form) => *form,
            Inputs::ByVariant(forms) => {
                let form = forms.get(variant);
                form.copied().unwrap_or(InputForm::Binding)
            }
        }
    }

    /// Whether the package names the C functions of its workload as it must.
    pub(crate) fn check(&self, functions: &[&str]) -> Result<(), String> {
        for (variant, found) in &self.variants {
            let unknown = match found {
                Functions::One(_) if functions.len() > 1 => {
                    return Err(format!(
                        "`{variant}` names one function and the workload has {}; write \
                         `{variant} = {{ {} = \"...\" }}`",
                        functions.len(),
                        functions.first().unwrap_or(&"")
                    ));
                }
                Functions::One(_) => None,
                Functions::ByFunction(names) => {
                    (names.keys()).find(|name| !functions.contains(&name.as_str()))
                }
            };
            if let Some(unknown) = unknown {
                return Err(format!(
                    "`{variant}` names `{unknown}`, which the workload does not call; known: {}",
                    functions.join(", ")
                ));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: &str = "module = 'm'\nneeds = []\npython = []\n[variants]\n";

    fn parse(variants: &str, author: Author) -> Result<HandPackage, String> {
        HandPackage::parse(&format!("{START}{variants}\n"), author, "capi")
    }

    #[test]
    fn an_unknown_tool_is_named_with_those_that_exist() {
        let text = "module = 'm'\nneeds = ['gcc']\npython = []\n[variants]\nhand-idiom = 'f'\n";
        let message = HandPackage::parse(text, Author::ByHand, "capi").unwrap_err();
        assert!(
            message.contains("`gcc`") && message.contains("C compiler"),
            "{message}"
        );
    }

    #[test]
    fn a_package_may_hold_several_variants() {
        let package = parse("hand-idiom = 'f'\nhand-checked = 'g'", Author::ByHand).unwrap();
        assert_eq!(package.variants.len(), 2);
        let checked = package.variants.get("hand-checked").unwrap();
        assert_eq!(checked.of("any"), Some("g"));
    }

    #[test]
    fn a_variant_may_take_lists() {
        let read = |inputs: &str| {
            let text = format!("inputs = {inputs}\n{START}a = 'f'\nb = 'g'\n");
            HandPackage::parse(&text, Author::ByHand, "capi")
        };
        let forms = |package: HandPackage| ["a", "b"].map(|name| package.inputs(name));
        use InputForm::{Binding, Builtin};
        assert_eq!(forms(read("'builtin'").unwrap()), [Builtin, Builtin]);
        assert_eq!(
            forms(read("{ a = 'builtin' }").unwrap()),
            [Builtin, Binding]
        );
        let message = read("{ c = 'builtin' }").unwrap_err();
        assert!(message.contains("`c`"), "{message}");
    }

    #[test]
    fn functions_may_be_named_by_c_function() {
        let package = parse("hand-idiom = { one = 'f' }", Author::ByHand).unwrap();
        let idiom = package.variants.get("hand-idiom").unwrap();
        assert_eq!((idiom.of("one"), idiom.of("two")), (Some("f"), None));
        assert_eq!(package.check(&["one", "two"]), Ok(()));
        let message = package.check(&["two"]).unwrap_err();
        assert!(message.contains("`one`") && message.contains("known: two"));
        let single = parse("hand-idiom = 'f'", Author::ByHand).unwrap();
        assert_eq!(single.check(&["one"]), Ok(()));
        let message = single.check(&["one", "two"]).unwrap_err();
        assert!(message.contains("{ one = \"...\" }"), "{message}");
    }

    #[test]
    fn a_variant_is_in_the_folder_that_its_name_says() {
        parse("native-language-vector = 'f'", Author::NativeLanguage).unwrap();
        parse("from-buffer = 'f'", Author::ByHand).unwrap();
        for (variants, author) in [
            ("native-language = 'f'", Author::ByHand),
            ("hand-idiom = 'f'", Author::NativeLanguage),
            ("generated = 'f'", Author::ByHand),
            ("reference = 'f'", Author::NativeLanguage),
            ("From_Buffer = 'f'", Author::ByHand),
        ] {
            assert!(parse(variants, author).is_err(), "{variants}");
        }
    }
}
