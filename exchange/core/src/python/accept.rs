//! Taking an array from any object: the routes in their order, and the refusal that tells them all.
//!
//! On the processor the buffer protocol comes first: it is the cheapest, and it alone locks the
//! producer. Then the exchange table, `__dlpack__`, Arrow, and an address by name.

use pyo3::prelude::*;

use super::offers::{self, Way};
use super::request::{Asks, CopyRule, Outcome, Quick, Request, type_name};
use super::{arrow_in, buffer_in, capsule_in, interface_in, table_in};
use crate::foreign::{Foreign, Route};
use crate::{Failed, Meta, Refusal};

/// The array of the object, if it is what was asked.
///
/// # Errors
/// A refusal, as `TypeError`, `BufferError` or `ValueError`, or whatever the producer raised that is
/// not about the array.
pub fn accept(object: &Bound<'_, PyAny>, request: &Request) -> PyResult<Foreign> {
    accept_as(object, request)
}

/// [`accept`], for what is asked by a type too: its constants are then in the machine code.
#[inline(always)]
pub(super) fn accept_as(object: &Bound<'_, PyAny>, asks: impl Asks) -> PyResult<Foreign> {
    let request = asks.request();
    let is_for_cpu = request
        .spec
        .asked_device()
        .is_none_or(|device| device.is_cpu());
    let answer = if is_for_cpu && buffer_in::has_buffer(object) {
        match buffer_in::accept_row(object, request) {
            Ok(foreign) => return Ok(foreign),
            Err(pending) => with_buffer(object, request, pending),
        }
    } else if request.copy != CopyRule::Never || request.buffer_only {
        other_routes(object, request, Outcome::Absent)
    } else {
        // The way that the type offers first; whatever is in it is told by `other_routes`.
        let offers = offers::of(object);
        match offers.table {
            None => by_attribute(object, asks, offers.way),
            Some(table) => match table_in::accept_quickly(object, request, table) {
                Quick::Taken(foreign) => return Ok(foreign),
                untaken => after(untaken, object, request),
            },
        }
    };
    answer.map_err(|error| *error)
}

/// An array, or an exception that takes no place beside it: the two come back in registers.
type Answer = Result<Foreign, Box<PyErr>>;

#[inline(never)]
fn with_buffer(
    object: &Bound<'_, PyAny>,
    request: &Request,
    pending: buffer_in::Asked<'_>,
) -> Answer {
    match buffer_in::accept_rest(object.py(), request, pending).map_err(Box::new)? {
        Outcome::Taken(foreign) => Ok(foreign),
        other => other_routes(object, request, other),
    }
}

#[inline(never)]
fn by_attribute(object: &Bound<'_, PyAny>, asks: impl Asks, way: Way) -> Answer {
    let request = asks.request();
    let quick = match way {
        Way::Dlpack => capsule_in::accept_quickly(object, request),
        Way::Arrow => arrow_in::accept_quickly(object, request),
        Way::ArrayInterface if request.trust_pointer => {
            interface_in::accept_quickly(object, request)
        }
        Way::ArrayInterface | Way::Unknown => Quick::Unclear,
    };
    match quick {
        Quick::Taken(foreign) => Ok(foreign),
        untaken => after(untaken, object, request),
    }
}

#[cold]
fn after(untaken: Quick, object: &Bound<'_, PyAny>, request: &Request) -> Answer {
    if matches!(untaken, Quick::Raised) {
        Outcome::of_pending_exception(object.py()).map_err(Box::new)?;
    }
    other_routes(object, request, Outcome::Absent)
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

#[cold]
#[inline(never)]
fn other_routes(object: &Bound<'_, PyAny>, request: &Request, buffer: Outcome) -> Answer {
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
        match of(object, request).map_err(Box::new)? {
            Outcome::Taken(foreign) => return Ok(foreign),
            Outcome::Absent => {}
            other => told.note(route, other),
        }
    }
    Err(Box::new(told.refusal(object, request).into()))
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
