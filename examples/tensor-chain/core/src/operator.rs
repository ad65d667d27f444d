//! An operator: a name, a number of tensors, and a table with a kernel for each key.
//!
//! A place of the table is filled once and never emptied, so a call reads it without a lock.

use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::device::{Device, Guard};
use crate::fault::Fault;
use crate::keys::{Key, KeySet, on_this_thread};
use crate::tensor::Tensor;

/// The most tensors that an operator takes.
pub(crate) const MOST_TENSORS: usize = 8;

/// What a call gives.
#[derive(Debug)]
pub enum Output {
    /// A tensor.
    Fresh(Tensor),
    /// The first argument, which was changed in place.
    First,
}

type Body = dyn Fn(&Call<'_>) -> Result<Output, Fault> + Send + Sync;

/// What runs when a call comes to its key.
pub struct Kernel {
    body: Box<Body>,
    is_guarded: bool,
}

impl Kernel {
    /// A kernel that finds the thread's device as it is.
    pub fn new(body: impl Fn(&Call<'_>) -> Result<Output, Fault> + Send + Sync + 'static) -> Self {
        Kernel {
            body: Box::new(body),
            is_guarded: false,
        }
    }

    /// The same, with the device of its tensors made current while it runs.
    pub fn guarded(self) -> Self {
        Kernel {
            is_guarded: true,
            ..self
        }
    }
}

/// The kernels of one operator, or those of all that have none of their own.
#[derive(Default)]
pub(crate) struct Table([OnceLock<Kernel>; Key::ALL.len()]);

impl Table {
    /// Fills a place that is empty.
    pub(crate) fn fill(&self, key: Key, kernel: Kernel) -> bool {
        let place = self.0.get(key as usize);
        place.is_some_and(|place| place.set(kernel).is_ok())
    }

    #[inline]
    fn get(&self, place: usize) -> Option<&Kernel> {
        self.0.get(place).and_then(OnceLock::get)
    }
}

/// An operator. Whoever calls it often keeps it, and does not look it up by name again.
pub struct Operator {
    name: Box<str>,
    tensors: usize,
    is_in_place: bool,
    table: Table,
    fallbacks: Arc<Table>,
}

impl Operator {
    pub(crate) fn new(
        name: &str,
        tensors: usize,
        is_in_place: bool,
        fallbacks: Arc<Table>,
    ) -> Self {
        Operator {
            name: name.into(),
            tensors,
            is_in_place,
            table: Table::default(),
            fallbacks,
        }
    }

    /// Its name: `chain::add`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many tensors it takes.
    pub fn tensors(&self) -> usize {
        self.tensors
    }

    /// Whether it changes its first tensor.
    pub fn is_in_place(&self) -> bool {
        self.is_in_place
    }

    /// The keys that have a kernel, of its own or for all.
    pub fn keys(&self) -> impl Iterator<Item = Key> {
        let has = |key: &Key| self.kernel(*key as usize).is_some();
        Key::ALL.into_iter().filter(has)
    }

    /// Registers the kernel for a key.
    ///
    /// # Errors
    /// [`Fault::Value`] where the key has one: handles are out, so none is ever replaced.
    pub fn register(&self, key: Key, kernel: Kernel) -> Result<(), Fault> {
        if self.table.fill(key, kernel) {
            return Ok(());
        }
        Err(Fault::Value(format!(
            "`{}` has a kernel for `{}` already; define an operator of another name",
            self.name,
            key.name()
        )))
    }

    /// Calls it.
    ///
    /// # Errors
    /// [`Fault::Type`] for another number of tensors, [`Fault::Value`] for tensors of several
    /// devices or a key without a kernel, and the kernel's own.
    #[inline]
    pub fn call(&self, tensors: &[&Tensor]) -> Result<Output, Fault> {
        if tensors.len() != self.tensors {
            return Err(self.wrong_count(tensors.len()));
        }
        let mut keys = KeySet::NONE;
        let mut device = None;
        for tensor in tensors {
            keys = keys.with(tensor.keys());
            if *device.get_or_insert(tensor.device()) != tensor.device() {
                return Err(self.several_devices(tensors));
            }
        }
        Call {
            operator: self,
            keys: on_this_thread(keys),
            device: device.unwrap_or(Device::Cpu),
            tensors,
        }
        .run()
    }

    #[inline]
    fn kernel(&self, place: usize) -> Option<&Kernel> {
        self.table.get(place).or_else(|| self.fallbacks.get(place))
    }

    #[cold]
    fn wrong_count(&self, given: usize) -> Fault {
        Fault::Type(format!(
            "`{}` takes {} tensors, and {given} were given",
            self.name, self.tensors
        ))
    }

    #[cold]
    fn several_devices(&self, tensors: &[&Tensor]) -> Fault {
        let named: Vec<String> = (tensors.iter())
            .map(|tensor| tensor.device().to_string())
            .collect();
        Fault::Value(format!(
            "`{}` was given tensors on {}; move them to one device with `.to(…)`",
            self.name,
            named.join(" and ")
        ))
    }

    #[cold]
    fn no_kernel(&self, place: Option<usize>) -> Fault {
        let wanted = place.and_then(|place| Key::ALL.get(place));
        let known: Vec<&str> = self.keys().map(Key::name).collect();
        let known = if known.is_empty() {
            "none".to_owned()
        } else {
            known.join(", ")
        };
        Fault::Value(format!(
            "`{}` has no kernel for `{}` (it has: {known}); register one",
            self.name,
            wanted.map_or("no key at all", |key| key.name())
        ))
    }
}

impl fmt::Debug for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = f.debug_struct("Operator");
        text.field("name", &self.name)
            .field("tensors", &self.tensors)
            .finish_non_exhaustive()
    }
}

/// A call on its way through the keys.
#[derive(Debug)]
pub struct Call<'a> {
    operator: &'a Operator,
    keys: KeySet,
    device: Device,
    tensors: &'a [&'a Tensor],
}

impl<'a> Call<'a> {
    /// What is called.
    pub fn operator(&self) -> &'a Operator {
        self.operator
    }

    /// The arguments.
    pub fn tensors(&self) -> &'a [&'a Tensor] {
        self.tensors
    }

    /// The device of the arguments.
    pub fn device(&self) -> Device {
        self.device
    }

    /// Exactly two arguments.
    ///
    /// # Errors
    /// [`Fault::Type`] for another number.
    pub fn pair(&self) -> Result<[&'a Tensor; 2], Fault> {
        match self.tensors {
            [first, second] => Ok([*first, *second]),
            _ => Err(Fault::Type(format!(
                "the kernel of `{}` takes 2 tensors, and {} were given",
                self.operator.name,
                self.tensors.len()
            ))),
        }
    }

    /// Goes on with the key that is asked after `key`.
    ///
    /// # Errors
    /// As for [`Operator::call`].
    pub fn below(&self, key: Key) -> Result<Output, Fault> {
        let call = Call {
            keys: self.keys.below(key),
            ..*self
        };
        call.run()
    }

    #[inline]
    fn run(&self) -> Result<Output, Fault> {
        let place = self.keys.first();
        let Some(kernel) = place.and_then(|place| self.operator.kernel(place)) else {
            return Err(self.operator.no_kernel(place));
        };
        let _guard = kernel.is_guarded.then(|| Guard::enter(self.device));
        (kernel.body)(self)
    }
}
