//! What is proven, and what cannot be.

use super::*;

fn claimed(shape: &[i64], strides: Option<&[i64]>) -> Claimed {
    Claimed {
        address: 0x1000,
        dtype: DType::parse("float32").unwrap(),
        shape: Dims::copy_of(shape),
        strides: strides.map(Dims::copy_of),
        device: Device::CPU,
        is_readonly: false,
    }
}

#[test]
fn ranges_cover_what_is_touched() {
    let meta = Meta::prove(claimed(&[2, 3], None)).unwrap();
    assert_eq!(
        (meta.range(), meta.count(), meta.size_bytes()),
        (0x1000..0x1018, 6, 24)
    );
    assert_eq!(meta.strides(), [12, 4]);
    let meta = Meta::prove(claimed(&[3], Some(&[-8]))).unwrap();
    assert_eq!(meta.range(), 0x0ff0..0x1004);
    assert!(
        Meta::prove(claimed(&[0, 1 << 62], None))
            .unwrap()
            .range()
            .is_empty()
    );
    assert_eq!(
        Meta::prove(claimed(&[], None)).unwrap().range(),
        0x1000..0x1004
    );
}

#[test]
fn a_row_is_what_is_proven_of_one_dimension() {
    let extremes = [
        0,
        1,
        2,
        3,
        1000,
        -1,
        i64::MAX,
        i64::MIN,
        1 << 62,
        -(1 << 50),
        4,
        6,
        -4,
    ];
    let near_end = [HIGHEST_ADDRESS - 4, HIGHEST_ADDRESS - 8, usize::MAX - 2];
    let near_start = [0, 1, 0x1000, 0x1002, 0x1004];
    let addresses = near_start.into_iter().chain(near_end);
    for (len, stride) in extremes
        .iter()
        .flat_map(|a| extremes.iter().map(move |b| (*a, *b)))
    {
        for address in addresses.clone() {
            let mut claimed = claimed(&[len], Some(&[stride]));
            claimed.address = address;
            let proven = Meta::prove(claimed.clone());
            let mut place = MaybeUninit::uninit();
            let rights = (Device::CPU, false);
            let row = Meta::row(&mut place, address, claimed.dtype, (len, stride), rights);
            // `row` may leave to `prove` what is odd and yet possible, and never the reverse.
            if let Some(row) = row {
                assert_eq!(format!("{row:?}"), format!("{:?}", proven.unwrap()));
            } else {
                assert!(proven.is_err(), "{len} {stride} at {address:#x}");
            }
        }
    }
}

#[test]
fn what_cannot_be_is_refused() {
    let refused = |claimed| Meta::prove(claimed).unwrap_err();
    assert_eq!(
        refused(claimed(&[2, -4], None)),
        Malformed::NegativeLength(-4)
    );
    assert_eq!(refused(claimed(&[1; 65], None)), Malformed::Rank(65));
    assert!(Meta::prove(claimed(&[1; 64], None)).is_ok());
    assert_eq!(
        refused(claimed(&[2], Some(&[4, 4]))),
        Malformed::StridesLength(1, 2)
    );
    assert!(matches!(
        refused(claimed(&[1 << 62], None)),
        Malformed::Size(_)
    ));
    assert!(matches!(
        refused(claimed(&[1 << 62], Some(&[0]))),
        Malformed::Size(_)
    ));
    assert!(matches!(
        refused(claimed(&[1 << 62, 1 << 62], Some(&[0, 0]))),
        Malformed::Size(_)
    ));
    assert!(matches!(
        refused(claimed(&[2], Some(&[i64::MAX]))),
        Malformed::Extent(_)
    ));
    assert!(
        matches!(
            refused(claimed(&[2], Some(&[-0x1001]))),
            Malformed::Extent(_)
        ),
        "below address 0"
    );
    assert!(Meta::prove(claimed(&[2], Some(&[-0x1000]))).is_ok());
    let mut last = claimed(&[1], None);
    last.address = HIGHEST_ADDRESS - 4;
    assert!(Meta::prove(last.clone()).is_ok());
    last.address += 1;
    assert!(matches!(refused(last), Malformed::Extent(_)));
    let mut nowhere = claimed(&[3], None);
    nowhere.address = 0;
    assert_eq!(refused(nowhere.clone()), Malformed::NoAddress(3));
    nowhere.shape = Dims::copy_of(&[0]);
    assert!(Meta::prove(nowhere).is_ok());
}

