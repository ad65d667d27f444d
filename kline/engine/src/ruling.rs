//! The lines of a grid, below what a picture shows already.
//!
//! A pixel of the background takes the colour of the line, and any other is part of something that
//! lies above it. So nothing has to be drawn twice, or in another order.

use std::ops::Range;

use crate::raster::Picture;

/// Lines of one colour across a picture; those beyond its edges are not drawn.
#[derive(Clone, Copy, Debug)]
pub struct Ruling<'a> {
    /// Rows of device pixels, from the top.
    pub rows: &'a [u32],
    /// Columns of device pixels.
    pub columns: &'a [u32],
    /// 0xAARRGGBB.
    pub color: u32,
    /// What the picture was cleared with.
    pub background: u32,
}

impl Ruling<'_> {
    /// Draws the lines within some columns; the rest of the picture stays as it is.
    pub fn draw(&self, picture: &mut Picture<'_>, within: Range<u32>) {
        let within = within.start as usize..(within.end as usize).min(picture.columns());
        for row in self.rows {
            let pixels = picture.row_mut(*row as usize);
            for pixel in pixels.get_mut(within.clone()).unwrap_or_default() {
                *pixel = self.over(*pixel);
            }
        }
        for column in self.columns.iter().map(|column| *column as usize) {
            if !within.contains(&column) {
                continue;
            }
            for row in 0..picture.rows() {
                if let Some(pixel) = picture.row_mut(row).get_mut(column) {
                    *pixel = self.over(*pixel);
                }
            }
        }
    }

    fn over(&self, pixel: u32) -> u32 {
        if pixel == self.background {
            self.color
        } else {
            pixel
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BACK: u32 = 0xFF00_0000;
    const LINE: u32 = 0xFF33_3333;
    const CANDLE: u32 = 0xFF00_FF00;

    fn ruled(within: Range<u32>) -> Vec<u32> {
        let mut pixels = vec![BACK; 12];
        pixels[5] = CANDLE;
        let mut picture = Picture::new(&mut pixels, 4, 3, 3).unwrap();
        let ruling = Ruling {
            rows: &[1, 9],
            columns: &[2, 7],
            color: LINE,
            background: BACK,
        };
        ruling.draw(&mut picture, within);
        pixels
    }

    #[test]
    fn lines_lie_below_what_is_drawn_and_within_the_picture() {
        let (b, l, c) = (BACK, LINE, CANDLE);
        assert_eq!(ruled(0..9), [b, b, l, b, l, c, l, b, b, b, l, b]);
    }

    #[test]
    fn columns_that_are_not_stale_stay_as_they_are() {
        let (b, l, c) = (BACK, LINE, CANDLE);
        assert_eq!(ruled(0..1), [b, b, b, b, l, c, b, b, b, b, b, b]);
    }
}
