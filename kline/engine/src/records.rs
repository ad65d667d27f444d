//! Candles as lines and rectangles of four float64 each, as Qt's `QLineF` and `QRectF` lie in memory.
//!
//! For paper and files, where a picture of pixels will not do: drawn with a pointer and a count.

use crate::scene::Scene;

/// x1, y1, x2, y2 of a line; x, y, width, height of a rectangle.
pub type Record = [f64; 4];

/// Records of rising and of falling candles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Records {
    /// Of candles that close no lower than they open.
    pub up: Vec<Record>,
    /// Of the others.
    pub down: Vec<Record>,
}

impl Scene<'_> {
    /// The wicks that are seen, in device-independent pixels.
    pub fn lines(&self) -> Records {
        self.records(|columns, [high, low, ..]| {
            let middle = (columns.0 + columns.1) * 0.5;
            [middle, high, middle, low]
        })
    }

    /// The bodies that are seen, in device-independent pixels.
    pub fn rects(&self) -> Records {
        self.records(|columns, [.., top, bottom]| {
            [columns.0, top, columns.1 - columns.0, bottom - top]
        })
    }

    /// Number of records of one kind that there are at most.
    pub fn record_capacity(&self) -> usize {
        let columns = self.grid.columns() as usize;
        // At either edge a candle may be seen whose centre is not.
        columns.min(self.grid.visible(self.series.len()).len() + 2)
    }

    fn records(&self, record: impl Fn((f64, f64), [f64; 4]) -> Record) -> Records {
        let mut records = Records::default();
        let dpr = self.grid.dpr();
        let y = |price: f64| self.axis.y_or_bottom(price) / dpr;
        self.each_candle(0..self.series.len(), |columns, prices| {
            let columns = (columns.start as f64 / dpr, columns.end as f64 / dpr);
            let places = [
                y(prices.high),
                y(prices.low),
                y(prices.open.max(prices.close)),
                y(prices.open.min(prices.close)),
            ];
            let record = record(columns, places.map(|place| place.clamp(-1e9, 1e9)));
            if prices.is_up() {
                records.up.push(record);
            } else {
                records.down.push(record);
            }
        });
        records
    }
}
