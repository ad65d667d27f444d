//! An object of Python as a row of times: nanoseconds since 1970 in UTC.
//!
//! What knows its unit is asked for it; of plain numbers the caller must say it, since seconds read
//! as nanoseconds are a mistake that nobody sees in time.

use fishplate_kline::{KlineError, NO_TIME};
use pyo3::exceptions::{PyException, PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyInt;

use crate::intake::{borrow, items_of, type_name};
use crate::numbers::Numbers;

/// A column of times that was taken.
pub(crate) struct Times {
    values: Values,
    /// Nanoseconds in the unit of the values.
    factor: i64,
}

enum Values {
    Borrowed(Numbers),
    Integers(Vec<i64>),
}

const UNITS: [(&str, i64); 8] = [
    ("ns", 1),
    ("us", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
    ("D", 86_400_000_000_000),
    ("W", 604_800_000_000_000),
];

impl Times {
    /// Takes the argument `times`.
    pub(crate) fn take(object: &Bound<'_, PyAny>, unit: Option<&str>) -> PyResult<Times> {
        let asked = unit.map(asked_factor).transpose()?;
        if let Some(items) = items_of(object) {
            let factor = asked.ok_or_else(no_unit)?;
            return Ok(Times {
                values: Values::Integers(integers(&items)?),
                factor,
            });
        }
        let Some((integers, known)) = with_unit(object)? else {
            let numbers = borrow("times", object)?;
            let factor = asked.ok_or_else(no_unit)?;
            return Ok(Times {
                values: Values::Borrowed(numbers),
                factor,
            });
        };
        if let Some(asked) = asked.filter(|asked| *asked != known) {
            return Err(PyValueError::new_err(format!(
                "`times` knows its unit, {known} ns, and `time_unit` says {asked} ns; leave `time_unit` out"
            )));
        }
        Ok(Times {
            values: Values::Borrowed(borrow("times", &integers)?),
            factor: known,
        })
    }

    pub(crate) fn len(&self) -> usize {
        match &self.values {
            Values::Borrowed(numbers) => numbers.len(),
            Values::Integers(values) => values.len(),
        }
    }

    /// Fills `into` from row `from` on.
    pub(crate) fn read(&self, from: usize, into: &mut [i64]) -> Result<(), KlineError> {
        let beyond = |row: usize| {
            KlineError::Column(format!(
                "`times[{row}]` is beyond what 64 bits of nanoseconds hold (the years 1678 to 2261)"
            ))
        };
        match &self.values {
            Values::Borrowed(numbers) if numbers.are_integers() => {
                numbers.to_i64(from, into).map_err(|row| beyond(row.0))?;
            }
            Values::Borrowed(numbers) => return self.read_floats(numbers, from, into, beyond),
            Values::Integers(values) => {
                let values = values.get(from..).unwrap_or_default();
                for (place, value) in into.iter_mut().zip(values) {
                    *place = *value;
                }
            }
        }
        for (row, time) in (from..).zip(into) {
            if *time != NO_TIME {
                *time = time.checked_mul(self.factor).ok_or_else(|| beyond(row))?;
            }
        }
        Ok(())
    }

    fn read_floats(
        &self,
        numbers: &Numbers,
        from: usize,
        into: &mut [i64],
        beyond: impl Fn(usize) -> KlineError,
    ) -> Result<(), KlineError> {
        let mut floats = vec![0.0; into.len()];
        numbers
            .to_f64(from, &mut floats)
            .map_err(|row| beyond(row.0))?;
        for (row, (place, value)) in (from..).zip(into.iter_mut().zip(floats)) {
            let nanoseconds = (value * self.factor as f64).round();
            *place = if nanoseconds.is_nan() {
                NO_TIME
            } else if nanoseconds.abs() < i64::MAX as f64 {
                nanoseconds as i64
            } else {
                return Err(beyond(row));
            };
        }
        Ok(())
    }
}

fn asked_factor(unit: &str) -> PyResult<i64> {
    let units = UNITS.iter().take(4);
    let mut factors = units.filter(|(name, _)| *name == unit).map(|(_, f)| *f);
    factors.next().ok_or_else(|| {
        PyValueError::new_err(format!(
            "no unit is called `{}`; say `s`, `ms`, `us` or `ns`",
            unit.escape_debug()
        ))
    })
}

fn no_unit() -> PyErr {
    PyTypeError::new_err(
        "`times` are plain numbers; say their unit, as by `time_unit=\"s\"`, or give `datetime64`",
    )
}

fn integers(items: &[Bound<'_, PyAny>]) -> PyResult<Vec<i64>> {
    let times = items.iter().enumerate().map(|(row, item)| {
        if item.is_none() {
            return Ok(NO_TIME);
        }
        if !item.is_instance_of::<PyInt>() {
            return Err(PyTypeError::new_err(format!(
                "`times[{row}]` is a `{}`; give an integer, or the column as `datetime64`",
                type_name(item)
            )));
        }
        item.extract::<i64>()
            .map_err(|_| PyValueError::new_err(format!("`times[{row}]` is beyond 64 bits")))
    });
    times.collect()
}

/// The integers behind times that know their unit, and its nanoseconds; nothing for other objects.
fn with_unit<'py>(object: &Bound<'py, PyAny>) -> PyResult<Option<(Bound<'py, PyAny>, i64)>> {
    let py = object.py();
    // pandas: an index, or a column, whose integers are in UTC whatever its zone is.
    let array = object.getattr_opt(intern!(py, "array"))?;
    for holder in [Some(object), array.as_ref()].into_iter().flatten() {
        if let Some(integers) = holder.getattr_opt(intern!(py, "asi8"))? {
            let unit: String = holder.getattr(intern!(py, "unit"))?.extract()?;
            return Ok(Some((integers, factor_of(&unit)?)));
        }
    }
    if let Some(found) = of_arrow(object)? {
        return Ok(Some(found));
    }
    if let Some(found) = of_numpy(object)? {
        return Ok(Some(found));
    }
    // Others make an array of NumPy, which may be one of times.
    if let Some(to_numpy) = object.getattr_opt(intern!(py, "to_numpy"))? {
        match to_numpy.call0() {
            Ok(made) => return of_numpy(&made),
            Err(error) if !error.is_instance_of::<PyException>(py) => return Err(error),
            Err(_) => {}
        }
    }
    Ok(None)
}

/// Of `datetime64`: the type says the unit, as `<M8[ns]`, and the elements are integers.
fn of_numpy<'py>(object: &Bound<'py, PyAny>) -> PyResult<Option<(Bound<'py, PyAny>, i64)>> {
    let py = object.py();
    let Some(dtype) = object.getattr_opt(intern!(py, "dtype"))? else {
        return Ok(None);
    };
    let Some(name) = dtype.getattr_opt(intern!(py, "str"))? else {
        return Ok(None);
    };
    let Ok(name) = name.extract::<String>() else {
        return Ok(None);
    };
    let Some(unit) = name.get(1..).and_then(|name| name.strip_prefix("M8")) else {
        return Ok(None);
    };
    let factor = factor_of(unit.trim_matches(['[', ']']))?;
    let order = if name.starts_with('>') { ">i8" } else { "<i8" };
    let integers = object.call_method1(intern!(py, "view"), (order,))?;
    Ok(Some((integers, factor)))
}

/// Of an Arrow array: its type is written `timestamp[ns, tz=…]`.
fn of_arrow<'py>(object: &Bound<'py, PyAny>) -> PyResult<Option<(Bound<'py, PyAny>, i64)>> {
    let py = object.py();
    let Some(kind) = object.getattr_opt(intern!(py, "type"))? else {
        return Ok(None);
    };
    let kind = kind.str()?.to_string_lossy().into_owned();
    let Some(unit) = kind.strip_prefix("timestamp[") else {
        return Ok(None);
    };
    let unit = unit.split([',', ']']).next().unwrap_or_default();
    let factor = factor_of(unit)?;
    let integers = object.call_method1(intern!(py, "cast"), ("int64",))?;
    let integers = integers.call_method1(intern!(py, "fill_null"), (NO_TIME,))?;
    Ok(Some((integers, factor)))
}

fn factor_of(unit: &str) -> PyResult<i64> {
    let mut factors = UNITS.iter().filter(|(name, _)| *name == unit);
    factors.next().map(|(_, factor)| *factor).ok_or_else(|| {
        PyTypeError::new_err(format!(
            "`times` are in the unit `{}`; make them nanoseconds, as by `.astype('datetime64[ns]')`",
            unit.escape_debug()
        ))
    })
}
