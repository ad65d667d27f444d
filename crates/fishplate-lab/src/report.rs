//! The report: one HTML page that needs nothing else.

use fishplate_model::Summary;
use minijinja::{AutoEscape, Environment, context};

use crate::view;

/// The page of a summary.
pub(crate) fn report(summary: &Summary) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    // Kernel sources and messages of compilers stand in the page: all text is escaped.
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_trim_blocks(true);
    environment.set_lstrip_blocks(true);
    environment.add_template("report.html", include_str!("../templates/report.html"))?;
    environment.get_template("report.html")?.render(context! {
        workloads => view::workloads(summary),
        environment => summary.environment,
        notes => view::notes(summary),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::made_up;

    #[test]
    fn the_report_of_made_up_rows() {
        insta::assert_snapshot!(report(&made_up::summary()).unwrap());
    }

    #[test]
    fn the_report_asks_for_nothing_and_escapes_all() {
        let mut summary = made_up::summary();
        summary.rows[0].reason = Some("<script>alert(1)</script>".to_owned());
        let page = report(&summary).unwrap();
        assert!(!page.contains("<script"), "text was not escaped");
        for asked in ["http:", "https:", "src=", "@import", "url("] {
            assert!(!page.contains(asked), "the page asks for {asked}");
        }
    }
}
