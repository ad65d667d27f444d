//! What fits, what fails, and what is said of it.

use super::*;
use crate::{Claimed, Dims};

/// Two rows of three float32 with a gap, read-only, two bytes off.
fn awkward() -> Meta {
    Meta::prove(Claimed {
        address: 4098,
        dtype: f32::DTYPE,
        shape: Dims::copy_of(&[2, 3]),
        strides: Some(Dims::copy_of(&[16, 4])),
        device: Device::CPU,
        is_readonly: true,
    })
    .unwrap()
}

#[test]
fn each_constraint_fails_by_itself() {
    let meta = awkward();
    let any = Spec::any;
    let cases: [(Spec, Failed); 8] = [
        (
            any().dtype(f64::DTYPE),
            Failed::ElementType(f64::DTYPE, f32::DTYPE),
        ),
        (any().rank(1), Failed::Rank(1, 2)),
        (
            any().shape(&[Some(2), Some(4)]),
            Failed::Shape(vec![Some(2), Some(4)], vec![2, 3]),
        ),
        (any().shape(&[None]), Failed::Shape(vec![None], vec![2, 3])),
        (any().order(Order::C), Failed::Order(Order::C, vec![16, 4])),
        (
            any().device(Some(Device::CUDA)),
            Failed::Device(Device::CUDA, Device::CPU),
        ),
        (any().writable(), Failed::Writable),
        (any().aligned(4), Failed::Alignment(4, 4098, vec![16, 4])),
    ];
    for (spec, failed) in cases {
        assert_eq!(spec.check(&meta), [failed], "{spec}");
        assert!(!spec.fits(&meta), "{spec}");
    }
    assert_eq!(any().order(Order::F).check(&meta).len(), 1);
    assert!(!any().order(Order::F).fits(&meta));
}

#[test]
fn what_is_as_asked_fits() {
    let meta = awkward();
    let spec = Spec::any()
        .dtype(f32::DTYPE)
        .rank(2)
        .shape(&[None, Some(3)])
        .aligned(2);
    assert!(spec.fits(&meta));
    assert_eq!(spec.check(&meta), []);
    assert!(Spec::any().device(None).fits(&meta));
}

#[test]
fn all_failures_are_told_at_once() {
    let spec = Spec::of::<f64>()
        .rank(1)
        .order(Order::C)
        .writable()
        .aligned(8);
    let failed = spec.check(&awkward());
    assert_eq!(failed.len(), 5, "{failed:?}");
}

#[test]
fn pinned_host_memory_is_the_processors() {
    let pinned = Device { kind: 3, id: 0 };
    assert!(is_reachable(Device::CPU, pinned));
    assert!(!is_reachable(pinned, Device::CPU));
    assert!(!is_reachable(Device::CPU, Device::CUDA));
}

#[test]
fn what_was_asked_is_given_back() {
    let any = Spec::any();
    assert_eq!(any.asked_device(), Some(Device::CPU));
    let nothing = (any.asked_dtype(), any.asked_rank(), any.asked_shape());
    assert_eq!((nothing, any.is_writable()), ((None, None, None), false));
    let spec = Spec::of::<f32>()
        .rank(2)
        .shape(&[None, Some(3)])
        .order(Order::F)
        .device(None)
        .writable();
    assert_eq!(
        (spec.asked_dtype(), spec.asked_rank()),
        (Some(f32::DTYPE), Some(2))
    );
    assert_eq!(spec.asked_shape(), Some(&[None, Some(3)][..]));
    assert_eq!(
        (spec.asked_order(), spec.asked_device(), spec.is_writable()),
        (Order::F, None, true)
    );
}

/// Rows of float32 that differ in all that a request may ask for.
fn rows() -> Vec<Meta> {
    let mut rows = Vec::new();
    let pinned = Device::parse("cuda_host").unwrap();
    for (len, stride) in [(0, 4), (1, 6), (3, 4), (3, 8), (3, -4), (3, 6)] {
        for (address, is_readonly) in [(4096, true), (4098, false)] {
            for device in [Device::CPU, Device::CUDA, pinned] {
                let claimed = Claimed {
                    address,
                    dtype: f32::DTYPE,
                    shape: Dims::copy_of(&[len]),
                    strides: Some(Dims::copy_of(&[stride])),
                    device,
                    is_readonly,
                };
                rows.push(Meta::prove(claimed).unwrap());
            }
        }
    }
    rows
}

#[test]
fn a_row_fits_the_short_check_where_it_fits_the_whole_one() {
    let of_shape = |shape: &[Option<usize>]| Spec::any().shape(shape);
    let specs = [
        Spec::any(),
        Spec::of::<f32>(),
        Spec::of::<f32>().rank(1),
        Spec::any().rank(2),
        of_shape(&[Some(3)]),
        of_shape(&[None]),
        of_shape(&[Some(3), Some(1)]),
        Spec::any().order(Order::C),
        Spec::any().order(Order::F),
        Spec::any().device(None),
        Spec::any().device(Some(Device::CUDA)),
        Spec::any().writable(),
        Spec::any().aligned(4),
        Spec::any().aligned(64),
    ];
    let (mut fitting, mut failing) = (0, 0);
    for row in rows() {
        for spec in &specs {
            assert_eq!(spec.fits_row(&row), spec.fits(&row), "{spec}: {row}");
            assert_eq!(
                spec.fits(&row),
                spec.check(&row).is_empty(),
                "{spec}: {row}"
            );
            *if spec.fits(&row) {
                &mut fitting
            } else {
                &mut failing
            } += 1;
        }
    }
    assert!(fitting > 100 && failing > 100, "{fitting} and {failing}");
}

#[test]
fn a_request_says_what_it_asks_and_no_more() {
    assert_eq!(Spec::any().to_string(), "any element type, on cpu");
    let whole = Spec::of::<f32>()
        .rank(2)
        .shape(&[None, Some(3)])
        .order(Order::F)
        .writable();
    assert_eq!(
        whole.to_string(),
        "float32, 2 dimensions, shape (*, 3), Fortran order, on cpu, writable, aligned to 4 bytes"
    );
    let bytes = Spec::of::<u8>().rank(1).order(Order::C).device(None);
    assert_eq!(bytes.to_string(), "uint8, 1 dimension, C order");
}

#[test]
fn a_failure_says_how_to_mend_it() {
    let order = |asked| Failed::Order(asked, vec![8]).to_string();
    let said = |asked, letter| {
        format!(
            "the strides are (8,), not those of {asked}; make a copy: `numpy.asarray(a, order='{letter}')`"
        )
    };
    assert_eq!(order(Order::C), said("C order", 'C'));
    assert_eq!(order(Order::F), said("Fortran order", 'F'));
    assert_eq!(
        Failed::Shape(vec![None, Some(2)], vec![3, 4]).to_string(),
        "the shape is (3, 4), not (*, 2); reshape it, or take a part of it"
    );
}
