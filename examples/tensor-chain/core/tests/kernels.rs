//! The kernels over memory of every form, held against loops over indices; small enough for Miri.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    unsafe_code,
    reason = "helpers of tests fail as tests do, and read memory that the tests made"
)]

use fishplate_exchange::{Elements, ElementsMut};
use tensor_chain_core::{Dispatcher, Fault, Float, Layout, Operator, Output, Tensor};

/// Numbers that differ, and among them what is odd.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) as usize % most.max(1)
    }

    fn number(&mut self) -> f64 {
        [f64::NAN, f64::INFINITY, -0.0]
            .get(self.below(40))
            .copied()
            .unwrap_or_else(|| self.below(1000) as f64 / 8.0 - 60.0)
    }
}

fn read(tensor: &Tensor) -> Vec<f64> {
    let meta = tensor.memory().unwrap().meta();
    // SAFETY: the tensor holds the memory, of that type, and nobody writes it meanwhile.
    unsafe {
        match tensor.float() {
            Float::F32 => Elements::<f32>::new(meta).iter().map(f64::from).collect(),
            Float::F64 => Elements::<f64>::new(meta).to_vec(),
        }
    }
}

fn fill(tensor: &Tensor, mut number: impl FnMut() -> f64) {
    let meta = tensor.memory().unwrap().meta();
    // SAFETY: the tensor holds the memory, of that type, writable, and nobody else uses it meanwhile.
    unsafe {
        match tensor.float() {
            Float::F32 => ElementsMut::<f32>::new(meta).update(|_| number() as f32),
            Float::F64 => ElementsMut::<f64>::new(meta).update(|_| number()),
        }
    }
}

/// A tensor of that shape among other elements: strided, turned round, transposed.
fn among_others(shape: &[usize], float: Float, chance: &mut Chance) -> Tensor {
    let is_turned = chance.below(2) == 1;
    let mut form: Vec<usize> = shape.to_vec();
    if is_turned {
        form.reverse();
    }
    let steps: Vec<isize> = form
        .iter()
        .map(|_| [1, 1, 2, -1, -3][chance.below(5)])
        .collect();
    let whole: Vec<usize> = (form.iter().zip(&steps))
        .map(|(len, step)| len * step.unsigned_abs() + 1)
        .collect();
    let mut tensor = Tensor::zeros(&whole, float).unwrap();
    fill(&tensor, || chance.number());
    for (axis, (len, step)) in form.iter().zip(steps).enumerate() {
        let start = if step < 0 {
            (len.max(&1) - 1) * step.unsigned_abs()
        } else {
            0
        };
        let (layout, offset) = tensor.layout().part(axis, start, *len, step).unwrap();
        tensor = tensor.view(layout, offset).unwrap();
    }
    if is_turned {
        tensor = tensor.view(tensor.layout().transposed(), 0).unwrap();
    }
    assert_eq!(tensor.shape(), shape);
    tensor
}

/// A shape, and one that fills it: some lengths 1, some of the first left out.
fn shapes(chance: &mut Chance) -> (Vec<usize>, Vec<usize>) {
    let shape: Vec<usize> = (0..chance.below(4)).map(|_| chance.below(4)).collect();
    let cut = chance.below(shape.len() + 1);
    let filling = (shape.iter().skip(cut))
        .map(|len| if chance.below(3) == 0 { 1 } else { *len })
        .collect();
    (shape, filling)
}

/// The place of an element of `shape` among those of a tensor that fills it.
fn place(mut index: usize, shape: &[usize], filling: &[usize]) -> usize {
    let mut indices: Vec<usize> = vec![0; shape.len()];
    for (own, len) in indices.iter_mut().zip(shape).rev() {
        *own = index % len;
        index /= len;
    }
    let own = indices.iter().skip(shape.len() - filling.len());
    own.zip(filling).fold(0, |place, (at, len)| {
        place * len + if *len == 1 { 0 } else { *at }
    })
}

