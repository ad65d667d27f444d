//! What an array is, once it has been proven to make sense: the one description of every protocol.
//!
//! A [`Meta`] cannot be made from a shape that overflows or an address that leaves the address
//! space. Whether it is what the caller asked for is the business of `spec.rs`. It owns nothing.

use std::fmt;
use std::mem::MaybeUninit;
use std::ops::Range;

use crate::device::Device;
use crate::dims::{Dims, MAX_RANK, tuple};
use crate::dtype::DType;
use crate::layout;
use crate::malformed::Malformed;

/// No process has memory above this: x86-64 with five levels of pages gives programs 56 bits.
const HIGHEST_ADDRESS: usize = if usize::BITS == 64 {
    1 << 56
} else {
    usize::MAX
};

/// Address, element type, shape, strides, device and rights of an array.
#[derive(Clone, Debug)]
pub struct Meta {
    address: usize,
    count: usize,
    low: usize,
    high: usize,
    /// The address and all strides that are walked, one over the other: its low bits tell alignment.
    grid: usize,
    dtype: DType,
    device: Device,
    is_readonly: bool,
    is_c_contiguous: bool,
    is_f_contiguous: bool,
    shape: Dims<usize>,
    strides: Dims<isize>,
}

/// What a producer says, unproven.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// Address of the first element.
    pub address: usize,
    /// Element type.
    pub dtype: DType,
    /// Lengths, the slowest dimension first.
    pub shape: Dims<i64>,
    /// Steps in bytes; nothing for C order.
    pub strides: Option<Dims<i64>>,
    /// Where the memory lies.
    pub device: Device,
    /// Whether the producer forbids writing.
    pub is_readonly: bool,
}

impl Meta {
    /// Proves what a producer says.
    ///
    /// # Errors
    /// [`Malformed`] where a length is negative, a size or an extent overflows, or memory with
    /// elements has no address.
    #[inline]
    pub fn prove(claimed: Claimed) -> Result<Meta, Malformed> {
        let Claimed {
            address,
            dtype,
            shape,
            strides,
            device,
            is_readonly,
        } = claimed;
        check_lengths(&shape, strides.as_deref())?;
        let shape = shape.map(|length| length as usize);
        let item_bytes = dtype.size_bytes();
        let oversized = || Malformed::Size(format!("{} of {dtype}", tuple(&shape)));
        let strides = match strides {
            Some(strides) => strides.map(|stride| stride as isize),
            None => layout::c_strides(&shape, item_bytes).ok_or_else(oversized)?,
        };
        let count = layout::count(&shape).ok_or_else(oversized)?;
        layout::size_bytes(&shape, item_bytes).ok_or_else(oversized)?;
        if address == 0 && count > 0 {
            return Err(Malformed::NoAddress(count));
        }
        let reached = reach(address, &shape, &strides, item_bytes);
        let reached = reached.filter(|range| !device.is_cpu() || range.end <= HIGHEST_ADDRESS);
        let Range {
            start: low,
            end: high,
        } = reached.ok_or_else(|| {
            Malformed::Extent(format!(
                "shape {}, strides {}",
                tuple(&shape),
                tuple(&strides)
            ))
        })?;
        let is_c_contiguous = layout::is_c_contiguous(&shape, &strides, item_bytes);
        let is_f_contiguous = layout::is_f_contiguous(&shape, &strides, item_bytes);
        let walked = shape
            .iter()
            .zip(strides.iter())
            .filter(|(len, _)| **len > 1);
        let grid = walked.fold(address, |bits, (_, stride)| bits | *stride as usize);
        Ok(Meta {
            address,
            count,
            low,
            high,
            grid: if count == 0 { 0 } else { grid },
            dtype,
            device,
            is_readonly,
            is_c_contiguous,
            is_f_contiguous,
            shape,
            strides,
        })
    }

    /// [`Meta::prove`], with the short way for one dimension.
    #[cfg(feature = "python")]
    pub(crate) fn prove_quickly(claimed: Claimed) -> Result<Meta, Malformed> {
        let item_bytes = claimed.dtype.size_bytes() as i64;
        let row = match (&*claimed.shape, claimed.strides.as_deref()) {
            ([len], None) => Some((*len, item_bytes)),
            ([len], Some([stride])) => Some((*len, *stride)),
            _ => None,
        };
        let mut place = MaybeUninit::uninit();
        let rights = (claimed.device, claimed.is_readonly);
        let proven = row.and_then(|row| {
            Meta::row(&mut place, claimed.address, claimed.dtype, row, rights)
                .map(|row| row.clone())
        });
        proven.map_or_else(|| Meta::prove(claimed), Ok)
    }

