//! Whether two arrays share a byte, whichever objects or protocols they came through.
//!
//! `a[::2]` and `a[1::2]` reach over the same addresses and share none. Whether two strided arrays
//! meet is a bounded linear Diophantine equation, which is hard in general, so the search has a
//! budget; beyond it the answer is that they may meet, and nobody is told that they do not.

use crate::meta::Meta;

/// What is known of two arrays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlap {
    /// They share no byte.
    No,
    /// They share at least one byte.
    Yes,
    /// The search would take too long; take it for `Yes`.
    Unknown,
}

/// Steps of the search before it gives up: some 100 µs.
const BUDGET: u32 = 20_000;

/// Steps of `step` bytes, from none to `most`.
#[derive(Clone, Copy)]
struct Term {
    step: i128,
    most: i128,
}

/// Whether the two arrays share a byte.
pub fn overlap(a: &Meta, b: &Meta) -> Overlap {
    let (ours, theirs) = (a.range(), b.range());
    let common = ours.start.max(theirs.start)..ours.end.min(theirs.end);
    if a.device() != b.device() || common.is_empty() {
        return Overlap::No;
    }
    // A byte of `a` is `low + Σ steps + place in the item`, all terms upwards from the lowest
    // address; one of `b` likewise. They meet where the difference is that of the lowest addresses;
    // walking `b` from its highest byte downwards makes every coefficient positive.
    let target = theirs.end as i128 - 1 - ours.start as i128;
    let mut terms: Vec<Term> = terms_of(a).chain(terms_of(b)).collect();
    terms.sort_by_key(|term| term.step);
    terms.dedup_by(|next, kept| {
        let is_same = next.step == kept.step;
        kept.most += if is_same { next.most } else { 0 };
        is_same
    });
    let mut budget = BUDGET;
    match (Sum {
        ascending: terms,
        reach: 0,
        target,
    })
    .has_solution(&mut budget)
    {
        Some(true) => Overlap::Yes,
        Some(false) => Overlap::No,
        None => Overlap::Unknown,
    }
}

/// Terms that reach nowhere are among them: what is solved absorbs those without a step, and takes
/// no step of the others.
fn terms_of(meta: &Meta) -> impl Iterator<Item = Term> {
    let walked = meta.shape().iter().zip(meta.strides());
    walked
        .map(|(len, stride)| Term {
            step: (*stride as i128).abs(),
            most: *len as i128 - 1,
        })
        .chain([Term {
            step: 1,
            most: meta.dtype().size_bytes() as i128 - 1,
        }])
}

/// The question whether the terms, and something from 0 to `reach`, make `target`.
struct Sum {
    ascending: Vec<Term>,
    reach: i128,
    target: i128,
}

impl Sum {
    /// The answer, or nothing when the budget is out.
    fn has_solution(mut self, budget: &mut u32) -> Option<bool> {
        *budget = budget.checked_sub(1)?;
        self.absorb();
        while self.divide() {
            self.absorb();
        }
        let all: i128 = self
            .ascending
            .iter()
            .map(|term| term.step * term.most)
            .sum();
        if self.target < 0 || self.target > self.reach + all {
            return Some(false);
        }
        let Some(largest) = self.ascending.pop() else {
            return Some(true);
        };
        let below = self.reach + all - largest.step * largest.most;
        // Rounded up: with fewer steps all the others do not reach the target.
        let fewest = (-(below - self.target).div_euclid(largest.step)).max(0);
        let most = self.target.div_euclid(largest.step).min(largest.most);
        for steps in fewest..=most {
            let target = self.target - steps * largest.step;
            let rest = Sum {
                ascending: self.ascending.clone(),
                reach: self.reach,
                target,
            };
            if rest.has_solution(budget)? {
                return Some(true);
            }
        }
        Some(false)
    }

