//! What a caller asks of an array, and every way in which an array can fail it.
//!
//! All constraints are looked at, and every failure is kept, so that nobody mends one only to meet
//! the next. A check that passes allocates nothing.

use std::fmt;

use crate::device::Device;
use crate::dims::tuple;
use crate::dtype::DType;
use crate::element::Element;
use crate::meta::Meta;

/// The order of the elements in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Any strides.
    Any,
    /// One behind the other, the last index moving fastest.
    C,
    /// One behind the other, the first index moving fastest.
    F,
}

/// What an array must be. Whatever is not said may be anything.
#[derive(Clone, Debug)]
pub struct Spec {
    dtype: Option<DType>,
    rank: Option<usize>,
    shape: Option<Vec<Option<usize>>>,
    order: Order,
    device: Option<Device>,
    is_writable: bool,
    align_bytes: Option<usize>,
}

/// One constraint that an array fails.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failed {
    /// Another element type: asked, offered.
    ElementType(DType, DType),
    /// Another number of dimensions: asked, offered.
    Rank(usize, usize),
    /// Other lengths: asked (nothing for any), offered.
    Shape(Vec<Option<usize>>, Vec<usize>),
    /// Strides that do not fit: asked, strides offered.
    Order(Order, Vec<isize>),
    /// Another device: asked, offered.
    Device(Device, Device),
    /// Read-only, where the caller writes.
    Writable,
    /// Elements at addresses that the processor's type does not allow: asked, address, strides.
    Alignment(usize, usize, Vec<isize>),
}

impl Default for Spec {
    fn default() -> Self {
        Spec::any()
    }
}

impl Spec {
    /// Any array that this machine's processor can read.
    pub const fn any() -> Self {
        Spec {
            dtype: None,
            rank: None,
            shape: None,
            order: Order::Any,
            device: Some(Device::CPU),
            is_writable: false,
            align_bytes: None,
        }
    }

    /// An array of `T`, aligned as a `T` must be.
    pub const fn of<T: Element>() -> Self {
        let mut spec = Spec::any();
        spec.dtype = Some(T::DTYPE);
        spec.align_bytes = Some(align_of::<T>());
        spec
    }

    /// Elements of that type, in any alignment.
    pub const fn dtype(mut self, dtype: DType) -> Self {
        self.dtype = Some(dtype);
        self
    }

    /// That many dimensions.
    pub const fn rank(mut self, rank: usize) -> Self {
        self.rank = Some(rank);
        self
    }

    /// Lengths, of which nothing stands for any; the number of dimensions follows.
    pub fn shape(mut self, shape: &[Option<usize>]) -> Self {
        self.shape = Some(shape.to_vec());
        self
    }

    /// The order in memory.
    pub const fn order(mut self, order: Order) -> Self {
        self.order = order;
        self
    }

    /// A device, or nothing for any.
    pub const fn device(mut self, device: Option<Device>) -> Self {
        self.device = device;
        self
    }

    /// Memory that may be written.
    pub const fn writable(mut self) -> Self {
        self.is_writable = true;
        self
    }

    /// Every element at a multiple of that many bytes.
    pub const fn aligned(mut self, align_bytes: usize) -> Self {
        self.align_bytes = Some(align_bytes);
        self
    }

    /// Whether the caller writes.
    pub fn is_writable(&self) -> bool {
        self.is_writable
    }

    /// The device that is asked for, if one is.
    pub fn asked_device(&self) -> Option<Device> {
        self.device
    }

    /// The element type that is asked for, if one is.
    pub fn asked_dtype(&self) -> Option<DType> {
        self.dtype
    }

    /// The number of dimensions that is asked for, if one is.
    pub fn asked_rank(&self) -> Option<usize> {
        self.rank
    }

    /// The lengths that are asked for, if any are.
    pub fn asked_shape(&self) -> Option<&[Option<usize>]> {
        self.shape.as_deref()
    }

    /// The order that is asked for.
    pub fn asked_order(&self) -> Order {
        self.order
    }

    /// Whether the array is what was asked for.
    #[inline(always)]
    pub fn fits(&self, meta: &Meta) -> bool {
        self.dtype.is_none_or(|dtype| dtype == meta.dtype())
            && self.rank.is_none_or(|rank| rank == meta.rank())
            && self.fits_but_type_and_rank(meta)
    }

    /// [`Spec::fits`] for an array of one dimension and of the element type that is asked, if one is.
    #[inline(always)]
    #[cfg_attr(not(feature = "python"), allow(dead_code))]
    pub(crate) fn fits_row(&self, meta: &Meta) -> bool {
        self.rank.is_none_or(|rank| rank == 1) && self.fits_but_type_and_rank(meta)
    }

    #[inline(always)]
    fn fits_but_type_and_rank(&self, meta: &Meta) -> bool {
        let is_in_order = match self.order {
            Order::Any => true,
            Order::C => meta.is_c_contiguous(),
            Order::F => meta.is_f_contiguous(),
        };
        let is_long = |shape: &Vec<Option<usize>>| fits(shape, meta.shape());
        is_in_order
            && self.shape.as_ref().is_none_or(is_long)
            && self
                .device
                .is_none_or(|device| is_reachable(device, meta.device()))
            && !(self.is_writable && meta.is_readonly())
            && self
                .align_bytes
                .is_none_or(|align| meta.is_aligned_to(align))
    }

