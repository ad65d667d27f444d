//! An array that somebody else owns, held for as long as we use it, and let go once.
//!
//! What is held is a buffer, a tensor, or a reference; each knows how to let go on drop. The array
//! and its holder are one allocation, since a buffer may point into itself and must not move.
#![allow(unsafe_code)]

use std::ptr::NonNull;
use std::sync::Arc;
#[cfg(feature = "python")]
use std::{marker::PhantomData, mem::MaybeUninit};

use crate::memory::Export;
use crate::meta::Meta;
use crate::spare;

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
pub struct Foreign(NonNull<Head>);

// SAFETY: `new` and `Pending` let in holders only that may be used and dropped on any thread; the
// rest of what is held is plain data.
unsafe impl Send for Foreign {}
// SAFETY: as above.
unsafe impl Sync for Foreign {}

/// What is known whoever holds the memory: the beginning of [`Held`].
struct Head {
    meta: Meta,
    route: Route,
    is_copy: bool,
    let_go: unsafe fn(NonNull<Head>, Leaving),
}

#[repr(C)]
struct Held<H> {
    head: Head,
    hold: H,
}

/// From where an array is let go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leaving {
    /// Any thread.
    Anywhere,
    /// A thread that may call Python at that moment.
    Attached,
}

/// Lets go of an array and gives its place back.
///
/// # Safety
/// `head` begins a `Held<H>` that is whole and that nobody uses afterwards; `leaving` is true.
unsafe fn let_go<H: Hold>(head: NonNull<Head>, leaving: Leaving) {
    let held = head.cast::<Held<H>>();
    // SAFETY: whole, and dropped once, by the caller's promise.
    unsafe {
        if leaving == Leaving::Attached {
            (*held.as_ptr()).hold.is_dropped_attached();
        }
        held.drop_in_place();
        give_back(held, leaving);
    }
}

/// # Safety
/// The place was had for a `Held<H>`, and nobody uses it any more; `leaving` is true.
#[inline(always)]
unsafe fn give_back<H>(place: NonNull<Held<H>>, leaving: Leaving) {
    #[cfg(feature = "python")]
    if leaving == Leaving::Attached
        // SAFETY: attached, as `leaving` says.
        && let Some(spares) = unsafe { spare::of_process() }
    {
        // SAFETY: the caller's promise.
        return unsafe { spares.put(place) };
    }
    let _ = leaving;
    // SAFETY: the caller's promise.
    unsafe { spare::free(place) }
}

impl Foreign {
    /// An array that lives as long as `hold` does.
    pub fn new<H: Hold>(meta: Meta, route: Route, is_copy: bool, hold: H) -> Self {
        let head = Head {
            meta,
            route,
            is_copy,
            let_go: let_go::<H>,
        };
        let place = spare::allocate::<Held<H>>();
        // SAFETY: memory for a `Held<H>`.
        unsafe { place.write(Held { head, hold }) };
        Foreign(place.cast())
    }

    #[inline(always)]
    fn head(&self) -> &Head {
        // SAFETY: whole and ours until dropped.
        unsafe { self.0.as_ref() }
    }

    /// What the array is.
    #[inline]
    pub fn meta(&self) -> &Meta {
        &self.head().meta
    }

    /// The way it came in.
    #[inline]
    pub fn route(&self) -> Route {
        self.head().route
    }

    /// Whether the producer made a copy for us.
    pub fn is_copy(&self) -> bool {
        self.head().is_copy
    }

    /// Lets go, as dropping does, and cheaper: the token spares asking for Python.
    #[inline(always)]
    #[cfg(feature = "python")]
    pub fn let_go(self, _: pyo3::Python<'_>) {
        let this = std::mem::ManuallyDrop::new(self);
        // SAFETY: whole, and not dropped again; the token says that the thread is attached.
        unsafe { (this.head().let_go)(this.0, Leaving::Attached) }
    }

    /// The same memory for other consumers, with no more rights than it came with.
    ///
    /// # Safety
    /// The producer keeps to its protocol: while `self` is held, the memory stays where it is.
    pub unsafe fn into_export(self) -> Export {
        let meta = self.meta().clone();
        // SAFETY: the caller's promise; the rights in `meta` are the producer's.
        unsafe { Export::new(meta, Arc::new(self)) }
    }
}

impl Drop for Foreign {
    fn drop(&mut self) {
        // SAFETY: whole, and dropped once.
        unsafe { (self.head().let_go)(self.0, Leaving::Anywhere) }
    }
}

/// An array that is not described yet, whose holder is already where it will stay: a buffer may
/// point into itself.
#[cfg(feature = "python")]
pub(crate) struct Pending<'py, H: Hold> {
    place: NonNull<Held<H>>,
    attached: PhantomData<(pyo3::Python<'py>, H)>,
}

#[cfg(feature = "python")]
impl<'py, H: Hold> Pending<'py, H> {
    /// A place with its holder, which is made when the place is there.
    #[inline(always)]
    pub(crate) fn new(_: pyo3::Python<'py>, route: Route, hold: impl FnOnce() -> H) -> Self {
        // SAFETY: attached, as the token says.
        let place = match unsafe { spare::of_process() } {
            Some(spares) => spares.take::<Held<H>>(),
            None => spare::allocate(),
        };
        let held = place.as_ptr();
        // SAFETY: memory for a `Held`, whose fields but the description are written here.
        unsafe {
            (&raw mut (*held).hold).write(hold());
            (&raw mut (*held).head.route).write(route);
            (&raw mut (*held).head.is_copy).write(false);
            (&raw mut (*held).head.let_go).write(let_go::<H>);
        }
        Pending {
            place,
            attached: PhantomData,
        }
    }

    /// The holder, and the place of the description.
    #[inline(always)]
    pub(crate) fn parts(&mut self) -> (&mut H, &mut MaybeUninit<Meta>) {
        let held = self.place.as_ptr();
        // SAFETY: the holder was written in `new`; the description is lent as memory that may be
        // uninitialised. They are two fields.
        unsafe {
            (
                &mut (*held).hold,
                &mut *(&raw mut (*held).head.meta).cast::<MaybeUninit<Meta>>(),
            )
        }
    }

    /// Says that the producer copied the memory for us.
    #[inline(always)]
    pub(crate) fn set_copied(&mut self, is_copy: bool) {
        // SAFETY: the field was written in `new`.
        unsafe { (*self.place.as_ptr()).head.is_copy = is_copy }
    }

    /// The array.
    ///
    /// # Safety
    /// The place of the description has been written.
    #[inline(always)]
    pub(crate) unsafe fn finish(self) -> Foreign {
        // Every field is written: the description by the caller's promise.
        let this = std::mem::ManuallyDrop::new(self);
        Foreign(this.place.cast())
    }
}

#[cfg(feature = "python")]
impl<H: Hold> Drop for Pending<'_, H> {
    fn drop(&mut self) {
        // SAFETY: the holder was written in `new`, and nothing is used afterwards; a `Pending` does
        // not leave the attached thread, since it holds the token's lifetime.
        unsafe {
            (*self.place.as_ptr()).hold.is_dropped_attached();
            std::ptr::drop_in_place(&raw mut (*self.place.as_ptr()).hold);
            give_back(self.place, Leaving::Attached);
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