fn rounded(value: f64, float: Float) -> f64 {
    match float {
        Float::F32 => f64::from(value as f32),
        Float::F64 => value,
    }
}

fn assert_same(found: &[f64], expected: &[f64]) {
    let is_same = |(one, other): (&f64, &f64)| {
        one.to_bits() == other.to_bits() || one.is_nan() && other.is_nan()
    };
    assert_eq!(found.len(), expected.len());
    assert!(
        found.iter().zip(expected).all(is_same),
        "{found:?}, not {expected:?}"
    );
}

const TIMES: usize = if cfg!(miri) { 25 } else { 2000 };

#[test]
fn elements_are_combined_by_their_indices_in_every_form() {
    let dispatcher = Dispatcher::with_operators().unwrap();
    let mut chance = Chance(1);
    type Both = fn(f64, f64) -> f64;
    let operators: [(&str, Both); 2] = [("add", |a, b| a + b), ("mul", |a, b| a * b)];
    for turn in 0..TIMES {
        let float = [Float::F32, Float::F64][turn % 2];
        let (shape, filling) = shapes(&mut chance);
        let a = among_others(&shape, float, &mut chance);
        let b = among_others(&filling, float, &mut chance);
        let (name, both) = operators[chance.below(2)];
        let (of_a, of_b) = (read(&a), read(&b));
        let expected: Vec<f64> = (of_a.iter().enumerate())
            .map(|(at, one)| rounded(both(*one, of_b[place(at, &shape, &filling)]), float))
            .collect();
        let fresh = dispatcher.operator(&format!("chain::{name}")).unwrap();
        let Output::Fresh(made) = fresh.call(&[&b, &a]).unwrap() else {
            unreachable!("it makes a new tensor")
        };
        assert_same(&read(&made), &expected);
        assert_same(&read(&a), &of_a);
        let in_place = dispatcher.operator(&format!("chain::{name}_")).unwrap();
        assert!(matches!(in_place.call(&[&a, &b]).unwrap(), Output::First));
        assert_same(&read(&a), &expected);
        assert_same(&read(&b), &of_b);
    }
}

#[test]
fn matrices_are_multiplied_by_their_indices_in_every_form() {
    let matmul = Dispatcher::with_operators()
        .unwrap()
        .operator("chain::matmul")
        .unwrap();
    let mut chance = Chance(2);
    for turn in 0..TIMES / 4 {
        let float = [Float::F32, Float::F64][turn % 2];
        let [m, k, n] = [(); 3].map(|()| chance.below(7));
        let a = among_others(&[m, k], float, &mut chance);
        let b = among_others(&[k, n], float, &mut chance);
        // Whole numbers, whose sums are exact in any order.
        for tensor in [&a, &b] {
            fill(tensor, || chance.below(40) as f64 - 20.0);
        }
        let (of_a, of_b) = (read(&a), read(&b));
        let expected: Vec<f64> = (0..m * n)
            .map(|at| {
                (0..k)
                    .map(|step| of_a[at / n * k + step] * of_b[step * n + at % n])
                    .sum()
            })
            .collect();
        let Output::Fresh(made) = matmul.call(&[&a, &b]).unwrap() else {
            unreachable!("it makes a new tensor")
        };
        assert_eq!(made.shape(), [m, n]);
        let is_same = read(&made)
            .iter()
            .zip(&expected)
            .all(|(one, other)| one == other);
        assert!(is_same, "{m} {k} {n}");
    }
}

fn refusal(operator: &Operator, tensors: &[&Tensor]) -> String {
    match operator.call(tensors) {
        Err(Fault::Memory(text)) => text,
        other => format!("not refused: {other:?}"),
    }
}

