//! An array that somebody else owns, held for as long as we use it, and let go once.
//!
//! What is held is a buffer, a tensor, or a reference; each knows how to let go on drop. The array
//! and its holder are one allocation, since a buffer may point into itself and must not move.

use std::sync::Arc;

use crate::memory::Export;
use crate::meta::Meta;

/// The way an array came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Route {
    /// Memory of our own.
    Own,
    /// The buffer protocol (PEP 3118).
    Buffer,
    /// The C table of DLPack 1.3 that a type offers.
    ExchangeTable,
    /// A DLPack capsule with a version.
    Dlpack,
    /// A DLPack capsule without one.
    DlpackLegacy,
    /// The Arrow PyCapsule interface.
    Arrow,
    /// An address from `__array_interface__`.
    ArrayInterface,
    /// An address from `__cuda_array_interface__`.
    CudaInterface,
}

impl Route {
    /// As users see it.
    pub fn name(self) -> &'static str {
        match self {
            Route::Own => "own",
            Route::Buffer => "buffer",
            Route::ExchangeTable => "exchange-table",
            Route::Dlpack => "dlpack",
            Route::DlpackLegacy => "dlpack-legacy",
            Route::Arrow => "arrow",
            Route::ArrayInterface => "array-interface",
            Route::CudaInterface => "cuda-interface",
        }
    }
}

impl std::fmt::Display for Route {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// What keeps foreign memory alive; dropping it lets go, on any thread.
pub trait Hold: Send + Sync + 'static {
    /// Says that the thread that drops this may call Python at that moment.
    ///
    /// It saves the holder from asking, and is for the length of one call of a function only.
    fn is_dropped_attached(&mut self) {}
}

/// An array of somebody else's.
pub struct Foreign(Box<Held<dyn Hold>>);

pub(crate) struct Held<H: ?Sized> {
    meta: Meta,
    route: Route,
    is_copy: bool,
    hold: H,
}

impl Foreign {
    /// An array that lives as long as `hold` does.
    pub fn new<H: Hold>(meta: Meta, route: Route, is_copy: bool, hold: H) -> Self {
        Foreign(Box::new(Held {
            meta,
            route,
            is_copy,
            hold,
        }))
    }

    /// An array whose holder is filled where it will stay, since it may point into itself.
    ///
    /// # Errors
    /// What `prove` gives; the holder is dropped then.
    #[inline]
    #[cfg(feature = "python")]
    pub(crate) fn in_place<H: Hold, E>(
        route: Route,
        hold: H,
        prove: impl FnOnce(&mut H) -> Result<Meta, E>,
    ) -> Result<Self, E> {
        let mut held = Box::new(Held {
            meta: Meta::nothing(),
            route,
            is_copy: false,
            hold,
        });
        held.meta = prove(&mut held.hold)?;
        Ok(Foreign(held))
    }

    /// What the array is.
    #[inline]
    pub fn meta(&self) -> &Meta {
        &self.0.meta
    }

    /// The way it came in.
    #[inline]
    pub fn route(&self) -> Route {
        self.0.route
    }

    /// Whether the producer made a copy for us.
    pub fn is_copy(&self) -> bool {
        self.0.is_copy
    }

    /// See [`Hold::is_dropped_attached`].
    #[inline]
    pub fn is_dropped_attached(&mut self) {
        self.0.hold.is_dropped_attached();
    }

    /// The same memory for other consumers, with no more rights than it came with.
    ///
    /// # Safety
    /// The producer keeps to its protocol: while `self` is held, the memory stays where it is.
    #[allow(unsafe_code)]
    pub unsafe fn into_export(self) -> Export {
        let meta = self.0.meta.clone();
        // SAFETY: the caller's promise; the rights in `meta` are the producer's.
        unsafe { Export::new(meta, Arc::new(self)) }
    }
}

impl std::fmt::Debug for Foreign {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Foreign")
            .field("meta", self.meta())
            .field("route", &self.route())
            .finish_non_exhaustive()
    }
}
