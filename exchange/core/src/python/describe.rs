//! What an object offers, route by route, for who wants to know why it was refused.
//!
//! Everything that is taken to be described is let go at once. A capsule is described in its place.

use pyo3::prelude::*;

use super::request::{Outcome, Request};
use super::{arrow_in, buffer_in, capsule_in, interface_in, table_in};
use crate::foreign::Route;
use crate::{Meta, Spec};

/// One route, as an object offers it.
#[derive(Debug)]
pub struct Offer {
    /// The route.
    pub route: Route,
    /// The array, where it offers one.
    pub meta: Option<Meta>,
    /// Why it cannot be used, or that it does not offer it.
    pub said: Option<String>,
}

type RouteIn = fn(&Bound<'_, PyAny>, &Request) -> PyResult<Outcome>;

const ROUTES: [(Route, RouteIn); 7] = [
    (Route::Buffer, buffer_in::accept),
    (Route::Dlpack, |object, request| {
        Ok(capsule_in::accept_capsule(object, request))
    }),
    (Route::ExchangeTable, table_in::accept),
    (Route::Dlpack, capsule_in::accept_object),
    (Route::Arrow, arrow_in::accept),
    (Route::ArrayInterface, interface_in::accept_array),
    (Route::CudaInterface, interface_in::accept_cuda),
];

/// Every route, in the order in which `accept` tries them.
///
/// # Errors
/// Whatever the object raises that is not about an array.
pub fn describe(object: &Bound<'_, PyAny>) -> PyResult<Vec<Offer>> {
    // No array has 65 dimensions: whatever is offered is described and nothing is taken.
    let mut request = Request::new(Spec::any().device(None).rank(crate::MAX_RANK + 1));
    request.trust_pointer = true;
    let mut offers: Vec<Offer> = Vec::new();
    for (route, of) in ROUTES {
        let (meta, said) = match of(object, &request)? {
            Outcome::Absent => (None, None),
            Outcome::Useless(said) => (None, Some(said)),
            Outcome::Unfit(unfit) => (Some(unfit.0), None),
            Outcome::Taken(foreign) => (Some(foreign.meta().clone()), None),
        };
        let is_second = offers.iter().any(|offer| offer.route == route);
        let is_absent = meta.is_none() && said.is_none();
        if is_second && is_absent {
            continue;
        }
        // A capsule that is handed in stands for the route that others offer by a method.
        offers.retain(|offer| offer.route != route || offer.meta.is_some() || offer.said.is_some());
        offers.push(Offer {
            route,
            meta,
            said: said.or_else(|| absence(object, route, is_absent)),
        });
    }
    Ok(offers)
}

/// Why there is nothing, where the object has the attribute and raises.
fn absence(object: &Bound<'_, PyAny>, route: Route, is_absent: bool) -> Option<String> {
    let name = match route {
        Route::ArrayInterface => "__array_interface__",
        Route::CudaInterface => "__cuda_array_interface__",
        _ => return None,
    };
    let complaint = is_absent
        .then(|| interface_in::complaint(object, name))
        .flatten();
    // An attribute that is simply not there is no complaint of the object's.
    complaint.filter(|words| !words.contains("has no attribute"))
}
