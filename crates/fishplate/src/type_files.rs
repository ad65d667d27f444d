//! `--write-types`: the module of types and its stub, held against the header before they are kept.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, bail};
use fishplate_check::{Settings, TYPE_MODULE_MARK, Truth, TypeModule, check, type_module};
use fishplate_read::{PythonRequest, read_python};

use crate::findings::many;
use crate::output::{Screen, shown};
use crate::whole_file;

/// How often what a check finds is left out and the rest written again.
const ROUNDS: u32 = 5;

/// Writes `FILE.py` and `FILE.pyi` for the header.
pub(crate) fn write(
    file: &Path,
    truths: &[Truth],
    python: &Path,
    screen: &Screen,
) -> anyhow::Result<()> {
    let name = shown(&file.to_string_lossy());
    if file.extension().is_none_or(|ending| ending != "py") {
        bail!("`--write-types {name}` names no Python module; let it end in `.py`");
    }
    let stub = file.with_extension("pyi");
    for one in [file, &stub] {
        may_be_replaced(one)?;
    }
    let Some(truth) = truths.first() else {
        bail!("there is nothing to take the types from; name a header with `--header FILE`");
    };
    if truths.len() > 1 {
        screen.note(&format!(
            "note: the types are those of {}, the first of what was given",
            truth.interface.target.triple
        ));
    }
    let module = proven(truth, python)?;
    whole_file::write(file, module.python.as_bytes())
        .with_context(|| format!("cannot write `{name}`"))?;
    whole_file::write(&stub, module.stub.as_bytes())
        .with_context(|| format!("cannot write the stub of `{name}`"))?;
    let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let functions = many(count(module.functions), "function");
    let left = count(module.left_out.len());
    screen.note(&match left {
        0 => format!("note: {functions} written to `{name}` and its stub"),
        _ => format!(
            "note: {functions} written to `{name}` and its stub; {left} left out, as its first \
             comment says"
        ),
    });
    Ok(())
}

/// The module without whatever a check of it would find.
fn proven(truth: &Truth, python: &Path) -> anyhow::Result<TypeModule> {
    let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
    let path = folder.path().join("types_of_header.py");
    let mut unfit = BTreeMap::new();
    for _ in 0..ROUNDS {
        let module = type_module(&truth.interface, &unfit);
        fs_err::write(&path, &module.python)?;
        let declared = read_python(&PythonRequest {
            python: python.to_owned(),
            targets: vec![path.clone()],
            exclude: Vec::new(),
        })?;
        let truths = std::slice::from_ref(truth);
        let report = check(&declared, truths, &Settings::default());
        let known = unfit.len();
        for finding in report.findings {
            let why = format!("as ctypes has it, {}", finding.message);
            unfit.entry(finding.symbol).or_insert(why);
        }
        if unfit.len() == known {
            return Ok(module);
        }
    }
    bail!("the types of this header differ from C however they are written; this is a bug of ours")
}

/// A file of somebody's own is not written over.
fn may_be_replaced(file: &Path) -> anyhow::Result<()> {
    let Ok(text) = std::fs::read(file) else {
        return Ok(());
    };
    if !text.starts_with(TYPE_MODULE_MARK.as_bytes()) {
        bail!(
            "`{}` is there and was not written by `--write-types`; remove it or name another file",
            file.display()
        );
    }
    Ok(())
}
