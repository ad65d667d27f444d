//! A tensor: form, element type, device, keys, and the memory that it shares with others.
//!
//! All that makes a tensor of memory is here. Its memory is an [`Export`], so whoever else has it,
//! NumPy for one, keeps it alive; it is never made a Rust slice.
#![allow(unsafe_code)]

use std::sync::Arc;

use fishplate_exchange::{
    Claimed, DType, Device as Place, Dims, Element, ElementsMut, Export, Kind, Meta, copy_of,
    zeroed,
};

use crate::device::{Device, current_device};
use crate::fault::Fault;
use crate::keys::{Key, KeySet};
use crate::layout::{Layout, tuple};

/// The element types that kernels know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Float {
    /// 32 bits.
    F32,
    /// 64 bits.
    F64,
}

impl Float {
    /// The type of that name.
    pub fn parse(name: &str) -> Option<Float> {
        [Float::F32, Float::F64]
            .into_iter()
            .find(|float| float.name() == name)
    }

    /// As NumPy writes it.
    pub fn name(self) -> &'static str {
        match self {
            Float::F32 => "float32",
            Float::F64 => "float64",
        }
    }

    /// Bytes of an element.
    pub fn size_bytes(self) -> usize {
        self.dtype().size_bytes()
    }

    fn dtype(self) -> DType {
        match self {
            Float::F32 => f32::DTYPE,
            Float::F64 => f64::DTYPE,
        }
    }

    fn of(dtype: DType) -> Option<Float> {
        match (dtype.kind(), dtype.bits(), dtype.is_swapped()) {
            (Kind::Float, 32, false) => Some(Float::F32),
            (Kind::Float, 64, false) => Some(Float::F64),
            _ => None,
        }
    }
}

/// A tensor. Clones are the same tensor.
#[derive(Clone, Debug)]
pub struct Tensor(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    keys: KeySet,
    device: Device,
    float: Float,
    is_c_order: bool,
    count: usize,
    layout: Layout,
    memory: Option<Export>,
}

impl Tensor {
    /// Zeros on the current device.
    ///
    /// # Errors
    /// [`Fault::Value`] for a shape that cannot be, [`Fault::NoMemory`] where there is not so much.
    pub fn zeros(shape: &[usize], float: Float) -> Result<Self, Fault> {
        match current_device() {
            Device::Cpu => {
                Layout::check(shape, float.size_bytes())?;
                Tensor::of_memory(zeroed(float.dtype(), shape)?)
            }
            device => {
                let layout = Layout::c_order(shape, float.size_bytes())?;
                Ok(Tensor::without_memory(layout, float, device))
            }
        }
    }

    /// One number everywhere, on the current device.
    ///
    /// # Errors
    /// As for [`Tensor::zeros`].
    pub fn full(shape: &[usize], float: Float, value: f64) -> Result<Self, Fault> {
        let made = Tensor::zeros(shape, float)?;
        if let Some(memory) = &made.0.memory {
            // SAFETY: the memory is new, of that type, writable, and nobody else's.
            unsafe {
                match float {
                    Float::F32 => ElementsMut::<f32>::new(memory.meta()).fill(value as f32),
                    Float::F64 => ElementsMut::<f64>::new(memory.meta()).fill(value),
                }
            }
        }
        Ok(made)
    }

    /// The tensor over memory of any library, which stays shared.
    ///
    /// # Errors
    /// [`Fault::Type`] for elements that no kernel knows, [`Fault::Memory`] for another device.
    pub fn of_memory(memory: Export) -> Result<Self, Fault> {
        let meta = memory.meta();
        let float = Float::of(meta.dtype()).ok_or_else(|| {
            Fault::Type(format!(
                "a tensor has elements of float32 or float64, not {}; convert it first",
                meta.dtype()
            ))
        })?;
        if !meta.device().is_cpu() {
            return Err(Fault::Memory(format!(
                "the memory is on {}, which has no kernels here; move it to the processor",
                meta.device()
            )));
        }
        Ok(Tensor(Arc::new(Inner {
            keys: KeySet::of(Key::Cpu),
            device: Device::Cpu,
            float,
            is_c_order: meta.is_c_contiguous(),
            count: meta.count(),
            layout: Layout::new(meta.shape(), meta.strides()),
            memory: Some(memory),
        })))
    }

    fn without_memory(layout: Layout, float: Float, device: Device) -> Self {
        Tensor(Arc::new(Inner {
            keys: KeySet::of(Key::Fake),
            device,
            float,
            is_c_order: layout.is_c_order(float.size_bytes()),
            count: layout.count(),
            layout,
            memory: None,
        }))
    }

    /// The keys that a call with this tensor has.
    #[inline]
    pub fn keys(&self) -> KeySet {
        self.0.keys
    }

    /// Where it is.
    #[inline]
    pub fn device(&self) -> Device {
        self.0.device
    }

    /// Its element type.
    #[inline]
    pub fn float(&self) -> Float {
        self.0.float
    }

    /// Its form.
    #[inline]
    pub fn layout(&self) -> &Layout {
        &self.0.layout
    }

    /// Lengths.
    #[inline]
    pub fn shape(&self) -> &[usize] {
        self.0.layout.shape()
    }

    /// Number of elements.
    #[inline]
    pub fn count(&self) -> usize {
        self.0.count
    }

