//! Medians and intervals of repeated measurements.
//!
//! Batches within a process are many and alike; processes differ, since each has its own memory
//! layout. The interval therefore rests on the processes: it says where the next run's median
//! will be, not how well this run's batches agree. Nothing here knows what was measured.

/// Two-sided 95 % points of Student's t for 1 to 30 degrees of freedom.
const T_95: [f64; 30] = [
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
    2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056,
    2.052, 2.048, 2.045, 2.042,
];
/// From so many processes on, the extreme tenth at each end is pulled in.
const TRIM_FROM: usize = 10;

/// A median with its 95 % interval, which holds it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Estimate {
    pub(crate) mid: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl Estimate {
    /// Half the width of the interval as a share of the median.
    pub(crate) fn spread(&self) -> f64 {
        (self.high - self.low) / 2.0 / self.mid
    }

    /// This estimate over another one that is independent of it, such as the same of another run:
    /// the doubts of both add up as the sides of a right angle do.
    pub(crate) fn over(self, other: Self) -> Self {
        let part = |end: f64, mid: f64| (end / mid).ln();
        let down = part(self.low, self.mid).hypot(part(other.high, other.mid));
        let up = part(self.high, self.mid).hypot(part(other.low, other.mid));
        let mid = self.mid / other.mid;
        Self {
            mid,
            low: mid / down.exp(),
            high: mid * up.exp(),
        }
    }

    /// The same median with a further doubt, independent of the one in the interval and given as
    /// a difference of logarithms: the two add up as the sides of a right angle do.
    pub(crate) fn widened(self, doubt: f64) -> Self {
        let half = |end: f64| (end / self.mid).ln().hypot(doubt).exp();
        Self {
            mid: self.mid,
            low: self.mid / half(self.low),
            high: self.mid * half(self.high),
        }
    }
}

/// The median; none of nothing.
pub(crate) fn median(values: &[f64]) -> Option<f64> {
    let sorted = sorted(values);
    let upper = sorted.get(sorted.len() / 2)?;
    if sorted.len() % 2 == 1 {
        return Some(*upper);
    }
    sorted
        .get(sorted.len() / 2 - 1)
        .map(|lower| f64::midpoint(*lower, *upper))
}

/// The median of the processes' medians.
pub(crate) fn median_of_medians(processes: &[Vec<f64>]) -> Option<f64> {
    median(
        &processes
            .iter()
            .filter_map(|values| median(values))
            .collect::<Vec<_>>(),
    )
}

/// The median of positive values with its 95 % interval.
///
/// With three processes or more it is a t interval on the logarithms of the processes' medians,
/// winsorised from ten on, so that one process in bad weather does not widen it. With fewer it
/// is the interval of the median of all values by their order.
pub(crate) fn estimate(processes: &[Vec<f64>]) -> Option<Estimate> {
    let positive: Vec<Vec<f64>> = processes
        .iter()
        .map(|values| {
            values
                .iter()
                .copied()
                .filter(|value| *value > 0.0)
                .collect()
        })
        .collect();
    let pooled: Vec<f64> = positive.iter().flatten().copied().collect();
    let mid = median(&pooled)?;
    let logs: Vec<f64> = positive
        .iter()
        .filter_map(|values| median(values))
        .map(f64::ln)
        .collect();
    let (low, high) = if logs.len() >= 3 {
        by_processes(&logs)
    } else {
        by_order(&pooled)?
    };
    Some(Estimate {
        mid,
        low: low.min(mid),
        high: high.max(mid),
    })
}

/// Yuen's t interval of a trimmed mean, turned back from logarithms.
fn by_processes(logs: &[f64]) -> (f64, f64) {
    let sorted = sorted(logs);
    let count = sorted.len();
    let cut = if count >= TRIM_FROM { count / 10 } else { 0 };
    let inner = sorted.get(cut..count - cut).unwrap_or_default();
    let center = inner.iter().sum::<f64>() / inner.len() as f64;
    let (first, last) = (inner.first().copied(), inner.last().copied());
    let pulled: Vec<f64> = sorted
        .iter()
        .map(|value| value.clamp(first.unwrap_or(*value), last.unwrap_or(*value)))
        .collect();
    let mean = pulled.iter().sum::<f64>() / count as f64;
    let squares: f64 = pulled.iter().map(|value| (value - mean).powi(2)).sum();
    let deviation = (squares / (count - 1) as f64).sqrt();
    let share = inner.len() as f64 / count as f64;
    let error = deviation / (share * (count as f64).sqrt());
    let half = t_95(inner.len() - 1) * error;
    ((center - half).exp(), (center + half).exp())
}

fn t_95(degrees: usize) -> f64 {
    // Beyond the table the points follow 1.96 + 2.4 / degrees to three digits.
    T_95.get(degrees.saturating_sub(1))
        .copied()
        .unwrap_or(1.96 + 2.4 / degrees as f64)
}