    /// A row of no bytes, for a place whose description is taken back.
    #[cfg(any(feature = "python", test))]
    pub(crate) fn nothing() -> Meta {
        Meta {
            address: 0,
            count: 0,
            low: 0,
            high: 0,
            grid: 0,
            dtype: <u8 as crate::Element>::DTYPE,
            device: Device::CPU,
            is_readonly: true,
            is_c_contiguous: true,
            is_f_contiguous: true,
            shape: Dims::one(0),
            strides: Dims::one(1),
        }
    }

    /// Writes what [`Meta::prove`] gives for one dimension, without its loops; nothing where anything
    /// is odd, which is then for `prove` to name.
    #[inline(always)]
    pub(crate) fn row(
        place: &mut MaybeUninit<Meta>,
        address: usize,
        dtype: DType,
        (len, stride): (i64, i64),
        (device, is_readonly): (Device, bool),
    ) -> Option<&mut Meta> {
        let item_bytes = dtype.size_bytes() as i64;
        if len < 0 {
            return None;
        }
        let bytes = isize::try_from(len.checked_mul(item_bytes)?).ok()?;
        if stride == item_bytes && address != 0 && len != 0 {
            // One element behind the other: the usual row, which reaches as far as it has bytes.
            let high = address.checked_add(bytes as usize)?;
            if high > HIGHEST_ADDRESS && device.is_cpu() {
                return None;
            }
            let walked = if len > 1 { stride as usize } else { 0 };
            return Some(place.write(Meta {
                address,
                count: len as usize,
                low: address,
                high,
                grid: address | walked,
                dtype,
                device,
                is_readonly,
                is_c_contiguous: true,
                is_f_contiguous: true,
                shape: Dims::one(len as usize),
                strides: Dims::one(stride as isize),
            }));
        }
        let is_walked = len > 1;
        let reach = if is_walked {
            (len - 1).checked_mul(stride)?
        } else {
            0
        };
        let end = if len == 0 {
            0
        } else {
            reach.max(0).checked_add(item_bytes)?
        };
        end.checked_sub(reach.min(0))?;
        let low = address.checked_add_signed(reach.min(0) as isize)?;
        let high = address.checked_add_signed(end as isize)?;
        if (address == 0 && len > 0) || (device.is_cpu() && high > HIGHEST_ADDRESS) {
            return None;
        }
        let is_contiguous = !is_walked || stride == item_bytes;
        let walked = if is_walked { stride as usize } else { 0 };
        Some(place.write(Meta {
            address,
            count: len as usize,
            low,
            high,
            grid: if len == 0 { 0 } else { address | walked },
            dtype,
            device,
            is_readonly,
            is_c_contiguous: is_contiguous,
            is_f_contiguous: is_contiguous,
            shape: Dims::one(len as usize),
            strides: Dims::one(stride as isize),
        }))
    }

    /// The same bytes read as elements of another type, where they are bytes in a row.
    ///
    /// Of `shape` one length may be open. Without it there is one dimension.
    ///
    /// # Errors
    /// [`Malformed`] where there are no bytes in a row, or their number does not fit.
    pub fn read_as(
        &self,
        dtype: DType,
        shape: Option<&[Option<usize>]>,
    ) -> Result<Meta, Malformed> {
        let broken = |what: String| Err(Malformed::Broken(what));
        if self.dtype.size_bytes() != 1 || !self.is_c_contiguous() {
            return broken(format!(
                "only bytes in a row are read as something else, not {self}"
            ));
        }
        let (bytes, item_bytes) = (self.count, dtype.size_bytes());
        if bytes % item_bytes != 0 {
            return broken(format!(
                "{bytes} bytes are no whole number of {dtype} of {item_bytes} bytes"
            ));
        }
        let count = bytes / item_bytes;
        let asked = shape.unwrap_or(&[None]);
        let known = asked
            .iter()
            .flatten()
            .try_fold(1usize, |product, len| product.checked_mul(*len));
        let open = asked.iter().filter(|len| len.is_none()).count();
        let rest = known
            .filter(|known| *known > 0 && count % known == 0)
            .map(|known| count / known);
        let fits = match open {
            0 => known == Some(count),
            1 => rest.is_some(),
            _ => false,
        };
        if !fits {
            let words: Vec<String> = asked
                .iter()
                .map(|len| len.map_or("*".to_owned(), |len| len.to_string()))
                .collect();
            return broken(format!(
                "{count} elements of {dtype} do not fill the shape {}",
                tuple(&words)
            ));
        }
        let lengths: Vec<i64> = asked
            .iter()
            .map(|len| len.or(rest).unwrap_or(0) as i64)
            .collect();
        Meta::prove(Claimed {
            address: self.address,
            dtype,
            shape: Dims::copy_of(&lengths),
            strides: None,
            device: self.device,
            is_readonly: self.is_readonly,
        })
    }

