//! Dispatch keys, sets of them, and what a thread adds to every call or leaves out of it.
//!
//! A key is a backend (where the memory is) or a functionality (what is done on the way there).
//! The element type is none: with it, every table would be as many times longer.

use std::cell::Cell;

/// What a kernel is registered for. A later key is asked first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Key {
    /// Kernels for the processor's memory.
    Cpu = 0,
    /// Kernels for the device without memory.
    Fake = 1,
    /// Notes what is called, for whoever goes back over it, and calls on.
    Tape = 2,
}

impl Key {
    /// Every key, in the order of their bits.
    pub const ALL: [Key; 3] = [Key::Cpu, Key::Fake, Key::Tape];

    /// The name in messages and in Python.
    pub fn name(self) -> &'static str {
        match self {
            Key::Cpu => "cpu",
            Key::Fake => "fake",
            Key::Tape => "tape",
        }
    }

    /// The key of that name.
    pub fn parse(name: &str) -> Option<Key> {
        Key::ALL.into_iter().find(|key| key.name() == name)
    }
}

/// A set of keys: a bit for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeySet(u8);

impl KeySet {
    /// No key.
    pub const NONE: KeySet = KeySet(0);

    /// That key alone.
    #[inline]
    pub const fn of(key: Key) -> Self {
        KeySet(1 << key as u8)
    }

    /// The keys of both.
    #[inline]
    pub const fn with(self, other: KeySet) -> Self {
        KeySet(self.0 | other.0)
    }

    /// These without the others.
    #[inline]
    pub const fn without(self, other: KeySet) -> Self {
        KeySet(self.0 & !other.0)
    }

    /// Those that are asked after `key`.
    #[inline]
    pub const fn below(self, key: Key) -> Self {
        KeySet(self.0 & ((1 << key as u8) - 1))
    }

    /// The place of the key that is asked first.
    #[inline]
    pub const fn first(self) -> Option<usize> {
        match self.0 {
            0 => None,
            bits => Some(7 - bits.leading_zeros() as usize),
        }
    }
}

thread_local! {
    static INCLUDED: Cell<KeySet> = const { Cell::new(KeySet::NONE) };
    static EXCLUDED: Cell<KeySet> = const { Cell::new(KeySet::NONE) };
}

/// The keys of a call whose tensors have `keys`, on this thread at this moment.
#[inline]
pub(crate) fn on_this_thread(keys: KeySet) -> KeySet {
    keys.with(INCLUDED.get()).without(EXCLUDED.get())
}

/// Adds keys to every call of this thread until it is dropped.
#[derive(Debug)]
pub struct Include(KeySet);

impl Include {
    /// Adds `keys`.
    pub fn enter(keys: KeySet) -> Self {
        Include(INCLUDED.replace(INCLUDED.get().with(keys)))
    }
}

impl Drop for Include {
    fn drop(&mut self) {
        INCLUDED.set(self.0);
    }
}

/// Leaves keys out of every call of this thread until it is dropped.
#[derive(Debug)]
pub struct Exclude(KeySet);

impl Exclude {
    /// Leaves `keys` out.
    #[inline]
    pub fn enter(keys: KeySet) -> Self {
        Exclude(EXCLUDED.replace(EXCLUDED.get().with(keys)))
    }
}

impl Drop for Exclude {
    #[inline]
    fn drop(&mut self) {
        EXCLUDED.set(self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_key_of_the_list_is_asked_first() {
        let both = KeySet::of(Key::Cpu).with(KeySet::of(Key::Tape));
        assert_eq!(both.first(), Some(Key::Tape as usize));
        assert_eq!(both.below(Key::Tape), KeySet::of(Key::Cpu));
        assert_eq!(both.below(Key::Cpu).first(), None);
        assert_eq!(KeySet::NONE.first(), None);
        for (place, key) in Key::ALL.into_iter().enumerate() {
            assert_eq!(KeySet::of(key).first(), Some(place));
            assert_eq!(Key::parse(key.name()), Some(key));
        }
    }

    #[test]
    fn what_a_thread_adds_and_leaves_out_ends_with_its_guard() {
        let (cpu, tape) = (KeySet::of(Key::Cpu), KeySet::of(Key::Tape));
        {
            let _with = Include::enter(tape);
            assert_eq!(on_this_thread(cpu), cpu.with(tape));
            let _without = Exclude::enter(tape);
            assert_eq!(on_this_thread(cpu), cpu);
        }
        assert_eq!(on_this_thread(cpu), cpu);
    }
}
