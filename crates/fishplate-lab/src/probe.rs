//! Compiles the probe of a workload: a library with the kernel's name that does nothing but
//! record what it is given.
//!
//! It follows from the prototypes alone, so it stands in for any library whose header is known.
//! What the addresses in its record mean is for the worker to say.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use fishplate_bindings::{Plan, echo};
use fishplate_model::Interface;
use fishplate_process::{Child, Found, Limits};
use serde::{Deserialize, Serialize};

use crate::LabError;
use crate::cache::{Build, Cache, Key};
use crate::linux::{SHARED_FLAGS, soname_flag};

/// A compiled probe.
#[derive(Clone, Debug)]
pub(crate) struct Probe {
    /// The library.
    pub(crate) library: PathBuf,
    /// Its functions, by their names in C.
    pub(crate) functions: BTreeMap<String, ProbeFunction>,
}

/// What the worker must know to read the record of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ProbeFunction {
    /// Its number in the record.
    number: usize,
    /// The `struct` codes of its parameters, in order.
    codes: Vec<String>,
}

/// Where a library of that name is to be made, and what of.
pub(crate) struct ProbeRequest<'a> {
    /// The name of the entry in the cache.
    pub(crate) name: &'a str,
    /// The name by which bindings find the library.
    pub(crate) soname: &'a str,
    /// How a compiler finds the headers.
    pub(crate) flags: &'a [OsString],
    pub(crate) interface: &'a Interface,
    pub(crate) plan: &'a Plan,
}

/// Compiles the probe, or finds it compiled; none where the compiler refuses it, since a proof
/// that cannot be had is no reason to measure nothing.
///
/// # Errors
/// When the cache cannot be written, or Ctrl-C is pressed.
pub(crate) fn build(
    request: &ProbeRequest<'_>,
    compiler: &Found,
    cache: &Cache,
) -> Result<Option<Probe>, LabError> {
    let text = echo(request.interface, request.plan);
    let mut key = Key::default()
        .add(compiler.path.as_os_str().as_encoded_bytes())
        .add(&compiler.version)
        .add(request.soname)
        .add(&text.source);
    for flag in request.flags {
        key = key.add(flag.as_encoded_bytes());
    }
    let built = cache.entry(request.name, key, |folder| {
        fs_err::write(folder.join("probe.c"), &text.source)
            .map_err(|source| Unbuilt::Lab(cache.error(source)))?;
        let child = Child::new(&compiler.path, Limits::BUILD)
            .arg("-O1")
            .args(SHARED_FLAGS)
            .arg(soname_flag(request.soname))
            .args(request.flags)
            // A header may be named from the current folder, where its users would be compiled.
            .arg("-I.")
            .arg("-o")
            .arg(folder.join(request.soname))
            .arg(folder.join("probe.c"));
        let done = child.run().map_err(|error| Unbuilt::Lab(error.into()))?;
        if !done.is_success() {
            return Err(Unbuilt::Refused);
        }
        Ok(Build {
            cpu_s: done.cpu.as_secs_f64(),
            command: child.command_line(),
            ..Build::default()
        })
    });
    match built {
        Ok(entry) => Ok(Some(Probe {
            library: entry.folder.join(request.soname),
            functions: functions(request.plan, &text.cases),
        })),
        Err(Unbuilt::Refused) => Ok(None),
        Err(Unbuilt::Lab(error)) => Err(error),
    }
}

enum Unbuilt {
    Lab(LabError),
    Refused,
}

impl From<LabError> for Unbuilt {
    fn from(error: LabError) -> Self {
        Self::Lab(error)
    }
}

