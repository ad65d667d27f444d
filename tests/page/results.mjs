// Results that nobody measured, as large as those of `make bench-all`, for pages to be made from.
//
// Times follow from a seed and from what each contestant would cost, so the page has every kind of
// row, plot and verdict. Nothing here knows what a page looks like.

import { createWriteStream, mkdirSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { join } from "node:path";

const GENERATED = ["ctypes", "cffi-abi", "cffi-api", "cython", "capi", "pybind11", "nanobind", "pyo3"];
const VARIANTS = ["capi-limited", "capi-varargs", "capi-tuple", "capi-tuned", "ctypes-undeclared", "pyo3-abi3"];
const KEPT = ["wide input", "negative", "a = 2**31", "a = 1.5", "a = None", "float32 array", "int64 array",
  "byte-swapped array", "strided array", "2-D array", "read-only array", "shorter array", "list", "by keyword"];
// What a crossing costs on each path, in nanoseconds.
const CROSSING = { ctypes: 160, "cffi-abi": 250, "cffi-api": 140, cython: 24, capi: 22, pybind11: 46,
  nanobind: 33, pyo3: 28, python: 36, numpy: 400, numba: 120, native: 1.6 };

const name = (binding, variant) => ({ binding, variant });
const hand = (...variants) => GENERATED.flatMap((one) => variants.map((variant) => name(one, variant)));
const references = ["python", "numpy", "numba", "native"].map((one) => name(one, "reference"));
const generated = [...GENERATED, ...VARIANTS].map((one) => name(one, "generated"));
const everybody = [...references, ...generated, ...hand("hand-idiom", "hand-checked")];
const sharing = [name("ctypes", "copy"), name("ctypes", "from-buffer"), name("ctypes", "array-copy"),
  name("ctypes", "element-wise"), name("cffi-api", "from-buffer"), name("cython", "memoryview"),
  name("pybind11", "array-t"), name("pybind11", "array-t-noconvert"), name("numpy", "from-dlpack"),
  name("numpy", "copy"), name("numpy", "view"), name("numpy", "frombuffer"), name("python", "memoryview")];

const workload = (name, contestants, more = {}) => ({ name, contestants, cases: [null], sizes: [null], ...more });
const WORKLOADS = [
  workload("array-dot", [...everybody, sharing[2]], { sizes: [2, 10_000, 100_000, 1_000_000], each: 0.8 }),
  workload("array-scale", everybody, { sizes: [2, 10_000, 100_000, 1_000_000], each: 0.3 }),
  workload("batch", [...references, ...generated], { sizes: [1, 10, 100, 1000, 10_000, 100_000, 1_000_000], per: "item" }),
  workload("call-shapes", everybody, { cases: ["none", "one", "two", "eight", "two-keywords", "eight-keywords", "six-defaults"] }),
  workload("copy", [...references, ...sharing], { sizes: [1024, 1 << 20, 1 << 30], unit: "bytes", copies: true }),
  workload("errors", [...references.slice(0, 1), ...generated], { cases: ["wrong-type", "out-of-range", "wrong-dtype"] }),
  workload("lifecycle", [...references.slice(0, 1), ...generated], { cases: ["create-and-drop", "view"] }),
  workload("list-marshal", everybody, { sizes: [10, 1000, 100_000], each: 20 }),
  workload("loader", generated.slice(0, 4), { cases: ["pickle", "shared-memory"] }),
  workload("many-functions", [...generated], { focus: "package" }),
  workload("scalar-add", everybody),
  workload("strings", everybody, { cases: ["ascii-short", "ascii-1mb", "other-short", "other-1mb"] }),
  workload("tensor-1gib", [...references.slice(1), ...generated.slice(0, 8), ...sharing], { sizes: [268_435_456], copies: true, first: true }),
  workload("threads", generated.slice(0, 8), { cases: ["one", "two", "three", "four"] }),
];

/** Numbers between 0 and 1 that follow from a seed. */
function chance(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function rows(workloads, random) {
  const found = [];
  for (const { name, contestants, cases, sizes, ...more } of workloads) {
    for (const one of cases) {
      for (const size of sizes) {
        const group = contestants.map((who, index) => {
          const isCopy = more.copies && /copy|element/.test(who.variant);
          const slow = who.binding === "python" ? 40 : who.variant === "array-copy" ? 90 : 1;
          const crossing = CROSSING[who.binding.split("-")[0]] ?? CROSSING[who.binding] ?? 90;
          const work = (more.each ?? 0) * (size ?? 0) * slow + (isCopy ? 0.3 * size : 0);
          const own = crossing * (1 + 0.4 * random());
          const net = more.per ? own / size + 0.8 * slow : own + work;
          const status = index % 29 === 20 ? "unstable" : index % 37 === 30 ? "skipped" : "ok";
          return { ...who, workload: name, case: one, size, unit: more.unit, net, status, isCopy, copies: more.copies, per: more.per };
        });
        const capi = group.find((row) => row.binding === "capi" && row.variant === "generated");
        found.push(...group.map((row) => asRow(row, more.first ? null : capi, random)));
      }
    }
  }
  return found;
}

function asRow(made, capi, random) {
  const isTimed = made.status !== "skipped";
  const ratio = capi && isTimed ? made.net / capi.net : null;
  const spread = made === capi ? 0 : 0.01 + 0.06 * random();
  const isBuilt = !["python", "numpy", "numba"].includes(made.binding);
  return {
    workload: made.workload, case: made.case, size: made.size,
    size_unit: made.size === null ? null : made.unit ?? "elements",
    binding: made.binding, variant: made.variant, status: made.status,
    reason: made.status === "ok" ? null
      : made.status === "skipped" ? "C++ compiler is missing: run `apt-get install g++`"
        : "the 95 % interval of its ratio is \u00b114.0 %, more than \u00b110 %: close other programs and run again, or run with `--thorough`",
    clock: isTimed ? (made.net > 5e5 ? "thread_cpu" : "monotonic") : null,
    raw_ns: isTimed ? made.net + 10 : null, net_ns: isTimed ? made.net : null,
    ratio_to_capi: ratio, ratio_low: ratio && ratio * (1 - spread), ratio_high: ratio && ratio * (1 + spread),
    runs: isTimed ? 20 : 0, samples: isTimed ? 1200 : 0, instructions: made.workload === "scalar-add" && isTimed ? Math.round(made.net * 12) : null,
    first_call_ns: isTimed ? made.net * (1 + 3 * random()) + 1500 : null,
    extra_peak_bytes: made.copies && isTimed ? (made.isCopy ? made.size * 4 : 0) : null,
    copied: made.copies ? made.isCopy : null,
    rebuild_cpu_s: made.workload === "many-functions" && isBuilt ? 0.3 + random() : null,
    build_cpu_s: isBuilt ? 0.5 + 30 * random() : null, binary_bytes: isBuilt ? 14_000 + Math.round(9e5 * random()) : null,
    import_ms: isBuilt ? 0.2 + random() : null,
    per: made.per ?? null, cores: null,
  };
}

function safety(rows, random) {
  // Contestants come in kinds that let the same things through.
  const kinds = [0, 1, 2, 3, 4, 5].map(() => KEPT.map(() =>
    random() < 0.6 ? "refused" : random() < 0.5 ? "wrong" : random() < 0.5 ? "copied" : "ok"));
  const outcomes = ({ binding, variant }) => kinds[(binding.length + variant.length) % kinds.length];
  const seen = new Set();
  const found = [];
  for (const row of rows) {
    const key = `${row.workload} ${row.case} ${row.binding} ${row.variant}`;
    if (row.variant === "reference" || seen.has(key)) continue;
    seen.add(key);
    for (const input of KEPT) {
      const outcome = row.variant === "generated" ? "refused" : outcomes(row)[KEPT.indexOf(input)];
      found.push({
        workload: row.workload, binding: row.binding, variant: row.variant,
        input: row.case === null ? input : `${row.case}: ${input}`, outcome,
        exception: outcome === "refused" ? "TypeError" : null,
      });
    }
  }
  return found;
}

function breakEven(workloads) {
  return workloads.filter(({ each, sizes }) => each && sizes.length > 1).flatMap(({ name, sizes }) =>
    ["python", "numpy"].flatMap((against) => GENERATED.map((binding) => ({
      workload: name, binding, against, size: against === "python" ? sizes[1] : null,
    }))));
}

function environment(workloads, rows) {
  const builds = rows.filter((row) => row.build_cpu_s !== null).map((row) => `${row.workload}/${row.binding}/${row.variant}`);
  return {
    fishplate: "0.0.0", started: "2026-01-01T00:00:00Z", ended: "2026-01-01T01:00:00Z", depth: "normal",
    seed: 1, processes: 20, rounds: 60,
    python: { implementation: "cpython", version: "3.11.2", pgo: false, lto: false, shared: true, gil: true,
      config_args: "'--enable-shared' '--with-ensurepip=no' ".repeat(8), compiler: "GCC 12", libc: "glibc 2.36" },
    machine: { os: "Debian", kernel: "6.1", cpu: "A Processor with a Long Name @ 2.60GHz", cores: 2,
      governor: "not readable", aslr: "on", transparent_hugepages: "madvise" },
    tools: [{ name: "C compiler", path: "cc", version: "cc 12" }, { name: "C++ compiler", path: null, version: null }],
    load_before: 0.1, load_after: 0.9, other_programs_cores: 0.25,
    batches: { kept: 1200, preempted: 30, disturbed: 12 },
    kernels: workloads.map(({ name, focus }) => ({
      workload: name, functions: ["add"], focus: focus ?? "call", command: `cc -O2 -fPIC -shared ${"-some-flag ".repeat(20)}`,
      files: { "kernel.h": "int add(int a, int b);  /* a < b */\n".repeat(10) },
    })),
    builds: [...new Set(builds)].map((one, index) => {
      const [workload, binding, variant] = one.split("/");
      return { workload, binding, variant, cpu_s: 2.5, command: `pip install ${"--option ".repeat(8)} ${index % 30}` };
    }),
    notes: ["This Python's build flags do not tell of profile-guided optimisation (PGO)."],
  };
}

/** Writes `summary.json` and `results.jsonl` into a folder: all workloads, or those that are named. */
export async function write(folder, { names = WORKLOADS.map((one) => one.name), rounds = 6 } = {}) {
  const random = chance(1);
  const workloads = WORKLOADS.filter(({ name }) => names.includes(name));
  const made = rows(workloads, random);
  for (const row of made) row.samples = row.net_ns === null ? 0 : 20 * rounds;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "summary.json"), JSON.stringify({
    version: 1, environment: environment(workloads, made), rows: made,
    safety: safety(made, random), break_even: breakEven(workloads),
  }));
  const lines = createWriteStream(join(folder, "results.jsonl"));
  for (const row of made.filter(({ net_ns }) => net_ns !== null)) {
    const id = [row.workload, row.case ?? "-", row.size ?? "-", row.binding, row.variant].join("/");
    for (let process = 0; process < 20; process++) {
      const own = row.net_ns * (1 + 0.05 * random());
      for (let round = 0; round < rounds; round++) {
        const raw_ns = own * (1 + 0.1 * random()) + 10;
        const line = { version: 1, row: id, process, round, loops: 100, raw_ns, floor_ns: 10 };
        if (!lines.write(JSON.stringify(line) + "\n")) await once(lines, "drain");
      }
    }
  }
  lines.end();
  await once(lines, "finish");
  return made;
}
