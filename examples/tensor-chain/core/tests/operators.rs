//! Operators that somebody else registers, from Rust, and the way of a call through the keys.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests fail as tests do"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tensor_chain_core::{
    Device, Dispatcher, Fault, Float, Guard, Kernel, Key, Output, Recording, Tensor,
    current_device, device_switches,
};

fn fresh(output: Output) -> Tensor {
    match output {
        Output::Fresh(tensor) => tensor,
        Output::First => panic!("a new tensor was expected"),
    }
}

fn fake(shape: &[usize], number: u8) -> Tensor {
    let _guard = Guard::enter(Device::Fake(number));
    Tensor::zeros(shape, Float::F32).unwrap()
}

#[test]
fn an_operator_of_ones_own_runs_by_its_handle_and_calls_others() {
    let dispatcher = Arc::new(Dispatcher::with_operators().unwrap());
    let fused = dispatcher.define("mine::add_mul", 3, false).unwrap();
    let (add, mul) = (
        dispatcher.operator("chain::add").unwrap(),
        dispatcher.operator("chain::mul").unwrap(),
    );
    let body = Kernel::new(move |call| {
        let [a, b, c] = call.tensors() else {
            return Err(Fault::Type("three tensors".to_owned()));
        };
        mul.call(&[&fresh(add.call(&[a, b])?), c])
    });
    fused.register(Key::Cpu, body).unwrap();
    let ones = Tensor::zeros(&[2, 2], Float::F64).unwrap();
    let made = fresh(fused.call(&[&ones, &ones, &ones]).unwrap());
    assert_eq!(
        (made.shape(), made.float()),
        ([2, 2].as_slice(), Float::F64)
    );
    let error = fused.call(&[&ones]).unwrap_err().to_string();
    assert_eq!(error, "`mine::add_mul` takes 3 tensors, and 1 were given");
    let error = fused.register(Key::Cpu, Kernel::new(|_| Ok(Output::First)));
    assert!(error.unwrap_err().to_string().contains("already"));
    let error = fused.call(&[&fake(&[1], 0); 3]).unwrap_err().to_string();
    assert_eq!(
        error,
        "`mine::add_mul` has no kernel for `fake` (it has: cpu, tape); register one"
    );
}

#[test]
fn names_that_cannot_be_and_those_that_are_taken_are_refused() {
    let dispatcher = Dispatcher::with_operators().unwrap();
    for name in [
        "",
        "add",
        "::",
        "a::",
        "::b",
        "a::b::c",
        "a::b c",
        "a::\u{e9}",
        &format!("a::{}", "b".repeat(300)),
    ] {
        assert!(dispatcher.define(name, 1, false).is_err(), "{name}");
    }
    for tensors in [0, 9, usize::MAX] {
        assert!(dispatcher.define("mine::f", tensors, false).is_err());
    }
    assert!(dispatcher.define("chain::add", 2, false).is_err());
    assert!(dispatcher.operator("chain::sub").is_err());
    assert_eq!(dispatcher.names().len(), 5);
}

#[test]
fn the_guard_makes_results_on_the_device_of_the_arguments() {
    let dispatcher = Dispatcher::with_operators().unwrap();
    let add = dispatcher.operator("chain::add").unwrap();
    let before = device_switches();
    let made = fresh(add.call(&[&fake(&[2, 1], 3), &fake(&[5], 3)]).unwrap());
    assert_eq!(
        (made.device(), made.shape()),
        (Device::Fake(3), [2, 5].as_slice())
    );
    assert_eq!(current_device(), Device::Cpu);
    assert!(device_switches() > before);
    let error = add.call(&[&fake(&[2], 3), &fake(&[2], 4)]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`chain::add` was given tensors on fake:3 and fake:4; move them to one device with `.to(…)`"
    );
    let error = add.call(&[&fake(&[2], 3), &fake(&[3], 3)]).unwrap_err();
    assert!(error.to_string().contains("do not go together"), "{error}");
    assert_eq!(current_device(), Device::Cpu, "after an error too");
}

#[test]
fn a_kernel_that_panics_leaves_the_thread_as_it_was() {
    let dispatcher = Dispatcher::with_operators().unwrap();
    let broken = dispatcher.define("mine::broken", 1, false).unwrap();
    broken
        .register(Key::Fake, Kernel::new(|_| panic!("broken")).guarded())
        .unwrap();
    let tensor = fake(&[1], 7);
    let called = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| broken.call(&[&tensor])));
    assert!(called.is_err());
    assert_eq!(current_device(), Device::Cpu);
}

#[test]
fn a_recording_notes_what_is_called_and_not_what_that_calls() {
    let dispatcher = Dispatcher::with_operators().unwrap();
    let (add, add_) = (
        dispatcher.operator("chain::add").unwrap(),
        dispatcher.operator("chain::add_").unwrap(),
    );
    let inner = Arc::clone(&add);
    let twice = dispatcher.define("mine::twice", 1, false).unwrap();
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let body = Kernel::new(move |call| {
        counted.fetch_add(1, Ordering::Relaxed);
        let [a] = call.tensors() else {
            return Err(Fault::Type("one tensor".to_owned()));
        };
        inner.call(&[a, a])
    });
    twice.register(Key::Cpu, body).unwrap();
    let a = Tensor::zeros(&[3], Float::F32).unwrap();

    let recording = Recording::start();
    let doubled = fresh(twice.call(&[&a]).unwrap());
    let sum = fresh(add.call(&[&doubled, &a]).unwrap());
    let within = Recording::start();
    add.call(&[&a, &a]).unwrap();
    assert_eq!(within.finish().len(), 1);
    let error = add_.call(&[&a, &a]).unwrap_err().to_string();
    assert!(error.contains("the tape may hold"), "{error}");
    assert!(
        add.call(&[&a, &Tensor::zeros(&[2], Float::F32).unwrap()])
            .is_err()
    );
    let steps = recording.finish();

    let names: Vec<&str> = steps.iter().map(|step| step.operator.as_str()).collect();
    assert_eq!(names, ["mine::twice", "chain::add"]);
    assert!(steps[1].tensors[0].is_same(&doubled) && steps[1].output.is_same(&sum));
    assert_eq!(calls.load(Ordering::Relaxed), 1);
    add_.call(&[&a, &a]).unwrap();
}

#[test]
fn a_handle_is_called_from_many_threads() {
    let dispatcher = Dispatcher::with_operators().unwrap();
    let add_ = dispatcher.operator("chain::add_").unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let own = Tensor::zeros(&[10], Float::F32).unwrap();
                for _ in 0..if cfg!(miri) { 20 } else { 1000 } {
                    add_.call(&[&own, &own]).unwrap();
                }
            });
        }
    });
}
