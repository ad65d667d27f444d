//! Candles as commands of 28 bytes, for a painter of one's own.

use std::mem::offset_of;
use std::ops::Range;

use crate::row::Prices;
use crate::scene::Scene;
use crate::shape::Shape;

/// How one candle is drawn, in device-independent pixels with y downwards.
///
/// The bytes are little-endian, in this order, with nothing between: `<6fI` for Python's `struct`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct Command {
    /// Left edge of the body.
    pub x: f32,
    /// Upper edge of the body.
    pub y: f32,
    /// Width of the body, above 0.
    pub width: f32,
    /// Height of the body; 0 where open and close are equal, which is drawn as a line.
    pub height: f32,
    /// Y of the upper end of the wick, not below `y`.
    pub wick_top: f32,
    /// Y of its lower end, not above `y + height`.
    pub wick_bottom: f32,
    /// 0xAARRGGBB.
    pub color: u32,
}

/// Bytes of a command.
pub const COMMAND_SIZE: usize = 28;
/// The layout, as Python's `struct` writes it.
pub const COMMAND_FORMAT: &str = "<6fI";
/// Grows when the layout or a meaning changes.
pub const COMMAND_VERSION: u32 = 1;
/// Names and types of the fields, as NumPy writes them.
pub const COMMAND_FIELDS: [(&str, &str); 7] = [
    ("x", "<f4"),
    ("y", "<f4"),
    ("width", "<f4"),
    ("height", "<f4"),
    ("wick_top", "<f4"),
    ("wick_bottom", "<f4"),
    ("color", "<u4"),
];

const _: () = {
    assert!(size_of::<Command>() == COMMAND_SIZE);
    assert!(offset_of!(Command, y) == 4 && offset_of!(Command, width) == 8);
    assert!(offset_of!(Command, height) == 12 && offset_of!(Command, wick_top) == 16);
    assert!(offset_of!(Command, wick_bottom) == 20 && offset_of!(Command, color) == 24);
};

impl Command {
    /// The bytes of the command.
    pub fn to_bytes(self) -> [u8; COMMAND_SIZE] {
        let mut bytes = [0; COMMAND_SIZE];
        let words = [
            self.x.to_bits(),
            self.y.to_bits(),
            self.width.to_bits(),
            self.height.to_bits(),
            self.wick_top.to_bits(),
            self.wick_bottom.to_bits(),
            self.color,
        ];
        for (place, word) in bytes.chunks_exact_mut(4).zip(words) {
            place.copy_from_slice(&word.to_le_bytes());
        }
        bytes
    }
}

impl Scene<'_> {
    /// Commands for those of some candles that are seen, in the order of time: at most one for each
    /// column.
    pub fn commands(&self, candles: Range<usize>) -> Vec<Command> {
        let mut commands = Vec::new();
        self.each_candle(candles, |columns, prices| {
            commands.extend(self.command(columns, prices));
        });
        commands
    }

    /// Calls `draw` with the columns of the body and the prices of everything that is drawn.
    pub(crate) fn each_candle(
        &self,
        candles: Range<usize>,
        mut draw: impl FnMut(Range<i64>, &Prices),
    ) {
        let len = self.series.len();
        let all = 0..self.grid.columns();
        if !self.grid.is_merged() {
            let shape = Shape::of(&self.grid);
            let seen = self.grid.candidates(&all, shape.reach(), len);
            for row in seen.start.max(candles.start)..seen.end.min(candles.end) {
                let body = shape.body(self.grid.column_of(row));
                let is_seen = body.end > 0 && body.start < i64::from(all.end);
                if let Some(prices) = self.series.drawn(row).filter(|_| is_seen) {
                    draw(body, &prices);
                }
            }
            return;
        }
        for column in all.map(i64::from) {
            let held = self.grid.candles(column, len);
            let held = held.start.max(candles.start)..held.end.min(candles.end);
            if held.is_empty() {
                continue;
            }
            if let Some(prices) = self.series.merged(held) {
                draw(column..column + 1, &prices);
            }
        }
    }

    /// The command for one candle; nothing where it lies above or below the picture.
    fn command(&self, columns: Range<i64>, prices: &Prices) -> Option<Command> {
        let dpr = self.grid.dpr();
        let height = f64::from(self.grid.rows());
        let y = |price: f64| self.axis.y_or_bottom(price) / dpr;
        let (top, bottom) = (y(prices.high), y(prices.low));
        if bottom < 0.0 || top > height / dpr {
            return None;
        }
        let body_top = y(prices.open.max(prices.close));
        let body_bottom = y(prices.open.min(prices.close));
        let y = short(body_top);
        let height = short(body_bottom - body_top).max(0.0);
        Some(Command {
            x: short(columns.start as f64 / dpr),
            y,
            width: short((columns.end - columns.start) as f64 / dpr),
            height,
            // Rounding may part what belongs together by a bit; the order is promised.
            wick_top: short(top).min(y),
            wick_bottom: short(bottom).max(y + height),
            color: self.colors.of(prices),
        })
    }
}

/// A coordinate as a float32, and one far outside as a number that a painter can still take.
fn short(value: f64) -> f32 {
    value.clamp(-1e9, 1e9) as f32
}
