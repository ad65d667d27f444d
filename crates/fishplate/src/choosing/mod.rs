//! What `choose` gathers and how it prints: the recommendation itself is made in `fishplate-choose`.

mod asking;
pub(crate) mod folder;
pub(crate) mod gather;
pub(crate) mod paths;
pub(crate) mod results;
pub(crate) mod table;
pub(crate) mod text;
mod wrap;

/// The version of the JSON form of a table.
pub(crate) const JSON_VERSION: u32 = 1;
