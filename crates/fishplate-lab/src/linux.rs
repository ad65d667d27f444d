//! What only Linux has: flags of shared libraries, and where the machine tells its state.

use std::ffi::OsString;
use std::path::Path;

use serde::Serialize;

/// The flags of a shared library.
pub(crate) const SHARED_FLAGS: &[&str] = &["-fPIC", "-shared"];

/// The variable with the folders where the loader looks for libraries.
pub(crate) const LIBRARY_PATH: &str = "LD_LIBRARY_PATH";

/// The value of [`LIBRARY_PATH`] with one more folder in front.
pub(crate) fn in_front(folder: &Path) -> OsString {
    let mut value = folder.as_os_str().to_owned();
    if let Some(others) = std::env::var_os(LIBRARY_PATH) {
        value.push(":");
        value.push(others);
    }
    value
}

/// The flag that lets no symbol be left to the moment of its first call.
pub(crate) const ALL_DEFINED: &str = "-Wl,-z,defs";

/// The flag that writes a library's own name into it.
pub(crate) fn soname_flag(name: &str) -> String {
    format!("-Wl,-soname,{name}")
}

/// The state of the machine, as far as it can be read.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Machine {
    pub(crate) os: String,
    pub(crate) kernel: String,
    pub(crate) cpu: String,
    pub(crate) cores: usize,
    pub(crate) governor: String,
    pub(crate) aslr: String,
    pub(crate) transparent_hugepages: String,
    pub(crate) memory_bytes: Option<u64>,
}

const UNREADABLE: &str = "not readable";

impl Machine {
    /// Reads the state of this machine.
    pub(crate) fn read() -> Self {
        let field = |path: &str, name: &str| {
            let text = fs_err::read_to_string(path).ok()?;
            let line = text.lines().find(|line| line.starts_with(name))?;
            let (_, value) = line.split_once([':', '='])?;
            Some(value.trim().trim_matches('"').to_owned())
        };
        let line = |path: &str| {
            fs_err::read_to_string(path)
                .map_or(UNREADABLE.to_owned(), |text| text.trim().to_owned())
        };
        let memory = field("/proc/meminfo", "MemTotal")
            .and_then(|text| text.split_whitespace().next()?.parse::<u64>().ok())
            .map(|kib| kib * 1024);
        Self {
            os: field("/etc/os-release", "PRETTY_NAME").unwrap_or(UNREADABLE.to_owned()),
            kernel: line("/proc/sys/kernel/osrelease"),
            cpu: field("/proc/cpuinfo", "model name").unwrap_or(UNREADABLE.to_owned()),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            governor: line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
            aslr: match line("/proc/sys/kernel/randomize_va_space").as_str() {
                "0" => "off".to_owned(),
                "1" => "on, without the heap".to_owned(),
                "2" => "on".to_owned(),
                other => other.to_owned(),
            },
            transparent_hugepages: chosen(&line("/sys/kernel/mm/transparent_hugepage/enabled")),
            memory_bytes: memory,
        }
    }
}

/// Memory that a new program can have without swapping, in bytes: of the machine, and of the
/// group that this process is held to.
pub(crate) fn available_bytes() -> Option<u64> {
    let machine = fs_err::read_to_string("/proc/meminfo").ok()?;
    let machine = kib(&machine, "MemAvailable:")? * 1024;
    Some(machine.min(group_bytes().unwrap_or(u64::MAX)))
}

fn kib(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

/// What is left of a control group's limit; none where there is no limit (cgroups(7)).
fn group_bytes() -> Option<u64> {
    let number = |folder: &str, name: &str| -> Option<u64> {
        let text = fs_err::read_to_string(format!("{folder}/{name}")).ok()?;
        text.trim().parse().ok()
    };
    let groups = fs_err::read_to_string("/proc/self/cgroup").ok()?;
    let left = groups.lines().filter_map(|line| {
        let mut fields = line.splitn(3, ':');
        let (_, kinds, path) = (fields.next()?, fields.next()?, fields.next()?);
        let (root, limit, used) = match kinds {
            "" => ("/sys/fs/cgroup", "memory.max", "memory.current"),
            "memory" => (
                "/sys/fs/cgroup/memory",
                "memory.limit_in_bytes",
                "memory.usage_in_bytes",
            ),
            _ => return None,
        };
        // In a container the path is often that of the host, and the own group is the root.
        let folders = [format!("{root}{path}"), root.to_owned()];
        let mut found = folders.iter().filter_map(|folder| {
            let limit = number(folder, limit)?;
            let used = number(folder, used)?;
            // Pages of files count as used and are given up when memory is wanted.
            let files = fs_err::read_to_string(format!("{folder}/memory.stat")).ok();
            let files = files.as_deref().and_then(inactive_file).unwrap_or(0);
            Some(limit.saturating_sub(used.saturating_sub(files)))
        });
        found.next()
    });
    left.min()
}

fn inactive_file(text: &str) -> Option<u64> {
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("inactive_file "))?;
    line.trim().parse().ok()
}

/// The word in brackets of a list such as `always [madvise] never`.
fn chosen(text: &str) -> String {
    let inner = text
        .split_once('[')
        .and_then(|(_, rest)| rest.split_once(']'));
    inner.map_or(text, |(word, _)| word).to_owned()
}

/// Processes that ran or wanted to, averaged over the last minute.
pub(crate) fn load() -> Option<f64> {
    fs_err::read_to_string("/proc/loadavg")
        .ok()?
        .split_whitespace()
        .next()?
        .parse()
        .ok()
}

/// Processor time that the whole machine has spent since it started, waiting apart, in seconds.
///
/// Time that a hypervisor gave to others counts too: it was not there for us.
pub(crate) fn busy_s() -> Option<f64> {
    let text = fs_err::read_to_string("/proc/stat").ok()?;
    busy_ticks(text.lines().next()?).map(|ticks| ticks as f64 / TICKS_PER_S)
}

/// What the kernel counts in towards programs, whatever its own clock does.
const TICKS_PER_S: f64 = 100.0;

/// The fields of `cpu` are user, nice, system, idle, iowait, irq, softirq, steal (proc(5)).
fn busy_ticks(line: &str) -> Option<u64> {
    let fields: Vec<u64> = line
        .split_whitespace()
        .skip(1)
        .map_while(|field| field.parse().ok())
        .collect();
    let [user, nice, system, _, _, irq, softirq, steal, ..] = fields.as_slice() else {
        return None;
    };
    Some(user + nice + system + irq + softirq + steal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chosen_word_is_the_one_in_brackets() {
        assert_eq!(chosen("always [madvise] never"), "madvise");
        assert_eq!(chosen(UNREADABLE), UNREADABLE);
    }

    #[test]
    fn waiting_is_not_being_busy() {
        assert_eq!(busy_ticks("cpu  10 1 5 1000 200 2 3 4 0 0"), Some(25));
        assert_eq!(busy_ticks("cpu  10 1"), None);
    }

    #[test]
    fn what_is_available_is_read_from_its_line() {
        let text = "MemTotal:       100 kB\nMemAvailable:    40 kB\n";
        assert_eq!(kib(text, "MemAvailable:"), Some(40));
        assert_eq!(kib("MemTotal: x kB\n", "MemTotal:"), None);
        assert_eq!(inactive_file("anon 5\ninactive_file 4096\n"), Some(4096));
        assert!(available_bytes().is_some_and(|bytes| bytes > 1 << 20));
    }

    #[test]
    fn a_machine_has_cores_and_a_kernel() {
        let machine = Machine::read();
        assert!(machine.cores >= 1);
        assert!(!machine.kernel.is_empty());
    }
}