    /// Every constraint that the array fails; empty where it is what was asked for.
    #[cold]
    pub fn check(&self, meta: &Meta) -> Vec<Failed> {
        let mut failed = Vec::new();
        if let Some(dtype) = self.dtype.filter(|dtype| *dtype != meta.dtype()) {
            failed.push(Failed::ElementType(dtype, meta.dtype()));
        }
        let rank = self.rank.filter(|rank| *rank != meta.rank());
        if let Some(rank) = rank {
            failed.push(Failed::Rank(rank, meta.rank()));
        }
        if let Some(shape) = &self.shape
            && !fits(shape, meta.shape())
        {
            failed.push(Failed::Shape(shape.clone(), meta.shape().to_vec()));
        }
        let is_in_order = match self.order {
            Order::Any => true,
            Order::C => meta.is_c_contiguous(),
            Order::F => meta.is_f_contiguous(),
        };
        if !is_in_order {
            failed.push(Failed::Order(self.order, meta.strides().to_vec()));
        }
        if self
            .device
            .is_some_and(|device| !is_reachable(device, meta.device()))
        {
            failed.extend(
                self.device
                    .map(|device| Failed::Device(device, meta.device())),
            );
        }
        if self.is_writable && meta.is_readonly() {
            failed.push(Failed::Writable);
        }
        if let Some(align) = self.align_bytes.filter(|align| !meta.is_aligned_to(*align)) {
            failed.push(Failed::Alignment(
                align,
                meta.address(),
                meta.strides().to_vec(),
            ));
        }
        failed
    }
}

/// Whoever asks for the CPU takes pinned host memory too: it is read the same way.
#[inline]
fn is_reachable(asked: Device, offered: Device) -> bool {
    if asked == Device::CPU {
        offered.is_cpu()
    } else {
        asked == offered
    }
}

fn fits(asked: &[Option<usize>], offered: &[usize]) -> bool {
    let same =
        |(asked, offered): (&Option<usize>, &usize)| asked.is_none_or(|asked| asked == *offered);
    asked.len() == offered.len() && asked.iter().zip(offered).all(same)
}

impl fmt::Display for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Order::Any => "any order",
            Order::C => "C order",
            Order::F => "Fortran order",
        })
    }
}

fn pattern(shape: &[Option<usize>]) -> String {
    let words: Vec<String> = shape
        .iter()
        .map(|len| len.map_or("*".to_owned(), |len| len.to_string()))
        .collect();
    tuple(&words)
}

impl fmt::Display for Spec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut words = vec![
            self.dtype
                .map_or("any element type".to_owned(), DType::name),
        ];
        words.extend(
            self.rank
                .map(|rank| format!("{rank} dimension{}", if rank == 1 { "" } else { "s" })),
        );
        words.extend(
            self.shape
                .as_deref()
                .map(|shape| format!("shape {}", pattern(shape))),
        );
        words.extend((self.order != Order::Any).then(|| self.order.to_string()));
        words.extend(self.device.map(|device| format!("on {device}")));
        words.extend(self.is_writable.then(|| "writable".to_owned()));
        words.extend(
            self.align_bytes
                .filter(|align| *align > 1)
                .map(|align| format!("aligned to {align} bytes")),
        );
        f.write_str(&words.join(", "))
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failed::ElementType(asked, offered) => {
                write!(
                    f,
                    "the elements are {offered}, not {asked}; convert them: `a.astype('{asked}')`"
                )
            }
            Failed::Rank(asked, offered) => {
                write!(
                    f,
                    "there are {offered} dimensions, not {asked}; reshape it, or take a part of it"
                )
            }
            Failed::Shape(asked, offered) => {
                write!(
                    f,
                    "the shape is {}, not {}; reshape it, or take a part of it",
                    tuple(offered),
                    pattern(asked)
                )
            }
            Failed::Order(asked, strides) => {
                let letter = if *asked == Order::F { 'F' } else { 'C' };
                let call = format!("`numpy.asarray(a, order='{letter}')`");
                write!(
                    f,
                    "the strides are {}, not those of {asked}; make a copy: {call}",
                    tuple(strides)
                )
            }
            Failed::Device(asked, offered) => {
                write!(
                    f,
                    "the memory is on {offered}, not on {asked}; move it there with its own library"
                )
            }
            Failed::Writable => {
                f.write_str("the memory is read-only; hand in a copy, or a writable array")
            }
            Failed::Alignment(asked, address, strides) => {
                write!(
                    f,
                    "the elements at {address:#x}, strides {}, ",
                    tuple(strides)
                )?;
                write!(
                    f,
                    "are not aligned to {asked} bytes; make a copy: `a.copy()`"
                )
            }
        }
    }
}

#[cfg(test)]
mod tests;
