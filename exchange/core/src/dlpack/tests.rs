//! Tensors out and in again, and hostile ones that must be refused and yet deleted once.
#![allow(unsafe_code)]

use std::ffi::c_void;
use std::mem::MaybeUninit;
use std::ptr::{NonNull, null_mut};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::abi::*;
use super::*;
use crate::{Claimed, DType, Device, Dims, Export, Foreign, Malformed, Meta, Owned, Route};

/// A tensor whose deleter counts, with everything that it points to.
struct Producer {
    tensor: DLManagedTensorVersioned,
    shape: Vec<i64>,
    strides: Vec<i64>,
    memory: Vec<f32>,
    deleted: Arc<AtomicUsize>,
}

unsafe extern "C" fn count(tensor: *mut DLManagedTensorVersioned) {
    // SAFETY: `Producer::make` put it there, and this is the only call.
    let producer = unsafe { Box::from_raw((*tensor).manager_ctx.cast::<Producer>()) };
    producer.deleted.fetch_add(1, Ordering::SeqCst);
}

impl Producer {
    fn make(
        deleted: &Arc<AtomicUsize>,
        spoil: impl FnOnce(&mut DLManagedTensorVersioned),
    ) -> NonNull<DLManagedTensorVersioned> {
        let dl_tensor = DLTensor {
            data: null_mut(),
            device: DLDevice {
                device_type: 1,
                device_id: 0,
            },
            ndim: 1,
            dtype: DLDataType {
                code: 2,
                bits: 32,
                lanes: 1,
            },
            shape: null_mut(),
            strides: null_mut(),
            byte_offset: 0,
        };
        let producer = Box::into_raw(Box::new(Producer {
            tensor: DLManagedTensorVersioned {
                version: VERSION,
                manager_ctx: null_mut(),
                deleter: Some(count),
                flags: 0,
                dl_tensor,
            },
            shape: vec![4],
            strides: vec![1],
            memory: vec![1.0, 2.0, 3.0, 4.0],
            deleted: Arc::clone(deleted),
        }));
        // SAFETY: just made; all pointers are into the box, which lives until `count`.
        unsafe {
            let at = &mut *producer;
            at.tensor.dl_tensor.data = at.memory.as_mut_ptr().cast::<c_void>();
            at.tensor.dl_tensor.data.expose_provenance();
            at.tensor.dl_tensor.shape = at.shape.as_mut_ptr();
            at.tensor.dl_tensor.strides = at.strides.as_mut_ptr();
            spoil(&mut at.tensor);
            (*producer).tensor.manager_ctx = producer.cast();
            NonNull::new_unchecked(&raw mut (*producer).tensor)
        }
    }
}

/// What a tensor is, and whether it was copied for us.
#[derive(Debug)]
struct Described {
    meta: Meta,
    is_copy: bool,
}

fn describe(tensor: NonNull<DLManagedTensorVersioned>) -> Result<Described, Malformed> {
    let mut place = MaybeUninit::uninit();
    // SAFETY: the producer keeps to the protocol but for what was spoilt; what is described is written.
    unsafe {
        let is_copy = describe_versioned(tensor, &mut place)?;
        Ok(Described {
            meta: place.assume_init(),
            is_copy,
        })
    }
}

fn described(spoil: impl FnOnce(&mut DLManagedTensorVersioned)) -> Result<Described, Malformed> {
    let deleted = Arc::new(AtomicUsize::new(0));
    let tensor = Producer::make(&deleted, spoil);
    let described = describe(tensor);
    assert_eq!(
        deleted.load(Ordering::SeqCst),
        0,
        "describing takes nothing"
    );
    // SAFETY: nobody else deletes it.
    drop(unsafe { Versioned::take(tensor) });
    assert_eq!(deleted.load(Ordering::SeqCst), 1, "deleted once");
    described
}

#[test]
fn a_good_tensor_is_what_it_says() {
    let good = described(|_| ()).unwrap();
    assert_eq!(
        (good.meta.shape(), good.meta.strides()),
        (&[4][..], &[4][..])
    );
    assert!(!good.meta.is_readonly() && !good.is_copy);
    let flagged = described(|tensor| tensor.flags = FLAG_READ_ONLY | FLAG_IS_COPIED).unwrap();
    assert!(flagged.meta.is_readonly() && flagged.is_copy);
    let start = good.meta.address();
    let shifted = described(|tensor| {
        tensor.dl_tensor.byte_offset = 4;
        // SAFETY: the shape has one number.
        unsafe { *tensor.dl_tensor.shape = 3 }
    });
    assert_ne!(shifted.unwrap().meta.address(), start);
    assert!(
        described(|tensor| tensor.dl_tensor.strides = null_mut())
            .unwrap()
            .meta
            .is_c_contiguous()
    );
    let scalar =
        described(|tensor| (tensor.dl_tensor.ndim, tensor.dl_tensor.shape) = (0, null_mut()))
            .unwrap();
    assert_eq!((scalar.meta.rank(), scalar.meta.count()), (0, 1));
    assert!(
        described(|tensor| tensor.version.minor = 99).is_ok(),
        "a minor version adds, and changes nothing"
    );
}

