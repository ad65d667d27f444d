//! Fibonacci numbers: a result that may not fit, and long work with and without the GIL.
//!
//! PyO3 refuses an argument outside `u64` by itself. The result is ours to check: in a release
//! build Rust's `+` wraps, and a wrong number would go back to Python without a word.

use pyo3::exceptions::{PyOverflowError, PyValueError};
use pyo3::prelude::*;

/// The largest `n` of the recursive functions: half a minute of work, which Ctrl-C cannot stop.
const DEEPEST: u64 = 48;

/// The `n`th Fibonacci number, or `None` where it has more than 64 bits.
fn checked(n: u64) -> Option<u64> {
    let (mut this, mut next) = (0_u64, Some(1_u64));
    for _ in 0..n {
        let known = next?;
        next = this.checked_add(known);
        this = known;
    }
    Some(this)
}

/// The same by two calls each: time grows by 1.6 with each step, which is the point of it.
fn by_recursion(n: u64) -> u64 {
    match n {
        0 | 1 => n,
        _ => by_recursion(n - 1) + by_recursion(n - 2),
    }
}

fn within_depth(n: u64) -> PyResult<()> {
    if n > DEEPEST {
        return Err(PyValueError::new_err(format!(
            "the recursion is for n up to {DEEPEST}, not {n}; call `fibonacci`"
        )));
    }
    Ok(())
}

/// The `n`th Fibonacci number; `OverflowError` beyond `n = 93`.
#[pyfunction]
pub(crate) fn fibonacci(n: u64) -> PyResult<u64> {
    checked(n).ok_or_else(|| {
        PyOverflowError::new_err(format!(
            "fibonacci({n}) has more than 64 bits; 93 is the last"
        ))
    })
}

/// The `n`th Fibonacci number the slow way; other threads of Python wait meanwhile.
#[pyfunction]
pub(crate) fn recursive(n: u64) -> PyResult<u64> {
    within_depth(n)?;
    Ok(by_recursion(n))
}

/// The same, detached from the interpreter: other threads of Python run meanwhile.
#[pyfunction]
pub(crate) fn recursive_detached(py: Python<'_>, n: u64) -> PyResult<u64> {
    within_depth(n)?;
    Ok(py.detach(|| by_recursion(n)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_agree_and_the_last_that_fits_is_the_93rd() {
        for n in 0..25 {
            assert_eq!(checked(n), Some(by_recursion(n)));
        }
        assert_eq!(checked(93), Some(12_200_160_415_121_876_738));
        assert_eq!(checked(94), None);
        assert_eq!(checked(u64::MAX), None);
    }
}
