//! What a jail asks of Linux: limits, namespaces, Landlock, and who runs below a process.

use std::collections::HashMap;
use std::ffi::CString;
use std::fs;
use std::path::{Path, PathBuf};

use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, PathBeneath, PathFd, Ruleset,
    RulesetAttr, RulesetCreatedAttr, RulesetStatus, Scope,
};
use rustix::mount::{MountFlags, MountPropagationFlags, mount, mount_change};
use rustix::process::{Pid, Resource, Rlimit, Signal, getgid, getpid, getuid, setrlimit};
use rustix::thread::{UnshareFlags, unshare_unsafe};

use super::{JailLimits, Jailed, Network};

/// What any program needs of the system to run, and to find libraries and the time zone.
pub(super) const SYSTEM: &[&str] = &[
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/etc/alternatives",
    "/etc/ld.so.cache",
    "/etc/localtime",
];

/// How names are looked up, and which authorities are believed; no private keys lie there.
const NETWORK: &[&str] = &[
    "/etc/resolv.conf",
    "/etc/hosts",
    "/etc/host.conf",
    "/etc/nsswitch.conf",
    "/etc/gai.conf",
    "/etc/services",
    "/etc/protocols",
    "/etc/ssl/certs",
    "/etc/ssl/cert.pem",
    "/etc/ssl/openssl.cnf",
    "/etc/pki/tls/certs",
    "/etc/pki/tls/cert.pem",
    "/etc/pki/ca-trust/extracted",
];

/// Files of the kernel that programs ask how the machine is, or write to where nothing is kept.
const DEVICES: &[&str] = &[
    "/dev/null",
    "/dev/zero",
    "/dev/full",
    "/dev/random",
    "/dev/urandom",
];
const FACTS: &[&str] = &[
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/stat",
    "/sys/devices/system/cpu",
];

/// The newest set of Landlock's restrictions that we know; an older kernel holds fewer of them.
const LANDLOCK: ABI = ABI::V6;

/// The system's files that a program needs to reach the network, if it may.
pub(super) fn network_files(jailed: &Jailed) -> &'static [&'static str] {
    match jailed.network {
        Network::Closed => &[],
        Network::Open => NETWORK,
    }
}

/// Sets the limits of this process and of all that it starts from now on.
pub(super) fn limit(limits: &JailLimits) {
    set(Resource::Core, 0);
    set(Resource::As, limits.memory_bytes);
    set(Resource::Fsize, limits.file_bytes);
    set(Resource::Nofile, limits.open_files);
    set(Resource::Cpu, limits.wall.as_secs() + 1);
}

/// Lowers a limit; one that is lower already stays.
fn set(resource: Resource, value: u64) {
    let limit = Rlimit {
        current: Some(value),
        maximum: Some(value),
    };
    let _ = setrlimit(resource, limit);
}

/// Makes orphans of the jail this process's own children, so that none is lost from sight.
pub(super) fn adopt_orphans() {
    let _ = rustix::process::set_child_subreaper(Some(getpid()));
}

/// Whether the kernel has Landlock, and it is switched on.
pub(super) fn has_landlock() -> bool {
    Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessFs::from_all(ABI::V1))
        .and_then(Ruleset::create)
        .is_ok()
}

/// Moves this process into namespaces of its own: the next process that it starts is number 1
/// among its own, has no network unless it is let, and sees an empty folder of bounded size at
/// `scratch`.
pub(super) fn enter_namespaces(jailed: &Jailed, scratch: &Path) -> Result<(), String> {
    let (user, group) = (getuid().as_raw(), getgid().as_raw());
    let mut flags = UnshareFlags::NEWUSER
        | UnshareFlags::NEWPID
        | UnshareFlags::NEWNS
        | UnshareFlags::NEWIPC
        | UnshareFlags::NEWUTS;
    if jailed.network == Network::Closed {
        flags |= UnshareFlags::NEWNET;
    }
    let failed = |what: &str, error: &dyn std::fmt::Display| format!("{what}: {error}");
    #[allow(
        unsafe_code,
        reason = "the only call that is unsafe with some other flag"
    )]
    // SAFETY: the table of file descriptors is not among the flags, so no thread loses one.
    let unshared = unsafe { unshare_unsafe(flags) };
    unshared.map_err(|error| failed("namespaces", &error))?;
    // Anyone but user 0 loses the rights over these namespaces with the next program.
    let maps = [
        ("/proc/self/setgroups", "deny".to_owned()),
        ("/proc/self/uid_map", format!("1000 {user} 1")),
        ("/proc/self/gid_map", format!("1000 {group} 1")),
    ];
    for (file, text) in maps {
        fs::write(file, text).map_err(|error| failed(file, &error))?;
    }
    let private = MountPropagationFlags::PRIVATE | MountPropagationFlags::REC;
    mount_change("/", private).map_err(|error| failed("mounts", &error))?;
    let size = jailed.limits.scratch_bytes;
    let size = CString::new(format!("size={size},mode=0700")).unwrap_or_default();
    let flags = MountFlags::NOSUID | MountFlags::NODEV;
    mount("tmpfs", scratch, "tmpfs", flags, size.as_c_str())
        .map_err(|error| failed("scratch", &error))
}

