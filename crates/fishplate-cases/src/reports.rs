//! Reads the reports of memory and thread checkers: what kind each is, and whether it has a
//! frame in the files of a case.
//!
//! The text comes from a crashing process and is bounded: what is longer is cut, and what is not
//! understood is passed over.

use crate::verdict::Signals;

/// How the sources of a case are called in debug information, whatever folder they were built in.
pub(crate) const SOURCE_ROOT: &str = "/fishplate-case";

/// More different reports than that say nothing new.
const MOST: usize = 200;

/// The reports of Valgrind's memcheck, which was told to print whole paths.
///
/// Each is a block of lines behind `==PID==`, with a title and one or more stacks.
pub(crate) fn valgrind(text: &str) -> Signals {
    let mut signals = Signals::new();
    let mut block: Vec<&str> = Vec::new();
    for line in text.lines().filter_map(after_pid).chain([""]) {
        if line.trim().is_empty() {
            keep(&mut signals, &block, valgrind_kind);
            block.clear();
        } else {
            block.push(line);
        }
    }
    signals
}

fn after_pid(line: &str) -> Option<&str> {
    let (pid, rest) = line.strip_prefix("==")?.split_once("==")?;
    pid.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then_some(rest)
}

fn valgrind_kind(title: &str) -> Option<String> {
    if let Some((_, rest)) = title.split_once(" blocks are ") {
        return Some(rest.split(" in loss").next()?.to_owned());
    }
    let is_own = ["Thread ", "HEAP", "LEAK", "ERROR SUMMARY"]
        .iter()
        .any(|start| title.starts_with(start));
    let words = title.split(" of size ").next()?;
    (!is_own).then(|| {
        words
            .split("  ")
            .next()
            .unwrap_or(words)
            .trim_end()
            .to_owned()
    })
}

/// The reports of AddressSanitizer or ThreadSanitizer, each from its title to its summary.
pub(crate) fn sanitizer(text: &str) -> Signals {
    let mut signals = Signals::new();
    let mut block: Vec<&str> = Vec::new();
    for line in text.lines() {
        let is_title = line.contains("ERROR: AddressSanitizer: ")
            || line.contains("WARNING: ThreadSanitizer: ")
            || line.contains("ERROR: ThreadSanitizer: ");
        if is_title || line.starts_with("SUMMARY: ") {
            keep(&mut signals, &block, sanitizer_kind);
            block.clear();
        }
        if is_title || !block.is_empty() {
            block.push(line);
        }
    }
    // A process that dies over its report never comes to the summary.
    keep(&mut signals, &block, sanitizer_kind);
    signals
}

fn sanitizer_kind(title: &str) -> Option<String> {
    let (_, what) = title.split_once("Sanitizer: ")?;
    let what = what.strip_prefix("attempting ").unwrap_or(what);
    let what = what.split(" on ").next()?.split(" (").next()?;
    Some(what.trim_end_matches(':').to_owned())
}

fn keep(signals: &mut Signals, block: &[&str], kind: fn(&str) -> Option<String>) {
    let Some(place) = block.iter().find_map(|line| own_frame(line)) else {
        return;
    };
    // Valgrind says `Thread 2:` in a line of its own before the title.
    let title = block
        .iter()
        .map(|line| line.trim())
        .find(|line| !line.starts_with("Thread ") && !line.starts_with("====="));
    if let Some(kind) = title.and_then(kind)
        && signals.len() < MOST
    {
        signals.insert(format!("{kind} in {place}"));
    }
}

/// The function of a frame that lies in a source of the case.
///
/// Frames look like `at 0x4: dsum (/fishplate-case/x.c:4)` in Valgrind and like
/// `#1 0x7f in dsum /fishplate-case/x.c:4` in sanitizers; threads leave out the address.
fn own_frame(line: &str) -> Option<String> {
    let (before, _) = line.split_once(SOURCE_ROOT)?;
    let before = before.trim().trim_end_matches('(').trim_end();
    let is_valgrind = before.starts_with("at 0x") || before.starts_with("by 0x");
    let function = if is_valgrind {
        before.split_once(": ")?.1
    } else {
        let rest = before.strip_prefix('#')?.split_once(' ')?.1;
        rest.split_once(" in ").map_or(rest, |(_, name)| name)
    };
    // A C++ name without its parameters, which hold nothing that a person needs here.
    let name = function.split('(').next().unwrap_or(function).trim();
    Some(format!("`{name}`"))
}

