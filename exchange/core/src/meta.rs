//! What an array is, once it has been proven to make sense: the one description of every protocol.
//!
//! A [`Meta`] cannot be made from a shape that overflows or an address that leaves the address
//! space. Whether it is what the caller asked for is the business of `spec.rs`. It owns nothing.

use std::fmt;

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

    /// A row of no bytes, for a place that is filled later.
    #[cfg(feature = "python")]
    pub(crate) fn nothing() -> Meta {
        Meta {
            address: 0,
            dtype: <u8 as crate::Element>::DTYPE,
            shape: Dims::build(1, |_| 0),
            strides: Dims::build(1, |_| 1),
            device: Device::CPU,
            is_readonly: true,
            count: 0,
            low: 0,
            high: 0,
        }
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
    }

    #[test]
    fn rights_only_shrink() {
        let meta = Meta::prove(claimed(&[1], None)).unwrap();
        assert!(!meta.is_readonly());
        assert!(meta.readonly().is_readonly());
    }
}