/// The functions of the echo library by their names in C.
fn functions(plan: &Plan, cases: &str) -> BTreeMap<String, ProbeFunction> {
    #[derive(Deserialize)]
    struct Cases {
        functions: Vec<Case>,
    }
    #[derive(Deserialize)]
    struct Case {
        number: usize,
        record: Vec<Recorded>,
    }
    #[derive(Deserialize)]
    struct Recorded {
        code: String,
    }
    let cases = serde_json::from_str(cases).unwrap_or(Cases {
        functions: Vec::new(),
    });
    let named = cases.functions.into_iter().filter_map(|case| {
        let function = plan.functions.get(case.number)?;
        let codes = case.record.into_iter().map(|one| one.code).collect();
        let number = case.number;
        Some((function.symbol.clone(), ProbeFunction { number, codes }))
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use fishplate_bindings::{Notes, plan};
    use fishplate_process::{C_COMPILER, Python};
    use serde_json::json;

    use super::*;

    const DRIVER: &str = "
import ctypes, struct, sys
library = ctypes.CDLL(sys.argv[1])
library.peek.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_long]
library.peek.restype = ctypes.c_double
data = (ctypes.c_double * 3)(1.0, 2.0, 3.0)
library.peek(7, ctypes.addressof(data), 3)
record = (ctypes.c_ubyte * 20).in_dll(library, 'fishplate_echo_record')
last = ctypes.c_long.in_dll(library, 'fishplate_echo_function').value
place = ctypes.addressof(data)
print(last, struct.unpack('=iQq', bytes(record)) == (7, place, 3))
";

    /// `double peek(int k, const double *data, long n)`.
    fn interface(folder: &Path) -> Interface {
        let span = json!({"file": "kernel.h", "line": 1, "column": 1});
        let double = |is_const: bool| {
            json!({"spelling": "double", "alias": null, "is_const": is_const,
                "kind": "float", "name": "double", "bits": 64})
        };
        let int = |name: &str, bits: u32| {
            json!({"spelling": name, "alias": null, "is_const": false,
                "kind": "int", "name": name, "bits": bits, "is_signed": true})
        };
        let pointer = json!({"spelling": "const double *", "alias": null, "is_const": false,
            "kind": "pointer", "to": double(true)});
        let text = json!({
            "version": 1,
            "target": {"triple": "x86_64-unknown-linux-gnu", "pointer_bits": 64, "long_bits": 64,
                "char_is_signed": true, "is_little_endian": true},
            "headers": [folder.join("kernel.h")],
            "functions": [{"name": "peek", "result": double(false), "span": span, "parameters": [
                {"name": "k", "type": int("int", 32)}, {"name": "data", "type": pointer},
                {"name": "n", "type": int("long", 64)}]}],
            "records": [], "enumerations": [], "typedefs": [], "constants": [], "globals": [],
            "unsupported": [],
        });
        serde_json::from_value(text).unwrap()
    }

    fn built(header: &str) -> (tempfile::TempDir, Option<Probe>) {
        let folder = tempfile::tempdir().unwrap();
        let python = std::env::var_os("PYTHON").unwrap_or("python3".into());
        let python = Python::ask(Path::new(&python)).unwrap();
        let compiler = C_COMPILER.find(&python).unwrap();
        fs_err::write(folder.path().join("kernel.h"), header).unwrap();
        let interface = interface(folder.path());
        let notes = Notes::parse("[fn.peek.arg.data]\nlen = \"n\"\n", "notes").unwrap();
        let plan = plan(&interface, &notes, "probe").unwrap();
        let request = ProbeRequest {
            name: "w-probe",
            soname: "libkernel.so",
            flags: &[OsString::from(format!("-I{}", folder.path().display()))],
            interface: &interface,
            plan: &plan,
        };
        let cache = Cache::open(&folder.path().join("cache")).unwrap();
        let probe = build(&request, &compiler, &cache).unwrap();
        (folder, probe)
    }

    #[test]
    fn the_probe_records_what_its_functions_are_given() {
        let (_folder, probe) = built("double peek(int k, const double *data, long n);\n");
        let probe = probe.unwrap();
        let known = probe.functions.get("peek").unwrap();
        assert_eq!(known.codes, ["i", "P", "q"]);
        let python = std::env::var_os("PYTHON").unwrap_or("python3".into());
        let done = Child::new(Path::new(&python), Limits::PROBE)
            .args(["-c", DRIVER])
            .arg(&probe.library)
            .run()
            .unwrap();
        assert_eq!(done.tail(1).trim(), format!("{} True", known.number));
    }

    #[test]
    fn a_header_that_says_something_else_has_no_probe() {
        let (_folder, probe) = built("int peek(void);\n");
        assert!(probe.is_none());
    }
}
