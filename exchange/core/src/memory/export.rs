//! Memory on its way out: what it is, and what keeps it alive.
//!
//! However many consumers there are, and through whichever protocol, each holds a clone of one
//! [`Export`]. Rights only shrink: there is a way to read-only and none back.
#![allow(unsafe_code)]

use std::any::Any;
use std::sync::Arc;

use crate::meta::Meta;

/// An array that may be handed to consumers, with its owner.
#[derive(Clone)]
pub struct Export {
    meta: Meta,
    is_copy: bool,
    keep: Arc<dyn Any + Send + Sync>,
}

impl Export {
    /// Lends the memory that `meta` describes for as long as `keep` lives.
    ///
    /// # Safety
    /// While `keep` lives, every element that `meta` describes stays where it is, may be read by
    /// any thread and, unless it is read-only, written; no Rust reference to it is used meanwhile
    /// that this would break.
    pub unsafe fn new(meta: Meta, keep: Arc<dyn Any + Send + Sync>) -> Self {
        Export {
            meta,
            is_copy: false,
            keep,
        }
    }

    /// What the consumer will see.
    #[inline]
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// The same memory, without the right to write.
    pub fn readonly(mut self) -> Self {
        self.meta = self.meta.readonly();
        self
    }

    /// Marks memory that was copied for this consumer alone; nothing else may say so.
    pub fn copied(mut self) -> Self {
        self.is_copy = true;
        self
    }

    /// Whether the memory was copied for this consumer alone.
    pub fn is_copy(&self) -> bool {
        self.is_copy
    }

    /// Whether no consumer and no other owner has the memory.
    pub fn is_sole(&mut self) -> bool {
        Arc::get_mut(&mut self.keep).is_some()
    }

    /// How many hold the memory, this one included.
    pub fn holders(&self) -> usize {
        Arc::strong_count(&self.keep)
    }
}

impl std::fmt::Debug for Export {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Export")
            .field("meta", &self.meta)
            .field("is_copy", &self.is_copy)
            .finish_non_exhaustive()
    }
}