#[test]
fn what_would_depend_on_the_order_of_the_elements_is_refused() {
    let add_ = Dispatcher::with_operators()
        .unwrap()
        .operator("chain::add_")
        .unwrap();
    let whole = Tensor::zeros(&[10], Float::F32).unwrap();
    let part = |start: usize, len: usize, step: isize| {
        let (layout, offset) = whole.layout().part(0, start, len, step).unwrap();
        whole.view(layout, offset).unwrap()
    };
    let shared = "shares some of its memory with the second";
    for (target, other) in [
        (part(0, 9, 1), part(1, 9, 1)),
        (part(1, 9, 1), part(0, 9, 1)),
        (part(0, 10, 1), part(9, 10, -1)),
        (part(0, 4, 2), part(0, 4, 3)),
        (part(0, 5, 1), part(4, 1, 1)),
    ] {
        assert!(refusal(&add_, &[&target, &other]).contains(shared));
    }
    for (target, other) in [
        (part(0, 5, 2), part(1, 5, 2)),
        (part(0, 5, 1), part(5, 5, 1)),
        (part(9, 5, -1), part(9, 5, -1)),
        (part(0, 1, 1), part(1, 1, 1)),
    ] {
        add_.call(&[&target, &other]).unwrap();
    }
    let other = Tensor::full(&[], Float::F32, 1.0).unwrap();
    let within_itself = "share memory with each other";
    let windows = Layout::c_order(&[4, 4], 4).unwrap();
    let (narrow, _) = windows.part(1, 0, 2, 1).unwrap();
    assert!(
        add_.call(&[
            &Tensor::zeros(&[16], Float::F32)
                .unwrap()
                .view(narrow, 0)
                .unwrap(),
            &other
        ])
        .is_ok()
    );
    // Every row the same one: a step of nothing.
    let memory = whole.memory().unwrap().clone();
    let repeated = fishplate_exchange::Meta::prove(fishplate_exchange::Claimed {
        address: memory.meta().address(),
        dtype: memory.meta().dtype(),
        shape: fishplate_exchange::Dims::copy_of(&[3, 2]),
        strides: Some(fishplate_exchange::Dims::copy_of(&[0, 4])),
        device: fishplate_exchange::Device::CPU,
        is_readonly: false,
    });
    // SAFETY: two elements of `memory`, which the export keeps, with its rights.
    let repeated = unsafe {
        fishplate_exchange::Export::new(repeated.unwrap(), std::sync::Arc::new(memory.clone()))
    };
    let repeated = Tensor::of_memory(repeated).unwrap();
    assert!(refusal(&add_, &[&repeated, &other]).contains(within_itself));
    let readonly = Tensor::of_memory(memory.readonly()).unwrap();
    let part_of_it = readonly.view(readonly.layout().clone(), 0).unwrap();
    for target in [&readonly, &part_of_it] {
        assert!(refusal(&add_, &[target, &other]).contains("read-only"));
    }
}

#[test]
fn shapes_and_types_that_do_not_go_together_are_refused() {
    let dispatcher = Dispatcher::with_operators().unwrap();
    let made = |shape: &[usize], float| Tensor::zeros(shape, float).unwrap();
    for (name, a, b) in [
        (
            "matmul",
            made(&[2, 2], Float::F32),
            made(&[3, 2], Float::F32),
        ),
        (
            "matmul",
            made(&[2, 3], Float::F32),
            made(&[2, 3], Float::F32),
        ),
        ("matmul", made(&[2], Float::F32), made(&[2, 2], Float::F32)),
        (
            "matmul",
            made(&[2, 2], Float::F32),
            made(&[2, 2], Float::F64),
        ),
        ("add", made(&[2], Float::F32), made(&[2], Float::F64)),
        ("mul_", made(&[2], Float::F64), made(&[2], Float::F32)),
        ("mul_", made(&[1], Float::F32), made(&[2], Float::F32)),
    ] {
        let operator = dispatcher.operator(&format!("chain::{name}")).unwrap();
        let error = operator.call(&[&a, &b]).unwrap_err();
        assert!(matches!(error, Fault::Type(_) | Fault::Value(_)), "{error}");
    }
}