/// The 95 % interval of a median by the ranks of the values (normal approximation).
fn by_order(values: &[f64]) -> Option<(f64, f64)> {
    let sorted = sorted(values);
    let count = sorted.len() as f64;
    let half = 1.96 * count.sqrt() / 2.0;
    let low = (count / 2.0 - half).floor().max(0.0) as usize;
    let high = ((count / 2.0 + half).ceil() as usize).min(sorted.len().saturating_sub(1));
    Some((*sorted.get(low)?, *sorted.get(high)?))
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-3 * b.abs(), "{a} is not {b}");
    }

    #[test]
    fn the_median_of_an_even_number_is_between_the_two_in_the_middle() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), Some(2.5));
        assert_eq!(median(&[]), None);
    }

    #[test]
    fn processes_weigh_alike_however_many_batches_they_kept() {
        assert_eq!(
            median_of_medians(&[vec![1.0; 100], vec![2.0; 3], vec![3.0]]),
            Some(2.0)
        );
        assert_eq!(median_of_medians(&[vec![], vec![2.0]]), Some(2.0));
    }

    #[test]
    fn the_interval_is_students_on_logarithms() {
        // Logarithms -0.1, 0, 0.1: mean 0, deviation 0.1, t(2) = 4.303, half = 0.24844.
        let processes: Vec<Vec<f64>> = [-0.1_f64, 0.0, 0.1].iter().map(|x| vec![x.exp()]).collect();
        let found = estimate(&processes).unwrap();
        close(found.mid, 1.0);
        close(found.low, (-0.24844_f64).exp());
        close(found.high, 0.24844_f64.exp());
    }

    #[test]
    fn many_batches_do_not_narrow_what_processes_spread() {
        let few = estimate(&[vec![1.0; 3], vec![1.1; 3], vec![1.2; 3]]).unwrap();
        let many = estimate(&[vec![1.0; 300], vec![1.1; 300], vec![1.2; 300]]).unwrap();
        assert_eq!((few.low, few.high), (many.low, many.high));
    }

    #[test]
    fn one_process_in_bad_weather_among_ten_does_not_widen_the_interval() {
        let mut processes: Vec<Vec<f64>> = (0..10)
            .map(|index| vec![2.0 + 0.01 * f64::from(index)])
            .collect();
        let before = estimate(&processes).unwrap();
        processes[9] = vec![9.0];
        let after = estimate(&processes).unwrap();
        assert!(
            after.spread() < 1.2 * before.spread(),
            "{before:?} {after:?}"
        );
    }

    #[test]
    fn one_process_has_the_interval_of_its_ranks() {
        // 100 values: ranks 50 -+ 9.8, so the values 40 and 60 counted from 0.
        let values: Vec<f64> = (1..=100).map(f64::from).collect();
        let found = estimate(&[values]).unwrap();
        assert_eq!((found.low, found.mid, found.high), (41.0, 50.5, 61.0));
    }

    #[test]
    fn the_interval_always_holds_the_median() {
        let processes = [vec![1.0; 100], vec![5.0], vec![5.0], vec![5.0]];
        let found = estimate(&processes).unwrap();
        assert!(found.low <= found.mid && found.mid <= found.high);
    }

    #[test]
    fn independent_doubts_add_up_at_a_right_angle() {
        let sharp = Estimate {
            mid: 2.0,
            low: 2.0 * (-0.03_f64).exp(),
            high: 2.0 * 0.04_f64.exp(),
        };
        let wide = sharp.widened(0.04);
        close(wide.low, 2.0 * (-0.05_f64).exp());
        close(wide.high, 2.0 * 0.0565685_f64.exp());
    }

    #[test]
    fn one_estimate_over_another_carries_the_doubts_of_both() {
        let of = |mid: f64, down: f64, up: f64| Estimate {
            mid,
            low: mid * (-down).exp(),
            high: mid * up.exp(),
        };
        // Down: 0.03 of the one and 0.04 of the other; up: 0.06 and 0.08.
        let found = of(6.0, 0.03, 0.06).over(of(2.0, 0.08, 0.04));
        close(found.mid, 3.0);
        close(found.low, 3.0 * (-0.05_f64).exp());
        close(found.high, 3.0 * 0.1_f64.exp());
    }

    #[test]
    fn values_that_are_not_positive_are_left_out() {
        assert_eq!(estimate(&[vec![-1.0, 0.0]]), None);
        assert_eq!(estimate(&[vec![-1.0, 2.0]]).map(|e| e.mid), Some(2.0));
    }

    #[test]
    fn the_points_of_t_join_at_the_end_of_the_table() {
        close(t_95(1), 12.706);
        close(t_95(31), 2.0390);
        close(t_95(100), 1.984);
    }
}