    /// Takes terms whose steps leave no gap into `reach`: with them every number up to it is made.
    fn absorb(&mut self) {
        while let Some(smallest) = self
            .ascending
            .first()
            .copied()
            .filter(|term| term.step <= self.reach + 1)
        {
            self.reach += smallest.step * smallest.most;
            self.ascending.remove(0);
        }
    }

    /// Divides by what all steps have in common; what is made then are its multiples.
    fn divide(&mut self) -> bool {
        let common = self
            .ascending
            .iter()
            .fold(0, |common, term| gcd(common, term.step));
        if common <= 1 {
            return false;
        }
        let lowest = (self.target - self.reach + common - 1).div_euclid(common);
        self.target = self.target.div_euclid(common);
        self.reach = self.target - lowest;
        for term in &mut self.ascending {
            term.step /= common;
        }
        if self.reach < 0 {
            // No multiple lies in reach: what is left is a target that nothing makes.
            self.ascending.clear();
            (self.target, self.reach) = (1, 0);
        }
        true
    }
}

fn gcd(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Claimed, DType, Device, Dims};

    fn array(address: usize, shape: &[i64], strides: &[i64], dtype: &str) -> Meta {
        Meta::prove(Claimed {
            address,
            dtype: DType::parse(dtype).unwrap(),
            shape: Dims::copy_of(shape),
            strides: Some(Dims::copy_of(strides)),
            device: Device::CPU,
            is_readonly: false,
        })
        .unwrap()
    }

    /// Every byte that an array touches, by walking it.
    fn touched(meta: &Meta) -> std::collections::BTreeSet<usize> {
        let mut starts = vec![meta.address() as isize];
        for (len, stride) in meta.shape().iter().zip(meta.strides()) {
            starts = starts
                .iter()
                .flat_map(|at| (0..*len).map(move |i| at + i as isize * stride))
                .collect();
        }
        starts
            .iter()
            .flat_map(|at| (0..meta.dtype().size_bytes()).map(move |i| *at as usize + i))
            .collect()
    }

    #[test]
    fn far_places_of_long_arrays_are_told_without_trying_all_steps() {
        // Steps without a common divisor, so that nothing but the search decides.
        let long = array(0x1000, &[1_000_000, 3], &[1009, 7], "uint8");
        let at = |offset: usize| array(0x1000 + offset, &[1], &[1], "uint8");
        for row in [0, 1, 500_000, 999_999] {
            for (place, expected) in [
                (0, Overlap::Yes),
                (7, Overlap::Yes),
                (14, Overlap::Yes),
                (6, Overlap::No),
                (8, Overlap::No),
            ] {
                let one = at(row * 1009 + place);
                assert_eq!(overlap(&long, &one), expected, "{row} and {place}");
                assert_eq!(overlap(&one, &long), expected, "{row} and {place}");
            }
        }
    }

    #[test]
    fn interleaved_arrays_share_nothing() {
        let even = array(1000, &[50], &[8], "float32");
        let odd = array(1004, &[50], &[8], "float32");
        assert_eq!(overlap(&even, &odd), Overlap::No);
        assert_eq!(
            overlap(&even, &array(1002, &[50], &[8], "float32")),
            Overlap::Yes
        );
        assert_eq!(
            overlap(&even, &array(1396, &[3], &[-8], "float32")),
            Overlap::No
        );
        assert_eq!(
            overlap(&even, &array(1392, &[3], &[-8], "float32")),
            Overlap::Yes
        );
    }

    #[test]
    fn neighbours_share_nothing_and_one_byte_is_enough() {
        let ours = array(1000, &[10], &[4], "float32");
        assert_eq!(
            overlap(&ours, &array(1040, &[10], &[4], "float32")),
            Overlap::No
        );
        assert_eq!(
            overlap(&ours, &array(960, &[10], &[4], "float32")),
            Overlap::No
        );
        assert_eq!(
            overlap(&ours, &array(1039, &[1], &[1], "uint8")),
            Overlap::Yes
        );
        assert_eq!(
            overlap(&ours, &array(961, &[10], &[4], "float32")),
            Overlap::Yes
        );
        assert_eq!(
            overlap(&ours, &array(1000, &[0], &[4], "float32")),
            Overlap::No
        );
    }

    #[test]
    fn other_devices_have_other_addresses() {
        let claimed = Claimed {
            address: 1000,
            dtype: DType::parse("uint8").unwrap(),
            shape: Dims::copy_of(&[8]),
            strides: None,
            device: Device::CUDA,
            is_readonly: false,
        };
        let theirs = Meta::prove(claimed).unwrap();
        assert_eq!(
            overlap(&array(1000, &[8], &[1], "uint8"), &theirs),
            Overlap::No
        );
    }

    #[test]
    fn columns_of_a_table_are_told_apart() {
        let price = array(4096, &[1000], &[48], "float64");
        let volume = array(4104, &[1000], &[48], "float64");
        let row = array(4096, &[6], &[8], "float64");
        assert_eq!(overlap(&price, &volume), Overlap::No);
        assert_eq!(overlap(&price, &row), Overlap::Yes);
        let block = array(4096, &[1000, 2], &[48, 8], "float64");
        assert_eq!(overlap(&block, &volume), Overlap::Yes);
        assert_eq!(
            overlap(&block, &array(4112, &[1000, 4], &[48, 8], "float64")),
            Overlap::No
        );
    }

    #[test]
    fn large_arrays_are_told_apart_too() {
        let even = array(1 << 20, &[10_000_000], &[8], "float32");
        let odd = array((1 << 20) + 4, &[10_000_000], &[8], "float32");
        assert_eq!(overlap(&even, &odd), Overlap::No);
        let sparse = array((1 << 20) + 4, &[5_000_000], &[16], "float32");
        assert_eq!(overlap(&even, &sparse), Overlap::No);
        assert_eq!(overlap(&odd, &sparse), Overlap::Yes);
    }

    #[test]
    fn the_answer_agrees_with_walking_every_byte() {
        let mut seed = 7u64;
        let mut next = |below: u64| {
            seed = seed
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            (seed >> 33) % below
        };
        let mut seen = [0; 2];
        let rounds = if cfg!(miri) { 40 } else { 20_000 };
        for _ in 0..rounds {
            let mut random = || {
                let rank = next(4) as usize;
                let shape: Vec<i64> = (0..rank).map(|_| next(5) as i64).collect();
                let strides: Vec<i64> = (0..rank).map(|_| next(41) as i64 - 20).collect();
                let dtype = ["uint8", "int16", "float32"][next(3) as usize];
                array(1000 + next(60) as usize, &shape, &strides, dtype)
            };
            let (a, b) = (random(), random());
            let is_shared = !touched(&a).is_disjoint(&touched(&b));
            let expected = if is_shared { Overlap::Yes } else { Overlap::No };
            assert_eq!(
                overlap(&a, &b),
                expected,
                "{a} at {} and {b} at {}",
                a.address(),
                b.address()
            );
            seen[usize::from(is_shared)] += 1;
        }
        assert!(seen.iter().all(|count| *count > rounds / 20), "{seen:?}");
    }

    #[test]
    #[cfg_attr(miri, ignore = "the whole budget takes Miri minutes")]
    fn a_search_that_takes_too_long_says_so() {
        // Steps without a common pattern, whose sums come close to everything.
        let strides = [
            1_000_003, 1_000_033, 1_000_037, 1_000_039, 1_000_081, 1_000_099,
        ];
        let a = array(1 << 40, &[60; 6], &strides, "uint8");
        let b = array(
            (1 << 40) + 500_000,
            &[60; 6],
            &strides.map(|step| step + 2 * 3 * 5 * 7),
            "uint8",
        );
        assert_eq!(overlap(&a, &b), Overlap::Unknown);
    }
}
