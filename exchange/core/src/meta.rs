//! What an array is, once it has been proven to make sense: the one description of every protocol.
//!
//! A [`Meta`] cannot be made from a shape that overflows or an address that leaves the address
//! space. Whether it is what the caller asked for is the business of `spec.rs`. It owns nothing.

use std::fmt;

use crate::device::Device;
use crate::dims::{Dims, MAX_RANK, tuple};
use crate::dtype::DType;
use crate::layout;

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
    dtype: DType,
    shape: Dims<usize>,
    strides: Dims<isize>,
    device: Device,
    is_readonly: bool,
    count: usize,
    low: usize,
    high: usize,
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

/// Why what a producer says cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Malformed {
    /// More dimensions than any protocol lets through, or fewer than none.
    Rank(i64),
    /// A length below zero.
    NegativeLength(i64),
    /// Shape and strides of different lengths.
    StridesLength(usize, usize),
    /// The number of bytes does not fit the address space.
    Size(String),
    /// The array reaches out of the address space.
    Extent(String),
    /// No address, though there are elements.
    NoAddress(usize),
    /// No shape, or no strides, where there must be some.
    Missing(&'static str),
    /// An element type that is none.
    ElementType(String),
    /// A version whose layout is not known.
    Version(u32, u32),
    /// Something else that the protocol forbids; the text says what.
    Broken(String),
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
            shape: lengths,
            strides,
            device,
            is_readonly,
        } = claimed;
        if lengths.len() > MAX_RANK {
            return Err(Malformed::Rank(lengths.len() as i64));
        }
        if let Some(length) = lengths.iter().find(|length| **length < 0) {
            return Err(Malformed::NegativeLength(*length));
        }
        let shape = Dims::build(lengths.len(), |at| {
            lengths.get(at).map_or(0, |len| *len as usize)
        });
        let item_bytes = dtype.size_bytes();
        let oversized = || Malformed::Size(format!("{} of {dtype}", tuple(&shape)));
        let strides = match strides {
            Some(strides) if strides.len() != shape.len() => {
                return Err(Malformed::StridesLength(shape.len(), strides.len()));
            }
            Some(strides) => Dims::build(strides.len(), |at| {
                strides.get(at).map_or(0, |step| *step as isize)
            }),
            None => layout::c_strides(&shape, item_bytes).ok_or_else(oversized)?,
        };
        let count = layout::count(&shape).ok_or_else(oversized)?;
        layout::size_bytes(&shape, item_bytes).ok_or_else(oversized)?;
        let far = || {
            Malformed::Extent(format!(
                "shape {}, strides {}",
                tuple(&shape),
                tuple(&strides)
            ))
        };
        let extent = layout::extent(&shape, &strides, item_bytes).ok_or_else(far)?;
        if address == 0 && count > 0 {
            return Err(Malformed::NoAddress(count));
        }
        let low = address.checked_add_signed(extent.low).ok_or_else(far)?;
        let high = address.checked_add_signed(extent.high).ok_or_else(far)?;
        if device.is_cpu() && high > HIGHEST_ADDRESS {
            return Err(far());
        }
        Ok(Meta {
            address,
            dtype,
            shape,
            strides,
            device,
            is_readonly,
            count,
            low,
            high,
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
    pub fn range(&self) -> std::ops::Range<usize> {
        self.low..self.high
    }

    /// Whether the elements lie one behind the other, the last index moving fastest.
    #[inline]
    pub fn is_c_contiguous(&self) -> bool {
        layout::is_c_contiguous(&self.shape, &self.strides, self.dtype.size_bytes())
    }

    /// Whether the elements lie one behind the other, the first index moving fastest.
    #[inline]
    pub fn is_f_contiguous(&self) -> bool {
        layout::is_f_contiguous(&self.shape, &self.strides, self.dtype.size_bytes())
    }

    /// Whether every element lies at a multiple of `align_bytes`, a power of two.
    #[inline]
    pub fn is_aligned_to(&self, align_bytes: usize) -> bool {
        let mask = align_bytes.next_power_of_two() - 1;
        let walked = self
            .shape
            .iter()
            .zip(self.strides.iter())
            .filter(|(len, _)| **len > 1);
        let all = walked.fold(self.address, |bits, (_, stride)| bits | *stride as usize);
        self.count == 0 || all & mask == 0
    }

    /// The same array, without the right to write. There is no way back.
    pub fn readonly(mut self) -> Meta {
        self.is_readonly = true;
        self
    }
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

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Malformed::Rank(rank) => write!(f, "{rank} dimensions; 0 to {MAX_RANK} are possible"),
            Malformed::NegativeLength(length) => write!(f, "a dimension has the length {length}"),
            Malformed::StridesLength(rank, strides) => {
                write!(f, "{strides} strides for {rank} dimensions")
            }
            Malformed::Size(what) => write!(f, "{what} is more than the address space holds"),
            Malformed::Extent(what) => write!(f, "{what} reaches out of the address space"),
            Malformed::NoAddress(count) => write!(f, "{count} elements at the address 0"),
            Malformed::Missing(what) => write!(f, "there is no {what}"),
            Malformed::ElementType(what) => {
                write!(f, "{what} is no element type that can be exchanged")
            }
            Malformed::Version(major, minor) => write!(
                f,
                "version {major}.{minor} has a layout that is not known here"
            ),
            Malformed::Broken(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for Malformed {}

#[cfg(test)]
mod tests {
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
    fn rights_only_shrink() {
        let meta = Meta::prove(claimed(&[1], None)).unwrap();
        assert!(!meta.is_readonly());
        assert!(meta.readonly().is_readonly());
    }
}
