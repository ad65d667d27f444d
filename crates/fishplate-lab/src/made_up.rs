//! Rows that nobody measured, for the tests of what reads rows.

use fishplate_model::{
    BreakEven, Clock, Outcome, Row, SUMMARY_VERSION, SafetyRow, SizeUnit, Status, Summary,
};
use serde_json::json;

/// A row with a net time, steady, of the ratio that the time has to 40 ns, or to 1.2 ms.
pub(crate) fn row(
    workload: &str,
    size: Option<u64>,
    binding: &str,
    variant: &str,
    net: f64,
) -> Row {
    let capi = if net > 1e6 { 1.2e6 } else { 40.0 };
    Row {
        workload: workload.into(),
        case: None,
        size,
        size_unit: size.map(|_| SizeUnit::Elements),
        binding: binding.into(),
        variant: variant.into(),
        status: Status::Ok,
        reason: None,
        clock: Some(if net > 1e6 {
            Clock::ThreadCpu
        } else {
            Clock::Monotonic
        }),
        raw_ns: Some(net + 10.0),
        net_ns: Some(net),
        ratio_to_capi: Some(net / capi),
        ratio_low: Some(net / (1.025 * capi)),
        ratio_high: Some(net / (0.975 * capi)),
        runs: 12,
        samples: 1200,
        instructions: None,
        first_call_ns: Some(8100.0),
        extra_peak_bytes: None,
        copied: None,
        copy_proof: None,
        build_cpu_s: Some(2.5),
        rebuild_cpu_s: None,
        binary_bytes: Some(15 << 10),
        import_ms: Some(0.75),
        per: None,
        cores: None,
    }
}

fn faulty(binding: &str, variant: &str, status: Status, reason: &str) -> Row {
    Row {
        status,
        reason: Some(reason.into()),
        clock: None,
        raw_ns: None,
        net_ns: None,
        ratio_to_capi: None,
        ratio_low: None,
        ratio_high: None,
        runs: 0,
        samples: 0,
        first_call_ns: None,
        build_cpu_s: None,
        binary_bytes: None,
        import_ms: None,
        ..row("add", None, binding, variant, 1.0)
    }
}

fn safety(
    binding: &str,
    variant: &str,
    input: &str,
    outcome: Outcome,
    exception: Option<&str>,
) -> SafetyRow {
    SafetyRow {
        workload: "add".into(),
        binding: binding.into(),
        variant: variant.into(),
        input: input.into(),
        outcome,
        exception: exception.map(str::to_owned),
    }
}

/// A summary with a row of each kind.
pub(crate) fn summary() -> Summary {
    Summary {
        version: SUMMARY_VERSION,
        environment: environment(),
        rows: rows(),
        safety: bad_inputs(),
        break_even: vec![even("python", Some(2)), even("numpy", None)],
        existing: Vec::new(),
    }
}

fn rows() -> Vec<Row> {
    let spread = "the 95 % interval of its ratio is \u{b1}14 %, more than \u{b1}10 %: close other programs and run again, or run with `--thorough`";
    let unstable = Row {
        status: Status::Unstable,
        reason: Some(spread.into()),
        ..row("add", None, "pybind11", "hand-idiom", 120.0)
    };
    let missing = "C++ compiler is missing: run `apt-get install g++`";
    let differs = "the answer is 4; the reference says 5";
    let size = Some(1_000_000);
    let of_case = |case: &str, binding, net| Row {
        case: Some(case.into()),
        ..row("shapes", None, binding, "generated", net)
    };
    let package = |binding, build, net| Row {
        build_cpu_s: Some(build),
        binary_bytes: Some(300 << 10),
        import_ms: Some(3.25),
        ..row("many", None, binding, "generated", net)
    };
    vec![
        row("add", None, "capi", "generated", 40.0),
        row("add", None, "ctypes", "hand-idiom", 612.3),
        unstable,
        faulty("nanobind", "hand-idiom", Status::Skipped, missing),
        faulty("pybind11", "generated", Status::Skipped, missing),
        faulty("pyo3", "generated", Status::Wrong, differs),
        row("dot", size, "capi", "generated", 1_200_345.6),
        row("dot", size, "python", "reference", 40_200_345.6),
        of_case("two", "capi", 40.0),
        of_case("two", "pyo3", 44.0),
        of_case("two-keywords", "capi", 60.0),
        of_case("two-keywords", "pyo3", 66.0),
        package("capi", 4.25, 40.0),
        package("pyo3", 64.5, 38.0),
    ]
}

fn bad_inputs() -> Vec<SafetyRow> {
    let refused = |input, exception| {
        safety(
            "capi",
            "generated",
            input,
            Outcome::Refused,
            Some(exception),
        )
    };
    let taken = |input, outcome| safety("ctypes", "hand-idiom", input, outcome, None);
    vec![
        refused("a = 2**31", "OverflowError"),
        refused("a = 1.5", "TypeError"),
        taken("a = 2**31", Outcome::Wrong),
        taken("a = 1.5", Outcome::Copied),
        SafetyRow {
            workload: "shapes".into(),
            ..refused("two: a = 1.5", "TypeError")
        },
    ]
}

fn even(against: &str, size: Option<u64>) -> BreakEven {
    BreakEven {
        workload: "dot".into(),
        binding: "capi".into(),
        against: against.into(),
        size,
    }
}

fn environment() -> serde_json::Value {
    json!({
        "fishplate": "0.0.0", "started": "2026-01-01T00:00:00Z", "ended": "2026-01-01T00:01:00Z",
        "depth": "normal", "seed": 1, "processes": 12, "rounds": 100,
        "python": { "implementation": "cpython", "version": "3.11.2", "pgo": false, "lto": false,
            "shared": true, "gil": true, "config_args": "--enable-shared", "compiler": "GCC 12",
            "libc": "glibc 2.36" },
        "machine": { "os": "Debian", "kernel": "6.1", "cpu": "A Processor", "cores": 2,
            "governor": "not readable", "aslr": "on", "transparent_hugepages": "madvise" },
        "tools": [{ "name": "C compiler", "path": "cc", "version": "cc 12" },
            { "name": "C++ compiler", "path": null, "version": null }],
        "load_before": 0.1, "load_after": 0.9, "other_programs_cores": 0.25,
        "batches": { "kept": 1200, "preempted": 30, "disturbed": 12 },
        "kernels": [{ "workload": "add", "functions": ["add"], "command": "cc -O2 kernel.c",
            "files": { "kernel.h": "int add(int a, int b);  /* a < b */\n" } },
            { "workload": "many", "functions": ["add"], "focus": "package", "command": null,
            "files": {} }],
        "builds": [{ "workload": "add", "binding": "capi", "variant": "generated",
            "command": "pip install package", "cpu_s": 2.5 }],
        "notes": ["This Python was built without profile-guided optimisation (PGO)."],
    })
}
