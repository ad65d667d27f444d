//! Taking an array from any object: the routes in their order, and the refusal that tells them all.
//!
//! On the processor the buffer protocol comes first: it is the cheapest, and it alone locks the
//! producer. Then the exchange table, `__dlpack__`, Arrow, and an address by name.

use pyo3::prelude::*;

use super::request::{CopyRule, Outcome, Request, type_name};
use super::{arrow_in, buffer_in, capsule_in, interface_in, table_in};
use crate::foreign::{Foreign, Route};
use crate::{Failed, Meta, Refusal};

/// The array of the object, if it is what was asked.
///
/// # Errors
/// A refusal, as `TypeError`, `BufferError` or `ValueError`, or whatever the producer raised that is
/// not about the array.
#[inline(always)]
pub fn accept(object: &Bound<'_, PyAny>, request: &Request) -> PyResult<Foreign> {
    let is_for_cpu = request
        .spec
        .asked_device()
        .is_none_or(|device| device.is_cpu());
    let first = if is_for_cpu {
        buffer_in::accept(object, request)?
    } else {
        Outcome::Absent
    };
    match first {
        Outcome::Taken(foreign) => Ok(foreign),
        other => without_buffer(object, request, other),
    }
}

#[inline(never)]
fn without_buffer(
    object: &Bound<'_, PyAny>,
    request: &Request,
    buffer: Outcome,
) -> PyResult<Foreign> {
    if matches!(buffer, Outcome::Absent)
        && let Some(foreign) = quick_routes(object, request)?
    {
        return Ok(foreign);
    }
    other_routes(object, request, buffer)
}

/// The two routes of today, for who offers no buffer; whatever is in their way is told by
/// `other_routes`.
#[inline(never)]
fn quick_routes(object: &Bound<'_, PyAny>, request: &Request) -> PyResult<Option<Foreign>> {
    if request.copy != CopyRule::Never || request.buffer_only {
        return Ok(None);
    }
    match table_in::accept(object, request)? {
        Outcome::Taken(foreign) => Ok(Some(foreign)),
        Outcome::Absent => capsule_in::accept_quickly(object, request),
        _ => Ok(None),
    }
}

type RouteIn = fn(&Bound<'_, PyAny>, &Request) -> PyResult<Outcome>;

const AFTER_BUFFER: [(Route, RouteIn); 6] = [
    (Route::Dlpack, |object, request| {
        Ok(capsule_in::accept_capsule(object, request))
    }),
    (Route::ExchangeTable, table_in::accept),
    (Route::Dlpack, capsule_in::accept_object),
    (Route::Arrow, arrow_in::accept),
    (Route::ArrayInterface, interface_in::accept_array),
    (Route::CudaInterface, interface_in::accept_cuda),
];

#[inline(never)]
fn other_routes(
    object: &Bound<'_, PyAny>,
    request: &Request,
    buffer: Outcome,
) -> PyResult<Foreign> {
    let mut told = Told::default();
    if !matches!(buffer, Outcome::Absent) {
        told.note(Route::Buffer, buffer);
    }
    for (route, of) in AFTER_BUFFER {
        // An array that is well described and not what was asked is the same by every route.
        if request.buffer_only || told.unfit.is_some() {
            break;
        }
        if route == Route::ExchangeTable && request.copy != CopyRule::Never {
            // The table has no way to ask for the memory elsewhere.
            continue;
        }
        match of(object, request)? {
            Outcome::Taken(foreign) => return Ok(foreign),
            Outcome::Absent => {}
            other => told.note(route, other),
        }
    }
    Err(told.refusal(object, request).into())
}

/// What the routes said.
#[derive(Default)]
struct Told {
    tried: Vec<(Route, String)>,
    unfit: Option<Box<(Meta, Vec<Failed>)>>,
}

impl Told {
    fn note(&mut self, route: Route, outcome: Outcome) {
        match outcome {
            Outcome::Absent | Outcome::Taken(_) => {}
            Outcome::Useless(said) => self.tried.push((route, said)),
            Outcome::Unfit(unfit) => {
                self.tried.push((
                    route,
                    "offers the array, which fails what was asked".to_owned(),
                ));
                self.unfit = Some(unfit);
            }
        }
    }

    fn refusal(self, object: &Bound<'_, PyAny>, request: &Request) -> Refusal {
        let help = match (&self.unfit, self.tried.is_empty(), request.buffer_only) {
            (None, _, true) => Some(
                "only the buffer protocol locks memory in its place; hand in an object that has it",
            ),
            (None, true, _) => Some(
                "hand in an object with the buffer protocol, `__dlpack__` or `__arrow_c_array__`; \
                 a list becomes one with `array.array('d', a)`",
            ),
            _ => None,
        };
        let (offered, failed) = match self.unfit {
            Some(unfit) => (Some(Box::new(unfit.0)), unfit.1),
            None => (None, Vec::new()),
        };
        Refusal {
            object: type_name(object),
            asked: Box::new(request.spec.clone()),
            offered,
            failed,
            tried: self.tried,
            help: help.map(str::to_owned),
        }
    }
}
