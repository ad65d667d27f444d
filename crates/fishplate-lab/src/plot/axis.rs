//! Where a value stands on an axis, and which values are written beside it.

/// The most values that are written beside an axis: more do not fit on a telephone.
const MOST_TICKS: usize = 6;

/// An axis of a drawing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Axis {
    low: f64,
    high: f64,
    is_log: bool,
    /// Where the ends stand, in the unit of the drawing.
    start: f64,
    end: f64,
}

impl Axis {
    /// A logarithmic axis that holds all positive values, its ends at round ones.
    pub(crate) fn log(values: impl Iterator<Item = f64>, (start, end): (f64, f64)) -> Self {
        let positive = values.filter(|value| value.is_finite() && *value > 0.0);
        let (low, high) = bounds(positive).unwrap_or((1.0, 10.0));
        let (low, high) = (round_down(low), round_up(high));
        Self {
            low,
            high: if high > low { high } else { low * 10.0 },
            is_log: true,
            start,
            end,
        }
    }

    /// An axis from zero on, as the length of a bar needs it.
    pub(crate) fn linear(values: impl Iterator<Item = f64>, (start, end): (f64, f64)) -> Self {
        let (_, high) = bounds(values.filter(|value| value.is_finite())).unwrap_or((0.0, 1.0));
        Self {
            low: 0.0,
            high: if high > 0.0 { high } else { 1.0 },
            is_log: false,
            start,
            end,
        }
    }

    /// Where a value stands; values beyond an end stand at it.
    pub(crate) fn place(&self, value: f64) -> f64 {
        let share = if self.is_log {
            (value.max(self.low).ln() - self.low.ln()) / (self.high.ln() - self.low.ln())
        } else {
            (value - self.low) / (self.high - self.low)
        };
        self.start + (self.end - self.start) * share.clamp(0.0, 1.0)
    }

    /// Round values within the axis, some of which are written beside it.
    pub(crate) fn ticks(&self) -> Vec<f64> {
        if !self.is_log {
            let step = round_up(self.high / MOST_TICKS as f64);
            let count = (self.high / step).floor() as usize;
            return (0..=count).map(|index| index as f64 * step).collect();
        }
        let decades = self.low.log10().floor() as i32..=self.high.log10().ceil() as i32;
        let within = |value: &f64| *value >= self.low * 0.999 && *value <= self.high * 1.001;
        let fine: Vec<f64> = (decades.clone())
            .flat_map(|decade| STEPS.map(|step| step * 10f64.powi(decade)))
            .filter(within)
            .collect();
        if fine.len() <= MOST_TICKS {
            return fine;
        }
        let coarse: Vec<f64> = decades
            .map(|decade| 10f64.powi(decade))
            .filter(within)
            .collect();
        let every = coarse.len().div_ceil(MOST_TICKS).max(1);
        coarse.into_iter().step_by(every).collect()
    }

    /// Whether a value lies within the axis.
    pub(crate) fn holds(&self, value: f64) -> bool {
        value >= self.low && value <= self.high
    }
}

/// The round values of a decade.
const STEPS: [f64; 3] = [1.0, 2.0, 5.0];

fn bounds(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.fold(None, |known, value| {
        let (low, high) = known.unwrap_or((value, value));
        Some((value.min(low), value.max(high)))
    })
}

/// The greatest round value that is no greater.
fn round_down(value: f64) -> f64 {
    let decade = 10f64.powf(value.log10().floor());
    let steps = STEPS.into_iter().rev().map(|step| step * decade);
    let mut fitting = steps.filter(|step| *step <= value * 1.000_001);
    fitting.next().unwrap_or(decade)
}

/// The least round value that is no less.
fn round_up(value: f64) -> f64 {
    let decade = 10f64.powf(value.log10().floor());
    let steps = STEPS.into_iter().map(|step| step * decade);
    let mut fitting = steps.filter(|step| *step >= value * 0.999_999);
    fitting.next().unwrap_or(10.0 * decade)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_a_logarithmic_axis_are_round() {
        let axis = Axis::log([0.03, 15.2, -4.0, f64::NAN].into_iter(), (0.0, 100.0));
        assert_eq!((axis.low, axis.high), (0.02, 20.0));
        assert_eq!(axis.place(0.02), 0.0);
        assert!((axis.place(20.0) - 100.0).abs() < 1e-9);
        assert_eq!(axis.place(-1.0), 0.0);
        assert_eq!(axis.ticks().len(), 3, "{:?}", axis.ticks());
    }

    #[test]
    fn ticks_are_few_and_within_the_axis() {
        for (low, high) in [
            (1.0, 1.0),
            (0.9, 1.3),
            (1e-3, 1e9),
            (3.0, 700.0),
            (1e-9, 1e12),
        ] {
            let axis = Axis::log([low, high].into_iter(), (0.0, 1.0));
            let ticks = axis.ticks();
            assert!(
                (2..=MOST_TICKS).contains(&ticks.len()),
                "{low} {high}: {ticks:?}"
            );
            assert!(
                ticks
                    .iter()
                    .all(|tick| (0.0..=1.0).contains(&axis.place(*tick)))
            );
        }
        let axis = Axis::linear([0.04, 64.5].into_iter(), (0.0, 1.0));
        assert_eq!(axis.ticks(), [0.0, 20.0, 40.0, 60.0]);
    }

    #[test]
    fn nothing_to_draw_is_no_fault() {
        assert_eq!(
            Axis::log(std::iter::empty(), (0.0, 1.0)).ticks(),
            [1.0, 2.0, 5.0, 10.0]
        );
        assert_eq!(Axis::linear([0.0].into_iter(), (0.0, 1.0)).place(0.0), 0.0);
    }
}
