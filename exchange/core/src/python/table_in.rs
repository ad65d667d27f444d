//! Arrays of types that offer the C exchange table of DLPack 1.3: no call of Python, no capsule.
//!
//! The table belongs to the type, so what a type offers is looked up once. The calls order nothing
//! on a device, so only memory of the processor is taken this way.
#![allow(unsafe_code)]

use std::ptr::{NonNull, null_mut};
use std::sync::{Mutex, PoisonError};

use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyType;

use super::request::{Outcome, Request};
use crate::Meta;
use crate::dlpack::abi::{DLPackExchangeAPI, DLPackExchangeAPIHeader, VERSION};
use crate::dlpack::{Versioned, describe_versioned};
use crate::foreign::{Pending, Route};

pub(super) const TABLE: &std::ffi::CStr = c"dlpack_exchange_api";

/// How many types are remembered. They stay alive for it, so there must be few.
const REMEMBERED: usize = 16;
/// How many older tables are looked at.
const OLDEST: usize = 16;

/// What a type offers: a table that lives as long as the process, by the protocol, or none.
struct Known {
    of: Py<PyType>,
    table: Option<NonNull<DLPackExchangeAPI>>,
}

// SAFETY: a table is constant, and lives as long as the process.
unsafe impl Send for Known {}

static KNOWN: Mutex<Vec<Known>> = Mutex::new(Vec::new());

/// The array of an object whose type offers the table.
pub(super) fn accept(object: &Bound<'_, PyAny>, request: &Request) -> PyResult<Outcome> {
    let Some(table) = table_of(object) else {
        return Ok(Outcome::Absent);
    };
    // SAFETY: a table lives as long as the process, and its major version is ours.
    let Some(export) = (unsafe { table.as_ref() }).managed_tensor_from_py_object_no_sync else {
        return Ok(Outcome::Useless(
            "the exchange table exports nothing".to_owned(),
        ));
    };
    let mut tensor = null_mut();
    // SAFETY: attached, and the object is of the type that the table is from.
    if unsafe { export(object.as_ptr().cast(), &raw mut tensor) } != 0 {
        return Outcome::of_exception(object.py(), PyErr::fetch(object.py()));
    }
    let Some(tensor) = NonNull::new(tensor) else {
        return Ok(Outcome::Useless(
            "the exchange table gives no tensor and no exception".to_owned(),
        ));
    };
    // SAFETY: the call gave the tensor up to us: from here it is deleted once, whatever follows.
    let hold = unsafe { Versioned::take(tensor) };
    let mut pending = Pending::new(Route::ExchangeTable, hold);
    let (_, place) = pending.parts();
    // SAFETY: the tensor came from the table of its type.
    let is_copy = match unsafe { describe_versioned(tensor, place) } {
        Ok(is_copy) => is_copy,
        Err(malformed) => return Ok(malformed.into()),
    };
    // SAFETY: `describe_versioned` gave no error, so it has written the place.
    let meta = unsafe { place.assume_init_mut() };
    let fitted = if meta.device().is_cpu() {
        request.fit(meta)
    } else {
        Err(Outcome::Absent)
    };
    if let Err(outcome) = fitted {
        // The place is not dropped, and a long list of lengths is on the heap.
        *meta = Meta::nothing();
        return Ok(outcome);
    }
    pending.set_copied(is_copy);
    // SAFETY: the place was written, as above.
    Ok(Outcome::Taken(unsafe { pending.finish() }))
}

/// The table of the object's type.
pub(super) fn table_of(object: &Bound<'_, PyAny>) -> Option<NonNull<DLPackExchangeAPI>> {
    // SAFETY: attached; the type of an object that is alive is alive.
    let kind = unsafe { ffi::Py_TYPE(object.as_ptr()) };
    let known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = known.iter().find(|known| known.of.as_ptr() == kind.cast()) {
        return known.table;
    }
    // Looking an attribute up may run Python, which may come here again.
    drop(known);
    let of = object.get_type();
    let table = look_up(&of);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let oldest = (known.len() >= REMEMBERED).then(|| known.remove(0));
    known.push(Known {
        of: of.unbind(),
        table,
    });
    drop(known);
    // Forgetting a type may run its finaliser, so the lock is let go first.
    drop(oldest);
    table
}

fn look_up(of: &Bound<'_, PyType>) -> Option<NonNull<DLPackExchangeAPI>> {
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
