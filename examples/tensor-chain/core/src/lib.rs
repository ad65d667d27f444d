//! The two lower layers of the chain: the dispatcher and the kernels. Nothing here knows Python.
//!
//! A [`Tensor`] carries a [`KeySet`]. An [`Operator`] is a table with a kernel for each [`Key`]; a
//! call takes the highest key of its tensors and of the thread, and runs what stands there. The
//! element type is no key: kernels look at it themselves.

mod device;
mod dispatcher;
mod fault;
mod kernels;
mod keys;
mod layout;
mod operator;
mod tape;
mod tensor;

pub use device::{Device, Guard, current_device, device_switches};
pub use dispatcher::Dispatcher;
pub use fault::Fault;
pub use keys::{Exclude, Include, Key, KeySet};
pub use layout::Layout;
pub use operator::{Call, Kernel, Operator, Output};
pub use tape::{Recording, Step};
pub use tensor::{Float, Tensor};
