//! The user's own function: what they said of it, and the workload that is made from that.
//!
//! Nothing is read or built here. What the header says of the call is the business of `fit.rs`,
//! the library is made by `kernel.rs` of this folder.

mod fit;
mod kernel;
mod order;
mod types;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use fishplate_model::SizeUnit;

use crate::call::Call;
use crate::embedded::Texts;
use crate::workload::{Case, Focus};
use crate::{Declared, Spec, Workload};

pub use self::fit::Misfit;
pub(crate) use self::fit::fitted;
pub(crate) use self::kernel::build;

/// The sizes of a call with `N` when none are named.
const SIZES: &[u64] = &[100, 10_000];
/// How far a floating answer may be from the C function's own, relative to it. What calls that very
/// function is exact; a binding of the user's own may compute in another order.
const TOLERANCE: f64 = 1e-9;
const TOLERANCE_FLOAT32: f64 = 1e-5;

/// A function of the user's own.
#[derive(Clone, Debug)]
pub struct OwnFunction {
    /// How it is declared.
    pub declared: Declared,
    /// Where it is.
    pub code: Code,
    /// How it is called.
    pub call: Call,
    /// The numbers of elements that `N` stands for; empty for some of ours.
    pub sizes: Vec<u64>,
    /// Notes on the header, with the name of their file.
    pub notes: Option<(String, String)>,
}

/// Where a function is.
#[derive(Clone, Debug)]
pub enum Code {
    /// In sources, which are compiled with the flags of every kernel and these behind them.
    Sources {
        /// The files.
        files: Vec<PathBuf>,
        /// What the linker needs besides.
        link_flags: Vec<String>,
    },
    /// In a shared library, which is used where it lies.
    Library {
        /// The file.
        file: PathBuf,
        /// The name that is written into it, if there is one.
        soname: Option<String>,
    },
}

impl OwnFunction {
    /// The workload as far as the call says it.
    pub(crate) fn workload(&self) -> Workload {
        let arguments = self.call.arguments.iter().enumerate();
        let arguments = arguments.map(|(place, argument)| {
            let name = argument
                .name
                .clone()
                .unwrap_or_else(|| format!("arg{}", place + 1));
            (name, argument.spec.clone())
        });
        let arguments: Vec<(String, Spec)> = arguments.collect();
        let is_float32 = |spec: &Spec| match spec {
            Spec::Scalar(dtype) | Spec::Buffer { dtype, .. } => dtype == "float32",
            _ => false,
        };
        let has_float32 = arguments.iter().any(|(_, spec)| is_float32(spec));
        Workload {
            name: self.call.function.clone(),
            header: self.shown_headers(),
            sources: Vec::new(),
            notes: self.notes.as_ref().map(|(text, _)| text.clone()),
            variants: Vec::new(),
            is_default: true,
            focus: Focus::Call,
            sizes: self.steps(),
            size_unit: SizeUnit::Elements,
            isolated_from: None,
            free_bytes: None,
            up_to: BTreeMap::new(),
            is_generated: true,
            around: None,
            seed: 0,
            tolerance: if has_float32 {
                TOLERANCE_FLOAT32
            } else {
                TOLERANCE
            },
            cases: vec![Case {
                name: None,
                function: self.call.function.clone(),
                by_keyword: false,
                fresh: Vec::new(),
                arguments,
                omitted: Vec::new(),
            }],
            contestants: Vec::new(),
            hand: Vec::new(),
            texts: Texts::default(),
            own: Some(Arc::new(self.clone())),
        }
    }

    /// Whether the call has an array of `N` elements.
    #[must_use]
    pub fn has_size(&self) -> bool {
        let mut specs = self.call.arguments.iter().map(|argument| &argument.spec);
        specs.any(|spec| {
            matches!(
                spec,
                Spec::Buffer { length: None, .. } | Spec::Text { length: None, .. } | Spec::Size
            )
        })
    }

    fn steps(&self) -> Vec<u64> {
        if !self.has_size() {
            return Vec::new();
        }
        let mut sizes = if self.sizes.is_empty() {
            SIZES.to_vec()
        } else {
            self.sizes.clone()
        };
        sizes.sort_unstable();
        sizes.dedup();
        sizes
    }

    fn shown_headers(&self) -> String {
        let headers = self.declared.headers.iter();
        let names: Vec<String> = headers.map(|file| file.display().to_string()).collect();
        names.join(", ")
    }
}
