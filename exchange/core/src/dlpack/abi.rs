//! DLPack 1.3 as C sees it: structures, flags and the C exchange table.
//!
//! Written from the specification, with the layout held by assertions; the test of the module
//! compiles the same assertions against the header of an independent library.

use std::ffi::{c_char, c_int, c_void};

/// The version that is spoken here. Another major version has another layout.
pub const VERSION: DLPackVersion = DLPackVersion { major: 1, minor: 3 };

/// The consumer must not write.
pub const FLAG_READ_ONLY: u64 = 1;
/// The producer made a copy for this consumer alone.
pub const FLAG_IS_COPIED: u64 = 1 << 1;
/// Elements of less than a byte have a byte each.
pub const FLAG_IS_SUBBYTE_PADDED: u64 = 1 << 2;

/// Major and minor version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct DLPackVersion {
    /// Changes with the layout.
    pub major: u32,
    /// Changes with new codes.
    pub minor: u32,
}

/// Where memory lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct DLDevice {
    /// Type of device; 1 is the CPU.
    pub device_type: i32,
    /// Which one of that type.
    pub device_id: i32,
}

/// Element type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct DLDataType {
    /// Kind of number.
    pub code: u8,
    /// Width in bits.
    pub bits: u8,
    /// Numbers in an element; 1 but for vector types.
    pub lanes: u16,
}

/// An array, without its owner.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct DLTensor {
    /// Start of the memory.
    pub data: *mut c_void,
    /// Where it lies.
    pub device: DLDevice,
    /// Number of dimensions.
    pub ndim: i32,
    /// Element type.
    pub dtype: DLDataType,
    /// Lengths; may be null without dimensions.
    pub shape: *mut i64,
    /// Steps in elements; null for C order before version 1.2.
    pub strides: *mut i64,
    /// Bytes from `data` to the first element.
    pub byte_offset: u64,
}

/// An array with its owner, as it was before version 1.0: without flags.
#[derive(Debug)]
#[repr(C)]
pub struct DLManagedTensor {
    /// The array.
    pub dl_tensor: DLTensor,
    /// The producer's own.
    pub manager_ctx: *mut c_void,
    /// Called once, by whoever took the array.
    pub deleter: Option<unsafe extern "C" fn(*mut DLManagedTensor)>,
}

/// An array with its owner. All up to `flags` is the same in every version.
#[derive(Debug)]
#[repr(C)]
pub struct DLManagedTensorVersioned {
    /// Version of what follows.
    pub version: DLPackVersion,
    /// The producer's own.
    pub manager_ctx: *mut c_void,
    /// Called once, by whoever took the array.
    pub deleter: Option<unsafe extern "C" fn(*mut DLManagedTensorVersioned)>,
    /// See the `FLAG_…` constants.
    pub flags: u64,
    /// The array.
    pub dl_tensor: DLTensor,
}

/// Says why an allocation failed: context, name of the error, message.
pub type SetError = unsafe extern "C" fn(*mut c_void, *const c_char, *const c_char);

/// The head of the exchange table, the same in every version.
#[derive(Debug)]
#[repr(C)]
pub struct DLPackExchangeAPIHeader {
    /// Version of what follows.
    pub version: DLPackVersion,
    /// The table of an older version, or null.
    pub prev_api: *mut DLPackExchangeAPIHeader,
}

/// What a type offers to C, without a call of Python. Zero is success, -1 an exception.
#[derive(Debug)]
#[repr(C)]
pub struct DLPackExchangeAPI {
    /// Version, and older tables.
    pub header: DLPackExchangeAPIHeader,
    /// A new array of that type, shape and device.
    pub managed_tensor_allocator: Option<
        unsafe extern "C" fn(
            *mut DLTensor,
            *mut *mut DLManagedTensorVersioned,
            *mut c_void,
            Option<SetError>,
        ) -> c_int,
    >,
    /// The array of an object, with an owner.
    pub managed_tensor_from_py_object_no_sync:
        Option<unsafe extern "C" fn(*mut c_void, *mut *mut DLManagedTensorVersioned) -> c_int>,
    /// An object of the type, which takes the array over.
    pub managed_tensor_to_py_object_no_sync:
        Option<unsafe extern "C" fn(*mut DLManagedTensorVersioned, *mut *mut c_void) -> c_int>,
    /// The array of an object, for the length of a call; may be null.
    pub dltensor_from_py_object_no_sync:
        Option<unsafe extern "C" fn(*mut c_void, *mut DLTensor) -> c_int>,
    /// The stream that the producer works on.
    pub current_work_stream: Option<unsafe extern "C" fn(i32, i32, *mut *mut c_void) -> c_int>,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    use std::mem::offset_of;
    assert!(size_of::<DLDataType>() == 4);
    assert!(size_of::<DLTensor>() == 48);
    assert!(offset_of!(DLTensor, device) == 8);
    assert!(offset_of!(DLTensor, ndim) == 16);
    assert!(offset_of!(DLTensor, dtype) == 20);
    assert!(offset_of!(DLTensor, shape) == 24);
    assert!(offset_of!(DLTensor, strides) == 32);
    assert!(offset_of!(DLTensor, byte_offset) == 40);
    assert!(size_of::<DLManagedTensor>() == 64);
    assert!(offset_of!(DLManagedTensor, manager_ctx) == 48);
    assert!(offset_of!(DLManagedTensor, deleter) == 56);
    assert!(size_of::<DLManagedTensorVersioned>() == 80);
    assert!(offset_of!(DLManagedTensorVersioned, manager_ctx) == 8);
    assert!(offset_of!(DLManagedTensorVersioned, deleter) == 16);
    assert!(offset_of!(DLManagedTensorVersioned, flags) == 24);
    assert!(offset_of!(DLManagedTensorVersioned, dl_tensor) == 32);
    assert!(size_of::<DLPackExchangeAPIHeader>() == 16);
    assert!(size_of::<DLPackExchangeAPI>() == 56);
    assert!(offset_of!(DLPackExchangeAPI, managed_tensor_from_py_object_no_sync) == 24);
    assert!(offset_of!(DLPackExchangeAPI, managed_tensor_to_py_object_no_sync) == 32);
    assert!(offset_of!(DLPackExchangeAPI, dltensor_from_py_object_no_sync) == 40);
    assert!(offset_of!(DLPackExchangeAPI, current_work_stream) == 48);
};
