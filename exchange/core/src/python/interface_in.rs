//! Addresses that come through `__array_interface__` and `__cuda_array_interface__`.
//!
//! An address proves nothing: it does not lock its owner, and nobody checks the shape against it.
//! It is believed only where the caller says so by name, and even then held against the owner's
//! buffer where there is one. A CUDA address is data: nothing here reads it.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};

use super::attach::Reference;
use super::buffer_in;
use super::request::{Outcome, Quick, Request, words_of};
use crate::foreign::{Foreign, Route};
use crate::{Claimed, Device, Dims, MAX_RANK, Malformed, Meta, Spec, typestr};

/// What the dictionary says, with the object that `data` is, where it is one.
struct Said<'py> {
    meta: Meta,
    data: Option<Bound<'py, PyAny>>,
}

/// The array of an object that offers `__array_interface__`.
pub(super) fn accept_array(object: &Bound<'_, PyAny>, request: &Request) -> PyResult<Outcome> {
    let Ok(interface) = object.getattr(intern!(object.py(), "__array_interface__")) else {
        return Ok(Outcome::Absent);
    };
    if !request.trust_pointer {
        return Ok(Outcome::Useless(
            "an address that nothing holds; if it is sure to stay, say so with `trust_pointer=True`".to_owned(),
        ));
    }
    let said = match read(&interface, Device::CPU) {
        Ok(Ok(said)) => said,
        Ok(Err(malformed)) => return Ok(malformed.into()),
        Err(error) => return Outcome::of_exception(object.py(), error),
    };
    let owner = said.data.as_ref().unwrap_or(object);
    if let Some(beyond) = beyond_owner(owner, &said.meta)? {
        return Ok(Outcome::Useless(beyond));
    }
    take(object, said, request, Route::ArrayInterface)
}

/// The array of an object whose type offers `__array_interface__`, whose address is believed.
pub(super) fn accept_quickly(object: &Bound<'_, PyAny>, request: &Request) -> Quick {
    match accept_array(object, request) {
        Ok(Outcome::Taken(foreign)) => Quick::Taken(foreign),
        Ok(_) => Quick::Unclear,
        Err(error) => {
            error.restore(object.py());
            Quick::Raised
        }
    }
}

/// The array of an object that offers `__cuda_array_interface__`, as data.
pub(super) fn accept_cuda(object: &Bound<'_, PyAny>, request: &Request) -> PyResult<Outcome> {
    let Ok(interface) = object.getattr(intern!(object.py(), "__cuda_array_interface__")) else {
        return Ok(Outcome::Absent);
    };
    match read(&interface, Device::CUDA) {
        Ok(Ok(said)) => take(object, said, request, Route::CudaInterface),
        Ok(Err(malformed)) => Ok(malformed.into()),
        Err(error) => Outcome::of_exception(object.py(), error),
    }
}

fn take(
    object: &Bound<'_, PyAny>,
    said: Said<'_>,
    request: &Request,
    route: Route,
) -> PyResult<Outcome> {
    let mut meta = said.meta;
    Ok(match request.fit(&mut meta) {
        Ok(()) => {
            let owner = said
                .data
                .map_or_else(|| object.clone().unbind(), Bound::unbind);
            Outcome::Taken(Foreign::new(meta, route, false, Reference::new(owner)))
        }
        Err(outcome) => outcome,
    })
}

