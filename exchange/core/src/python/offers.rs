//! What the type of an object offers, looked up once for each type.
//!
//! It only says where to go first: whoever offers something by an attribute of its own, or changes
//! its type afterwards, is asked for everything in order when the first way leads nowhere.
#![allow(unsafe_code)]

use std::ptr::NonNull;

use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyType;

use super::alone::Alone;
use super::table_in;
use crate::dlpack::abi::DLPackExchangeAPI;

/// How many types are remembered. They stay alive for it, so there must be few.
const REMEMBERED: usize = 32;

/// What a type offers, beside the buffer protocol.
#[derive(Clone, Copy)]
pub(super) struct Offers {
    /// A table that lives as long as the process, by the protocol.
    pub(super) table: Option<NonNull<DLPackExchangeAPI>>,
    /// The first method or attribute, in the order in which they are tried.
    pub(super) way: Way,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Dlpack,
    Arrow,
    ArrayInterface,
    Unknown,
}

struct Known {
    of: Option<Py<PyType>>,
    offers: Offers,
}

// SAFETY: a table is constant, and lives as long as the process.
unsafe impl Send for Known {}

/// Each type has two places, by its address, so that two types that meet do not drive each other out.
static KNOWN: Alone<[Known; REMEMBERED]> = Alone::new(
    [const {
        Known {
            of: None,
            offers: Offers {
                table: None,
                way: Way::Unknown,
            },
        }
    }; REMEMBERED],
);

/// What the object's type offers.
#[inline(always)]
pub(super) fn of(object: &Bound<'_, PyAny>) -> Offers {
    // SAFETY: attached; the type of an object that is alive is alive.
    let kind = unsafe { ffi::Py_TYPE(object.as_ptr()) };
    // SAFETY: comparing calls nothing.
    let known = unsafe {
        KNOWN.with(object.py(), |known| {
            let at = |place: usize| {
                let known = known.get(place)?;
                let is_it = known
                    .of
                    .as_ref()
                    .is_some_and(|of| of.as_ptr() == kind.cast());
                is_it.then_some(known.offers)
            };
            at(place_of(kind)).or_else(|| at(beside(place_of(kind))))
        })
    };
    known.unwrap_or_else(|| remember(object))
}

/// Types are large, and lie at multiples of 16.
#[inline(always)]
fn place_of(kind: *mut ffi::PyTypeObject) -> usize {
    let address = kind.addr();
    (address >> 4 ^ address >> 9) % REMEMBERED
}

#[inline(always)]
fn beside(place: usize) -> usize {
    (place ^ 1) % REMEMBERED
}

/// Looks the type up, and remembers it in the place of the older of two others.
#[cold]
fn remember(object: &Bound<'_, PyAny>) -> Offers {
    let of = object.get_type();
    let offers = Offers {
        table: table_in::look_up(&of),
        way: way_of(&of),
    };
    let new = Known {
        of: Some(of.clone().unbind()),
        offers,
    };
    // SAFETY: replacing calls nothing.
    let old = unsafe {
        KNOWN.with(object.py(), |known| {
            let place = place_of(of.as_type_ptr());
            known.swap(place, beside(place));
            Some(std::mem::replace(known.get_mut(place)?, new))
        })
    };
    // Forgetting a type may run its finaliser, so the places are let go first.
    drop(old);
    offers
}

fn way_of(of: &Bound<'_, PyType>) -> Way {
    let py = of.py();
    let ways = [
        (intern!(py, "__dlpack__"), Way::Dlpack),
        (intern!(py, "__arrow_c_array__"), Way::Arrow),
        (intern!(py, "__array_interface__"), Way::ArrayInterface),
    ];
    let first = ways
        .into_iter()
        .find(|(name, _)| of.hasattr(*name).unwrap_or(false));
    first.map_or(Way::Unknown, |(_, way)| way)
}