/// What CPython itself says before it ends, and the warnings of its development mode.
pub(crate) fn interpreter(text: &str) -> Signals {
    let starts = ["Fatal Python error: ", "Debug memory block at address"];
    let told = text.lines().filter_map(|line| {
        let start = starts.iter().find(|start| line.starts_with(**start))?;
        Some(if line.starts_with("Fatal") {
            line.to_owned()
        } else {
            start.trim_end_matches(" at address").to_owned()
        })
    });
    let warnings = text
        .lines()
        .filter_map(|line| Some(line.split_once("ResourceWarning: ")?.1.to_owned()));
    told.chain(warnings).take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    // Recorded with Valgrind 3.19 and gcc 12.2.
    const VALGRIND: &str = "\
==77== Memcheck, a memory error detector
==77== Invalid read of size 8
==77==    at 0x4016A3: strlen (vg_replace_strmem.c:495)
==77==    by 0x400F: _dl_map_object (/usr/src/glibc/elf/dl-load.c:1801)
==77==  Address 0x4a is 0 bytes after a block of size 16 alloc'd
==77== 
==77== Thread 2:
==77== Invalid read of size 8
==77==    at 0x52A1126: dsum (/fishplate-case/broken/sums.c:6)
==77==    by 0x51B5E2D: ??? (in /usr/lib/x86_64-linux-gnu/libffi.so.8.1.2)
==77==  Address 0x4cba0f0 is 0 bytes after a block of size 400 alloc'd
==77== 
==77== 103,300 (24 direct, 103,276 indirect) bytes in 100 blocks are definitely lost in loss record 3 of 9
==77==    at 0x48407B4: malloc (in /usr/libexec/valgrind/vgpreload_memcheck-amd64-linux.so)
==77==    by 0x52A2126: leak (/fishplate-case/broken/leak.c:12)
==77== 
==77== LEAK SUMMARY:
==77==    definitely lost: 0 bytes in 0 blocks
";

    const ADDRESS: &str = "\
=================================================================
==81==ERROR: AddressSanitizer: heap-use-after-free on address 0x60 at pc 0x7f bp 0x7f sp 0x7f
READ of size 8 at 0x60 thread T0
    #0 0x7f9d in first(double const*) /fishplate-case/broken/view.cpp:9
    #1 0x7f9e in PyObject_Call (/usr/bin/python3.11+0x1)

SUMMARY: AddressSanitizer: heap-use-after-free /fishplate-case/broken/view.cpp:9 in first
==82==ERROR: AddressSanitizer: attempting double-free on 0x60 in thread T0:
    #0 0x7f9d in free ../../src/asan_malloc_linux.cpp:52
    #1 0x7f9e in Owner::~Owner() /fishplate-case/broken/view.cpp:5
";

    const THREAD: &str = "\
==================
WARNING: ThreadSanitizer: data race (pid=5)
  Write of size 8 at 0x7b by thread T2:
    #0 Py_INCREF /usr/include/python3.11/object.h:502 (counts.so+0x1)
    #1 touch /fishplate-case/broken/counts.c:8 (counts.so+0x2)
SUMMARY: ThreadSanitizer: data race /usr/include/python3.11/object.h:502 in Py_INCREF
==================
WARNING: ThreadSanitizer: data race (pid=5)
  Write of size 8 at 0x7b by thread T2:
    #0 GOMP_parallel <null> (libgomp.so.1+0x1)
SUMMARY: ThreadSanitizer: data race (libgomp.so.1+0x1) in GOMP_parallel
==================
";

    fn list(signals: Signals) -> Vec<String> {
        signals.into_iter().collect()
    }

    #[test]
    fn of_valgrind_only_reports_with_a_frame_of_ours_count() {
        let expected = ["Invalid read in `dsum`", "definitely lost in `leak`"];
        assert_eq!(list(valgrind(VALGRIND)), expected);
    }

    #[test]
    fn kinds_and_functions_of_the_address_sanitizer_are_told() {
        let expected = [
            "double-free in `Owner::~Owner`",
            "heap-use-after-free in `first`",
        ];
        assert_eq!(list(sanitizer(ADDRESS)), expected);
    }

    #[test]
    fn a_race_within_the_thread_library_is_not_ours() {
        assert_eq!(list(sanitizer(THREAD)), ["data race in `touch`"]);
    }

    #[test]
    fn what_the_interpreter_says_last_is_kept() {
        let text = "Debug memory block at address p=0x1: API 'o'\n    8 bytes\n\
                    Fatal Python error: _PyMem_DebugRawFree: bad ID\nPython runtime state: x\n";
        let expected = [
            "Debug memory block",
            "Fatal Python error: _PyMem_DebugRawFree: bad ID",
        ];
        assert_eq!(list(interpreter(text)), expected);
    }

    #[test]
    fn any_cut_of_a_report_is_read_without_a_fault() {
        for text in [VALGRIND, ADDRESS, THREAD] {
            for end in 0..text.len() {
                let _ = valgrind(&text[..end]);
                let _ = sanitizer(&text[..end]);
                let _ = interpreter(&text[..end]);
            }
        }
    }

    #[test]
    fn endless_reports_are_kept_to_a_number() {
        let one = |n: usize| {
            format!("==1== Jump{n}\n==1==    at 0x1: f{n} ({SOURCE_ROOT}/a.c:1)\n==1== \n")
        };
        let text: String = (0..1000).map(one).collect();
        assert_eq!(valgrind(&text).len(), MOST);
    }
}
