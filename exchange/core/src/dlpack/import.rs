//! Arrays that come as DLPack: proven before use, and deleted exactly once.
//!
//! Describing a tensor takes nothing: a caller who refuses it leaves it to its producer. Taking it
//! is another step, after which dropping it calls the deleter, on whichever thread that happens.
#![allow(unsafe_code)]

use std::mem::MaybeUninit;
use std::ptr::NonNull;

use crate::device::Device;
use crate::dims::{Dims, MAX_RANK};
use crate::dlpack::abi::{self, DLManagedTensor, DLManagedTensorVersioned, DLTensor};
use crate::dtype::DType;
use crate::foreign::Hold;
use crate::malformed::Malformed;
use crate::meta::{Claimed, Meta};

/// Proves a versioned tensor, and writes what it is; the result says whether the producer copied it
/// for this consumer alone.
///
/// # Safety
/// `tensor` points to a versioned tensor whose producer keeps to the protocol for its version:
/// where there are dimensions, a shape and strides that are not null hold as many numbers.
///
/// # Errors
/// [`Malformed`] where what it says cannot be; nothing is written then.
pub unsafe fn describe_versioned(
    tensor: NonNull<DLManagedTensorVersioned>,
    place: &mut MaybeUninit<Meta>,
) -> Result<bool, Malformed> {
    // SAFETY: the caller's promise.
    unsafe { describe_as::<Versioned>(tensor, place) }
}

/// Proves a tensor without a version, and writes what it is. It cannot say that it is read-only, so
/// it is taken for it, nor that it was copied.
///
/// # Safety
/// As for [`describe_versioned`], for a tensor without a version.
///
/// # Errors
/// [`Malformed`] where what it says cannot be; nothing is written then.
pub unsafe fn describe_legacy(
    tensor: NonNull<DLManagedTensor>,
    place: &mut MaybeUninit<Meta>,
) -> Result<bool, Malformed> {
    // SAFETY: the caller's promise.
    unsafe { describe_as::<Legacy>(tensor, place) }
}

/// # Safety
/// As for [`Tensor::describe`].
unsafe fn describe_as<T: Tensor>(
    tensor: NonNull<T::Managed>,
    place: &mut MaybeUninit<Meta>,
) -> Result<bool, Malformed> {
    // SAFETY: the caller's promise.
    if let Some((_, is_copy)) = unsafe { T::row(tensor, None, place) } {
        return Ok(is_copy);
    }
    // SAFETY: as above.
    unsafe { T::describe(tensor, place) }
}

/// What the two flavours have in common.
pub(crate) trait Tensor: Hold + Sized {
    /// The C structure.
    type Managed;

    /// As [`describe_versioned`] and [`describe_legacy`] say.
    ///
    /// # Safety
    /// As for those two.
    unsafe fn describe(
        tensor: NonNull<Self::Managed>,
        place: &mut MaybeUninit<Meta>,
    ) -> Result<bool, Malformed>;

    /// Writes what `describe` gives for a tensor of one dimension, and of the element type that is
    /// asked if one is; nothing where that is for `describe` to say.
    ///
    /// # Safety
    /// As for `describe`.
    unsafe fn row(
        tensor: NonNull<Self::Managed>,
        asked: Option<DType>,
        place: &mut MaybeUninit<Meta>,
    ) -> Option<(&mut Meta, bool)>;

    /// Takes the tensor over.
    ///
    /// # Safety
    /// The producer has given up the tensor to the caller, and nobody else deletes it.
    unsafe fn take(tensor: NonNull<Self::Managed>) -> Self;
}

impl Versioned {
    /// The tensor with its flags, where the version lets it be read.
    ///
    /// # Safety
    /// As for [`describe_versioned`].
    #[inline(always)]
    unsafe fn read<'a>(
        tensor: NonNull<DLManagedTensorVersioned>,
    ) -> Result<(&'a DLTensor, u64), abi::DLPackVersion> {
        let tensor = tensor.as_ptr();
        // SAFETY: the head has the same layout in every version.
        let version = unsafe { (*tensor).version };
        if version.major != abi::VERSION.major {
            return Err(version);
        }
        // SAFETY: the major version is ours, so the whole layout is.
        Ok(unsafe { (&(*tensor).dl_tensor, (*tensor).flags) })
    }
}

impl Tensor for Versioned {
    type Managed = DLManagedTensorVersioned;

