//! Every order of the threads over the table of claims and the lock of exports.
//!
//! Run by `make test-exchange` with `--cfg loom`; without it there is nothing here.
#![cfg(loom)]

use fishplate_exchange::{Claimed, Claims, DType, Device, Dims, Growable, Meta, ResizeError};
use loom::sync::Arc;
use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::thread;

fn array(address: usize, len: i64) -> Meta {
    Meta::prove(Claimed {
        address,
        dtype: DType::parse("float32").unwrap(),
        shape: Dims::copy_of(&[len]),
        strides: None,
        device: Device::CPU,
        is_readonly: false,
    })
    .unwrap()
}

/// Counts who is inside; a writer must find nobody, a reader no writer.
fn visit(claims: &Claims, inside: &AtomicUsize, meta: &Meta, writes: bool) -> bool {
    const WRITER: usize = 1 << 16;
    let claim = if writes {
        claims.write(meta)
    } else {
        claims.read(meta)
    };
    let Ok(claim) = claim else {
        return false;
    };
    let weight = if writes { WRITER } else { 1 };
    let before = inside.fetch_add(weight, Ordering::SeqCst);
    assert!(
        if writes { before == 0 } else { before < WRITER },
        "{before:#x} inside already"
    );
    inside.fetch_sub(weight, Ordering::SeqCst);
    drop(claim);
    true
}

#[test]
fn a_writer_is_alone_in_every_order() {
    loom::model(|| {
        let shared = Arc::new((Claims::new(), AtomicUsize::new(0)));
        let threads: Vec<_> = [true, true, false]
            .into_iter()
            .map(|writes| {
                let shared = Arc::clone(&shared);
                thread::spawn(move || visit(&shared.0, &shared.1, &array(4096, 4), writes))
            })
            .collect();
        let granted = threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .filter(|granted| *granted)
            .count();
        assert!(granted >= 1, "somebody always gets in");
        assert!(
            visit(&shared.0, &shared.1, &array(4096, 4), true),
            "and all let go"
        );
    });
}

#[test]
fn memory_never_moves_under_an_export_in_any_order() {
    loom::model(|| {
        let samples = Growable::<u8>::new().unwrap();
        samples.extend(&[7; 16]).unwrap();
        let grower = {
            let samples = std::sync::Arc::clone(&samples);
            thread::spawn(move || samples.extend(&[8; 32]))
        };
        let export = samples.export().unwrap();
        let (address, len) = (export.meta().address(), export.meta().count());
        let again = samples.export().unwrap();
        assert_eq!(
            (again.meta().address(), again.meta().count()),
            (address, len),
            "moved while exported"
        );
        drop(again);
        drop(export);
        match grower.join().unwrap() {
            Ok(()) => assert_eq!(samples.len(), 48),
            Err(ResizeError::Exported(exports)) => assert!(exports == 1 || exports == 2),
            Err(error) => panic!("{error}"),
        }
        assert_eq!(samples.exports(), 0);
        samples.truncate(0).unwrap();
    });
}
