//! Memory on its way out: what it is, and what keeps it alive.
//!
//! However many consumers there are, and through whichever protocol, each holds a clone of one
//! [`Export`]. Rights only shrink: there is a way to read-only and none back.
#![allow(unsafe_code)]

use std::any::Any;
use std::sync::{Arc, OnceLock};

use crate::dlpack::TensorParts;
use crate::meta::Meta;

/// An array that may be handed to consumers, with its owner. A clone is one count more.
#[derive(Clone)]
pub struct Export {
    lent: Arc<Lent>,
    is_copy: bool,
}

/// What all consumers share, numbers for their structures included.
struct Lent {
    meta: Meta,
    parts: OnceLock<Option<TensorParts>>,
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
            lent: Arc::new(Lent {
                meta,
                parts: OnceLock::new(),
                keep,
            }),
            is_copy: false,
        }
    }

    /// What the consumer will see.
    #[inline]
    pub fn meta(&self) -> &Meta {
        &self.lent.meta
    }

    /// The numbers of a DLPack structure, which live as long as the export does.
    #[inline]
    pub(crate) fn parts(&self) -> Option<&TensorParts> {
        self.lent
            .parts
            .get_or_init(|| TensorParts::of(&self.lent.meta).ok())
            .as_ref()
    }

    /// The same memory, without the right to write.
    pub fn readonly(self) -> Self {
        if self.meta().is_readonly() {
            return self;
        }
        let (meta, keep) = (self.meta().clone().readonly(), Arc::clone(&self.lent.keep));
        let lent = Arc::new(Lent {
            meta,
            parts: OnceLock::new(),
            keep,
        });
        Export {
            lent,
            is_copy: self.is_copy,
        }
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
        Arc::get_mut(&mut self.lent).is_some_and(|lent| Arc::get_mut(&mut lent.keep).is_some())
    }

    /// How many hold the memory, this one included.
    pub fn holders(&self) -> usize {
        Arc::strong_count(&self.lent) + Arc::strong_count(&self.lent.keep) - 1
    }

    /// The export as one pointer, for a structure of C that keeps it.
    #[cfg(feature = "python")]
    pub(crate) fn into_raw(self) -> *mut std::ffi::c_void {
        Arc::into_raw(self.lent).cast_mut().cast()
    }

    /// Drops what [`Export::into_raw`] gave.
    ///
    /// # Safety
    /// `raw` comes from `into_raw`, and this is its only end.
    #[cfg(feature = "python")]
    pub(crate) unsafe fn drop_raw(raw: *mut std::ffi::c_void) {
        // SAFETY: the caller's promise.
        drop(unsafe { Arc::from_raw(raw.cast::<Lent>().cast_const()) });
    }
}

impl std::fmt::Debug for Export {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = f.debug_struct("Export");
        text.field("meta", self.meta())
            .field("is_copy", &self.is_copy)
            .finish_non_exhaustive()
    }
}
