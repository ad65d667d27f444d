//! What only Linux has: limits set on a running child, and the end of a process group.

use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, kill_process_group, prlimit};

use crate::Limits;

/// Sets the limits of a child that has just been started.
///
/// Between its start and this call the child runs without them, for some microseconds: a child
/// of its own making inherits them only after that.
pub(crate) fn apply(child: u32, limits: &Limits) {
    let Some(pid) = pid(child) else { return };
    let set = |resource, value: u64| {
        let limit = Rlimit {
            current: Some(value),
            maximum: Some(value),
        };
        // A child that has already ended has nothing left to limit.
        let _ = prlimit(Some(pid), resource, limit);
    };
    set(Resource::Core, 0);
    if let Some(bytes) = limits.memory_bytes {
        set(Resource::As, bytes);
    }
    if let Some(bytes) = limits.file_bytes {
        set(Resource::Fsize, bytes);
    }
}

/// Asks a child to end by itself.
pub(crate) fn ask_to_end(child: u32) {
    if let Some(pid) = pid(child) {
        let _ = kill_process(pid, Signal::TERM);
    }
}

/// Ends a child and all that it started.
pub(crate) fn kill_group(child: u32) {
    if let Some(pid) = pid(child) {
        // The group is gone when its last process has ended; there is nothing to do then.
        let _ = kill_process_group(pid, Signal::KILL);
    }
}

fn pid(child: u32) -> Option<Pid> {
    i32::try_from(child).ok().and_then(Pid::from_raw)
}
