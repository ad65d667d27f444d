//! `In` and `InOut`: arrays as arguments of functions.
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

use super::accept::accept;
use super::request::Request;
use crate::foreign::{Foreign, Route};
use crate::{Claim, Claims, Element, Elements, ElementsMut, Meta, Order, Spec};

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

/// An array that the function reads.
///
/// Element type, dimensions, order, alignment and device are checked; nothing is copied. By default
/// any strides are taken, in any number of dimensions.
pub struct In<'py, T, R = AnyRank, O = Strided> {
    held: Attached,
    of: PhantomData<(Python<'py>, T, R, O)>,
}

/// An array that the function reads and writes: its producer must allow it.
pub struct InOut<'py, T, R = AnyRank, O = Strided> {
    held: Attached,
    of: PhantomData<(Python<'py>, T, R, O)>,
}

/// A held array that is dropped while attached, since the argument around it cannot leave the call.
struct Attached(ManuallyDrop<Foreign>);

impl Drop for Attached {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: dropped once, and not used afterwards.
        unsafe { ManuallyDrop::take(&mut self.0) }.drop_attached();
    }
}

const fn request<T: Element, R: Dimensions, O: Arrangement>(is_writable: bool) -> Request {
    let mut spec = Spec::of::<T>().order(O::ORDER);
    if let Some(rank) = R::RANK {
        spec = spec.rank(rank);
    }
    Request::new(if is_writable { spec.writable() } else { spec })
}

impl<T: Element, R: Dimensions, O: Arrangement> In<'_, T, R, O> {
    const REQUEST: &'static Request = &request::<T, R, O>(false);

    /// What the array is.
    pub fn meta(&self) -> &Meta {
        self.held.0.meta()
    }

    /// The way it came.
    pub fn route(&self) -> Route {
        self.held.0.route()
    }

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
        let claim = Claims::process()
            .read(self.meta())
            .map_err(|conflict| PyBufferError::new_err(conflict.to_string()))?;
        Ok(Reading {
            elements: self.elements(),
            _claim: claim,
        })
    }
}

impl<T: Element, R: Dimensions, O: Arrangement> InOut<'_, T, R, O> {
    const REQUEST: &'static Request = &request::<T, R, O>(true);

    /// What the array is.
    pub fn meta(&self) -> &Meta {
        self.held.0.meta()
    }

    /// The way it came.
    pub fn route(&self) -> Route {
        self.held.0.route()
    }

    /// The elements, claimed for writing until the result is dropped; it may leave for other threads.
    ///
    /// # Errors
    /// `BufferError` where another argument of this call, or of one on another thread, has the same
    /// memory.
    pub fn writing(&mut self) -> PyResult<Writing<'_, T>> {
        let claim = Claims::process()
            .write(self.meta())
            .map_err(|conflict| PyBufferError::new_err(conflict.to_string()))?;
        // SAFETY: the request holds the type, the device and the right to write; the producer keeps
        // the memory in its place while `held` lives, by its protocol.
        let elements = unsafe { ElementsMut::new(self.meta()) };
        Ok(Writing {
            elements,
            _claim: claim,
        })
    }
}

impl<'a, 'py, T: Element, R: Dimensions, O: Arrangement> FromPyObject<'a, 'py>
    for In<'py, T, R, O>
{
    type Error = PyErr;

    #[inline]
    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        accept(&object, Self::REQUEST).map(|foreign| In {
            held: Attached(ManuallyDrop::new(foreign)),
            of: PhantomData,
        })
    }
}

impl<'a, 'py, T: Element, R: Dimensions, O: Arrangement> FromPyObject<'a, 'py>
    for InOut<'py, T, R, O>
{
    type Error = PyErr;

    #[inline]
    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        accept(&object, Self::REQUEST).map(|foreign| InOut {
            held: Attached(ManuallyDrop::new(foreign)),
            of: PhantomData,
        })
    }
}

/// Elements that are claimed for reading.
#[derive(Debug)]
pub struct Reading<'a, T> {
    elements: Elements<'a, T>,
    _claim: Claim<'static>,
}

impl<'a, T> Deref for Reading<'a, T> {
    type Target = Elements<'a, T>;

    fn deref(&self) -> &Self::Target {
        &self.elements
    }
}

/// Elements that are claimed for writing.
#[derive(Debug)]
pub struct Writing<'a, T> {
    elements: ElementsMut<'a, T>,
    _claim: Claim<'static>,
}

impl<'a, T> Deref for Writing<'a, T> {
    type Target = ElementsMut<'a, T>;

    fn deref(&self) -> &Self::Target {
        &self.elements
    }
}

impl<T> DerefMut for Writing<'_, T> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.elements
    }
}