#[test]
fn hostile_tensors_are_refused_and_deleted_once() {
    // SAFETY, of every block below: shape and strides have one number each.
    type Spoil = fn(&mut DLManagedTensorVersioned);
    let cases: [(&str, Spoil); 17] = [
        ("major version 2", |tensor| tensor.version.major = 2),
        ("major version 0", |tensor| tensor.version.major = 0),
        // SAFETY: see above.
        ("a negative length", |tensor| unsafe {
            *tensor.dl_tensor.shape = -4
        }),
        // SAFETY: see above.
        ("a length that overflows in bytes", |tensor| unsafe {
            *tensor.dl_tensor.shape = 1 << 62
        }),
        // SAFETY: see above.
        ("a stride that overflows in bytes", |tensor| unsafe {
            *tensor.dl_tensor.strides = i64::MAX
        }),
        // SAFETY: see above.
        ("a stride out of the address space", |tensor| unsafe {
            *tensor.dl_tensor.strides = i64::MAX / 16
        }),
        // SAFETY: see above.
        ("a stride below the address 0", |tensor| unsafe {
            *tensor.dl_tensor.strides = -(i64::MAX / 16)
        }),
        ("negative dimensions", |tensor| tensor.dl_tensor.ndim = -1),
        ("too many dimensions", |tensor| tensor.dl_tensor.ndim = 65),
        ("no shape", |tensor| tensor.dl_tensor.shape = null_mut()),
        ("no memory", |tensor| tensor.dl_tensor.data = null_mut()),
        ("no memory, with an offset", |tensor| {
            (tensor.dl_tensor.data, tensor.dl_tensor.byte_offset) = (null_mut(), 64);
        }),
        ("an offset that overflows", |tensor| {
            tensor.dl_tensor.byte_offset = u64::MAX
        }),
        ("31 bits", |tensor| tensor.dl_tensor.dtype.bits = 31),
        ("4 lanes", |tensor| tensor.dl_tensor.dtype.lanes = 4),
        ("an unknown code", |tensor| {
            tensor.dl_tensor.dtype.code = 200
        }),
        ("packed nibbles", |tensor| {
            tensor.dl_tensor.dtype = DLDataType {
                code: 17,
                bits: 4,
                lanes: 1,
            }
        }),
    ];
    for (what, spoil) in cases {
        assert!(described(spoil).is_err(), "{what}");
    }
}

#[test]
fn padded_nibbles_have_a_byte_each() {
    let padded = described(|tensor| {
        tensor.flags = FLAG_IS_SUBBYTE_PADDED;
        tensor.dl_tensor.dtype = DLDataType {
            code: 17,
            bits: 4,
            lanes: 1,
        };
    });
    let meta = padded.unwrap().meta;
    assert_eq!(
        (meta.dtype().bits(), meta.strides(), meta.size_bytes()),
        (4, &[1][..], 4)
    );
}

#[test]
fn a_stride_that_is_never_walked_may_be_anything() {
    for stride in [i64::MAX, i64::MIN, 0] {
        let single = described(|tensor| {
            // SAFETY: shape and strides have one number each.
            unsafe { (*tensor.dl_tensor.shape, *tensor.dl_tensor.strides) = (1, stride) }
        });
        assert!(single.unwrap().meta.is_c_contiguous());
    }
}

#[test]
fn without_a_deleter_there_is_nothing_to_call() {
    let deleted = Arc::new(AtomicUsize::new(0));
    let tensor = Producer::make(&deleted, |tensor| tensor.deleter = None);
    // SAFETY: nobody else deletes it.
    drop(unsafe { Versioned::take(tensor) });
    assert_eq!(deleted.load(Ordering::SeqCst), 0);
    // SAFETY: nothing has deleted it, and nothing else will.
    unsafe { count(tensor.as_ptr()) }
}

