//! Arrow arrays out and in again, and arrays that must be refused.
#![allow(unsafe_code)]

use std::ffi::c_void;
use std::mem::MaybeUninit;
use std::ptr::NonNull;
use std::sync::Arc;

use super::*;
use crate::{DType, Export, Foreign, Malformed, Owned, Route};

fn sent(numbers: &[f32]) -> (abi::ArrowSchema, abi::ArrowArray) {
    super::export(Owned::copy_of(numbers).unwrap().share().export().unwrap()).unwrap()
}

/// What is described, which the short way must agree with wherever it says anything.
fn describe(
    schema: &mut abi::ArrowSchema,
    array: &mut abi::ArrowArray,
) -> Result<crate::Meta, Malformed> {
    let (schema, array) = (NonNull::from(schema), NonNull::from(array));
    // SAFETY: both are live structures that the test made or changed within what they own.
    let described = unsafe { super::describe(schema, array) };
    let mut place = MaybeUninit::uninit();
    // SAFETY: as above.
    if let Some(row) = unsafe { super::row(schema, array, None, &mut place) } {
        assert_eq!(
            format!("{row:?}"),
            format!("{:?}", described.as_ref().unwrap())
        );
    }
    described
}

#[test]
fn plain_rows_have_a_short_way() {
    let (mut schema, mut array) = sent(&[1.0, 2.0, 3.0]);
    let (schema_at, array_at) = (NonNull::from(&mut schema), NonNull::from(&mut array));
    let float = DType::parse("float32");
    for (asked, is_short) in [(None, true), (float, true), (DType::parse("int32"), false)] {
        let mut place = MaybeUninit::uninit();
        // SAFETY: both are live structures of ours.
        let row = unsafe { super::row(schema_at, array_at, asked, &mut place) };
        assert_eq!(row.is_some(), is_short, "{asked:?}");
    }
    release(schema, array);
}

fn release(mut schema: abi::ArrowSchema, mut array: abi::ArrowArray) {
    // SAFETY: both are released once, here.
    unsafe {
        schema.release.unwrap()(&raw mut schema);
        array.release.unwrap()(&raw mut array);
    }
    assert!(schema.release.is_none() && array.release.is_none());
}

#[test]
fn what_goes_out_comes_in_at_the_same_address() {
    let owned = Owned::copy_of(&[1.0f32, 2.0, 3.0]).unwrap();
    let address = owned.as_slice().as_ptr().addr();
    let shared = owned.share();
    let (mut schema, mut array) = super::export(shared.export().unwrap()).unwrap();
    let meta = describe(&mut schema, &mut array).unwrap();
    assert_eq!(
        (meta.address(), meta.shape(), meta.is_readonly()),
        (address, &[3][..], true)
    );
    // SAFETY: a live array that nobody else uses.
    let taken = unsafe { Taken::take(NonNull::from(&mut array)) };
    assert!(array.release.is_none(), "moved out");
    assert!(matches!(
        describe(&mut schema, &mut array),
        Err(Malformed::Broken(_))
    ));
    let foreign = Foreign::new(meta, Route::Arrow, false, taken);
    drop(shared);
    // SAFETY: the producer is ours.
    let export: Export = unsafe { foreign.into_export() };
    assert_eq!(export.meta().address(), address);
    // SAFETY: released once, here.
    unsafe { schema.release.unwrap()(&raw mut schema) };
}

#[test]
fn offsets_and_unknown_null_counts_are_read() {
    let (mut schema, mut array) = sent(&[1.0, 2.0, 3.0, 4.0]);
    (array.offset, array.length, array.null_count) = (1, 2, -1);
    let meta = describe(&mut schema, &mut array).unwrap();
    // SAFETY: the array has two buffers.
    let values = unsafe { (*array.buffers.add(1)).addr() };
    assert_eq!((meta.address() - values, meta.count()), (4, 2));
    let validity = [0b0110u8];
    // SAFETY: the array has two buffers.
    unsafe { *array.buffers = validity.as_ptr().cast::<c_void>() };
    assert!(
        describe(&mut schema, &mut array).is_ok(),
        "both elements are there"
    );
    array.length = 3;
    assert!(
        matches!(describe(&mut schema, &mut array), Err(Malformed::Broken(_))),
        "the last is null"
    );
    array.null_count = 0;
    assert!(
        describe(&mut schema, &mut array).is_ok(),
        "the producer counted"
    );
    release(schema, array);
}

#[test]
fn what_is_not_plain_numbers_is_refused() {
    type Spoil = fn(&mut abi::ArrowSchema, &mut abi::ArrowArray);
    let cases: [(&str, Spoil); 8] = [
        ("a bitmap", |schema, _| schema.format = c"b".as_ptr()),
        ("text", |schema, _| schema.format = c"u".as_ptr()),
        ("no format", |schema, _| schema.format = std::ptr::null()),
        ("nulls", |_, array| array.null_count = 1),
        ("a negative length", |_, array| array.length = -1),
        ("an offset that overflows", |_, array| {
            array.offset = i64::MAX
        }),
        ("three buffers", |_, array| array.n_buffers = 3),
        // SAFETY: the array has two buffers.
        ("no values", |_, array| unsafe {
            *array.buffers.add(1) = std::ptr::null()
        }),
    ];
    for (what, spoil) in cases {
        let (mut schema, mut array) = sent(&[1.0, 2.0]);
        spoil(&mut schema, &mut array);
        assert!(describe(&mut schema, &mut array).is_err(), "{what}");
        release(schema, array);
    }
}

#[test]
fn only_flat_plain_numbers_leave() {
    let matrix = Owned::<f64>::zeroed(&[2, 2])
        .unwrap()
        .share()
        .export()
        .unwrap();
    assert_eq!(super::export(matrix).unwrap_err(), NotArrow::Rank(2));
    let complex = DType::parse("complex64").unwrap();
    let export = crate::zeroed(complex, &[2]).unwrap();
    assert_eq!(
        super::export(export).unwrap_err(),
        NotArrow::ElementType(complex)
    );
}

#[test]
fn an_array_may_be_released_on_another_thread() {
    let dropped = Arc::new(());
    let meta = Owned::copy_of(&[1u8, 2]).unwrap().give().export().unwrap();
    let kept: Arc<dyn std::any::Any + Send + Sync> = Arc::new((meta.clone(), Arc::clone(&dropped)));
    // SAFETY: `kept` holds the memory.
    let export = unsafe { Export::new(meta.meta().clone(), kept) };
    let (mut schema, mut array) = super::export(export).unwrap();
    // SAFETY: a live array that nobody else uses.
    let taken = unsafe { Taken::take(NonNull::from(&mut array)) };
    std::thread::spawn(move || drop(taken)).join().unwrap();
    assert_eq!(Arc::strong_count(&dropped), 1);
    // SAFETY: released once, here.
    unsafe { schema.release.unwrap()(&raw mut schema) };
}
