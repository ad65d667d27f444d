//! `In` and `InOut`: arrays as arguments of functions, which differ in their rights alone.
//!
//! An argument holds its array until the function returns, on the thread that called it. What goes
//! to another thread, or into `Python::detach`, is a [`Reading`] or a [`Writing`], whose claim is in
//! the table of the process, so that arguments that share memory are found.
#![allow(unsafe_code)]

use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::ops::{Deref, DerefMut};

use pyo3::exceptions::PyBufferError;
use pyo3::prelude::*;

use super::accept::accept_as;
use super::request::{Asks, Request};
use crate::foreign::{Foreign, Route};
use crate::{Claim, Claims, Conflict, Element, Elements, ElementsMut, Meta, Order, Spec};

/// The number of dimensions of an argument.
pub trait Dimensions {
    /// The number, or nothing for any.
    const RANK: Option<usize>;
}

/// That many dimensions.
#[derive(Debug)]
pub struct Rank<const N: usize>;

/// Any number of dimensions.
#[derive(Debug)]
pub struct AnyRank;

impl<const N: usize> Dimensions for Rank<N> {
    const RANK: Option<usize> = Some(N);
}

impl Dimensions for AnyRank {
    const RANK: Option<usize> = None;
}

/// The order of an argument's elements in memory.
pub trait Arrangement {
    /// The order.
    const ORDER: Order;
}

/// Any strides.
#[derive(Debug)]
pub struct Strided;

/// C order: one behind the other, the last index moving fastest.
#[derive(Debug)]
pub struct CContiguous;

/// Fortran order.
#[derive(Debug)]
pub struct FContiguous;

impl Arrangement for Strided {
    const ORDER: Order = Order::Any;
}

impl Arrangement for CContiguous {
    const ORDER: Order = Order::C;
}

impl Arrangement for FContiguous {
    const ORDER: Order = Order::F;
}

/// What a function does with an argument.
pub trait Access {
    /// Whether it writes.
    const WRITES: bool;
}

/// It reads.
#[derive(Debug)]
pub struct Read;

/// It reads and writes.
#[derive(Debug)]
pub struct Write;

impl Access for Read {
    const WRITES: bool = false;
}

impl Access for Write {
    const WRITES: bool = true;
}

/// An array that the function reads.
///
/// Element type, dimensions, order, alignment and device are checked; nothing is copied. By default
/// any strides are taken, in any number of dimensions.
pub type In<'py, T, R = AnyRank, O = Strided> = Argument<'py, T, R, O, Read>;

/// An array that the function reads and writes: its producer must allow it.
pub type InOut<'py, T, R = AnyRank, O = Strided> = Argument<'py, T, R, O, Write>;

/// An array as an argument: [`In`] or [`InOut`].
pub struct Argument<'py, T, R, O, A> {
    // Dropped while attached, since the token's lifetime keeps the argument within the call.
    held: ManuallyDrop<Foreign>,
    of: PhantomData<(Python<'py>, Asked<T, R, O, A>)>,
}

impl<T, R, O, A> Drop for Argument<'_, T, R, O, A> {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: dropped once, and not used afterwards.
        let held = unsafe { ManuallyDrop::take(&mut self.held) };
        // SAFETY: an argument with its token cannot leave the thread that is attached.
        held.let_go(unsafe { Python::assume_attached() });
    }
}

/// What an argument asks, without a value.
struct Asked<T, R, O, A>(PhantomData<(T, R, O, A)>);

impl<T, R, O, A> Clone for Asked<T, R, O, A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, R, O, A> Copy for Asked<T, R, O, A> {}

impl<T: Element, R: Dimensions, O: Arrangement, A: Access> Asked<T, R, O, A> {
    const REQUEST: &'static Request = &{
        let mut spec = Spec::of::<T>().order(O::ORDER);
        if let Some(rank) = R::RANK {
            spec = spec.rank(rank);
        }
        Request::new(if A::WRITES { spec.writable() } else { spec })
    };
}

impl<T: Element, R: Dimensions, O: Arrangement, A: Access> Asks for Asked<T, R, O, A> {
    #[inline(always)]
    fn request(&self) -> &Request {
        Self::REQUEST
    }
}

impl<'a, 'py, T: Element, R: Dimensions, O: Arrangement, A: Access> FromPyObject<'a, 'py>
    for Argument<'py, T, R, O, A>
{
    type Error = PyErr;

    #[inline(always)]
    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        accept_as(&object, Asked::<T, R, O, A>(PhantomData)).map(|foreign| Argument {
            held: ManuallyDrop::new(foreign),
            of: PhantomData,
        })
    }
}

impl<'py, T, R, O, A> Argument<'py, T, R, O, A> {
    /// The token of the call, as an argument of its own would be.
    pub fn py(&self) -> Python<'py> {
        // SAFETY: an argument holds the lifetime of a token, so it is nowhere without one.
        unsafe { Python::assume_attached() }
    }

    /// What the array is.
    pub fn meta(&self) -> &Meta {
        self.held.meta()
    }

    /// The way it came.
    pub fn route(&self) -> Route {
        self.held.route()
    }
}

impl<T: Element, R, O> Argument<'_, T, R, O, Read> {
    /// The elements, unclaimed: for functions that write nothing.
    pub fn elements(&self) -> Elements<'_, T> {
        // SAFETY: the request holds the type and the device; the producer keeps the memory in its
        // place while `held` lives, by its protocol.
        unsafe { Elements::new(self.meta()) }
    }

    /// The elements, claimed for reading until the result is dropped; it may leave for other threads.
    ///
    /// # Errors
    /// `BufferError` where another argument of this call, or of one on another thread, writes the
    /// same memory.
    pub fn reading(&self) -> PyResult<Reading<'_, T>> {
        let claim = Claims::process().read(self.meta());
        Ok(Guarded {
            elements: self.elements(),
            _claim: claim.map_err(refusal)?,
        })
    }
}

impl<T: Element, R, O> Argument<'_, T, R, O, Write> {
    /// The elements, claimed for writing until the result is dropped; it may leave for other threads.
    ///
    /// # Errors
    /// `BufferError` where another argument of this call, or of one on another thread, has the same
    /// memory.
    pub fn writing(&mut self) -> PyResult<Writing<'_, T>> {
        let claim = Claims::process().write(self.meta());
        // SAFETY: the request holds the type, the device and the right to write; the producer keeps
        // the memory in its place while `held` lives, by its protocol.
        let elements = unsafe { ElementsMut::new(self.meta()) };
        Ok(Guarded {
            elements,
            _claim: claim.map_err(refusal)?,
        })
    }
}

#[cold]
fn refusal(conflict: Box<Conflict>) -> PyErr {
    PyBufferError::new_err(conflict.to_string())
}

/// Elements that are claimed for reading.
pub type Reading<'a, T> = Guarded<Elements<'a, T>>;

/// Elements that are claimed for writing.
pub type Writing<'a, T> = Guarded<ElementsMut<'a, T>>;

/// Elements with the claim that guards them: [`Reading`] or [`Writing`].
#[derive(Debug)]
pub struct Guarded<E> {
    elements: E,
    _claim: Claim<'static>,
}

impl<E> Deref for Guarded<E> {
    type Target = E;

    fn deref(&self) -> &E {
        &self.elements
    }
}

impl<T> DerefMut for Guarded<ElementsMut<'_, T>> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.elements
    }
}