/// A writable export whose end is seen in the count of `alive`.
fn watched(alive: &Arc<()>) -> Export {
    let export = Owned::copy_of(&[1i32, 2, 3, 4, 5, 6])
        .unwrap()
        .reshape(&[2, 3])
        .unwrap()
        .give()
        .export()
        .unwrap();
    let meta = export.meta().clone();
    // SAFETY: the keeper holds the memory.
    unsafe { Export::new(meta, Arc::new((export, Arc::clone(alive)))) }
}

#[test]
fn what_goes_out_comes_in_with_the_same_rights() {
    let alive = Arc::new(());
    let export = watched(&alive);
    let address = export.meta().address();
    for is_readonly in [false, true] {
        let sent = if is_readonly {
            export.clone().readonly()
        } else {
            export.clone()
        };
        let tensor = versioned(sent).unwrap();
        let described = describe(tensor).unwrap();
        assert_eq!(
            (described.meta.address(), described.meta.is_readonly()),
            (address, is_readonly)
        );
        assert_eq!(
            (described.meta.shape(), described.meta.strides()),
            (&[2, 3][..], &[12, 4][..])
        );
        // SAFETY: nobody else deletes it.
        let hold = unsafe { Versioned::take(tensor) };
        let foreign = Foreign::new(described.meta, Route::Dlpack, false, hold);
        // SAFETY: the producer is ours.
        let again = unsafe { foreign.into_export() };
        assert_eq!(
            again.meta().is_readonly(),
            is_readonly,
            "a second hop widens nothing"
        );
        match legacy(again) {
            Ok(tensor) => {
                assert!(!is_readonly, "the flavour without rights widens nothing");
                // SAFETY: nobody else deletes it.
                drop(unsafe { Legacy::take(tensor) });
            }
            Err(refused) => assert!(is_readonly && refused == NotDlpack::ReadOnly),
        }
    }
    drop(export);
    assert_eq!(Arc::strong_count(&alive), 1, "every hop let go");
}

#[test]
fn deleters_run_on_any_thread_and_once() {
    let alive = Arc::new(());
    let tensor = versioned(watched(&alive)).unwrap();
    // SAFETY: nobody else deletes it.
    let hold = unsafe { Versioned::take(tensor) };
    assert_eq!(Arc::strong_count(&alive), 2);
    std::thread::spawn(move || drop(hold)).join().unwrap();
    assert_eq!(Arc::strong_count(&alive), 1);
    let tensor = legacy(watched(&alive)).unwrap();
    let mut place = MaybeUninit::uninit();
    // SAFETY: made just now, and kept to the protocol; what is described is written.
    let meta = unsafe {
        describe_legacy(tensor, &mut place).unwrap();
        place.assume_init()
    };
    assert!(
        meta.is_readonly(),
        "a tensor without a version cannot say that it is writable"
    );
    // SAFETY: nobody else deletes it.
    drop(unsafe { Legacy::take(tensor) });
    assert_eq!(Arc::strong_count(&alive), 1);
}

#[test]
fn a_panic_in_an_owner_does_not_leave_the_deleter() {
    struct Loud;
    impl Drop for Loud {
        fn drop(&mut self) {
            std::panic::resume_unwind(Box::new("an owner that panics"));
        }
    }
    let export = watched(&Arc::new(()));
    let meta = export.meta().clone();
    // SAFETY: the keeper holds the memory.
    let loud = unsafe { Export::new(meta, Arc::new((Loud, export))) };
    let tensor = versioned(loud).unwrap();
    // SAFETY: nobody else deletes it.
    drop(unsafe { Versioned::take(tensor) });
}

#[test]
fn what_dlpack_cannot_say_stays_here() {
    let claimed = |dtype: DType, strides: &[i64]| Claimed {
        address: 4096,
        dtype,
        shape: Dims::copy_of(&[2]),
        strides: Some(Dims::copy_of(strides)),
        device: Device::CPU,
        is_readonly: false,
    };
    let float = DType::parse("float32").unwrap();
    let odd = Meta::prove(claimed(float, &[6])).unwrap();
    assert_eq!(TensorParts::of(&odd).unwrap_err(), NotDlpack::Stride(6, 4));
    let swapped = Meta::prove(claimed(DType::parse(">f4").unwrap(), &[4])).unwrap();
    assert_eq!(TensorParts::of(&swapped).unwrap_err(), NotDlpack::Swapped);
    let empty = crate::zeroed(float, &[0, 3]).unwrap();
    let tensor = versioned(empty).unwrap();
    // SAFETY: made just now.
    let data = unsafe { tensor.as_ref() }.dl_tensor.data;
    assert!(data.is_null(), "the protocol's address of nothing");
    // SAFETY: nobody else deletes it.
    drop(unsafe { Versioned::take(tensor) });
}