    /// Whether the elements lie one behind the other in C order.
    #[inline]
    pub fn is_c_order(&self) -> bool {
        self.0.is_c_order
    }

    /// Whether nobody may write it through this tensor.
    pub fn is_readonly(&self) -> bool {
        (self.0.memory.as_ref()).is_some_and(|memory| memory.meta().is_readonly())
    }

    /// Whether both are one tensor, and not only equal ones.
    pub fn is_same(&self, other: &Tensor) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// A number that no other living tensor has.
    pub fn identity(&self) -> usize {
        Arc::as_ptr(&self.0).addr()
    }

    /// The memory, for one more who shares it.
    ///
    /// # Errors
    /// [`Fault::Memory`] where there is none.
    pub fn memory(&self) -> Result<&Export, Fault> {
        self.0.memory.as_ref().ok_or_else(|| {
            Fault::Memory(format!(
                "a tensor on {} has a form and no memory; make one on `cpu`",
                self.0.device
            ))
        })
    }

    /// A copy in C order, in memory of its own.
    ///
    /// # Errors
    /// [`Fault::NoMemory`] where there is not so much.
    pub fn copied(&self) -> Result<Self, Fault> {
        let Some(memory) = &self.0.memory else {
            let layout = Layout::c_order(self.shape(), self.float().size_bytes())?;
            return Ok(Tensor::without_memory(layout, self.float(), self.device()));
        };
        // SAFETY: the export keeps the memory where it is, readable, as whoever made it promised.
        Tensor::of_memory(unsafe { copy_of(memory.meta()) }?)
    }

    /// The form alone, on a device without memory.
    ///
    /// # Errors
    /// [`Fault::Memory`] for a device with memory, where this tensor has none.
    pub fn moved(&self, device: Device) -> Result<Self, Fault> {
        if device == self.device() {
            return Ok(self.clone());
        }
        if device == Device::Cpu {
            self.memory()?;
        }
        let layout = Layout::c_order(self.shape(), self.float().size_bytes())?;
        Ok(Tensor::without_memory(layout, self.float(), device))
    }

    /// Some of the elements, in the same memory.
    ///
    /// # Errors
    /// [`Fault::Value`] where they are not all among those of this tensor.
    pub fn view(&self, layout: Layout, offset_bytes: isize) -> Result<Self, Fault> {
        let Some(memory) = &self.0.memory else {
            return Ok(Tensor::without_memory(layout, self.float(), self.device()));
        };
        let held = memory.meta();
        let outside = || {
            Fault::Value(format!(
                "a view of shape {} reaches beyond the tensor of shape {}",
                tuple(layout.shape()),
                tuple(self.shape())
            ))
        };
        let signed =
            |numbers: &[isize]| Dims::build(numbers.len(), |at| at_or_0(numbers, at) as i64);
        let shape = Dims::build(layout.shape().len(), |at| {
            layout.shape().get(at).map_or(0, |len| *len as i64)
        });
        let meta = Meta::prove(Claimed {
            address: (held.address().checked_add_signed(offset_bytes)).ok_or_else(outside)?,
            dtype: held.dtype(),
            shape,
            strides: Some(signed(layout.strides())),
            device: Place::CPU,
            is_readonly: held.is_readonly(),
        });
        let meta = meta.map_err(|_| outside())?;
        let (part, whole) = (meta.range(), held.range());
        if meta.count() > 0 && (part.start < whole.start || part.end > whole.end) {
            return Err(outside());
        }
        // SAFETY: all elements lie between those of `memory`, which the new export keeps alive, with
        // the same rights; both describe it without a Rust reference.
        Tensor::of_memory(unsafe { Export::new(meta, Arc::new(memory.clone())) })
    }
}

fn at_or_0(numbers: &[isize], at: usize) -> isize {
    numbers.get(at).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Guard;

    #[test]
    fn a_view_shares_the_memory_and_stays_within_it() {
        let whole = Tensor::zeros(&[4, 3], Float::F32).unwrap();
        let (rows, offset) = whole.layout().part(0, 3, 2, -2).unwrap();
        let part = whole.view(rows.clone(), offset).unwrap();
        let address = |tensor: &Tensor| tensor.memory().unwrap().meta().address();
        assert_eq!(address(&part), address(&whole) + 36);
        assert!(!part.is_c_order() && part.copied().unwrap().is_c_order());
        assert!(whole.view(rows, 0).is_err(), "it begins too early");
        assert!(whole.view(whole.layout().clone(), 4).is_err());
        assert!(whole.view(whole.layout().clone(), isize::MIN).is_err());
        drop(whole);
        assert_eq!(part.count(), 6, "the view keeps the memory");
    }

    #[test]
    fn zeros_are_made_on_the_current_device() {
        let _guard = Guard::enter(Device::Fake(1));
        let made = Tensor::zeros(&[1 << 40, 2], Float::F64).unwrap();
        assert_eq!(made.device(), Device::Fake(1));
        assert!(made.memory().is_err() && made.moved(Device::Cpu).is_err());
        assert!(made.is_same(&made.moved(Device::Fake(1)).unwrap()));
        assert_eq!(made.moved(Device::Fake(2)).unwrap().shape(), [1 << 40, 2]);
    }
}