    unsafe fn describe(
        tensor: NonNull<DLManagedTensorVersioned>,
        place: &mut MaybeUninit<Meta>,
    ) -> Result<bool, Malformed> {
        // SAFETY: the caller's promise.
        let (tensor, flags) = unsafe { Versioned::read(tensor) }
            .map_err(|version| Malformed::Version(version.major, version.minor))?;
        let is_readonly = flags & abi::FLAG_READ_ONLY != 0;
        let is_padded = flags & abi::FLAG_IS_SUBBYTE_PADDED != 0;
        // SAFETY: the caller's promise about shape and strides.
        place.write(unsafe { prove(tensor, is_readonly, is_padded)? });
        Ok(flags & abi::FLAG_IS_COPIED != 0)
    }

    #[inline(always)]
    unsafe fn row(
        tensor: NonNull<DLManagedTensorVersioned>,
        asked: Option<DType>,
        place: &mut MaybeUninit<Meta>,
    ) -> Option<(&mut Meta, bool)> {
        // SAFETY: the caller's promise.
        let (tensor, flags) = unsafe { Versioned::read(tensor) }.ok()?;
        let is_readonly = flags & abi::FLAG_READ_ONLY != 0;
        // SAFETY: the caller's promise about shape and strides.
        let meta = unsafe { row(tensor, asked, is_readonly, place) }?;
        Some((meta, flags & abi::FLAG_IS_COPIED != 0))
    }

    #[inline(always)]
    unsafe fn take(tensor: NonNull<DLManagedTensorVersioned>) -> Self {
        Versioned(tensor)
    }
}

impl Tensor for Legacy {
    type Managed = DLManagedTensor;

    unsafe fn describe(
        tensor: NonNull<DLManagedTensor>,
        place: &mut MaybeUninit<Meta>,
    ) -> Result<bool, Malformed> {
        // SAFETY: the caller's promise.
        let tensor = unsafe { &(*tensor.as_ptr()).dl_tensor };
        // SAFETY: the caller's promise about shape and strides.
        place.write(unsafe { prove(tensor, true, false)? });
        Ok(false)
    }

    #[inline(always)]
    unsafe fn row(
        tensor: NonNull<DLManagedTensor>,
        asked: Option<DType>,
        place: &mut MaybeUninit<Meta>,
    ) -> Option<(&mut Meta, bool)> {
        // SAFETY: the caller's promise.
        let tensor = unsafe { &(*tensor.as_ptr()).dl_tensor };
        // SAFETY: the caller's promise about shape and strides.
        unsafe { row(tensor, asked, true, place) }.map(|meta| (meta, false))
    }

    #[inline(always)]
    unsafe fn take(tensor: NonNull<DLManagedTensor>) -> Self {
        Legacy(tensor)
    }
}

/// Writes what [`prove`] gives for one dimension; nothing where anything is odd.
///
/// # Safety
/// Where there are dimensions, a shape and strides that are not null hold as many numbers.
#[inline(always)]
unsafe fn row<'place>(
    tensor: &DLTensor,
    asked: Option<DType>,
    is_readonly: bool,
    place: &'place mut MaybeUninit<Meta>,
) -> Option<&'place mut Meta> {
    let has_numbers = !tensor.shape.is_null() && !tensor.strides.is_null();
    if tensor.ndim != 1 || !has_numbers || tensor.byte_offset != 0 || tensor.dtype.lanes != 1 {
        return None;
    }
    let is_said = |dtype: &DType| {
        let said = (tensor.dtype.code, tensor.dtype.bits);
        said == (dtype.kind() as u8, dtype.bits()) && !dtype.is_swapped()
    };
    let dtype = match asked {
        Some(asked) => Some(asked).filter(is_said),
        None => DType::from_code(tensor.dtype.code, tensor.dtype.bits),
    };
    // Several elements to a byte are told apart by a flag, which is for `prove` to judge.
    let dtype = dtype.filter(|dtype| dtype.bits() >= 8)?;
    // SAFETY: neither is null, and each is one number by the caller's promise.
    let (len, step) = unsafe {
        (
            tensor.shape.read_unaligned(),
            tensor.strides.read_unaligned(),
        )
    };
    let stride = step.checked_mul(dtype.size_bytes() as i64)?;
    let rights = (device_of(tensor), is_readonly);
    Meta::row(place, tensor.data.addr(), dtype, (len, stride), rights)
}

#[inline(always)]
fn device_of(tensor: &DLTensor) -> Device {
    Device {
        kind: tensor.device.device_type,
        id: tensor.device.device_id,
    }
}

