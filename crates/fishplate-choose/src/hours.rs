//! The sum of the five-year table, of the user's own estimates.

use serde::Serialize;

use crate::ChooseError;

/// Hours of work.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hours {
    /// Before the first release.
    pub initial: f64,
    /// In each year after it.
    pub years: Vec<f64>,
    /// All together.
    pub total: f64,
}

impl Hours {
    /// Understands `initial=120,years=20,15,12`.
    ///
    /// # Errors
    /// When a part is missing, given twice, unknown, or no number from 0 on.
    pub fn parse(text: &str) -> Result<Self, ChooseError> {
        let wrong = |why: String| ChooseError::Hours {
            given: text.to_owned(),
            why,
        };
        let (mut initial, mut years): (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
        let (mut part, mut seen) = ("", Vec::new());
        for word in text.split(',') {
            let number = match word.split_once('=') {
                Some((name, number)) => {
                    part = name.trim();
                    if seen.contains(&part) {
                        return Err(wrong(format!("`{part}` stands twice")));
                    }
                    seen.push(part);
                    number
                }
                None => word,
            };
            let number = crate::quantity::count(number)
                .ok_or_else(|| wrong(format!("`{}` is no number from 0 on", number.trim())))?;
            match part {
                "initial" => initial.push(number),
                "years" => years.push(number),
                "" => {
                    return Err(wrong(
                        "a number stands before `initial=` or `years=`".to_owned(),
                    ));
                }
                other => return Err(wrong(format!("there is no part `{other}`"))),
            }
        }
        let [initial] = initial.as_slice() else {
            return Err(wrong("`initial` needs one number".to_owned()));
        };
        if years.is_empty() {
            return Err(wrong("`years` needs a number for each year".to_owned()));
        }
        Ok(Self {
            initial: *initial,
            total: initial + years.iter().sum::<f64>(),
            years,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_is_that_of_the_table() {
        let hours = Hours::parse("initial=120,years=20,15,12,10,8").unwrap();
        assert_eq!(
            (hours.initial, hours.years.len(), hours.total),
            (120.0, 5, 185.0)
        );
        assert_eq!(Hours::parse("years=1.5,initial=2").unwrap().total, 3.5);
    }

    #[test]
    fn what_is_no_estimate_is_refused_with_the_reason() {
        for (text, why) in [
            ("", "`` is no number"),
            ("120,years=1", "before `initial=`"),
            ("initial=1", "`years` needs"),
            ("years=1", "`initial` needs one"),
            ("initial=1,2,years=3", "`initial` needs one"),
            ("initial=1,years=-1", "`-1` is no number"),
            ("initial=1,initial=2,years=3", "stands twice"),
            ("initial=1,months=2", "no part `months`"),
        ] {
            let error = Hours::parse(text).unwrap_err().to_string();
            assert!(error.contains(why), "{text}: {error}");
            assert!(!error.contains('\n'));
        }
    }
}
