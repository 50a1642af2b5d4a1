//! `cargo run -p femoris-knowledge --example figure_sheets -- FOLDER`: contact sheets of all drawings, as pages to look at.

#![allow(clippy::print_stderr, reason = "it talks to the person who started it")]

use femoris_figure::{Figure, STYLE, Side, Size, View};
use femoris_knowledge::figures::Figures;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const PAGE: &str = "
:root { color-scheme: light dark; --surface: light-dark(#fff, #15201b); --accent: light-dark(#0a6045, #b9e46c); }
body { margin: 16px; background: var(--surface); color: light-dark(#15211c, #edf2eb); font: 14px sans-serif; }
main { display: flex; flex-wrap: wrap; gap: 16px; }
figure { margin: 0; }
figcaption { text-align: center; }
.w96 figure { width: 96px; font-size: 9px; overflow-wrap: anywhere; }
.w400 figure { width: 400px; }
.w600 figure { width: 600px; }
";

fn main() -> ExitCode {
    let Some(folder) = std::env::args().nth(1).map(PathBuf::from) else {
        eprintln!("usage: figure_sheets FOLDER");
        return ExitCode::FAILURE;
    };
    match femoris_knowledge::figures() {
        Ok(figures) => match write(&folder, &figures) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("{}: {error}", folder.display());
                ExitCode::FAILURE
            }
        },
        Err(problems) => {
            for problem in problems.0 {
                eprintln!("{problem}");
            }
            ExitCode::FAILURE
        }
    }
}

fn write(folder: &Path, figures: &Figures) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join("figures.css"), format!("{STYLE}{PAGE}"))?;
    let sheet = |name: &str, class: &str, draw: &dyn Fn(&Figure) -> String| {
        let cells: String = figures
            .all()
            .map(|figure| {
                let id = figure.id();
                format!("<figure id=\"{id}\">{}<figcaption>{id}</figcaption></figure>", draw(figure))
            })
            .collect();
        let page = format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Figures, {name}</title>\
             <link rel=\"stylesheet\" href=\"figures.css\"><main class=\"{class}\">{cells}</main></html>"
        );
        std::fs::write(folder.join(format!("figures-{name}.html")), page)
    };
    sheet("96", "w96", &|figure| figure.render(View::new(Side::Right, Size::Small)))?;
    sheet("400", "w400", &|figure| figure.render(View::new(Side::Right, Size::Card)))?;
    sheet("left", "w400", &|figure| figure.render(View::new(Side::Left, Size::Card)))?;
    sheet("moving", "w400", &|figure| figure.render(View::new(Side::Right, Size::Card).moving()))?;
    sheet("pairs", "w600", &|figure| figure.print_pair(Side::Right))
}