/// # Safety
/// Where there are dimensions, a shape and strides that are not null hold as many numbers.
#[inline(never)]
unsafe fn prove(tensor: &DLTensor, is_readonly: bool, is_padded: bool) -> Result<Meta, Malformed> {
    let dtype = dtype_of(tensor, is_padded)?;
    let rank = usize::try_from(tensor.ndim)
        .ok()
        .filter(|rank| *rank <= MAX_RANK);
    let rank = rank.ok_or(Malformed::Rank(tensor.ndim.into()))?;
    if rank > 0 && tensor.shape.is_null() {
        return Err(Malformed::Missing("shape"));
    }
    // SAFETY: not null where there are dimensions, and `rank` numbers by the caller's promise.
    let shape = Dims::build(rank, |at| unsafe { tensor.shape.add(at).read_unaligned() });
    let strides = if rank == 0 || tensor.strides.is_null() {
        None
    } else {
        // SAFETY: as for the shape.
        let steps: Dims<i64> = Dims::build(rank, |at| unsafe {
            tensor.strides.add(at).read_unaligned()
        });
        let item_bytes = dtype.size_bytes() as i64;
        // A stride that is never walked may be anything, also what overflows in bytes.
        let is_walked = |at: usize| shape.get(at).is_some_and(|len| *len > 1);
        if let Some(far) = steps
            .iter()
            .enumerate()
            .find(|(at, step)| is_walked(*at) && step.checked_mul(item_bytes).is_none())
        {
            return Err(Malformed::Extent(format!("a stride of {} elements", far.1)));
        }
        Some(Dims::build(rank, |at| {
            steps
                .get(at)
                .map_or(0, |step| step.wrapping_mul(item_bytes))
        }))
    };
    let offset = usize::try_from(tensor.byte_offset).ok();
    let address = offset.and_then(|offset| tensor.data.addr().checked_add(offset));
    let address = address
        .ok_or_else(|| Malformed::Extent(format!("a byte offset of {}", tensor.byte_offset)))?;
    if tensor.data.is_null() && !shape.contains(&0) {
        return Err(Malformed::NoAddress(
            shape.iter().fold(1usize, |count, len| {
                count.saturating_mul((*len).max(0) as usize)
            }),
        ));
    }
    Meta::prove(Claimed {
        address,
        dtype,
        shape,
        strides,
        device: device_of(tensor),
        is_readonly,
    })
}

fn dtype_of(tensor: &DLTensor, is_padded: bool) -> Result<DType, Malformed> {
    let said = tensor.dtype;
    let odd = || {
        Malformed::ElementType(format!(
            "code {}, {} bits, {} lanes",
            said.code, said.bits, said.lanes
        ))
    };
    let dtype = DType::from_code(said.code, said.bits)
        .filter(|_| said.lanes == 1)
        .ok_or_else(odd)?;
    if dtype.bits() < 8 && !is_padded {
        let name = dtype.name();
        return Err(Malformed::ElementType(format!(
            "{name} packed several to a byte (ask for it padded, or as uint8)"
        )));
    }
    Ok(dtype)
}

/// A versioned tensor that is ours: dropping it deletes it.
#[derive(Debug)]
pub struct Versioned(NonNull<DLManagedTensorVersioned>);

/// A tensor without a version that is ours: dropping it deletes it.
#[derive(Debug)]
pub struct Legacy(NonNull<DLManagedTensor>);

// SAFETY: the protocol lets any thread read the tensor and call the deleter.
unsafe impl Send for Versioned {}
// SAFETY: as above; `&Versioned` gives no access.
unsafe impl Sync for Versioned {}
// SAFETY: as for `Versioned`.
unsafe impl Send for Legacy {}
// SAFETY: as for `Versioned`.
unsafe impl Sync for Legacy {}

impl Versioned {
    /// Takes the tensor over.
    ///
    /// # Safety
    /// The producer has given up the tensor to the caller, and nobody else deletes it.
    pub unsafe fn take(tensor: NonNull<DLManagedTensorVersioned>) -> Self {
        // SAFETY: the caller's promise.
        unsafe { Tensor::take(tensor) }
    }
}

impl Legacy {
    /// Takes the tensor over.
    ///
    /// # Safety
    /// The producer has given up the tensor to the caller, and nobody else deletes it.
    pub unsafe fn take(tensor: NonNull<DLManagedTensor>) -> Self {
        // SAFETY: the caller's promise.
        unsafe { Tensor::take(tensor) }
    }
}

impl Drop for Versioned {
    fn drop(&mut self) {
        let tensor = self.0.as_ptr();
        // SAFETY: ours by the promise to `take`, and dropped once; the deleter has the same place
        // in every version.
        unsafe {
            if let Some(deleter) = (*tensor).deleter {
                deleter(tensor);
            }
        }
    }
}

impl Drop for Legacy {
    fn drop(&mut self) {
        let tensor = self.0.as_ptr();
        // SAFETY: ours by the promise to `take`, and dropped once.
        unsafe {
            if let Some(deleter) = (*tensor).deleter {
                deleter(tensor);
            }
        }
    }
}

// Filled when the tensor is taken, after it has been found to be what was asked.
impl<H: Hold> Hold for Option<H> {}
impl Hold for Versioned {}
impl Hold for Legacy {}
