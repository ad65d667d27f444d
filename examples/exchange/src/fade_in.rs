//! `fade_in`: audio in place, mono or with channels, and clips that are shorter than the fade.

use fishplate_exchange::python::InOut;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// Raise the volume evenly from silence over the first `frames` frames, in place.
///
/// `clip` is one sample a frame, or one row a frame with a sample for each channel. A clip that is
/// shorter fades over its whole length.
#[pyfunction]
pub(crate) fn fade_in(py: Python<'_>, mut clip: InOut<f32>, frames: usize) -> PyResult<()> {
    let (length, channels) = match clip.meta().shape() {
        [length] => (*length, None),
        [length, channels] => (*length, Some(*channels)),
        other => {
            let rank = other.len();
            return Err(PyValueError::new_err(format!(
                "a clip has 1 or 2 dimensions (frames, channels), not {rank}"
            )));
        }
    };
    let faded = frames.min(length);
    let mut clip = clip.writing()?;
    py.detach(|| {
        for frame in 0..faded {
            let volume = frame as f32 / faded as f32;
            for channel in 0..channels.unwrap_or(1) {
                let place = [frame, channel];
                let place = if channels.is_some() {
                    &place[..]
                } else {
                    &place[..1]
                };
                if let Some(sample) = clip.read().at(place) {
                    clip.set(place, sample * volume);
                }
            }
        }
    });
    Ok(())
}
