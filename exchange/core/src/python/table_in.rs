//! Arrays of types that offer the C exchange table of DLPack 1.3: no call of Python, no capsule.
//!
//! The calls order nothing on a device, so only memory of the processor is taken this way.
#![allow(unsafe_code)]

use std::ptr::{NonNull, null_mut};

use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyType;

use super::offers;
use super::request::{Outcome, Quick, Request, Untaken};
use crate::dlpack::abi::{
    DLManagedTensorVersioned, DLPackExchangeAPI, DLPackExchangeAPIHeader, VERSION,
};
use crate::dlpack::{Tensor, Versioned};
use crate::foreign::{Foreign, Pending, Route};
use crate::{Device, Meta};

pub(super) const TABLE: &std::ffi::CStr = c"dlpack_exchange_api";

/// How many older tables are looked at.
const OLDEST: usize = 16;

/// The array of an object whose type offers the table.
pub(super) fn accept(object: &Bound<'_, PyAny>, request: &Request) -> PyResult<Outcome> {
    let Some(table) = offers::of(object).table else {
        return Ok(Outcome::Absent);
    };
    match ask(object, table) {
        Ok(tensor) => {
            Ok(take(object.py(), request, tensor).map_or_else(Outcome::from, Outcome::Taken))
        }
        Err(Some(said)) => Ok(Outcome::Useless(said.to_owned())),
        Err(None) => Outcome::of_pending_exception(object.py()),
    }
}

/// The same in a hurry. Inlined, so that a constant request is checked as such.
#[inline(always)]
pub(super) fn accept_quickly(
    object: &Bound<'_, PyAny>,
    request: &Request,
    table: NonNull<DLPackExchangeAPI>,
) -> Quick {
    match ask(object, table) {
        Ok(tensor) => take(object.py(), request, tensor).map_or(Quick::Unclear, Quick::Taken),
        Err(Some(_)) => Quick::Unclear,
        Err(None) => Quick::Raised,
    }
}

/// A tensor that is ours to delete; else what there is to say, or nothing with an exception pending.
#[inline(always)]
fn ask(
    object: &Bound<'_, PyAny>,
    table: NonNull<DLPackExchangeAPI>,
) -> Result<NonNull<DLManagedTensorVersioned>, Option<&'static str>> {
    // SAFETY: a table lives as long as the process, and its major version is ours.
    let export = unsafe { table.as_ref() }.managed_tensor_from_py_object_no_sync;
    let export = export.ok_or(Some("the exchange table exports nothing"))?;
    let mut tensor = null_mut();
    // SAFETY: attached, and the object is of the type that the table is from.
    if unsafe { export(object.as_ptr().cast(), &raw mut tensor) } != 0 {
        return Err(None);
    }
    NonNull::new(tensor).ok_or(Some("the exchange table gives no tensor and no exception"))
}

/// Takes the tensor, where it is what was asked, and deletes it else. One dimension has a short way.
#[inline(always)]
fn take(
    py: Python<'_>,
    request: &Request,
    tensor: NonNull<DLManagedTensorVersioned>,
) -> Result<Foreign, Untaken> {
    // SAFETY: the table gave the tensor up to us: from here it is deleted once, whatever follows.
    let hold = || unsafe { <Versioned as Tensor>::take(tensor) };
    let mut pending = Pending::new(py, Route::ExchangeTable, hold);
    let (_, place) = pending.parts();
    let asked = &request.spec;
    if request.reinterpret.is_none()
        // SAFETY: the tensor came from the table of its type.
        && let Some((meta, is_copy)) = unsafe { Versioned::row(tensor, asked.asked_dtype(), place) }
        && asked.fits_row(meta)
        && is_reachable(asked.asked_device(), meta)
    {
        pending.set_copied(is_copy);
        // SAFETY: `row` gave what it has written into the place of the description.
        return Ok(unsafe { pending.finish() });
    }
    // What may be in the place is a row, which has nothing to drop.
    take_rest(request, tensor, pending)
}

/// Whether the processor can read the array, which fits what is asked.
#[inline(always)]
fn is_reachable(asked: Option<Device>, meta: &Meta) -> bool {
    asked.is_some_and(Device::is_cpu) || meta.device().is_cpu()
}

/// The same for what [`take`] has no short way for.
#[inline(never)]
fn take_rest(
    request: &Request,
    tensor: NonNull<DLManagedTensorVersioned>,
    mut pending: Pending<'_, Versioned>,
) -> Result<Foreign, Untaken> {
    let (_, place) = pending.parts();
    // SAFETY: the tensor came from the table of its type.
    let is_copy = unsafe { Versioned::describe(tensor, place) }.map_err(Untaken::Malformed)?;
    // SAFETY: `describe` gave no error, so it has written the place.
    let meta = unsafe { place.assume_init_mut() };
    let fitted = if meta.device().is_cpu() {
        request.fit(meta)
    } else {
        Err(Outcome::Absent)
    };
    if let Err(outcome) = fitted {
        // The place is not dropped, and a long list of lengths is on the heap.
        *meta = Meta::nothing();
        return Err(Untaken::Unfit(outcome));
    }
    pending.set_copied(is_copy);
    // SAFETY: the place was written, as above.
    Ok(unsafe { pending.finish() })
}

/// The table that the type has, in the version of today.
pub(super) fn look_up(of: &Bound<'_, PyType>) -> Option<NonNull<DLPackExchangeAPI>> {
    let capsule = of
        .getattr(intern!(of.py(), "__dlpack_c_exchange_api__"))
        .ok()?;
    // SAFETY: attached; any object may be asked.
    let is_table = unsafe { ffi::PyCapsule_IsValid(capsule.as_ptr(), TABLE.as_ptr()) } == 1;
    // SAFETY: a valid capsule of that name.
    let pointer =
        is_table.then(|| unsafe { ffi::PyCapsule_GetPointer(capsule.as_ptr(), TABLE.as_ptr()) })?;
    let mut header = NonNull::new(pointer.cast::<DLPackExchangeAPIHeader>())?;
    for _ in 0..OLDEST {
        // SAFETY: the head is the same in every version, and tables live as long as the process.
        let (version, older) = unsafe { (header.as_ref().version, header.as_ref().prev_api) };
        if version.major == VERSION.major {
            return Some(header.cast());
        }
        header = NonNull::new(older)?;
    }
    None
}