    /// Address of the first element; 0 is possible where there is none.
    #[inline]
    pub fn address(&self) -> usize {
        self.address
    }

    /// Element type.
    #[inline]
    pub fn dtype(&self) -> DType {
        self.dtype
    }

    /// Lengths, the slowest dimension first.
    #[inline]
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// Steps in bytes.
    #[inline]
    pub fn strides(&self) -> &[isize] {
        &self.strides
    }

    /// Number of dimensions.
    #[inline]
    pub fn rank(&self) -> usize {
        self.shape.len()
    }

    /// Number of elements.
    #[inline]
    pub fn count(&self) -> usize {
        self.count
    }

    /// Bytes of all elements, gaps not counted.
    pub fn size_bytes(&self) -> usize {
        self.count * self.dtype.size_bytes()
    }

    /// Where the memory lies.
    #[inline]
    pub fn device(&self) -> Device {
        self.device
    }

    /// Whether the producer forbids writing.
    #[inline]
    pub fn is_readonly(&self) -> bool {
        self.is_readonly
    }

    /// The addresses that the array touches, gaps within included; empty without elements.
    #[inline]
    pub fn range(&self) -> Range<usize> {
        self.low..self.high
    }

    /// Whether the elements lie one behind the other, the last index moving fastest.
    #[inline]
    pub fn is_c_contiguous(&self) -> bool {
        self.is_c_contiguous
    }

    /// Whether the elements lie one behind the other, the first index moving fastest.
    #[inline]
    pub fn is_f_contiguous(&self) -> bool {
        self.is_f_contiguous
    }

    /// Whether every element lies at a multiple of `align_bytes`, a power of two.
    #[inline]
    pub fn is_aligned_to(&self, align_bytes: usize) -> bool {
        self.grid & (align_bytes.next_power_of_two() - 1) == 0
    }

    /// The same array, without the right to write. There is no way back.
    pub fn readonly(mut self) -> Meta {
        self.is_readonly = true;
        self
    }
}

/// What can be said of lengths and strides before anything is computed from them.
#[inline]
fn check_lengths(shape: &[i64], strides: Option<&[i64]>) -> Result<(), Malformed> {
    if shape.len() > MAX_RANK {
        return Err(Malformed::Rank(shape.len() as i64));
    }
    if let Some(strides) = strides.filter(|strides| strides.len() != shape.len()) {
        return Err(Malformed::StridesLength(shape.len(), strides.len()));
    }
    match shape.iter().find(|length| **length < 0) {
        Some(length) => Err(Malformed::NegativeLength(*length)),
        None => Ok(()),
    }
}

/// The addresses that the array touches, where there are such.
#[inline]
fn reach(
    address: usize,
    shape: &[usize],
    strides: &[isize],
    item_bytes: usize,
) -> Option<Range<usize>> {
    let extent = layout::extent(shape, strides, item_bytes)?;
    let low = address.checked_add_signed(extent.low)?;
    Some(low..address.checked_add_signed(extent.high)?)
}

impl fmt::Display for Meta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rights = if self.is_readonly {
            "read-only"
        } else {
            "writable"
        };
        write!(
            f,
            "{} {}, strides {}, {rights}",
            self.dtype,
            tuple(&self.shape),
            tuple(&self.strides)
        )?;
        if self.device != Device::CPU {
            write!(f, ", on {}", self.device)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
