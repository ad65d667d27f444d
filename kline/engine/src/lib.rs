//! The engine of a candlestick chart: a series of any length, and what a view of it looks like.
//!
//! Drawing takes time by the number of pixels, never by the number of candles: a pyramid of extremes
//! answers what a column of pixels holds. A [`Series`] is cheap to clone, and a clone does not change
//! when the original does, so that painting and feeding need not wait for each other.
//!
//! Nothing here knows Python or a window. Every pixel is computed in integers from the same few
//! roundings, so a picture has the same bytes wherever it is drawn.

mod axis;
mod calendar;
mod chunk;
mod commands;
mod error;
mod extent;
mod grid;
mod levels;
mod logarithm;
mod odd;
mod raster;
mod reading;
mod records;
mod row;
mod ruling;
mod scene;
mod series;
mod shape;
mod source;
mod spans;
mod stats;
mod ticks;
mod time_ticks;
mod volume;
mod volumes;

pub use axis::{Axis, PriceRange, Scale};
pub use commands::{COMMAND_FIELDS, COMMAND_FORMAT, COMMAND_SIZE, COMMAND_VERSION, Command};
pub use error::KlineError;
pub use extent::Extent;
pub use grid::{Grid, MAX_SIDE, Viewport};
pub use raster::Picture;
pub use records::{Record, Records};
pub use row::{NO_TIME, Prices, Row};
pub use ruling::Ruling;
pub use scene::{Colors, Scene, fit};
pub use series::Series;
pub use shape::stale_columns;
pub use source::{Column, Slices, Source, same_length};
pub use spans::Spans;
pub use stats::Stats;
pub use ticks::{Tick, price_ticks, ticks};
pub use time_ticks::{Offset, TimeTick, time_ticks};
pub use volume::{VolumeScene, volume_top};