#[test]
fn alignment_counts_strides_that_are_walked() {
    let aligned = |shape: &[i64], strides: &[i64], at| {
        let mut claimed = claimed(shape, Some(strides));
        claimed.address = at;
        Meta::prove(claimed).unwrap().is_aligned_to(4)
    };
    assert!(aligned(&[3], &[8], 0x1000));
    assert!(!aligned(&[3], &[8], 0x1002));
    assert!(!aligned(&[3], &[6], 0x1000));
    assert!(!aligned(&[3], &[-6], 0x1000));
    assert!(aligned(&[1], &[6], 0x1000), "a single step is never taken");
    assert!(aligned(&[0], &[6], 0x1001), "nothing is never misaligned");
}

#[test]
fn bytes_are_read_as_what_they_fill() {
    let mut bytes = claimed(&[24], None);
    bytes.dtype = DType::parse("uint8").unwrap();
    let bytes = Meta::prove(bytes).unwrap();
    let float = DType::parse("float32").unwrap();
    let read = |dtype, shape: Option<&[Option<usize>]>| bytes.read_as(dtype, shape);
    assert_eq!(read(float, None).unwrap().shape(), [6]);
    assert_eq!(read(float, Some(&[None, Some(3)])).unwrap().shape(), [2, 3]);
    assert_eq!(
        read(float, Some(&[Some(2), Some(3)])).unwrap().strides(),
        [12, 4]
    );
    for shape in [
        &[Some(5)][..],
        &[None, Some(4)],
        &[None, None],
        &[None, Some(0)],
        &[Some(7), None],
        &[],
    ] {
        assert!(read(float, Some(shape)).is_err(), "{shape:?}");
    }
    assert!(
        read(DType::parse("complex128").unwrap(), None).is_err(),
        "24 is no multiple of 16"
    );
    assert!(
        Meta::prove(claimed(&[6], None))
            .unwrap()
            .read_as(float, None)
            .is_err(),
        "no bytes"
    );
    let huge = [Some(usize::MAX), Some(2), None];
    assert!(read(float, Some(&huge)).is_err());
    let mut gaps = claimed(&[24], Some(&[2]));
    gaps.dtype = DType::parse("uint8").unwrap();
    let gaps = Meta::prove(gaps).unwrap();
    assert!(
        gaps.read_as(float, None).is_err(),
        "bytes with gaps between them"
    );
}

#[test]
fn nothing_is_a_row_without_bytes() {
    let nothing = Meta::nothing();
    let said = (nothing.rank(), nothing.count(), nothing.range());
    assert_eq!(said, (1, 0, 0..0));
    assert!(nothing.is_readonly() && nothing.is_c_contiguous() && nothing.is_f_contiguous());
}

#[test]
fn rights_only_shrink() {
    let meta = Meta::prove(claimed(&[1], None)).unwrap();
    assert!(!meta.is_readonly());
    assert!(meta.readonly().is_readonly());
}

#[test]
fn orders_are_told_apart() {
    let orders = |shape: &[i64], strides: &[i64]| {
        let meta = Meta::prove(claimed(shape, Some(strides))).unwrap();
        (meta.is_c_contiguous(), meta.is_f_contiguous())
    };
    assert_eq!(orders(&[2, 3], &[12, 4]), (true, false));
    assert_eq!(orders(&[2, 3], &[4, 8]), (false, true));
    assert_eq!(orders(&[3], &[4]), (true, true));
    assert_eq!(orders(&[3], &[8]), (false, false));
}

#[test]
fn a_description_says_its_rights_and_a_device_that_is_not_the_processor() {
    let meta = Meta::prove(claimed(&[2, 3], None)).unwrap();
    assert_eq!(
        meta.to_string(),
        "float32 (2, 3), strides (12, 4), writable"
    );
    let mut far = claimed(&[2], None);
    far.device = Device::CUDA;
    let far = Meta::prove(far).unwrap().readonly();
    assert_eq!(
        far.to_string(),
        "float32 (2,), strides (4,), read-only, on cuda"
    );
}
