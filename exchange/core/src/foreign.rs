//! An array that somebody else owns, held for as long as we use it, and let go once.
//!
//! What is held is a buffer, a tensor, or a reference; each knows how to let go on drop. The array
//! and its holder are one allocation, since a buffer may point into itself and must not move.

#[cfg(feature = "python")]
use std::mem::{ManuallyDrop, MaybeUninit};
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
    #[cfg_attr(
        not(feature = "python"),
        expect(dead_code, reason = "held for its drop")
    )]
    hold: H,
}

impl Foreign {
    /// An array that lives as long as `hold` does.
    pub fn new<H: Hold>(meta: Meta, route: Route, is_copy: bool, hold: H) -> Self {
        let place = crate::spare::place::<Held<H>>();
        let held: Box<Held<H>> = Box::write(
            place,
            Held {
                meta,
                route,
                is_copy,
                hold,
            },
        );
        Foreign(held)
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

    /// Lets go on a thread that may call Python at this moment, and keeps the memory for the next.
    #[inline]
    #[cfg(feature = "python")]
    pub(crate) fn drop_attached(mut self) {
        self.0.hold.is_dropped_attached();
        crate::spare::recycle(self.0);
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

/// An array that is not described yet, whose holder is already where it will stay: a buffer may
/// point into itself.
#[cfg(feature = "python")]
pub(crate) struct Pending<H: Hold>(ManuallyDrop<Box<MaybeUninit<Held<H>>>>);

#[cfg(feature = "python")]
#[allow(unsafe_code)]
impl<H: Hold> Pending<H> {
    #[inline(always)]
    pub(crate) fn new(route: Route, hold: H) -> Self {
        let mut place = crate::spare::place::<Held<H>>();
        let held = place.as_mut_ptr();
        // SAFETY: memory for a `Held`, whose fields but the description are written here.
        unsafe {
            (&raw mut (*held).route).write(route);
            (&raw mut (*held).is_copy).write(false);
            (&raw mut (*held).hold).write(hold);
        }
        Pending(ManuallyDrop::new(place))
    }

    /// The holder, and the place of the description.
    #[inline(always)]
    pub(crate) fn parts(&mut self) -> (&mut H, &mut MaybeUninit<Meta>) {
        let held = self.0.as_mut_ptr();
        // SAFETY: the holder was written in `new`; the description is lent as memory that may be
        // uninitialised. They are two fields.
        unsafe {
            (
                &mut (*held).hold,
                &mut *(&raw mut (*held).meta).cast::<MaybeUninit<Meta>>(),
            )
        }
    }

    /// Says that the producer copied the memory for us.
    #[inline(always)]
    pub(crate) fn set_copied(&mut self, is_copy: bool) {
        // SAFETY: the field was written in `new`.
        unsafe { (*self.0.as_mut_ptr()).is_copy = is_copy }
    }

    /// The array.
    ///
    /// # Safety
    /// The place of the description has been written.
    #[inline(always)]
    pub(crate) unsafe fn finish(mut self) -> Foreign {
        // SAFETY: taken once, since `self` is forgotten.
        let place = unsafe { ManuallyDrop::take(&mut self.0) };
        std::mem::forget(self);
        // SAFETY: every field is written: the description by the caller's promise.
        Foreign(unsafe { place.assume_init() })
    }
}

#[cfg(feature = "python")]
#[allow(unsafe_code)]
impl<H: Hold> Drop for Pending<H> {
    fn drop(&mut self) {
        // SAFETY: the holder was written in `new`, and the box is not used afterwards.
        unsafe {
            std::ptr::drop_in_place(&raw mut (*self.0.as_mut_ptr()).hold);
            ManuallyDrop::drop(&mut self.0);
        }
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
