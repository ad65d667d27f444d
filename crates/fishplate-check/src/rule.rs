//! What a rule is: its code, its words, an example that breaks it and one that keeps it.

use fishplate_model::Origin;

use crate::context::Context;
use crate::draft::{Draft, Drafts};

/// One thing that is checked.
#[derive(Debug)]
pub struct Rule {
    /// Its code, such as `FP113`; never used for another rule.
    pub code: &'static str,
    /// Its name, such as `arg-width`.
    pub name: &'static str,
    /// What it reports, in one line.
    pub summary: &'static str,
    /// What goes wrong, why, and how to mend it, in a few paragraphs.
    pub explanation: &'static str,
    /// How bad its findings are, and when.
    pub severity: &'static str,
    /// Whether it guesses from a pattern, so that it is asked only with `--heuristics`.
    pub is_heuristic: bool,
    /// An example that gives exactly one finding, of this rule.
    pub bad: Example,
    /// The same, mended: it gives no finding.
    pub good: Example,
    pub(crate) check: Check,
}

/// A binding and the header that it is held against.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// What the binding is written in.
    pub language: Language,
    /// The binding's source.
    pub binding: &'static str,
    /// The library's header.
    pub header: &'static str,
    /// The header of the next version of the library; empty where one version is enough.
    pub next_header: &'static str,
    /// What the library was built from, by its debug information; empty where it has none.
    pub library: &'static str,
    /// The targets to judge for; empty means this machine's.
    pub targets: &'static [&'static str],
}

/// The language of an [`Example`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Python with ctypes, CFFI or `struct`.
    Python,
    /// Cython.
    Cython,
    /// Rust.
    Rust,
}

impl Example {
    /// The binding as a file of its own: with the imports and the library that it takes for
    /// granted, so that a reader can read it.
    #[must_use]
    pub fn whole_binding(&self) -> String {
        if self.language != Language::Python {
            return self.binding.to_owned();
        }
        let needs = |word: &str| self.binding.contains(word);
        let mut lines = vec!["from ctypes import *"];
        let imports = [
            ("array.array(", "import array"),
            ("np.", "import numpy as np"),
            ("torch.", "import torch"),
            ("FFI()", "from cffi import FFI"),
        ];
        lines.extend(
            imports
                .iter()
                .filter(|(word, _)| needs(word))
                .map(|(_, line)| line),
        );
        if !needs("lib = ") {
            lines.push("lib = CDLL('lib.so')");
        }
        format!("{}\n\n{}\n", lines.join("\n"), self.binding)
    }

    /// A header as a file of its own, with the system's types that it takes for granted.
    #[must_use]
    pub fn whole_header(&self) -> String {
        with_system_types(self.header)
    }

    /// The same for the header of the next version; empty where there is none.
    #[must_use]
    pub fn whole_next_header(&self) -> String {
        if self.next_header.is_empty() {
            String::new()
        } else {
            with_system_types(self.next_header)
        }
    }

    pub(crate) const fn python(binding: &'static str, header: &'static str) -> Self {
        Self {
            language: Language::Python,
            binding,
            header,
            next_header: "",
            library: "",
            targets: &[],
        }
    }

    pub(crate) const fn written_in(self, language: Language) -> Self {
        Self { language, ..self }
    }

    pub(crate) const fn then(self, next_header: &'static str) -> Self {
        Self {
            next_header,
            ..self
        }
    }

    pub(crate) const fn built_as(self, library: &'static str) -> Self {
        Self { library, ..self }
    }

    pub(crate) const fn on(self, targets: &'static [&'static str]) -> Self {
        Self { targets, ..self }
    }
}

fn with_system_types(header: &str) -> String {
    format!("#include <stdbool.h>\n#include <stddef.h>\n#include <stdint.h>\n\n{header}\n")
}

/// When a rule looks, and at what.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Check {
    /// At the declarations against each truth.
    EachTruth(fn(&Context<'_>, &mut Drafts)),
    /// At a record that is wrong on some of the judged targets only.
    SomeTargets(fn(&mut Draft, &Split)),
    /// At a subject that is wrong in some of the given versions only.
    SomeVersions(fn(&mut Draft, &Split)),
    /// At a header against the debug information of the library that it is for.
    TwoTruths(for<'a> fn(&Context<'a>, &Context<'a>) -> Vec<Draft>),
    /// It takes over what other rules find in sources of a kind.
    Sources(Origin),
}

/// Where a subject is wrong and where it is right, in order: targets or versions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Split {
    /// All that were judged, in order, with whether the subject is wrong there.
    pub(crate) judged: Vec<(String, bool)>,
}

impl Split {
    /// Where it is wrong.
    pub(crate) fn wrong(&self) -> Vec<&str> {
        self.named(true)
    }

    /// Where it is right.
    pub(crate) fn right(&self) -> Vec<&str> {
        self.named(false)
    }

    fn named(&self, is_wrong: bool) -> Vec<&str> {
        self.judged
            .iter()
            .filter(|(_, wrong)| *wrong == is_wrong)
            .map(|(name, _)| name.as_str())
            .collect()
    }
}