/// Reads the dictionary. What is not of the protocol's types is an exception of Python.
fn read<'py>(
    interface: &Bound<'py, PyAny>,
    device: Device,
) -> PyResult<Result<Said<'py>, Malformed>> {
    let broken = |what: &str| Ok(Err(Malformed::Broken(what.to_owned())));
    let Ok(interface) = interface.cast::<PyDict>() else {
        return broken("the interface is no dictionary");
    };
    let py = interface.py();
    let item = |name: &Bound<'py, PyString>| {
        interface
            .get_item(name)
            .map(|value| value.filter(|value| !value.is_none()))
    };
    let (Some(shape), Some(text)) = (item(intern!(py, "shape"))?, item(intern!(py, "typestr"))?)
    else {
        return broken("the interface has no `shape` or no `typestr`");
    };
    if item(intern!(py, "mask"))?.is_some() {
        return broken("the interface has a mask; drop or fill the masked elements first");
    }
    let text = text.cast::<PyString>()?.to_str()?;
    let Some(dtype) = typestr::parse(text) else {
        let text: String = text.escape_debug().take(80).collect();
        return Ok(Err(Malformed::ElementType(format!("the typestr `{text}`"))));
    };
    let shape = match numbers(&shape)? {
        Ok(shape) => shape,
        Err(malformed) => return Ok(Err(malformed)),
    };
    let strides = match item(intern!(py, "strides"))? {
        None => None,
        Some(strides) => match numbers(&strides)? {
            Ok(strides) => Some(strides),
            Err(malformed) => return Ok(Err(malformed)),
        },
    };
    let offset: i64 = item(intern!(py, "offset"))?.map_or(Ok(0), |offset| offset.extract())?;
    let data = item(intern!(py, "data"))?;
    let Some(data) = data else {
        return broken("the interface has no `data`");
    };
    let Some((start, is_readonly, owner)) = start_of(&data)? else {
        return broken("`data` is neither an address with its rights nor a buffer");
    };
    let Some(address) = isize::try_from(offset)
        .ok()
        .and_then(|offset| start.checked_add_signed(offset))
    else {
        return Ok(Err(Malformed::Extent(format!("an offset of {offset}"))));
    };
    let proven = Meta::prove_quickly(Claimed {
        address,
        dtype,
        shape,
        strides,
        device,
        is_readonly,
    });
    Ok(proven.map(|meta| Said { meta, data: owner }))
}

/// Where the memory starts, whether it is read-only, and the buffer that it is, where it is one.
type Start<'py> = (usize, bool, Option<Bound<'py, PyAny>>);

fn start_of<'py>(data: &Bound<'py, PyAny>) -> PyResult<Option<Start<'py>>> {
    if let Ok((address, is_readonly)) = data.extract() {
        return Ok(Some((address, is_readonly, None)));
    }
    let bytes = buffer_in::accept(data, &Request::new(Spec::any()))?;
    Ok(match bytes {
        Outcome::Taken(bytes) => {
            let meta = bytes.meta();
            Some((meta.address(), meta.is_readonly(), Some(data.clone())))
        }
        _ => None,
    })
}

/// The numbers of a tuple, or of anything that Python counts as a sequence.
fn numbers(sequence: &Bound<'_, PyAny>) -> PyResult<Result<Dims<i64>, Malformed>> {
    let Ok(tuple) = sequence.cast_exact::<PyTuple>() else {
        let numbers: Vec<i64> = sequence.extract()?;
        let is_few = numbers.len() <= MAX_RANK;
        return Ok(if is_few {
            Ok(Dims::copy_of(&numbers))
        } else {
            Err(Malformed::Rank(numbers.len() as i64))
        });
    };
    if tuple.len() > MAX_RANK {
        return Ok(Err(Malformed::Rank(tuple.len() as i64)));
    }
    let mut failed = None;
    let numbers = Dims::build(tuple.len(), |at| {
        let number = tuple.get_borrowed_item(at).and_then(|item| item.extract());
        number.unwrap_or_else(|error| {
            failed = Some(error);
            0
        })
    });
    failed.map_or(Ok(Ok(numbers)), Err)
}

/// How the array goes beyond its owner's buffer, where the owner has one.
fn beyond_owner(owner: &Bound<'_, PyAny>, meta: &Meta) -> PyResult<Option<String>> {
    let bounds = match buffer_in::accept(owner, &Request::new(Spec::any()))? {
        Outcome::Taken(foreign) => foreign.meta().range(),
        _ => return Ok(None),
    };
    let range = meta.range();
    let is_within = range.is_empty() || (bounds.start <= range.start && range.end <= bounds.end);
    let told = || {
        format!(
            "it reaches from {:#x} to {:#x}, its owner only from {:#x} to {:#x}",
            range.start, range.end, bounds.start, bounds.end
        )
    };
    Ok((!is_within).then(told))
}

/// What keeps the interface of an object from being read, for `explain`.
pub(super) fn complaint(object: &Bound<'_, PyAny>, name: &str) -> Option<String> {
    object
        .getattr(name)
        .err()
        .map(|error| words_of(object.py(), &error))
}
