//! Where memory lies: DLPack's device types with a number.
//!
//! Only the CPU's memory is ever read here; everything else is carried as data.

use std::fmt;

/// A device, as DLPack numbers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Device {
    /// DLPack's number for the type of device.
    pub kind: i32,
    /// Which one of that type; 0 for the CPU.
    pub id: i32,
}

const NAMES: [(i32, &str); 16] = [
    (1, "cpu"),
    (2, "cuda"),
    (3, "cuda_host"),
    (4, "opencl"),
    (7, "vulkan"),
    (8, "metal"),
    (9, "vpi"),
    (10, "rocm"),
    (11, "rocm_host"),
    (12, "ext_dev"),
    (13, "cuda_managed"),
    (14, "oneapi"),
    (15, "webgpu"),
    (16, "hexagon"),
    (17, "maia"),
    (18, "trn"),
];

impl Device {
    /// The memory that every process has.
    pub const CPU: Device = Device { kind: 1, id: 0 };
    /// The first CUDA device.
    pub const CUDA: Device = Device { kind: 2, id: 0 };

    /// The device of that name: `cpu`, `cuda`, `cuda:1`.
    pub fn parse(name: &str) -> Option<Device> {
        let (word, id) = match name.split_once(':') {
            Some((word, id)) => (word, id.parse().ok().filter(|id| *id >= 0)?),
            None => (name, 0),
        };
        NAMES
            .iter()
            .find(|(_, known)| *known == word)
            .map(|(kind, _)| Device { kind: *kind, id })
    }

    /// Whether a processor can read the memory through its address.
    ///
    /// Pinned host memory counts: it is ordinary memory that a GPU may read too.
    pub fn is_cpu(self) -> bool {
        matches!(self.kind, 1 | 3 | 11)
    }
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match NAMES.iter().find(|(kind, _)| *kind == self.kind) {
            Some((_, name)) if self.id == 0 => f.write_str(name),
            Some((_, name)) => write!(f, "{name}:{}", self.id),
            None => write!(f, "device type {}:{}", self.kind, self.id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for name in ["cpu", "cuda", "cuda:1", "trn:3", "cuda_managed"] {
            assert_eq!(Device::parse(name).unwrap().to_string(), name);
        }
        for name in ["", "gpu", "cuda:-1", "cuda:x", "cpu:"] {
            assert_eq!(Device::parse(name), None, "{name}");
        }
        assert_eq!(Device { kind: 99, id: 2 }.to_string(), "device type 99:2");
    }

    #[test]
    fn only_host_memory_is_read_through_its_address() {
        let readable: Vec<i32> = (0..20)
            .filter(|kind| Device { kind: *kind, id: 0 }.is_cpu())
            .collect();
        assert_eq!(readable, [1, 3, 11]);
    }
}
