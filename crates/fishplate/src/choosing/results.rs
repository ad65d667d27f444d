//! The results of a run of the lab, if they are this machine's.

use std::path::Path;

use anyhow::{Context, bail};
use fishplate_model::Summary;
use fishplate_process::Python;
use serde_json::Value;

use crate::output::Screen;
use crate::results;

/// What tells one machine from another in a record.
const MARKS: &[&str] = &["cpu", "cores"];

/// Reads `summary.json` of a folder.
pub(crate) fn read(folder: &Path) -> anyhow::Result<Summary> {
    let summary = results::summary(folder)?;
    compare_machine(&summary, &fishplate_lab::this_machine())
        .with_context(|| format!("the results in `{}` are not used", folder.display()))?;
    Ok(summary)
}

/// Refuses results that another machine measured: its ratios need not be this one's.
fn compare_machine(summary: &Summary, here: &Value) -> anyhow::Result<()> {
    let there = summary.environment.get("machine").unwrap_or(&Value::Null);
    for mark in MARKS {
        let (there, here) = (there.get(mark), here.get(mark));
        if there != here || there.is_none() {
            let shown = |value: Option<&Value>| {
                value.map_or("not recorded".to_owned(), |value| {
                    value
                        .as_str()
                        .map_or_else(|| value.to_string(), str::to_owned)
                })
            };
            bail!(
                "they are another machine's ({mark}: {}, here: {}); run `fishplate bench` here, \
                 or leave `--results` out",
                shown(there),
                shown(here)
            );
        }
    }
    Ok(())
}

/// Says where the results are of another Python than the one that is bound for.
pub(crate) fn compare_python(summary: &Summary, python: &Python, screen: &Screen) {
    let there = summary
        .environment
        .pointer("/python/version")
        .and_then(Value::as_str);
    if there != Some(&python.version) {
        screen.note(&format!(
            "note: the results are of Python {}, and `{}` is {}; another Python may cost another time",
            there.unwrap_or("of an unknown version"),
            python.executable.display(),
            python.version
        ));
    }
}

#[cfg(test)]
mod tests {
    use fishplate_model::SUMMARY_VERSION;
    use serde_json::json;

    use super::*;

    fn written(summary: &Value) -> Result<Summary, String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("summary.json"), summary.to_string()).unwrap();
        read(folder.path()).map_err(|error| {
            let error = format!("{error:#}");
            assert!(!error.contains('\n'), "{error}");
            error.replace(folder.path().to_str().unwrap(), "DIR")
        })
    }

    fn summary(machine: &Value) -> Value {
        json!({ "version": SUMMARY_VERSION, "environment": { "machine": machine },
                "rows": [], "safety": [], "break_even": [] })
    }

    #[test]
    fn results_of_this_machine_are_read() {
        assert!(written(&summary(&fishplate_lab::this_machine())).is_ok());
    }

    #[test]
    fn results_of_another_machine_are_refused_with_what_differs() {
        let mut machine = fishplate_lab::this_machine();
        machine["cpu"] = json!("Another 9000");
        let error = written(&summary(&machine)).unwrap_err();
        assert!(
            error.contains("are another machine's (cpu: Another 9000, here: "),
            "{error}"
        );
        machine = fishplate_lab::this_machine();
        machine["cores"] = json!(1_000);
        assert!(
            written(&summary(&machine))
                .unwrap_err()
                .contains("(cores: 1000, here: ")
        );
        assert!(
            written(&summary(&json!({})))
                .unwrap_err()
                .contains("cpu: not recorded")
        );
    }

    #[test]
    fn another_version_and_what_is_no_summary_are_refused() {
        let mut older = summary(&fishplate_lab::this_machine());
        older["version"] = json!(0);
        let error = written(&older).unwrap_err();
        assert!(
            error.contains("is of version 0, and this fishplate reads version 1"),
            "{error}"
        );
        assert!(
            written(&json!([]))
                .unwrap_err()
                .contains("is of version none")
        );
        let mut broken = summary(&fishplate_lab::this_machine());
        broken["rows"] = json!(3);
        assert!(written(&broken).unwrap_err().contains("is not understood"));
    }
}