/// Gives up, in this process and all that it starts, what the program must not do.
pub(super) fn give_up_rights(jailed: &Jailed, scratch: Option<&Path>) -> Result<(), String> {
    // If the keeper is gone, nobody is left to end this.
    let _ = rustix::process::set_parent_process_death_signal(Some(Signal::KILL));
    let _ = rustix::process::setsid();
    let processes = u64::from(jailed.limits.processes) * 4;
    // In a namespace only the jail's own tasks count; elsewhere all of the user's do.
    let others = if scratch.is_some() {
        0
    } else {
        tasks_of_machine()
    };
    set(Resource::Nproc, processes + others);
    restrict(jailed, scratch).map_err(|error| format!("Landlock: {error}"))
}

fn restrict(jailed: &Jailed, scratch: Option<&Path>) -> Result<(), String> {
    let said = |error: landlock::RulesetError| error.to_string();
    let read = AccessFs::from_read(LANDLOCK);
    let all = AccessFs::from_all(LANDLOCK);
    let mut rules = Ruleset::default().handle_access(all).map_err(said)?;
    if jailed.network == Network::Closed {
        // What is handled and has no rule is forbidden.
        rules = rules
            .handle_access(AccessNet::from_all(LANDLOCK))
            .map_err(said)?;
    }
    let mut ruleset = rules
        .scope(Scope::from_all(LANDLOCK))
        .and_then(Ruleset::create)
        .map_err(said)?;
    let system = SYSTEM.iter().chain(network_files(jailed)).chain(FACTS);
    let system = system.map(PathBuf::from);
    let readable = system.chain(jailed.readable.iter().cloned());
    let devices = DEVICES.iter().map(PathBuf::from);
    let writable = devices.chain(scratch.map(Path::to_owned));
    let paths = readable
        .map(|path| (path, read))
        .chain(writable.map(|path| (path, all)));
    for (path, access) in paths {
        // What is not there needs no rule.
        let Ok(file) = PathFd::new(&path) else {
            continue;
        };
        let access = if path.is_dir() {
            access
        } else {
            access & AccessFs::from_file(LANDLOCK)
        };
        ruleset = ruleset
            .add_rule(PathBeneath::new(file, access))
            .map_err(said)?;
    }
    let status = ruleset.restrict_self().map_err(said)?;
    if status.ruleset == RulesetStatus::NotEnforced {
        return Err("the kernel does not hold it".to_owned());
    }
    Ok(())
}

/// How many tasks the machine has, as far as this process may know; a cheap sign of a flood.
pub(super) fn tasks_of_machine() -> u64 {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let field = text.split_whitespace().nth(3).unwrap_or_default();
    field
        .split_once('/')
        .and_then(|(_, all)| all.parse().ok())
        .unwrap_or(0)
}

/// A process number of the standard library's.
pub(super) fn pid(id: u32) -> Option<Pid> {
    i32::try_from(id).ok().and_then(Pid::from_raw)
}

/// The processes below this one, to any depth, with the memory that they have in use.
pub(super) struct Processes {
    all: Vec<(i32, u64)>,
}

impl Processes {
    /// Those that run now; what starts meanwhile may be missed.
    pub(super) fn below_this() -> Self {
        let mut children: HashMap<i32, Vec<(i32, u64)>> = HashMap::new();
        for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
            let name = entry.file_name();
            let Some(id) = name.to_str().and_then(|name| name.parse().ok()) else {
                continue;
            };
            let text = fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
            if let Some((parent, pages)) = parent_and_pages(&text) {
                children.entry(parent).or_default().push((id, pages));
            }
        }
        let mut all = Vec::new();
        let mut next = vec![getpid().as_raw_nonzero().get()];
        while let Some(parent) = next.pop() {
            // Taken out, so that no circle of a changing table can hold us.
            for (id, pages) in children.remove(&parent).unwrap_or_default() {
                all.push((id, pages));
                next.push(id);
            }
        }
        Self { all }
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.all.len()
    }

    /// The memory that they have in use, in bytes; what they share counts for each.
    pub(super) fn resident_bytes(&self) -> u64 {
        let pages: u64 = self.all.iter().map(|(_, pages)| pages).sum();
        pages.saturating_mul(rustix::param::page_size() as u64)
    }

    /// Their numbers.
    pub(super) fn ids(&self) -> impl Iterator<Item = Pid> {
        self.all.iter().filter_map(|(id, _)| Pid::from_raw(*id))
    }
}

/// The parent and the pages in memory of a line of `/proc/PID/stat`; none of a process that has
/// ended and waits to be laid to rest.
fn parent_and_pages(stat: &str) -> Option<(i32, u64)> {
    // The name may hold anything, spaces and brackets too (proc_pid_stat(5)).
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace();
    let state = fields.next()?;
    let parent = fields.next()?.parse().ok()?;
    let pages = fields.nth(19)?.parse().ok()?;
    (state != "Z").then_some((parent, pages))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_stat_gives_the_parent_and_the_memory() {
        let text = "7 (a) b (c) S 3 7 7 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 99 1000000 42 18446744073709551615 1";
        assert_eq!(parent_and_pages(text), Some((3, 42)));
        assert_eq!(parent_and_pages(&text.replace(" S ", " Z ")), None);
        assert_eq!(parent_and_pages("7 (a"), None);
    }

    #[test]
    fn a_child_is_seen_and_counted() {
        let mut child = std::process::Command::new("sleep")
            .arg("60")
            .spawn()
            .unwrap();
        let id = pid(child.id()).unwrap();
        // While it becomes another program it has no memory.
        let is_seen = (0..1000).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(10));
            let seen = Processes::below_this();
            seen.ids().any(|one| one == id) && seen.count() >= 1 && seen.resident_bytes() > 0
        });
        assert!(is_seen);
        child.kill().unwrap();
        child.wait().unwrap();
    }
}
