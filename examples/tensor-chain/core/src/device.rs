//! Devices, the one that is current on this thread, and the guard that changes it for a while.
//!
//! `fake` is a second device whose tensors have a form and no memory. It is enough to show what a
//! guard is for: a kernel makes its result on the current device, whichever its arguments are on.

use std::cell::Cell;
use std::fmt;

/// Where a tensor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    /// The processor, whose memory every kernel here can read.
    Cpu,
    /// A device without memory, by its number.
    Fake(u8),
}

thread_local! {
    static CURRENT: Cell<Device> = const { Cell::new(Device::Cpu) };
    static SWITCHES: Cell<u64> = const { Cell::new(0) };
}

impl Device {
    /// The device of that name: `cpu`, `fake`, `fake:1`.
    pub fn parse(name: &str) -> Option<Device> {
        match name.split_once(':') {
            None if name == "cpu" => Some(Device::Cpu),
            None if name == "fake" => Some(Device::Fake(0)),
            Some(("fake", number)) => number.parse().ok().map(Device::Fake),
            _ => None,
        }
    }
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Device::Cpu => f.write_str("cpu"),
            Device::Fake(number) => write!(f, "fake:{number}"),
        }
    }
}

/// The device on which this thread makes new tensors.
#[inline]
pub fn current_device() -> Device {
    CURRENT.get()
}

/// How often this thread's device has been changed: a real one would have been told as often.
pub fn device_switches() -> u64 {
    SWITCHES.get()
}

/// Makes a device current until it is dropped. Where it already is, nothing is switched.
#[derive(Debug)]
pub struct Guard {
    before: Option<Device>,
}

impl Guard {
    /// Makes `device` current.
    #[inline]
    pub fn enter(device: Device) -> Self {
        let before = CURRENT.get();
        let before = (before != device).then(|| switch(device));
        Guard { before }
    }
}

impl Drop for Guard {
    #[inline]
    fn drop(&mut self) {
        if let Some(before) = self.before {
            switch(before);
        }
    }
}

fn switch(device: Device) -> Device {
    SWITCHES.set(SWITCHES.get() + 1);
    CURRENT.replace(device)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guard_switches_only_what_differs_and_always_back() {
        let before = device_switches();
        {
            let _same = Guard::enter(Device::Cpu);
            assert_eq!(device_switches(), before);
            let _other = Guard::enter(Device::Fake(1));
            let _inner = Guard::enter(Device::Fake(2));
            assert_eq!(current_device(), Device::Fake(2));
        }
        assert_eq!(current_device(), Device::Cpu);
        assert_eq!(device_switches(), before + 4);
        let panicked = std::panic::catch_unwind(|| {
            let _guard = Guard::enter(Device::Fake(3));
            panic!("in a kernel");
        });
        assert!(panicked.is_err());
        assert_eq!(current_device(), Device::Cpu);
    }

    #[test]
    fn names_are_read_back_and_others_are_none() {
        for device in [Device::Cpu, Device::Fake(0), Device::Fake(255)] {
            assert_eq!(Device::parse(&device.to_string()), Some(device));
        }
        assert_eq!(Device::parse("fake"), Some(Device::Fake(0)));
        for name in ["", "cuda", "cpu:0", "fake:", "fake:256", "fake:-1"] {
            assert_eq!(Device::parse(name), None, "{name}");
        }
    }
}
